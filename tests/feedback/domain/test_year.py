"""The report of a year: which comments, which figures, which promises."""

import datetime

import pytest
from django.utils import timezone

from feedback.domain.publication import submit, take_down, write
from feedback.domain.year import (
    carry_over,
    comments_of,
    covers,
    follow_up,
    freeze,
    problems,
    promised,
    start_report,
)
from feedback.enums import CarriedOverReason, CommentState, FigureTable, FollowUp, FromWhom
from feedback.exceptions import InvalidTransition, NotReady
from feedback.models import ApprovedText, Comment, CommentTheme
from tests.factories import feedback as make
from tests.feedback.publishing import UNDER_WAY, approve_words, publish_item

pytestmark = pytest.mark.django_db


def last_year(**more):
    """The period that ended last 31 August or before, and is over for more than four weeks."""
    year = (datetime.date.today() - datetime.timedelta(days=243)).year - 1
    return make.FeedbackPeriodFactory(year=year, **more)


def in_the_middle(period):
    day = period.starts_on + datetime.timedelta(days=100)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


def comments(number, period, **fields):
    fields = {"state": CommentState.IN_SCOPE, "received_at": in_the_middle(period), **fields}
    return make.CommentFactory.create_batch(number, **fields)


@pytest.fixture
def period(db):
    return last_year()


@pytest.fixture
def report(period, officer):
    """A report with twenty comments behind one item, and how they were sought."""
    make.HowSoughtFactory(period=period)
    return start_report(period, by=officer)


def shown(report, table):
    return {row.label: row.shown for row in report.figures.filter(table=table)}


def test_a_year_is_counted_frozen_approved_and_shown(report, period, officer, approver):
    behind = comments(20, period, from_whom=FromWhom.PARENT_CARER)
    theme = make.ThemeFactory(period=period, title="Waiting")
    for one in behind[:12]:
        CommentTheme.objects.create(comment=one, theme=theme)
    text = publish_item(officer, approver, period=period, comments=behind)

    report = freeze(report, by=officer)

    assert shown(report, FigureTable.THEMES) == {"Waiting": "10"}
    assert shown(report, FigureTable.ITEMS) == {str(text.pk): "20"}
    approved = approve_words(report, author=officer, approver=approver)
    assert approved.shown_from == datetime.date.today()
    assert approved.words["answers"] == [{"approved_text": text.pk, "behind": "20"}]
    assert ApprovedText.objects.shown().filter(kind="report").get() == approved


def test_every_comment_ends_in_one_class_and_small_ones_are_rolled_together(
    report, period, officer, approver
):
    publish_item(officer, approver, period=period, comments=comments(30, period))
    comments(3, period, state=CommentState.INDIVIDUAL)
    comments(6, period, state=CommentState.OUTSIDE)
    comments(9, period, state=CommentState.SPAM)

    report = freeze(report, by=officer)

    outcomes = {row.label: row for row in report.figures.filter(table=FigureTable.OUTCOMES)}
    assert {label: row.shown for label, row in outcomes.items()} == {
        "Answered in this report": "30",
        "Other": "10",
        "Total": "40",
    }
    assert "about services for one particular person" in outcomes["Other"].includes


def test_no_total_stands_beside_a_hidden_cell_anywhere(report, period, officer, approver):
    publish_item(officer, approver, period=period, comments=comments(30, period))
    comments(3, period, state=CommentState.INDIVIDUAL)

    report = freeze(report, by=officer)

    assert not report.figures.filter(is_total=True).exists()
    assert "fewer than 8" in shown(report, FigureTable.OUTCOMES).values()
    assert [table for table in FigureTable if shown(report, table)] == [
        FigureTable.OUTCOMES,
        FigureTable.ITEMS,
    ]


def test_a_comment_without_an_answer_stops_the_year_until_it_is_carried_over(report, period, officer):
    (one,) = comments(1, period)
    assert "1 comment in scope" in problems(report)[0]
    with pytest.raises(NotReady):
        freeze(report, by=officer)

    report = carry_over(report, [one], by=officer, reason=CarriedOverReason.FINDING_OUT)

    assert freeze(report, by=officer).frozen_at


