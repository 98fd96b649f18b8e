"""The review clock in listings: conditions for filters, words and colours for cells."""

import datetime

from django.db.models import Q

from services_directory.enums import ClockState
from services_directory.models import ListingAssurance

DUE_SOON = datetime.timedelta(days=14)  # as ListingAssurance.clock_state counts

# Wagtail's status tag is filled where something must be done.
CALLS_FOR_WORK = frozenset({ClockState.OVERDUE, ClockState.HIDDEN, ClockState.NEVER_CHECKED})


def in_state(state: str, today: datetime.date) -> Q:
    """Pages whose listing is in ``state`` on ``today``; agrees with ``ListingAssurance.clock_state``."""
    hidden = Q(assurance__hidden_on__lte=today)
    never = Q(assurance=None) | Q(assurance__checked_on=None)
    overdue = Q(assurance__next_due_on__lt=today)
    due = Q(assurance__next_due_on__range=(today, today + DUE_SOON))
    return {
        ClockState.HIDDEN: hidden,
        ClockState.NEVER_CHECKED: never & ~hidden,
        ClockState.OVERDUE: overdue & ~never & ~hidden,
        ClockState.DUE: due & ~never & ~hidden,
        ClockState.CHECKED: ~(hidden | never | overdue | due),
    }[ClockState(state)]


def assurance_of(page: object) -> ListingAssurance | None:
    """The check of a page, if it has a row."""
    return getattr(page, "assurance", None)


def state_of(page: object, today: datetime.date) -> ClockState:
    """Where a page stands; a page without a row was never checked."""
    assurance = assurance_of(page)
    return ClockState(assurance.clock_state(today) if assurance else ClockState.NEVER_CHECKED)
