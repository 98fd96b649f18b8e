"""One neutral shape for what both versions of Open Referral UK can say.

The readers copy into it without judging; ``repair`` then mends it in place. Until then a ``Loose`` value may be of
any JSON type, because real feeds write numbers as words and leave words where numbers belong.
"""

from dataclasses import dataclass, field
from typing import Any

Loose = Any


@dataclass
class Telephone:
    """A number, and what the source says about it."""

    number: str
    description: str = ""
    is_textphone: bool = False


@dataclass
class ContactRecord:
    """A way to ask. ``person`` is a name as the source gives it: it is never taken."""

    id: str = ""
    person: str = ""
    role: str = ""
    email: str = ""
    url: str = ""
    phones: list[Telephone] = field(default_factory=list)


@dataclass
class ScheduleRecord:
    """A regular time. Days are RFC 5545 names with commas, times and dates as the source writes them."""

    id: str = ""
    freq: Loose = ""
    interval: Loose = None
    days: Loose = ""
    opens_at: Loose = ""
    closes_at: Loose = ""
    valid_from: Loose = ""
    valid_to: Loose = ""
    description: str = ""
    week_of_month: int | None = None


@dataclass
class CostRecord:
    """A price; ``amount`` in ``currency`` (pounds where the source names none)."""

    id: str = ""
    option: str = ""
    amount: Loose = None
    words: str = ""
    currency: str = ""
    valid_from: Loose = ""
    valid_to: Loose = ""


@dataclass
class AreaRecord:
    """An area that the service covers."""

    id: str = ""
    name: str = ""
    uri: str = ""


@dataclass
class PlaceRecord:
    """A place with its address; degrees in WGS 84."""

    raw: dict[str, Any]
    id: str = ""
    name: str = ""
    location_type: str = "physical"
    address_1: str = ""
    address_2: str = ""
    city: str = ""
    state_province: str = ""
    postal_code: str = ""
    latitude: Loose = None
    longitude: Loose = None
    directions: str = ""
    phones: list[Telephone] = field(default_factory=list)
    point_from_postcode: bool = False


@dataclass
class ServicePlaceRecord:
    """The service at one place."""

    place: PlaceRecord
    id: str = ""
    description: str = ""
    schedules: list[ScheduleRecord] = field(default_factory=list)


@dataclass
class TermRecord:
    """A term of some vocabulary that the source hangs on the service."""

    name: str = ""
    code: str = ""
    uri: str = ""


@dataclass
class OrganisationRecord:
    """Who runs it."""

    raw: dict[str, Any]
    id: str = ""
    name: str = ""
    description: str = ""
    url: str = ""
    email: str = ""
    legal_status: str = ""
    phones: list[Telephone] = field(default_factory=list)
    identifiers: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class ServiceRecord:
    """A service with everything that belongs to it."""

    raw: dict[str, Any]
    id: str = ""
    name: str = ""
    description: str = ""
    summary: str = ""
    url: str = ""
    email: str = ""
    status: str = ""
    fees: str = ""
    minimum_age: Loose = None
    maximum_age: Loose = None
    application_process: str = ""
    interpretation_services: str = ""
    wait_time: str = ""
    as_at: Loose = ""
    organisation: OrganisationRecord | None = None
    phones: list[Telephone] = field(default_factory=list)
    contacts: list[ContactRecord] = field(default_factory=list)
    costs: list[CostRecord] = field(default_factory=list)
    areas: list[AreaRecord] = field(default_factory=list)
    schedules: list[ScheduleRecord] = field(default_factory=list)
    places: list[ServicePlaceRecord] = field(default_factory=list)
    eligibility: list[str] = field(default_factory=list)
    languages: list[TermRecord] = field(default_factory=list)
    terms: list[TermRecord] = field(default_factory=list)
    delivery: list[str] = field(default_factory=list)
    kept_in_source: list[str] = field(default_factory=list)
