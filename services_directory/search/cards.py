"""What a result shows of a service, made when it is indexed so that a page of results loads no pages.

The keys are the template's: ``url``, ``title``, ``summary``, ``provider``, ``level``, ``ages``, ``cost``,
``referral``, ``plan``, ``status`` (empty when open), ``place`` (where, in words), ``checked`` and ``warning``;
then ``places`` by UUID (``name``, ``access_note``), ``checked_on``, ``source`` of a copied listing,
``fit``, the rules to compare with a family (domain/eligibility), ``waits`` where there is a waiting time, and
``changes_on``, the next day on which the card or the filters say something else.
"""

import datetime
from typing import Any

from services_directory.domain.eligibility import entry_rules
from services_directory.enums import Delivery, OperationalState
from services_directory.fields import labels_of
from services_directory.models import Location
from services_directory.models.assurance import WARNED_AFTER
from services_directory.presenters import words
from services_directory.presenters.checked import checked
from services_directory.search.access import Looked, Subject
from services_directory.search.rows import ServiceRows
from services_directory.search.turning import day_after, next_turn

MOST_PLACES_NAMED = 2


def card(rows: ServiceRows) -> dict[str, Any]:
    """The card of a service as JSON holds it; dates are ISO."""
    page, today = rows.page, rows.today
    assurance, source = rows.one_to_one("assurance"), rows.one_to_one("source_record")
    seen = checked(assurance, source, today)
    is_checked = assurance is not None and assurance.checked_on is not None
    changes_on = next_change(rows)
    level = rows.terms.by_id.get(page.support_level_id or 0)
    return {
        "url": rows.url,
        "title": page.title,
        "summary": page.summary,
        "provider": page.provider.title if page.provider else "",
        "level": level.name if level else "",
        "ages": words.ages(page.minimum_age, page.maximum_age),
        "cost": words.cost(page.cost_options.all(), today),
        "referral": words.referral(page.referral_routes.all()),
        "plan": words.plan(page),
        "status": _status(rows),
        "place": _where(rows),
        "places": {str(location.uuid): _place(rows, location) for _, location in rows.at_places},
        "fit": entry_rules(
            page,
            needs={term.code for term in rows.terms.with_wider(rows.term_ids["needs"])},
            places=[location for _, location in rows.at_places],
            today=today,
        ).as_json(),
        "waits": page.has_waiting_time,
        "checked": seen.words,
        "warning": seen.warning,
        "checked_on": assurance.checked_on.isoformat() if is_checked else "",
        "source": source.source if source and not is_checked else "",
        "changes_on": changes_on.isoformat() if changes_on else "",
    }


def _status(rows: ServiceRows) -> str:
    status = rows.one_to_one("operational_status")
    if status is None or status.state == OperationalState.OPEN:
        return ""
    return str(OperationalState(status.state).label)


def _where(rows: ServiceRows) -> str:
    """The places by name, a few of many; or how it reaches the family."""
    names = list(dict.fromkeys(_name(location) for _, location in rows.at_places))
    if not names:
        return ", ".join(labels_of(rows.page.delivery, Delivery))
    more = len(names) - MOST_PLACES_NAMED
    shown = "; ".join(names[:MOST_PLACES_NAMED])
    return f"{shown}; and {more} more" if more > 0 else shown


def _name(location: Location) -> str:
    town = location.city
    name = location.public_name
    return name if not town or town in name else f"{name}, {town}"


def _place(rows: ServiceRows, location: Location) -> dict[str, str]:
    looks = (rows.looks.get((location.pk, None)), rows.looks.get((location.pk, rows.page.pk)))
    found = [look for look in looks if look is not None]
    return {"name": _name(location), "access_note": _access_note(found, rows.today)}


def _access_note(looks: list[Looked], today: datetime.date) -> str:
    """When access was looked at; an overdue assessment says so."""
    if not looks:
        return ""
    oldest = min(looks, key=lambda look: look.assessed_on)
    overdue = any(look.next_due_on < today for look in looks)
    said = f"Access checked on {words.day(oldest.assessed_on)}"
    return f"{said}, and the next check is overdue" if overdue else said


def next_change(rows: ServiceRows) -> datetime.date | None:
    """The next day on which anything that is indexed changes without anybody's doing."""
    page, today = rows.page, rows.today
    assurance = rows.one_to_one("assurance")
    dated = [
        *page.cost_options.all(),
        *page.eligibility_criteria.all(),
        *page.schedules.all(),
        *(schedule for place, _ in rows.at_places for schedule in rows.place_schedules.get(place.pk, ())),
    ]
    subjects: list[Subject] = [(None, page.pk)]
    for _, location in rows.at_places:
        subjects += [(location.pk, None), (location.pk, page.pk)]
    looks = [rows.looks[subject] for subject in subjects if subject in rows.looks]
    return next_turn(
        today,
        *(row.valid_from for row in dated),
        *(day_after(row.valid_to) for row in dated),
        *(look.turns(today) for look in looks),
        day_after(assurance.next_due_on) if assurance else None,
        assurance.next_due_on + WARNED_AFTER if assurance and assurance.next_due_on else None,
    )
