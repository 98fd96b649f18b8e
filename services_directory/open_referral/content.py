"""Puts a mended record into a page or place. Fields that the source knows nothing of are left as they are."""

import re
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from services_directory.domain.geography import PostcodeError, PostcodesNotBuilt, locate, postcode_file
from services_directory.enums import (
    AreaKind,
    ContactKind,
    Coverage,
    CriterionBasis,
    CriterionKind,
    Delivery,
    IdentifierScheme,
    LocationType,
    TaxonomyCode,
)
from services_directory.models import (
    Contact,
    CostOption,
    EligibilityCriterion,
    Location,
    OrganisationIdentifier,
    PlaceSchedule,
    ProviderPage,
    ServiceArea,
    ServiceAtLocation,
    ServicePage,
    ServiceSchedule,
    TaxonomyTerm,
)
from services_directory.open_referral.addresses import NATIONS
from services_directory.open_referral.records import (
    OrganisationRecord,
    PlaceRecord,
    ScheduleRecord,
    ServiceRecord,
    Telephone,
)
from services_directory.open_referral.report import Notes
from services_directory.open_referral.rich_text import as_rich_text
from services_directory.open_referral.terms import TermMatcher

DESCRIPTION_FEATURES = ["h3", "bold", "ul", "ol", "link"]
PROCESS_FEATURES = ["bold", "ol", "ul", "link"]
PROVIDER_FEATURES = ["bold", "ul", "link"]
LONGEST_SENTENCE = 300
FREE = frozenset({"free", "free of charge", "no charge", "no cost", "none"})
_ONS_CODE = re.compile(r"\b[EWSNKJLM]\d{8}\b")
_REGION = re.compile(r"\b(region|(north|south)[ -]?(east|west)|midlands|[sn][ew] england)\b", re.I)

Row = tuple[str, dict[str, Any]]


@dataclass
class Around:
    """What a service stands among: its provider, its places by key, our terms, the codes of our area."""

    terms: TermMatcher
    provider_id: int | None = None
    places: list[Location | None] = field(default_factory=list)
    area_codes: frozenset[str] = frozenset()


def fill_location(location: Location, record: PlaceRecord) -> None:
    """Name, kind, address and point."""
    location.location_type = record.location_type
    location.name = record.name or ("Online" if record.location_type == LocationType.VIRTUAL else "")
    for name in ("address_1", "address_2", "city", "state_province", "postal_code", "directions"):
        setattr(location, name, getattr(record, name))
    location.latitude, location.longitude = record.latitude, record.longitude
    location.point_from_postcode = record.point_from_postcode


def fill_provider(page: ProviderPage, record: OrganisationRecord, notes: Notes) -> None:
    """Name, what it does, ways to reach it and its numbers in public registers."""
    page.title = record.name
    page.description = as_rich_text(record.description, PROVIDER_FEATURES)
    page.legal_status, page.website, page.email = record.legal_status, record.url, record.email
    page.telephone = record.phones[0].number if record.phones else ""
    rows = []
    for scheme, identifier in record.identifiers:
        known = _scheme(scheme)
        if known and identifier and len(identifier) <= 40:
            rows.append((f"{known}{identifier}", {"scheme": known, "identifier": identifier}))
        else:
            notes.kept("organization_identifiers", f"We keep no numbers of “{scheme[:40]}”.")
    set_rows(page, "identifiers", OrganisationIdentifier, rows)


def _scheme(written: str) -> str | None:
    """Our register for the name or code of one, such as “Company number” or GB-COH."""
    for code, label in IdentifierScheme.choices:
        is_part_of_label = len(written) > 2 and written.casefold() in label.casefold()
        if written.upper() == code or is_part_of_label:
            return str(code)
    return None


def fill_service(page: ServicePage, record: ServiceRecord, around: Around, notes: Notes) -> None:
    """All that the source says of a service. An eligibility sentence stays words: nothing is inferred from it."""
    matched = around.terms.match(record.terms)
    page.title = record.name
    page.provider_id = around.provider_id
    page.summary = record.summary
    page.description = as_rich_text(record.description, DESCRIPTION_FEATURES)
    page.application_process = as_rich_text(record.application_process, PROCESS_FEATURES)
    page.website = record.url
    page.interpretation_services = record.interpretation_services
    page.minimum_age, page.maximum_age = record.minimum_age, record.maximum_age
    page.kinds, page.needs = _terms(matched.kinds), _terms(matched.needs)
    page.languages = _terms(_languages(record, around.terms, notes))
    _fill_waiting_time(page, record, notes)
    set_rows(page, "contacts", Contact, _contacts(record, notes))
    set_rows(page, "cost_options", CostOption, _costs(record))
    set_rows(page, "service_areas", ServiceArea, _areas(record))
    set_rows(page, "schedules", ServiceSchedule, _schedules(record.schedules))
    set_rows(page, "eligibility_criteria", EligibilityCriterion, _criteria(record))
    _set_places(page, record, around)
    for name in matched.unknown:
        notes.kept("attributes", f"Our lists have no term for “{name[:80]}”.")
    for name in record.kept_in_source:
        notes.kept(name, "A listing has no field for it.")
    if any(
        at.place.raw.get("accessibility") or at.place.raw.get("accessibility_for_disabilities")
        for at in record.places
    ):
        notes.kept(
            "accessibility",
            "Words about access are no assessment. Ask for one, and record it beside the listing.",
        )


