"""What an earlier run left here: the source records of a batch, with the pages and places they belong to."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from services_directory.models import Location, ProviderPage, ServicePage, SourceRecord
from services_directory.open_referral.snapshot import Snapshot, digest, row_snapshot, snapshot

Listing = ServicePage | ProviderPage | Location


@dataclass
class Known:
    """A page or place of an earlier run."""

    record: SourceRecord
    listing: Any

    @cached_property
    def latest(self) -> Snapshot:
        """What its newest draft says; the row itself where there is no draft."""
        revision = self.listing.latest_revision
        return snapshot(revision.content) if revision else row_snapshot(self.listing)

    @cached_property
    def is_edited(self) -> bool:
        """Whether its newest draft, or the live row, says anything else than the import wrote."""
        if digest(self.latest) != self.record.applied_hash:
            return True
        if not self.listing.live:
            return False
        row = row_snapshot(self.listing)
        fields = {field.name for field in self.listing._meta.concrete_fields}
        return row != {key: value for key, value in self.latest.items() if key in fields}

    def current(self) -> Any:
        """Its newest draft as an object to change, apart from ``listing``."""
        revision = self.listing.latest_revision
        return revision.as_object() if revision else type(self.listing).objects.get(pk=self.listing.pk)


def load_known(source: str, keys: Iterable[str]) -> dict[str, Known]:
    """By key what is known of ``keys``, in four queries however many there are."""
    records = {
        record.source_id: record
        for record in SourceRecord.objects.filter(source=source, source_id__in=set(keys))
    }
    pages: dict[int, Any] = {}
    page_ids = [record.page_id for record in records.values() if record.page_id]
    for model in (ServicePage, ProviderPage):
        found = model.objects.filter(pk__in=page_ids).select_related("latest_revision")
        pages.update({page.pk: page for page in found})
    location_ids = [record.location_id for record in records.values() if record.location_id]
    places = Location.objects.filter(pk__in=location_ids).select_related("latest_revision").in_bulk()
    return {
        key: Known(record, pages[record.page_id] if record.page_id else places[record.location_id])
        for key, record in records.items()
        if record.page_id in pages or record.location_id in places
    }
