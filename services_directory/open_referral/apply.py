"""Creates and updates pages and places from mended records, one record whole or not at all."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from localoffer.models import AuthoritySettings
from services_directory.enums import OperationalState
from services_directory.models import (
    DirectoryPage,
    Location,
    OperationalStatus,
    OrganisationsPage,
    ProviderPage,
    ServicePage,
    SourceRecord,
)
from services_directory.open_referral import content, identity, read_v1, read_v3
from services_directory.open_referral.known import Known, load_known
from services_directory.open_referral.people import own_words, without_people
from services_directory.open_referral.records import OrganisationRecord, PlaceRecord, ServiceRecord
from services_directory.open_referral.repair import (
    own_words_of,
    repair_organisation,
    repair_place,
    repair_service,
)
from services_directory.open_referral.report import Notes, Outcome, Row
from services_directory.open_referral.shapes import part, parts
from services_directory.open_referral.snapshot import as_json, differences, digest, row_snapshot, snapshot
from services_directory.open_referral.source import RawRecord
from services_directory.open_referral.terms import TermMatcher
from services_directory.open_referral.tidy import tidied

# Raise when the rules of reading or mending change: every record is then looked at again.
RULES = 1
READERS: dict[int, Callable[[dict[str, Any]], ServiceRecord]] = {
    1: read_v1.read_service,
    3: read_v3.read_service,
}
_ENDED = frozenset({"inactive", "defunct"})


class RowRefused(Exception):
    """A record that cannot be taken; the message says why and how to mend it."""


@dataclass
class Taken:
    """What one record came to; kept only when all of it is in the database."""

    rows: list[Row] = field(default_factory=list)
    handled: dict[str, int] = field(default_factory=dict)
    touched: list[Any] = field(default_factory=list)
    places: dict[tuple[str, str], int] = field(default_factory=dict)


@dataclass
class Item:
    """One entity of a record on its way into the database."""

    entity: str
    key: str
    name: str
    raw: dict[str, Any]
    stored: dict[str, Any]
    notes: Notes
    fill: Callable[[Any], None]
    create: Callable[[], Any]
    may_publish: bool = True


class Importer:
    """One run over one source. Call ``load`` with a batch of records, then ``take`` with each of them."""

    def __init__(self, source: str, *, publish: bool) -> None:
        self.source = source
        self.publish = publish
        self.terms = TermMatcher()
        self.area_codes = AuthoritySettings.load().area_code_set
        self.fingerprint = digest([RULES, self.terms.fingerprint, content.locate_is_ready()])
        self.now = timezone.now()
        self.known: dict[str, Known] = {}
        self.handled: dict[str, int] = {}
        self.seen: dict[str, int] = {}
        self.places = {
            _place_name(name, postcode): pk
            for pk, name, postcode in Location.objects.in_use()
            .exclude(postal_code="")
            .order_by("-pk")
            .values_list("pk", "name", "postal_code")
        }

    def load(self, batch: list[RawRecord]) -> None:
        """Read, in a few queries, what is already here of a batch."""
        keys: set[str] = set()
        for record in batch:
            if isinstance(record.data, dict):
                service, organisation, places = identity.keys_of(record.data)
                keys.update([service, organisation, *places])
        self.known = load_known(self.source, keys - {""})

    def take(self, raw: RawRecord) -> Taken:
        """Take one record, in a savepoint of its own.

        Raises:
            RowRefused: it cannot be taken; nothing of it stays behind.
        """
        data = _as_service(raw.data)
        key = identity.service_key(data)
        if not key:
            raise RowRefused("It has no id, so it could not be known again on the next run. Give it an id.")
        if key in self.seen:
            raise RowRefused(
                f"Row {self.seen[key]} has the same id. Give each service an id of its own, or remove one row."
            )
        taken = self._unchanged(raw, data, key)
        if taken is None:
            try:
                with transaction.atomic():
                    taken = self._read_and_apply(raw, data, key)
            except ValidationError as error:
                raise RowRefused(_in_words(error)) from error
        self.seen[key] = raw.row
        self.handled.update(taken.handled)
        for name, pk in taken.places.items():
            self.places.setdefault(name, pk)
        return taken

    # --- The quick way: nothing changed in the source, nobody edited anything here -----------------------

    def _unchanged(self, raw: RawRecord, data: dict[str, Any], key: str) -> Taken | None:
        service, organisation, places = key, *identity.keys_of(data)[1:]
        known = self.known.get(service)
        if known is None or known.record.record_hash != self._hash(data):
            return None
        entities = [("service", service), ("organization", organisation)]
        entities += [("location", place) for place in places]
        taken = Taken()
        for entity, one in entities:
            if not one or one in self.handled or one in taken.handled:
                continue
            there = self.known.get(one)
            if there is None:
                if entity == "location":
                    continue  # it shares another row's place
                return None
            if there.is_edited or self._wants_publishing(there.listing, entity):
                return None
            name = str(there.listing.title if entity != "location" else there.listing.name)
            taken.handled[one] = there.listing.pk
            taken.rows.append(Row(raw.row, entity, _shown(one), name, Outcome.UNCHANGED))
        return taken

    def _wants_publishing(self, listing: Any, entity: str) -> bool:
        return (
            self.publish
            and entity != "location"
            and not listing.live
            and listing.first_published_at is None
            and (entity != "service" or bool(listing.provider_id and listing.summary))
        )

    def _hash(self, raw: Any) -> str:
        return digest([self.fingerprint, raw])

    # --- The whole way ------------------------------------------------------------------------------------

    def _read_and_apply(self, raw: RawRecord, data: dict[str, Any], key: str) -> Taken:
        taken = Taken()
        notes = Notes()
        record = READERS[raw.version](tidied(data, notes))
        if not record.name:
            raise RowRefused("It has no name. Ask the source to name the service.")
        ended = record.status in _ENDED
        if ended and key not in self.known:
            raise RowRefused(
                f"Its status is “{record.status}”, so it is not offered now. Nothing to mend unless that is wrong."
            )
        organisation = record.organisation
        provider_id = None
        if organisation is not None and organisation.name:
            provider_id = self._organisation(raw, data, organisation, taken)
        places = [
            self._place(raw, raw_place, at.place, record, taken)
            for raw_place, at in zip(_raw_places(data), record.places, strict=True)
        ]
        own = own_words_of(record)
        organisation_name = organisation.name if organisation else ""
        stored = without_people(record.raw, own, record.name, organisation_name)
        repair_service(record, notes)
        around = content.Around(self.terms, provider_id, places, self.area_codes)
        is_complete = bool(provider_id and record.summary and record.name)
        if not is_complete:
            field_name, what = (
                ("description", "description") if provider_id else ("organization", "organisation")
            )
            notes.advice(field_name, f"It has no {what}, which is needed to publish: it is a draft.")
        if ended:
            notes.advice(
                "status", f"The source now says “{record.status}”. Withdraw the listing if that is right."
            )

        def create() -> ServicePage:
            page = ServicePage(uuid=self._free_uuid(ServicePage, key), live=False)
            content.fill_service(page, record, around, notes)
            content.fill_first_guesses(page, record, around)
            DirectoryPage.objects.get().add_child(instance=page)
            if record.status == "temporarily closed":
                OperationalStatus.objects.create(
                    service=page,
                    state=OperationalState.CLOSED_FOR_NOW,
                    note=f"Copied from {self.source}."[:250],
                )
            return page

        self._apply(
            Item(
                "service",
                key,
                record.name,
                data,
                stored,
                notes,
                lambda page: content.fill_service(page, record, around, Notes()),
                create,
                may_publish=is_complete and not ended,
            ),
            raw.row,
            taken,
        )
        return taken

    def _organisation(
        self, raw: RawRecord, data: dict[str, Any], record: OrganisationRecord, taken: Taken
    ) -> int:
        raw_organisation = data["organization"]
        key = identity.organisation_key(raw_organisation)
        if key in self.handled:
            return self.handled[key]
        notes = Notes()
        stored = without_people(record.raw, own_words(record.name), record.name)
        repair_organisation(record, notes)

        def create() -> ProviderPage:
            page = ProviderPage(uuid=self._free_uuid(ProviderPage, key), live=False)
            content.fill_provider(page, record, notes)
            OrganisationsPage.objects.get().add_child(instance=page)
            return page

        return self._apply(
            Item(
                "organization",
                key,
                record.name,
                raw_organisation,
                stored,
                notes,
                lambda page: content.fill_provider(page, record, Notes()),
                create,
            ),
            raw.row,
            taken,
        )

    def _place(
        self,
        raw: RawRecord,
        raw_place: dict[str, Any],
        record: PlaceRecord,
        service: ServiceRecord,
        taken: Taken,
    ) -> Location | None:
        key = identity.place_key(raw_place)
        handled = self.handled.get(key) or taken.handled.get(key)
        if handled:
            return Location.objects.get(pk=handled)
        notes = Notes()
        stored = without_people(record.raw, own_words_of(service), service.name)
        repair_place(record, notes)
        if not key or not (record.name or record.location_type == "virtual"):
            return None
        name = _place_name(record.name, record.postal_code)
        same = (self.places.get(name) or taken.places.get(name)) if record.postal_code else None
        if key not in self.known and same:
            taken.rows.append(
                Row(
                    raw.row,
                    "location",
                    _shown(key),
                    record.name,
                    Outcome.SAME_PLACE,
                    "We have this place.",
                    notes,
                )
            )
            taken.handled[key] = same
            return Location.objects.get(pk=same)

        def create() -> Location:
            location = Location(uuid=self._free_uuid(Location, key))
            content.fill_location(location, record)
            location.save()
            return location

        pk = self._apply(
            Item(
                "location",
                key,
                record.name,
                raw_place,
                stored,
                notes,
                lambda location: content.fill_location(location, record),
                create,
            ),
            raw.row,
            taken,
        )
        if record.postal_code:
            taken.places[name] = pk
        return Location.objects.get(pk=pk)

    # --- One entity into the database ----------------------------------------------------------------------

    def _apply(self, item: Item, row_number: int, taken: Taken) -> int:
        known = self.known.get(item.key)
        row = Row(row_number, item.entity, _shown(item.key), item.name, Outcome.TAKEN, notes=item.notes)
        if known is None:
            listing = item.create()
            self._save_history(listing, item, is_live=self._goes_live(listing, item))
            self._remember(listing, item, SourceRecord(source=self.source, source_id=item.key))
            taken.touched.append(listing)
        else:
            listing = self._bring_up_to_date(known, item, row, taken)
        taken.handled[item.key] = listing.pk
        taken.rows.append(row)
        return int(listing.pk)

    def _bring_up_to_date(self, known: Known, item: Item, row: Row, taken: Taken) -> Any:
        listing = known.current()
        item.fill(listing)
        wanted = snapshot(as_json(listing.serializable_data()))
        here = known.latest
        if known.is_edited:
            row.differences = differences(self._seen_by_families(known), wanted)
            row.outcome = Outcome.EDITED_HERE if row.differences else Outcome.UNCHANGED
            if row.differences:
                row.reason = (
                    "Somebody edited it here since it was copied, so it was left as it is. Compare the differences "
                    "and take over by hand what is right."
                )
            return known.listing
        goes_live = self._wants_publishing(known.listing, item.entity) and item.may_publish
        if wanted == here and not goes_live:
            row.outcome = Outcome.UNCHANGED
            row.notes = []
            if known.record.record_hash != self._hash(item.raw):
                self._keep_record(known.record, item)
            return known.listing
        row.outcome = Outcome.UPDATED
        if wanted == here:
            row.reason = "Published; nothing else changed."
        self._save_history(listing, item, is_live=known.listing.live or goes_live)
        self._remember(listing, item, known.record)
        taken.touched.append(listing)
        return listing

    def _seen_by_families(self, known: Known) -> dict[str, Any]:
        """What the listing says now: the newest draft, and where only the live row was changed, that row."""
        if digest(known.latest) != known.record.applied_hash or not known.listing.live:
            return known.latest
        fields = {field.name for field in known.listing._meta.concrete_fields}
        return {key: value for key, value in known.latest.items() if key not in fields} | row_snapshot(
            known.listing
        )

    def _goes_live(self, listing: Any, item: Item) -> bool:
        return item.entity == "location" or (self.publish and item.may_publish)

    def _save_history(self, listing: Any, item: Item, *, is_live: bool) -> None:
        """A revision, and published where it is live: the same history that an officer's work leaves."""
        if item.entity == "location":
            listing.full_clean()  # a page is validated when it is published
        revision = listing.save_revision(clean=False, log_action=True)
        if is_live:
            revision.publish()

    def _remember(self, listing: Any, item: Item, record: SourceRecord) -> None:
        if record.pk is None:
            if item.entity == "location":
                record.location = listing
            else:
                record.page_id = listing.pk
        record.applied_hash = digest(snapshot(as_json(listing.latest_revision.content)))
        record.imported_at = self.now
        self._keep_record(record, item)

    def _keep_record(self, record: SourceRecord, item: Item) -> None:
        record.record = item.stored
        record.record_hash = self._hash(item.raw)
        if record.imported_at is None:
            record.imported_at = self.now
        record.save()

    def _free_uuid(self, model: Any, key: str) -> Any:
        wanted = identity.uuid_for(self.source, key)
        if model.objects.filter(uuid=wanted).exists():
            return identity.uuid_for(self.source, f"{self.source} {key} copy")
        return wanted


def _as_service(data: Any) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise RowRefused("It is not an object with the fields of a service. Ask the source to mend the row.")
    return data


def _raw_places(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [part(row, "location") for row in parts(data, "service_at_locations")]


def _place_name(name: str, postcode: str) -> tuple[str, str]:
    return " ".join(name.casefold().split()), postcode.replace(" ", "").upper()


def _shown(key: str) -> str:
    return key.rpartition("/")[2] if key.startswith(("organization/", "location/")) else key


def _in_words(error: ValidationError) -> str:
    if hasattr(error, "message_dict"):
        return " ".join(f"{name}: {' '.join(words)}" for name, words in error.message_dict.items())
    return " ".join(error.messages)