def fill_first_guesses(page: ServicePage, record: ServiceRecord, around: Around) -> None:
    """Of a new page only: sectors, delivery and coverage, where the source says enough. Officers own them after."""
    sectors: Any = around.terms.match(record.terms).sectors
    page.sectors = sectors
    types = {at.place.location_type for at in record.places}
    given = set(record.delivery)
    if LocationType.PHYSICAL in types:
        given.add(str(Delivery.PLACE))
    if LocationType.VIRTUAL in types:
        given.add(str(Delivery.ONLINE))
    delivery: Any = [value for value in Delivery.values if value in given]
    page.delivery = delivery
    authorities = {_authority(at.place.postal_code) for at in record.places} - {""}
    if around.area_codes and authorities:
        is_here = bool(authorities & around.area_codes)
        page.coverage = Coverage.IN_AREA if is_here else Coverage.OUTSIDE_AREA


def locate_is_ready() -> bool:
    """Whether postcodes can be turned into points. Once they can, records without a point are looked at again."""
    try:
        postcode_file()
    except PostcodesNotBuilt:
        return False
    return True


def _authority(postcode: str) -> str:
    try:
        return locate(postcode).authority if postcode else ""
    except (PostcodeError, PostcodesNotBuilt):
        return ""


def set_rows(parent: Any, relation: str, model: type[models.Model], rows: list[Row]) -> list[Any]:
    """Give ``parent`` exactly ``rows``, each known again by its key: its UUID and, once saved, its id stay."""
    present = {row.uuid: row for row in getattr(parent, relation).all()}
    kept, used = [], set()
    for number, (key, values) in enumerate(rows):
        identifier = uuid.uuid5(parent.uuid, f"{relation}/{key or number}")
        if identifier in used:
            identifier = uuid.uuid5(identifier, str(number))
        used.add(identifier)
        row = present.get(identifier) or model(uuid=identifier)  # type: ignore[misc]
        for name, value in values.items():
            setattr(row, name, value)
        row.sort_order = number  # type: ignore[attr-defined]
        kept.append(row)
    setattr(parent, relation, kept)
    return kept


def _terms(ids: list[int]) -> list[TaxonomyTerm]:
    return list(TaxonomyTerm.objects.filter(pk__in=ids)) if ids else []


def _languages(record: ServiceRecord, terms: TermMatcher, notes: Notes) -> list[int]:
    found = []
    for language in record.languages:
        if term := terms.find(str(TaxonomyCode.LANGUAGES), language.code, language.name):
            found.append(term.pk)
        elif language.name:
            notes.kept("languages", f"Our list has no language “{language.name[:40]}”.")
    return found


def _fill_waiting_time(page: ServicePage, record: ServiceRecord, notes: Notes) -> None:
    if record.wait_time and record.as_at is None:
        notes.kept("wait_time", "It has no date, and a waiting time is shown only with its date.")
    is_dated = bool(record.wait_time and record.as_at)
    page.waiting_time = record.wait_time if is_dated else ""
    page.waiting_time_as_at = record.as_at if is_dated else None


def _contacts(record: ServiceRecord, notes: Notes) -> list[Row]:
    rows: list[Row] = _reach("service", "", record.email, "", record.phones)
    for number, contact in enumerate(record.contacts):
        reach = _reach(contact.id or str(number), contact.role, contact.email, contact.url, contact.phones)
        if not reach:
            notes.kept(
                f"contacts[{number}]", "It has no number, e-mail address or web page of the service itself."
            )
        rows.extend(reach)
    for at in record.places:
        rows.extend(_reach(f"place {at.place.id}", at.place.name[:120], "", "", at.place.phones))
    seen: set[tuple[str, ...]] = set()
    kept: list[Row] = []
    for key, values in rows:
        details = tuple(values[name] for name in ("telephone", "textphone", "email", "url"))
        if details not in seen and not _says_nothing_new(values, kept):
            kept.append((key, values))
        seen.add(details)
    return kept


