"""The yearly clock warns at ten months and is overdue at twelve."""

import datetime

import pytest

from feedback.domain.clock import publication_clock
from feedback.domain.publication import take_down
from feedback.enums import ClockWarning, TextKind
from feedback.models import FeedbackSettings
from tests.factories import feedback as make

pytestmark = pytest.mark.django_db

DAY = datetime.date(2025, 11, 24)


def published(on):
    report = make.AnnualReportFactory(period__year=on.year - 1)
    submission = make.SubmittedTextFactory(kind=TextKind.REPORT, item=None, report=report)
    return make.ApprovedTextFactory(submission=submission, shown_from=on)


@pytest.mark.parametrize(
    ("today", "warning"),
    [
        (DAY, ClockWarning.IN_TIME),
        (datetime.date(2026, 9, 23), ClockWarning.IN_TIME),
        (datetime.date(2026, 9, 24), ClockWarning.SOON),
        (datetime.date(2026, 11, 23), ClockWarning.SOON),
        (datetime.date(2026, 11, 24), ClockWarning.OVERDUE),
    ],
)
def test_clock_runs_from_the_last_publication(today, warning):
    published(DAY - datetime.timedelta(days=400))
    published(DAY)

    clock = publication_clock(today)

    assert (clock.last, clock.due, clock.warning) == (DAY, datetime.date(2026, 11, 24), warning)


def test_clock_starts_with_what_was_published_elsewhere():
    settings = FeedbackSettings.load()
    settings.last_published_elsewhere_on = DAY
    settings.save()

    assert publication_clock(DAY).last == DAY


def test_nothing_was_published():
    assert publication_clock(DAY).warning == ClockWarning.NEVER


def test_a_correction_of_an_old_year_does_not_set_the_clock_back():
    first = published(DAY)
    again = make.SubmittedTextFactory(kind=TextKind.REPORT, item=None, report=first.report)
    make.ApprovedTextFactory(submission=again, shown_from=DAY + datetime.timedelta(days=200))

    assert publication_clock(DAY + datetime.timedelta(days=300)).last == DAY


def test_a_year_that_is_taken_down_does_not_count(officer):
    text = published(DAY)
    take_down(text.report, by=officer, reason="A family could be recognised.")

    assert publication_clock(DAY).warning == ClockWarning.NEVER
