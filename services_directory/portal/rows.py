"""The rows of a listing in the portal: what a kind of row is called, the form for one, and how one reads in a list."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from services_directory.domain.listing_content import Content, Row, cleaned
from services_directory.domain.listing_fields import ROWS
from services_directory.enums import (
    AreaKind,
    ContactKind,
    CriterionEffect,
    CriterionPurpose,
    Referrer,
)
from services_directory.models import CostOption, ServiceSchedule
from services_directory.portal.forms.base import RowForm
from services_directory.portal.forms.contact import ContactForm
from services_directory.portal.forms.cost import PriceForm
from services_directory.portal.forms.eligibility import RuleForm
from services_directory.portal.forms.how import WayForm
from services_directory.portal.forms.times import ServicePlaceForm, TimeForm
from services_directory.portal.forms.who import AreaForm
from services_directory.presenters.words import ages

MOST_ROWS = 60  # of one kind; a listing that needs more is several listings


@dataclass(frozen=True)
class Line:
    """A row as it reads in a list: what it is, and more about it."""

    title: str
    details: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """All of it in one line."""
        return ". ".join([self.title, *self.details])


@dataclass(frozen=True)
class RowKind:
    """A kind of row.

    Args:
        code: stands in addresses.
        relation: its name in the content.
        one: what one is called, as in "Add …" and "Change …".
        heading: of the list of them.
        none: what is said where there are none.
        line: a row, and the content it stands in, as it reads in a list.
    """

    code: str
    relation: str
    one: str
    heading: str
    none: str
    form: type[RowForm]
    line: Callable[[Row, Content], Line]

    @property
    def with_article(self) -> str:
        """As in "Add a price"."""
        return f"an {self.one}" if self.one[0] in "aeiou" else f"a {self.one}"

    def blank(self) -> Row:
        """A new row with its usual values."""
        return blank_row(self.relation)


def blank_row(relation: str, *, of: str = "") -> Row:
    """A new row of a relation, or of the relation ``of`` of its rows."""
    if not of:
        row: Row = cleaned("service", {relation: [{}]})[relation][0]
        return row
    parent = cleaned("service", {relation: [{of: [{}]}]})[relation][0]
    row = parent[of][0]
    return row


def _instance(model: type[models.Model], row: Row, names: Iterable[str]) -> Any:
    """A row in memory, to let the model say its own words."""
    values = {name: model._meta.get_field(name).to_python(row[name]) for name in names}  # type: ignore[union-attr]
    return model(**values)


def price_line(row: Row, content: Content) -> Line:
    """A price."""
    return Line(_instance(CostOption, row, ROWS["cost_options"].fields).as_words())


def time_line(row: Row, content: Content | None = None) -> Line:
    """A regular time."""
    said = _instance(ServiceSchedule, row, ROWS["schedules"].fields).as_words()
    return Line(said or row["note"], [row["note"]] if row["note"] and row["note"] != said else [])


def rule_line(row: Row, content: Content) -> Line:
    """A rule about who can use it."""
    effect = {
        CriterionEffect.MUST: "Needed",
        CriterionEffect.ANY_OF: f"One of group {row['group']} is enough",
        CriterionEffect.HELPS: "Helps, but is not needed",
        CriterionEffect.NOT_NEEDED: "Not needed",
        CriterionEffect.EXCLUDES: "Not for these families",
    }[CriterionEffect(row["effect"])]
    details = [effect]
    if row["purpose"] == CriterionPurpose.FUNDING:
        details.append("To get it paid for")
    if row["medical_reason"]:
        details.append(row["medical_reason"])
    return Line(row["sentence"].rstrip("."), details)


def way_line(row: Row, content: Content) -> Line:
    """A way to ask."""
    return Line(
        Referrer(row["referrer"]).label if row["referrer"] else "", [one for one in [row["how"]] if one]
    )


def area_line(row: Row, content: Content) -> Line:
    """An area."""
    return Line(row["name"], [AreaKind(row["kind"]).label])


def contact_line(row: Row, content: Content) -> Line:
    """A contact."""
    reach = [row[name] for name in ("telephone", "textphone", "email", "url", "note") if row[name]]
    kind = ContactKind(row["kind"]).label
    return Line(row["role"] or kind, [*([kind] if row["role"] else []), *reach])


def place_line(row: Row, content: Content) -> Line:
    """A place of the service, with its times."""
    place = place_of(row, content)
    if place is None:
        return Line("No place chosen")
    where = ", ".join(filter(None, [place["name"], place["city"], place["postal_code"]]))
    details = [row["description"]] if row["description"] else []
    if row["minimum_age"] is not None or row["maximum_age"] is not None:
        details.append(ages(row["minimum_age"], row["maximum_age"]))
    details += [time_line(time).words for time in row["schedules"]]
    return Line(where, details)


def place_of(row: Row, content: Content) -> Row | None:
    """The place that a row of ``service_at_locations`` names."""
    return next((place for place in content["places"] if place["uuid"] == row["location"]), None)


KINDS = (
    RowKind("area", "service_areas", "area", "Areas you cover", "No area yet.", AreaForm, area_line),
    RowKind(
        "rule",
        "eligibility_criteria",
        "rule",
        "Rules about who can use it",
        "No rules yet.",
        RuleForm,
        rule_line,
    ),
    RowKind("way", "referral_routes", "way to ask", "Who can ask for it", "Nobody yet.", WayForm, way_line),
    RowKind("price", "cost_options", "price", "Prices", "No price yet.", PriceForm, price_line),
    RowKind(
        "place", "service_at_locations", "place", "Places", "No place yet.", ServicePlaceForm, place_line
    ),
    RowKind(
        "time",
        "schedules",
        "time",
        "Times that are the same everywhere",
        "No time yet.",
        TimeForm,
        time_line,
    ),
    RowKind("contact", "contacts", "contact", "Contacts", "No contact yet.", ContactForm, contact_line),
)
PLACE_TIME = RowKind("place-time", "schedules", "time", "Times here", "No time yet.", TimeForm, time_line)


def kind_of(code: str) -> RowKind:
    """The kind of row with this code.

    Raises:
        KeyError: there is none.
    """
    return {kind.code: kind for kind in KINDS}[code]


def find_row(rows: Iterable[Row], identifier: uuid.UUID | None) -> Row | None:
    """The row with this UUID."""
    return next((row for row in rows if row["uuid"] == str(identifier)), None)


def with_row(rows: Iterable[Row], row: Row) -> list[Row]:
    """The rows with this one in the place of its older version, or at the end."""
    known = list(rows)
    if any(one["uuid"] == row["uuid"] for one in known):
        return [row if one["uuid"] == row["uuid"] else one for one in known]
    return [*known, row]


def without_row(rows: Iterable[Row], gone: Row) -> list[Row]:
    """The rows without this one."""
    return [row for row in rows if row["uuid"] != gone["uuid"]]
