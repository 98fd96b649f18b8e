"""What the provider's side and the officers' side of a change share: its row, its history, its page, its places."""

from typing import Any

from django.utils import timezone
from wagtail.models import Page

from localoffer.accounts.models import User
from services_directory.domain.listing_content import Content, Listing
from services_directory.domain.listing_fields import MODELS, PLACE_FIELDS
from services_directory.enums import ChangeAct
from services_directory.models import ChangeEvent, ListingChange, Location, ProviderPage, ServicePage


def locked(change: ListingChange) -> ListingChange:
    """The change as it is now, held until the end of the transaction."""
    return (
        ListingChange.objects.select_for_update(of=("self",))
        .select_related("provider", "submitted_by", "decided_by", "live_before")
        .get(pk=change.pk)
    )


def clear_decision(change: ListingChange) -> None:
    """Nobody has decided it: the events keep what was."""
    change.decided_by = change.decided_at = change.reason = None
    change.decided_by_rule = False
    change.words_to_provider = ""


def note_event(
    change: ListingChange,
    act: ChangeAct,
    *,
    by: User | None,
    words: str = "",
    step: str = "",
    before: Content | None = None,
) -> ChangeEvent:
    """Add to the history of a change."""
    return change.events.create(
        act=act, version=change.version, at=timezone.now(), by=by, words=words, step=step, before=before
    )


def current_version(page: Page) -> Listing:
    """What a change begins from and is merged with: what is live, or for a page that never was, its newest draft."""
    page = page.specific
    return page if page.live else page.get_latest_revision_as_object()


def page_of(change: ListingChange) -> Listing:
    """The page that a change is merged with; for a new listing one that is not saved yet."""
    if change.page_id:
        return current_version(Page.objects.get(pk=change.page_id))
    return MODELS[change.listing_type](provider_id=change.provider_id, live=False)


def shared_places(places: list[dict[str, Any]], provider_id: int) -> set[str]:
    """Of ``places``, the identifiers of those that say something new about a place another provider uses."""
    known = {
        str(place.uuid): place
        for place in Location.objects.filter(uuid__in=[place["uuid"] for place in places])
    }
    altered = [
        place["uuid"]
        for place in places
        if place["uuid"] in known
        and any(place[name] != getattr(known[place["uuid"]], name) for name in PLACE_FIELDS)
    ]
    if not altered:
        return set()
    others = ServicePage.objects.exclude(provider_id=provider_id).order_by()
    used = others.filter(service_at_locations__location__uuid__in=altered)
    return {str(one) for one in used.values_list("service_at_locations__location__uuid", flat=True)} & set(
        altered
    )


def may_edit_place(place_uuid: str, provider: ProviderPage) -> bool:
    """Whether a provider may propose other details of a place: no other provider's service is there."""
    others = ServicePage.objects.exclude(provider=provider)
    return not others.filter(service_at_locations__location__uuid=place_uuid).exists()
