"""A change as families will see it: the real template of the page, drawn from what is saved in the change."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from services_directory.domain.change_records import page_of
from services_directory.domain.listing_content import Listing, put_into
from services_directory.domain.listing_fields import PLACE_FIELDS, PLACES, names_of
from services_directory.models import ListingChange, Location, ServicePage

TEMPLATES = {
    "service": "services_directory/portal/preview_service.html",
    "provider": "services_directory/portal/preview_provider.html",
}


def preview_response(request: HttpRequest, change: ListingChange) -> HttpResponse:
    """The page of the change. Nothing is saved, and no search engine may keep it."""
    page = previewed(change)
    response = render(request, TEMPLATES[change.listing_type], {"page": page, "self": page, "change": change})
    response["X-Robots-Tag"] = "noindex"
    return response


def previewed(change: ListingChange) -> Listing:
    """The page in memory with everything that the change says, places that are new included; never saved."""
    page = page_of(change)
    content = dict(change.content)
    places: dict[str, Location] = {}
    if PLACES in content:
        places = _places(change)
        saved = {identifier for identifier, place in places.items() if place.pk}
        content["service_at_locations"] = [
            {**row, "location": row["location"] if row["location"] in saved else None}
            for row in content["service_at_locations"]
        ]
    put_into(page, content, names_of(change.listing_type))
    if isinstance(page, ServicePage):
        wanted = {row["uuid"]: row["location"] for row in change.content["service_at_locations"]}
        for row in page.service_at_locations.all():
            row.location = places.get(wanted[str(row.uuid)])
    return page


def _places(change: ListingChange) -> dict[str, Location]:
    """By UUID, the places of the change: new ones, and known ones as the change describes them."""
    described = {place["uuid"]: place for place in change.content[PLACES]}
    places = {str(place.uuid): place for place in Location.objects.filter(uuid__in=list(described))}
    for identifier, place in described.items():
        drawn = places.setdefault(identifier, Location(uuid=identifier))
        for name in PLACE_FIELDS:
            setattr(drawn, name, place[name])
    return places
