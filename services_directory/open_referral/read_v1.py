"""Reader of Open Referral UK 1.0: the shape of the older council feeds."""

from typing import Any

from services_directory.open_referral.read_v3 import (
    read_cost,
    read_organisation,
    read_place,
    read_schedule,
    read_term,
)
from services_directory.open_referral.records import (
    AreaRecord,
    ContactRecord,
    ServicePlaceRecord,
    ServiceRecord,
    TermRecord,
)
from services_directory.open_referral.shapes import part, parts, telephones, text

KEPT_IN_SOURCE = (
    "accreditations",
    "attending_access",
    "deliverable_type",
    "fundings",
    "holiday_schedules",
    "reviews",
)
DELIVERY = {"phone": "phone", "online": "online", "venue": "place", "home visit": "home"}


def read_service(record: dict[str, Any]) -> ServiceRecord:
    """``record`` (tidied) as a neutral record; ages are in ``eligibilitys`` and telephones under contacts."""
    organisation = part(record, "organization")
    minimum_age, maximum_age, sentences = _eligibility(record)
    attending = DELIVERY.get(text(record, "attending_type").lower())
    return ServiceRecord(
        raw=record,
        id=text(record, "id"),
        name=text(record, "name"),
        description=text(record, "description"),
        url=text(record, "url"),
        email=text(record, "email"),
        status=text(record, "status").lower(),
        fees=text(record, "fees"),
        minimum_age=minimum_age,
        maximum_age=maximum_age,
        as_at=text(record, "assured_date"),
        organisation=read_organisation(organisation) if organisation else None,
        phones=telephones(record),
        contacts=[_contact(contact) for contact in parts(record, "contacts")],
        costs=[read_cost(cost) for cost in parts(record, "cost_options")],
        areas=[
            AreaRecord(text(area, "id"), text(area, "service_area", "name"), text(area, "uri"))
            for area in parts(record, "service_areas")
        ],
        schedules=[
            read_schedule(row) for row in parts(record, "regular_schedules", "regular_schedule", "schedules")
        ],
        places=[_service_place(row) for row in parts(record, "service_at_locations")],
        eligibility=sentences,
        languages=[read_term(row) for row in parts(record, "languages")],
        terms=[_term(row) for row in parts(record, "service_taxonomys", "service_taxonomies")],
        delivery=[attending] if attending else [],
        kept_in_source=[key for key in KEPT_IN_SOURCE if record.get(key)],
    )


def _eligibility(record: dict[str, Any]) -> tuple[Any, Any, list[str]]:
    """Ages where the rows agree on them, and a sentence for each row that says more."""
    rows = parts(record, "eligibilitys", "eligibilities")
    ages = {(str(row.get("minimum_age")), str(row.get("maximum_age"))) for row in rows if _has_ages(row)}
    agree = len(ages) == 1
    first = next((row for row in rows if _has_ages(row)), {})
    sentences = []
    for row in rows:
        words = text(row, "eligibility", "eligibility_description")
        if not agree and _has_ages(row):
            words = f"{words or 'Ages'}: {_age_words(row)}"
        if words and words not in sentences:
            sentences.append(words)
    return (
        (first.get("minimum_age"), first.get("maximum_age"), sentences) if agree else (None, None, sentences)
    )


def _has_ages(row: dict[str, Any]) -> bool:
    return row.get("minimum_age") is not None or row.get("maximum_age") is not None


def _age_words(row: dict[str, Any]) -> str:
    lowest, highest = text(row, "minimum_age"), text(row, "maximum_age")
    if lowest and highest:
        return f"{lowest} to {highest} years"
    return f"from {lowest} years" if lowest else f"up to {highest} years"


def _contact(record: dict[str, Any]) -> ContactRecord:
    return ContactRecord(
        id=text(record, "id"),
        person=text(record, "name"),
        role=text(record, "title", "department"),
        email=text(record, "email"),
        phones=telephones(record),
    )


def _service_place(record: dict[str, Any]) -> ServicePlaceRecord:
    place = part(record, "location")
    address = (parts(place, "physical_addresses", "addresses") or [{}])[0]
    return ServicePlaceRecord(
        place=read_place(place, address),
        id=text(record, "id"),
        description=text(record, "description"),
        schedules=[
            read_schedule(row) for row in parts(record, "regular_schedules", "regular_schedule", "schedules")
        ],
    )


def _term(row: dict[str, Any]) -> TermRecord:
    """1.0 calls the term ``taxonomy`` and puts its code in ``id``, often with a prefix: ``esdTypes:1234``."""
    return read_term(part(row, "taxonomy") or part(row, "taxonomy_term") or row)