def _says_nothing_new(values: dict[str, Any], kept: list[Row]) -> bool:
    """Whether every detail of a contact without a role stands in an earlier one."""
    if values["role"]:
        return False
    names = ("telephone", "textphone", "email", "url")
    return all(not values[name] or any(row[name] == values[name] for _, row in kept) for name in names)


def _reach(key: str, role: str, email: str, url: str, phones: list[Telephone]) -> list[Row]:
    """One contact for the first number and the addresses, and one more for each further number."""
    spoken = [phone for phone in phones if not phone.is_textphone]
    text = next((phone.number for phone in phones if phone.is_textphone), "")
    first = spoken[0] if spoken else Telephone("")
    rows: list[Row] = []
    if first.number or text or email or url:
        rows.append((key, _contact(role, first, text, email, url)))
    for number, phone in enumerate(spoken[1:], start=2):
        rows.append((f"{key} number {number}", _contact(role, phone, "", "", "")))
    return rows


def _contact(role: str, phone: Telephone, textphone: str, email: str, url: str) -> dict[str, Any]:
    about_referral = "referral" in f"{role} {phone.description}".lower()
    return {
        "kind": str(ContactKind.REFERRALS if about_referral else ContactKind.GENERAL),
        "role": role,
        "telephone": phone.number,
        "textphone": textphone,
        "email": email,
        "url": url,
        "note": phone.description,
    }


def _costs(record: ServiceRecord) -> list[Row]:
    if not record.costs and record.fees:
        if record.fees.strip(" .").casefold() in FREE:
            return [("fees", {"amount": 0, "amount_description": "", "option": ""})]
        words = record.fees if len(record.fees) <= 200 else record.fees[:199].rsplit(" ", 1)[0] + "…"
        return [("fees", {"amount": None, "amount_description": words, "option": ""})]
    return [
        (
            cost.id,
            {
                "option": cost.option,
                "amount": cost.amount,
                "amount_description": cost.words,
                "valid_from": cost.valid_from,
                "valid_to": cost.valid_to,
            },
        )
        for cost in record.costs
    ]


def _areas(record: ServiceRecord) -> list[Row]:
    return [
        (
            area.id,
            {
                "name": area.name,
                "kind": _area_kind(area.name),
                "code": found[0] if (found := _ONS_CODE.search(area.uri)) else "",
            },
        )
        for area in record.areas
    ]


def _area_kind(name: str) -> str:
    if name.strip(" .").casefold() in NATIONS:
        return str(AreaKind.NATION)
    return str(AreaKind.REGION if _REGION.search(name) else AreaKind.DISTRICT)


def _schedules(schedules: list[ScheduleRecord]) -> list[Row]:
    return [
        (
            schedule.id,
            {
                "freq": schedule.freq,
                "interval": schedule.interval,
                "days": schedule.days,
                "week_of_month": schedule.week_of_month,
                "opens_at": schedule.opens_at,
                "closes_at": schedule.closes_at,
                "valid_from": schedule.valid_from,
                "valid_to": schedule.valid_to,
                "note": schedule.description,
            },
        )
        for schedule in schedules
    ]


def _criteria(record: ServiceRecord) -> list[Row]:
    sentences = [part for words in record.eligibility for part in _in_parts(words)]
    return [
        (
            str(number),
            {
                "kind": str(CriterionKind.OTHER),
                "sentence": sentence,
                "basis": str(CriterionBasis.PROVIDER),
                "is_confirmed": False,
                "is_absolute": False,
            },
        )
        for number, sentence in enumerate(sentences)
    ]


def _in_parts(words: str) -> list[str]:
    """``words`` in whole sentences of at most ``LONGEST_SENTENCE`` characters: no condition is lost by a cut."""
    found: list[str] = []
    current = ""
    for word in words.split():
        while len(word) > LONGEST_SENTENCE:
            found.extend(filter(None, [current, word[:LONGEST_SENTENCE]]))
            current, word = "", word[LONGEST_SENTENCE:]
        longer = f"{current} {word}".strip()
        if len(longer) > LONGEST_SENTENCE:
            head, stop, rest = current.rpartition(". ")
            found.append(f"{head}." if stop else current)
            longer = f"{rest} {word}".strip() if stop else word
        current = longer
    return [*found, current] if current else found


def _set_places(page: ServicePage, record: ServiceRecord, around: Around) -> None:
    pairs = [(at, place) for at, place in zip(record.places, around.places, strict=True) if place is not None]
    rows = set_rows(
        page,
        "service_at_locations",
        ServiceAtLocation,
        [
            (at.id or f"place {place.pk}", {"location_id": place.pk, "description": at.description})
            for at, place in pairs
        ],
    )
    for row, (at, _) in zip(rows, pairs, strict=True):
        set_rows(row, "schedules", PlaceSchedule, _schedules(at.schedules))
