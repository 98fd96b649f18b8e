"""Places: their listing, form, preview and chooser."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django_filters import BooleanFilter, ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from services_directory.admin.choosers import PlaceChooserViewSet, standing_of, with_words
from services_directory.admin.columns import WordsColumn
from services_directory.admin.exports import ExportsColumns
from services_directory.admin.retiring import RetireInsteadDeleteView
from services_directory.domain.geography import PostcodeError, PostcodesNotBuilt, locate
from services_directory.models import Location
from services_directory.panels import location_panels


class PlaceForm(WagtailAdminModelForm):
    """The form of a place; an empty point is taken from the postcode."""

    def clean(self) -> dict[str, Any]:
        """Fill in the point where the postcode gives one, and follow a postcode that was changed.

        A point that somebody typed is never overwritten. A postcode that is not known is refused beside its
        field; while the postcode file is missing the place is saved with no point.
        """
        data: dict[str, Any] = super().clean() or self.cleaned_data
        postcode = data.get("postal_code")
        has_point = data.get("latitude") is not None or data.get("longitude") is not None
        typed = has_point and {"latitude", "longitude"} & set(self.changed_data)
        follows = self.instance.point_from_postcode and "postal_code" in self.changed_data and not typed
        if typed or not postcode:
            self.instance.point_from_postcode = False
        elif not has_point or follows:
            self._take_from(postcode, data)
        return data

    def _take_from(self, postcode: str, data: dict[str, Any]) -> None:
        try:
            point = locate(postcode)
        except PostcodeError as error:
            self.add_error("postal_code", str(error))
        except PostcodesNotBuilt:
            return
        else:
            data["latitude"], data["longitude"] = point.pair
            data["postal_code"] = str(point.postcode)
            self.instance.point_from_postcode = True


class HasPointFilter(BooleanFilter):
    """Whether the place is on the map."""

    def filter(self, places: QuerySet[Location], value: bool | None) -> QuerySet[Location]:
        """With or without latitude and longitude."""
        return places if value is None else places.filter(latitude__isnull=not value)


class StandingFilter(ChoiceFilter):
    """Used, not used, or retired."""

    conditions = {
        "used": Q(service_count__gt=0),
        "unused": Q(service_count=0, retired_on=None),
        "retired": Q(retired_on__isnull=False),
    }

    def filter(self, places: QuerySet[Location], value: str | None) -> QuerySet[Location]:
        """By the conditions above."""
        return places.filter(self.conditions[value]) if value else places


class PlaceFilterSet(WagtailFilterSet):
    """The filters of the listing."""

    standing = StandingFilter(
        label="Use",
        choices=[("used", "Used by a service"), ("unused", "Not used"), ("retired", "Retired")],
        empty_label="All",
    )
    has_point = HasPointFilter(label="On the map")

    class Meta:
        model = Location
        fields = ["live", "location_type", "shown_as"]


def used_by(place: Any) -> str:
    """How many services are there."""
    return "1 service" if place.service_count == 1 else f"{place.service_count} services"


class PlaceIndexView(ExportsColumns, IndexView):
    """The places, with how many services use each."""

    page_title = "Places"
    export_columns = {
        "Name": lambda place: place.name,
        "Address": lambda place: ", ".join(filter(None, [place.address_1, place.address_2])),
        "Town": lambda place: place.city,
        "Postcode": lambda place: place.postal_code,
        "Latitude": lambda place: place.latitude,
        "Longitude": lambda place: place.longitude,
        "Point": lambda place: "Postcode" if place.point_from_postcode else "Building",
        "Services": lambda place: place.service_count,
        "Retired on": lambda place: place.retired_on,
        "Identifier": lambda place: str(place.uuid),
    }

    def get_base_queryset(self) -> Any:
        """Each with ``service_count``."""
        places = super().get_base_queryset()
        return places.annotate(service_count=Count("service_at_locations__page", distinct=True))

    def search_queryset(self, queryset: Any) -> Any:
        """By name, street, town or postcode, with or without its blank."""
        return with_words(queryset, self.search_query) if self.is_searching else queryset


class PlaceViewSet(SnippetViewSet):
    """Places at the desk."""

    model = Location
    icon = "globe"
    menu_label = "Places"
    menu_name = "places"
    menu_order = 130
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = False
    list_per_page = 50
    list_display = [
        "name",
        WordsColumn("city", lambda place: place.city, label="Town", sort_key="city"),
        WordsColumn("postal_code", lambda place: place.postal_code, label="Postcode", sort_key="postal_code"),
        WordsColumn("used", used_by, label="Used by", sort_key="service_count"),
        WordsColumn("on_map", lambda place: "" if place.point else "Not on the map", label="Map"),
        # Wagtail's own status column asks for each row whether it is scheduled.
        WordsColumn("status", standing_of, label="Status", sort_key="live"),
        UpdatedAtColumn(),
    ]
    filterset_class = PlaceFilterSet
    export_filename = "places"
    index_view_class = PlaceIndexView
    delete_view_class = RetireInsteadDeleteView
    delete_template_name = RetireInsteadDeleteView.template_name
    chooser_viewset_class = PlaceChooserViewSet
    edit_handler = ObjectList(location_panels(), base_form_class=PlaceForm)
