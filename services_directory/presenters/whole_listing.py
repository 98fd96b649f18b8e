"""Everything that a listing says, on one page, for whoever checks it. Headings are those that families see."""

import datetime
import re
from dataclasses import dataclass
from html import unescape

from services_directory.models import Contact, ServicePage
from services_directory.presenters.accessibility import Assessment
from services_directory.presenters.service import CriteriaGroup, ServicePresenter

_BREAK = re.compile(r"</p>|<br ?/?>|</li>|</h[1-6]>")
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Section:
    """A heading of the service's page, and what stands under it: label and lines."""

    heading: str
    rows: list[tuple[str, list[str]]]


def plain_lines(html: str) -> list[str]:
    """The words of rich text, a line for each paragraph or item."""
    lines = (unescape(_TAG.sub("", part)) for part in _BREAK.split(html))
    return [line for line in (" ".join(one.split()) for one in lines) if line]


def whole_listing(page: ServicePage, today: datetime.date | None = None) -> list[Section]:
    """The live listing as families read it. What nobody has said is there as "Not given", so that it is noticed."""
    service = ServicePresenter(page, today)
    status = [service.status_heading, service.status.note] if service.status else ["Open"]
    sections = [
        Section(
            "About",
            [
                ("Name", [page.title]),
                ("In one sentence", [page.summary]),
                ("What to expect", plain_lines(page.description)),
                ("Can it be used now?", status),
            ],
        ),
        Section(
            "Could this be for us?",
            [(label, lines) for label, lines in service.facts if label != "Part of"],
        ),
        Section("Who can use it", _rules(page, service)),
        Section("How to get it", _how(page)),
        Section("When and where", _places(page, service)),
        Section("Accessibility", _access(page, service)),
        Section("Contact", _contacts(page)),
    ]
    if service.profile_answers:
        asked = [(question, [answer]) for question, answer in service.profile_answers]
        sections.append(Section("Your setting", asked))
    return [
        Section(one.heading, [(label, [line for line in lines if line]) for label, lines in one.rows])
        for one in sections
    ]


def _rules(page: ServicePage, service: ServicePresenter) -> list[tuple[str, list[str]]]:
    rows = [("Rules", ["Open to everyone of the right age."])] if page.is_open_to_all else []
    rows += [_group(group) for group in service.entry_rules]
    rows += [
        (f"Getting it paid for: {label.lower()}", lines)
        for label, lines in map(_group, service.funding_rules)
    ]
    return rows or [("Rules", [])]


def _group(group: CriteriaGroup) -> tuple[str, list[str]]:
    return group.heading, [criterion.sentence for criterion in group.criteria]


def _how(page: ServicePage) -> list[tuple[str, list[str]]]:
    routes = [
        ". ".join(filter(None, [route.get_referrer_display(), route.how, route.url]))
        for route in page.referral_routes.all()
    ]
    rows = [
        ("Who can ask", routes),
        ("What to do", plain_lines(page.application_process)),
        ("Who decides", [page.who_decides]),
        ("If turned down", [page.how_to_challenge]),
        ("Asking for adjustments", [page.adjustments]),
    ]
    return [row for row in rows if any(row[1]) or row[0] in ("Who can ask", "What to do")]


def _places(page: ServicePage, service: ServicePresenter) -> list[tuple[str, list[str]]]:
    rows = [("How it reaches people", page.delivery_words), ("Times", service.times)]
    rows += [
        (place.name, [", ".join(place.address), place.note, *place.times, place.directions])
        for place in service.places
    ]
    areas = [area.name for area in page.service_areas.all()]
    rows.append(("Area covered", areas))
    return [row for row in rows if any(row[1])] or [("When and where", [])]


def _access(page: ServicePage, service: ServicePresenter) -> list[tuple[str, list[str]]]:
    rows = [
        (f"{place.name}: {look.about.lower()}", _findings(look))
        for place in service.access
        for look in place.assessments
    ]
    return rows or [("What we know", ["Not assessed yet"])]


def _findings(look: Assessment) -> list[str]:
    found = [f"{row.feature}: {row.answer.lower()}" for _, rows in look.domains for row in rows]
    return [look.made, *found]


def _contacts(page: ServicePage) -> list[tuple[str, list[str]]]:
    rows = [(str(contact), _contact(contact)) for contact in page.contacts.all()]
    rows.append(("Website", [page.website]))
    return rows


def _contact(contact: Contact) -> list[str]:
    return [contact.telephone, contact.textphone, contact.email, contact.url, contact.note]
