"""The addresses of listings and of changes to them; ``portal/urls.py`` guards them with the others."""

from django.urls import URLPattern, path

from services_directory.portal.views import changes, hints, listings, places, rows, status, steps

LISTINGS: list[URLPattern] = [
    path("hints/", hints.hints, name="hints"),
    path("listings/new/", listings.new_listing, name="listing_new"),
    path("listings/<uuid:listing>/", listings.listing, name="listing"),
    path("listings/<uuid:listing>/change/", listings.change_listing, name="listing_change"),
    path("listings/<uuid:listing>/confirm/", listings.confirm, name="listing_confirm"),
    path("listings/<uuid:listing>/copy/", listings.copy, name="listing_copy"),
    path("listings/<uuid:listing>/status/", status.status, name="listing_status"),
    path("organisations/<uuid:provider>/change/", listings.change_organisation, name="organisation_change"),
    path("changes/<uuid:change>/", changes.change, name="change"),
    path("changes/<uuid:change>/check/", changes.check, name="check"),
    path("changes/<uuid:change>/preview/", changes.preview, name="preview"),
    path("changes/<uuid:change>/sent/", changes.sent, name="sent"),
    path("changes/<uuid:change>/take-back/", changes.take_back, name="take_back"),
    path("changes/<uuid:change>/give-up/", changes.withdraw, name="withdraw"),
    path("changes/<uuid:change>/places/find/", places.place_find, name="place_find"),
    path("changes/<uuid:change>/places/new/", places.place_new, name="place_new"),
    path("changes/<uuid:change>/places/<uuid:place>/", places.place, name="place"),
    path("changes/<uuid:change>/times/<uuid:place_row>/new/", rows.row_new, name="time_new"),
    path("changes/<uuid:change>/times/<uuid:place_row>/<uuid:time>/", rows.row, name="time"),
    path(
        "changes/<uuid:change>/times/<uuid:place_row>/<uuid:time>/remove/",
        rows.row_remove,
        name="time_remove",
    ),
    path("changes/<uuid:change>/rows/<slug:kind>/new/", rows.row_new, name="row_new"),
    path("changes/<uuid:change>/rows/<slug:kind>/<uuid:row>/", rows.row, name="row"),
    path("changes/<uuid:change>/rows/<slug:kind>/<uuid:row>/remove/", rows.row_remove, name="row_remove"),
    path("changes/<uuid:change>/<slug:step>/", steps.step, name="step"),
]
