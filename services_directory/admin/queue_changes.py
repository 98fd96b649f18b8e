"""Providers' changes and new listings in the queue."""

from collections.abc import Iterator

from django.urls import reverse

from services_directory.admin.queue_sources import QueueItem, register_source
from services_directory.enums import Risk
from services_directory.models import ListingChange

NEW, CHANGES = "new-listings", "changes"


def key_of(pk: int) -> str:
    """Of a change in the queue."""
    return f"change-{pk}"


def _rows(is_new: bool) -> Iterator[QueueItem]:
    """One query; their contents are not read."""
    address = reverse("desk:change", args=[0]).replace("/0/", "/{}/")
    found = ListingChange.objects.waiting().filter(is_new_listing=is_new)
    values = found.values_list("pk", "title", "provider__title", "submitted_at", "risk", "risk_words")
    for pk, title, provider, since, risk, why in values:
        yield QueueItem(
            NEW if is_new else CHANGES,
            key_of(pk),
            title or "Listing without a name",
            provider,
            since,
            Risk(risk),
            address.format(pk),
            why,
            bulk=True,
        )


def new_listings() -> list[QueueItem]:
    """New listings that wait."""
    return list(_rows(is_new=True))


def changes() -> list[QueueItem]:
    """Changes that wait."""
    return list(_rows(is_new=False))


def register() -> None:
    """Both, in the queue."""
    register_source(NEW, "New listings", new_listings)
    register_source(CHANGES, "Changes to listings", changes)
