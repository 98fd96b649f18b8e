"""The public addresses of the directory that are not pages."""

from django.urls import path

from services_directory.views import ask_place, check_listing, eligibility, find, report_mistake, saved, words

app_name = "services_directory"

urlpatterns = [
    path("find/", find.find, name="find"),
    path("find/count/", find.count, name="find_count"),
    path("find/suggest/", find.suggest, name="find_suggest"),
    path("service-check/<int:page_id>/", eligibility.for_us, name="for_us"),
    path("provider/check/new/", check_listing.new_link, name="new_link"),
    path("provider/check/sent/", check_listing.new_link_sent, name="new_link_sent"),
    path("provider/check/<str:reminder>/", check_listing.check_listing, name="check_listing"),
    path("provider/check/<str:reminder>/changed/", check_listing.changed, name="check_listing_changed"),
    path("provider/check/<str:reminder>/thank-you/", check_listing.told, name="check_listing_told"),
    path("provider/check/<str:reminder>/new/", check_listing.new_link, name="renew_link"),
    path("service-report/<int:page_id>/", report_mistake.report, name="mistake"),
    path("service-report/<int:page_id>/thank-you/", report_mistake.thanks, name="mistake_thanks"),
    path("service-ask/<int:page_id>/", ask_place.ask_place, name="ask"),
    path("service-ask/<int:page_id>/thank-you/", ask_place.thanks, name="ask_thanks"),
    path("words/", words.words, name="words"),
    path("saved/", saved.saved, name="saved"),
    path("saved/add/", saved.add, name="saved_add"),
    path("saved/remove/", saved.remove, name="saved_remove"),
    path("saved/clear/", saved.clear, name="saved_clear"),
]
