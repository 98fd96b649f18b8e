"""Reader of Open Referral UK 3.0, with the fields of international HSDS 3.0 that the UK profile dropped."""

from typing import Any

from services_directory.open_referral.records import (
    AreaRecord,
    ContactRecord,
    CostRecord,
    OrganisationRecord,
    PlaceRecord,
    ScheduleRecord,
    ServicePlaceRecord,
    ServiceRecord,
    TermRecord,
)
from services_directory.open_referral.shapes import part, parts, telephones, text

# Fields with no place in a listing. They are kept in the source record and named in the report.
KEPT_IN_SOURCE = (
    "accreditations",
    "alert",
    "capacities",
    "funding",
    "licenses",
    "program",
    "required_documents",
    "reviews",
)


def read_service(record: dict[str, Any]) -> ServiceRecord:
    """``record`` (tidied) as a neutral record; a value of an unexpected type is passed over."""
    organisation = part(record, "organization")
    return ServiceRecord(
        raw=record,
        id=text(record, "id"),
        name=text(record, "name"),
        description=text(record, "description"),
        url=text(record, "url"),
        email=text(record, "email"),
        status=text(record, "status").lower(),
        fees=text(record, "fees_description", "fees"),
        minimum_age=record.get("minimum_age"),
        maximum_age=record.get("maximum_age"),
        application_process=text(record, "application_process"),
        interpretation_services=text(record, "interpretation_services"),
        wait_time=text(record, "wait_time"),
        as_at=text(record, "assured_date", "last_modified"),
        organisation=read_organisation(organisation) if organisation else None,
        phones=telephones(record),
        contacts=[_contact(contact) for contact in parts(record, "contacts")],
        costs=[read_cost(cost) for cost in parts(record, "cost_options")],
        areas=[_area(area) for area in parts(record, "service_areas")],
        schedules=[read_schedule(schedule) for schedule in parts(record, "schedules")],
        places=[_service_place(row) for row in parts(record, "service_at_locations")],
        eligibility=[sentence] if (sentence := text(record, "eligibility_description")) else [],
        languages=[read_term(row) for row in parts(record, "languages")],
        terms=[read_term(part(row, "taxonomy_term")) for row in parts(record, "attributes")],
        kept_in_source=[key for key in KEPT_IN_SOURCE if record.get(key)],
    )


def read_organisation(record: dict[str, Any]) -> OrganisationRecord:
    """The organisation; its website is ``website`` in 3.0 and ``url`` in 1.0."""
    return OrganisationRecord(
        raw=record,
        id=text(record, "id"),
        name=text(record, "name"),
        description=text(record, "description"),
        url=text(record, "website", "url"),
        email=text(record, "email"),
        legal_status=text(record, "legal_status"),
        phones=telephones(record),
        identifiers=[
            (text(row, "identifier_scheme", "identifier_type"), text(row, "identifier"))
            for row in parts(record, "organization_identifiers")
        ],
    )


def read_schedule(record: dict[str, Any]) -> ScheduleRecord:
    """A regular time; both versions name its parts alike."""
    return ScheduleRecord(
        id=text(record, "id"),
        freq=text(record, "freq"),
        interval=record.get("interval"),
        days=record.get("byday") or text(record, "weekday"),
        opens_at=text(record, "opens_at"),
        closes_at=text(record, "closes_at"),
        valid_from=text(record, "valid_from"),
        valid_to=text(record, "valid_to"),
        description=text(record, "description") or text(record, "notes"),
    )


def read_cost(record: dict[str, Any]) -> CostRecord:
    """A price; both versions name its parts alike."""
    return CostRecord(
        id=text(record, "id"),
        option=text(record, "option"),
        amount=record.get("amount"),
        words=text(record, "amount_description"),
        currency=text(record, "currency").upper(),
        valid_from=text(record, "valid_from"),
        valid_to=text(record, "valid_to"),
    )


def read_term(record: dict[str, Any]) -> TermRecord:
    """A taxonomy term or language."""
    return TermRecord(
        name=text(record, "name", "term", "language"),
        code=text(record, "code", "id"),
        uri=text(record, "term_uri", "uri"),
    )


def read_place(record: dict[str, Any], address: dict[str, Any]) -> PlaceRecord:
    """A place with the given one of its addresses."""
    return PlaceRecord(
        raw=record,
        id=text(record, "id"),
        name=text(record, "name"),
        location_type=text(record, "location_type").lower() or "physical",
        address_1=text(address, "address_1"),
        address_2=text(address, "address_2"),
        city=text(address, "city"),
        state_province=text(address, "state_province"),
        postal_code=text(address, "postal_code"),
        latitude=record.get("latitude"),
        longitude=record.get("longitude"),
        directions=text(record, "transportation"),
        phones=telephones(record),
    )


def _contact(record: dict[str, Any]) -> ContactRecord:
    return ContactRecord(
        id=text(record, "id"),
        person=text(record, "name"),
        role=text(record, "title", "department"),
        email=text(record, "email"),
        phones=telephones(record),
    )


def _area(record: dict[str, Any]) -> AreaRecord:
    return AreaRecord(text(record, "id"), text(record, "name", "service_area"), text(record, "uri"))


def _service_place(record: dict[str, Any]) -> ServicePlaceRecord:
    place = part(record, "location")
    addresses = parts(place, "addresses")
    physical = [address for address in addresses if text(address, "address_type").lower() != "postal"]
    return ServicePlaceRecord(
        place=read_place(place, (physical or addresses or [{}])[0]),
        id=text(record, "id"),
        description=text(record, "description"),
        schedules=[read_schedule(row) for row in parts(record, "schedules")],
    )