def test_an_undecided_comment_stops_the_year(report, period, officer):
    comments(2, period, state=CommentState.RECEIVED)

    with pytest.raises(NotReady, match="2 comments of the year must be decided first"):
        freeze(report, by=officer)


def test_the_year_says_how_comments_were_sought(period, officer):
    report = start_report(period, by=officer)

    with pytest.raises(NotReady, match="how comments were sought"):
        freeze(report, by=officer)


def test_an_answer_that_is_taken_down_answers_nothing(report, period, officer, approver):
    text = publish_item(officer, approver, period=period, comments=comments(1, period))
    take_down(text.item, by=officer, reason="A family could be recognised.")

    with pytest.raises(NotReady, match="without an answer"):
        freeze(report, by=officer)


def test_comments_of_the_last_weeks_belong_to_the_next_year(officer):
    period = make.FeedbackPeriodFactory(
        name="short", slug="short", starts_on=datetime.date.today() - datetime.timedelta(days=60),
        ends_on=datetime.date.today() + datetime.timedelta(days=30),
    )  # fmt: skip
    make.HowSoughtFactory(period=period)
    report = start_report(period, by=officer)
    early = make.InScopeCommentFactory(received_at=make.long_ago(days=40))
    late = make.InScopeCommentFactory(received_at=make.long_ago(days=10))
    report = carry_over(report, [early], by=officer, reason=CarriedOverReason.WAITING)

    report = freeze(report, by=officer)
    following = make.FeedbackPeriodFactory(
        name="next", slug="next", starts_on=period.ends_on + datetime.timedelta(days=1),
        ends_on=period.ends_on + datetime.timedelta(days=300),
    )  # fmt: skip
    second = start_report(following, by=officer)

    assert covers(second)[0] == report.covers_until
    later = timezone.now() + datetime.timedelta(days=200)
    assert set(comments_of(second, now=later)) == {early, late}  # one carried over, one too late


def test_figures_never_change_once_they_are_approved(report, period, officer, approver):
    publish_item(officer, approver, period=period, comments=comments(20, period))
    report = freeze(report, by=officer)
    text = approve_words(report, author=officer, approver=approver)
    before = list(report.figures.values())
    Comment.objects.all().update(state=CommentState.WITHDRAWN)

    with pytest.raises(InvalidTransition):
        freeze(report, by=officer)

    assert list(report.figures.values()) == before
    again = approve_words(
        write(report, by=officer, introduction="Better words."), author=officer, approver=approver
    )
    assert again.words["figures"] == text.words["figures"]


def test_words_are_not_submitted_before_the_figures_are_frozen(report, officer):
    with pytest.raises(NotReady):
        submit(report, by=officer)


def test_a_promise_of_the_year_before_must_be_followed_up(period, officer, approver):
    make.HowSoughtFactory(period=period)
    first = start_report(period, by=officer)
    promise = publish_item(
        officer,
        approver,
        period=period,
        comments=comments(9, period),
        due_on=datetime.date.today(),
        **UNDER_WAY,
    )
    approve_words(freeze(first, by=officer), author=officer, approver=approver)
    following = make.FeedbackPeriodFactory()
    make.HowSoughtFactory(period=following)
    second = start_report(following, by=officer)

    assert promised(second) == [promise]
    with pytest.raises(NotReady, match="1 promise of the year before"):
        freeze(second, by=officer)
    with pytest.raises(NotReady, match="why it is late or dropped"):
        follow_up(second, promise, by=officer, outcome=FollowUp.LATE)
    second = follow_up(second, promise, by=officer, outcome=FollowUp.LATE, words="It took longer to build.")
    second = freeze(second, by=officer)

    text = approve_words(second, author=officer, approver=approver)
    (row,) = text.words["follow_ups"]
    assert (row["heading"], row["outcome"], row["words"]) == (
        "Waiting times",
        "late",
        "It took longer to build.",
    )


def test_a_period_has_one_report(report, period, officer):
    with pytest.raises(InvalidTransition):
        start_report(period, by=officer)
