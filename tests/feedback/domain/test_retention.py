"""What has had its time goes, what has not stays, and nothing that somebody needs in danger is lost."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from feedback.domain.audit import record
from feedback.domain.audit_protection import is_protected, protect
from feedback.domain.audit_verification import verify_audit
from feedback.domain.contact_keys import keep_contact
from feedback.domain.retention import purge, purge_once_a_day
from feedback.enums import CommentState, ReceiptState
from feedback.models import AuditEntry, Comment, CommentContact, CommentSpan, FeedbackSettings, SubmittedText
from tests.factories.feedback import (
    ApprovedTextFactory,
    CommentFactory,
    CommentReceiptFactory,
    SafeguardingReferralFactory,
    SubmittedTextFactory,
    SummaryItemFactory,
    long_ago,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

IN_SCOPE, SPAM = CommentState.IN_SCOPE, CommentState.SPAM


def has_words(comment) -> bool:
    comment.refresh_from_db()
    return comment.text_removed_at is None


@pytest.mark.parametrize(
    ("state", "days"),
    [
        (CommentState.INDIVIDUAL, 30),
        (CommentState.SAFEGUARDING, 30),
        (CommentState.SPAM, 30),
        (CommentState.DUPLICATE, 30),
        (CommentState.VEXATIOUS, 365),
        (CommentState.OUTSIDE, 365),
    ],
)
def test_words_left_out_go_so_many_days_after_the_decision(state, days):
    kept = CommentFactory(state=state, state_changed_at=long_ago(days - 1))
    due = CommentFactory(state=state, state_changed_at=long_ago(days + 1))

    purge()

    assert has_words(kept)
    assert not has_words(due)
    assert due.text == ""


def test_the_days_are_the_authoritys():
    settings = FeedbackSettings.load()
    settings.spam_days = 7
    settings.save()
    due = CommentFactory(state=SPAM, state_changed_at=long_ago(8))

    purge()

    assert not has_words(due)


def test_words_in_scope_stay_until_a_year_after_the_answer_and_two_years_at_most():
    waiting = CommentFactory(state=IN_SCOPE, received_at=long_ago(700))
    too_old = CommentFactory(state=IN_SCOPE, received_at=long_ago(732))
    fresh, answered = CommentFactory(state=IN_SCOPE), CommentFactory(state=IN_SCOPE)
    for comment, days in ((fresh, 300), (answered, 367)):
        item = SummaryItemFactory()
        item.comments.add(comment)
        ApprovedTextFactory(submission=SubmittedTextFactory(item=item), shown_from=long_ago(days).date())

    purge()

    assert [has_words(one) for one in (waiting, too_old, fresh, answered)] == [True, False, True, False]


@pytest.mark.parametrize("state", [SPAM, CommentState.WITHDRAWN, CommentState.INDIVIDUAL])
def test_nothing_goes_while_somebody_may_be_in_danger(state):
    referral = SafeguardingReferralFactory(
        comment=CommentFactory(state=state, state_changed_at=long_ago(900), received_at=long_ago(900))
    )

    purge()
    assert has_words(referral.comment)
    referral.no_concern = True
    referral.closed_at, referral.closed_by = timezone.now(), UserFactory()
    referral.save()
    purge()

    assert not has_words(referral.comment)


@pytest.mark.parametrize(
    ("days_given", "state", "days_answered", "is_kept"),
    [
        (10, ReceiptState.RECEIVED, 0, True),
        (10, ReceiptState.ANSWERED, 31, False),
        (10, ReceiptState.DONE, 29, True),
        (182, ReceiptState.RECEIVED, 0, False),
    ],
)
def test_contact_details_go_a_month_after_the_answer_and_half_a_year_at_most(
    days_given, state, days_answered, is_kept
):
    receipt = CommentReceiptFactory(state=state, changed_on=long_ago(days_answered).date())
    keep_contact(receipt.comment, email="pat@example.org", contact_me=True)
    CommentContact.objects.update(given_at=long_ago(days_given))

    purge()

    assert CommentContact.objects.exists() == is_kept


def test_marks_and_earlier_wordings_go_ninety_days_after_publication():
    comment, item = CommentFactory(state=IN_SCOPE), SummaryItemFactory()
    item.comments.add(comment)
    CommentSpan.objects.create(comment=comment, start=0, end=3, kind="person")
    earlier = SubmittedTextFactory(item=item)
    published = ApprovedTextFactory(
        submission=SubmittedTextFactory(item=item), shown_from=long_ago(92).date()
    )

    purge()

    assert not CommentSpan.objects.exists()
    assert not SubmittedText.objects.filter(pk=earlier.pk).exists()
    assert SubmittedText.objects.filter(pk=published.submission_id).exists()
    assert has_words(comment)


def test_a_dry_run_counts_and_deletes_nothing(capsys):
    CommentFactory(state=SPAM, state_changed_at=long_ago(40))

    call_command("purge_feedback", "--dry-run")

    assert "     1  Words of advertising" in capsys.readouterr().out
    assert Comment.objects.get().text


def test_a_second_run_finds_nothing_and_the_chain_stays_whole():
    CommentFactory(state=SPAM, state_changed_at=long_ago(40))

    assert purge()["spam"] == 1
    assert purge()["spam"] == 0
    assert verify_audit().problem == ""
    assert "40" not in str(list(AuditEntry.objects.values_list("facts", flat=True)))


def test_old_entries_go_and_the_chain_begins_at_a_checkpoint():
    comment = CommentFactory()
    for _ in range(3):
        record("comment.received", comment)
    purge()
    last = AuditEntry.objects.get(number=3)
    years = datetime.timedelta(days=7 * 366)

    protect()
    purge(on=last.at.date() + years)

    assert AuditEntry.objects.order_by("number").first().number > 3
    assert verify_audit().problem == ""
    assert is_protected()


def test_the_worker_purges_once_a_day():
    due = CommentFactory(state=SPAM, state_changed_at=long_ago(40))
    purge_once_a_day()
    later = CommentFactory(state=SPAM, state_changed_at=long_ago(40))
    purge_once_a_day()

    assert not has_words(due)
    assert has_words(later)
