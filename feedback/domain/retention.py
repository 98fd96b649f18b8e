"""How long each kind of data is kept, what has had its time, and the one function that deletes it.

The periods are the authority's policy (``FeedbackSettings``); the defaults are those of its data protection page.
Everything here is safe to run twice and leaves audit entries without content.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from feedback.domain.audit import record
from feedback.enums import CommentState, ReceiptState
from feedback.models import (
    ApprovedText,
    AuditEntry,
    Comment,
    CommentContact,
    CommentReceipt,
    CommentSpan,
    FeedbackSettings,
    SafeguardingReferral,
    SubmittedText,
)
from feedback.models.append_only import purging

ANSWERED = (ReceiptState.ANSWERED, ReceiptState.ACTION, ReceiptState.DONE, ReceiptState.ELSEWHERE)
RUN = "retention.purged"


@dataclass(frozen=True)
class Rule:
    """One line of the table of periods: what, when it goes, which rows have had their time, and how they go."""

    name: str
    what: str
    when: str
    due: Callable[[datetime.date], QuerySet]
    remove: Callable[[QuerySet], int]


def rules() -> list[Rule]:
    """Every period, with the authority's numbers. One query."""
    policy = FeedbackSettings.load()

    def states(*wanted: CommentState, days: int) -> Callable[[datetime.date], QuerySet]:
        return lambda on: _with_words(on).filter(state__in=wanted, state_changed_at__lt=_ago(on, days))

    return [
        Rule(
            "contact",
            "How to reach a sender",
            f"{policy.contact_days_after_answer} days after the answer, {policy.contact_days_at_most} days at most",
            lambda on: _contacts(on, policy),
            _delete_contacts,
        ),
        Rule(
            "individual",
            "Words about one person's support",
            f"{policy.individual_days} days after they were passed on or the way was shown",
            states(CommentState.INDIVIDUAL, CommentState.SAFEGUARDING, days=policy.individual_days),
            _remove_words,
        ),
        Rule(
            "spam",
            "Words of advertising, and of comments sent twice",
            f"{policy.spam_days} days after the decision",
            states(CommentState.SPAM, CommentState.DUPLICATE, days=policy.spam_days),
            _remove_words,
        ),
        Rule(
            "left-out",
            "Words that were vexatious or outside the duty",
            f"{policy.left_out_days} days after the decision",
            states(CommentState.VEXATIOUS, CommentState.OUTSIDE, days=policy.left_out_days),
            _remove_words,
        ),
        Rule(
            "withdrawn",
            "Words that were taken back while somebody might be in danger",
            "as soon as that is closed",
            states(CommentState.WITHDRAWN, days=0),
            _remove_words,
        ),
        Rule(
            "used",
            "Words behind a published answer",
            f"{policy.used_days} days after the answer was published",
            lambda on: _with_words(on).filter(_published_before(_ago(on, policy.used_days).date())),
            _remove_words,
        ),
        Rule(
            "oldest",
            "Any words",
            f"{policy.words_days_at_most} days at most",
            lambda on: _with_words(on).filter(received_at__lt=_ago(on, policy.words_days_at_most)),
            _remove_words,
        ),
        Rule(
            "marks",
            "The detector's marks in a comment",
            f"{policy.marks_days} days after the answer was published",
            lambda on: CommentSpan.objects.filter(
                _published_before(_ago(on, policy.marks_days).date(), "comment__")
            ),
            lambda rows: rows.delete()[0],
        ),
        Rule(
            "wordings",
            "Earlier wordings of an answer, which may hold a sender's words",
            f"{policy.marks_days} days after the answer was published",
            lambda on: _earlier_wordings(_ago(on, policy.marks_days).date()),
            _delete_one_by_one,
        ),
        Rule(
            "audit",
            "Who did what",
            f"{policy.audit_years} years",
            lambda on: _old_entries(on, policy.audit_years),
            _delete_entries,
        ),
    ]


def purge(on: datetime.date | None = None, *, is_dry_run: bool = False) -> dict[str, int]:
    """Delete whatever has had its time on ``on`` (today). Each rule is a transaction of its own.

    Returns:
        How many rows each rule has taken, or would take where ``is_dry_run``; by the rule's name.
    """
    day = on or timezone.localdate()
    if is_dry_run:
        return {rule.name: rule.due(day).count() for rule in rules()}
    taken = {}
    for rule in rules():
        with transaction.atomic():
            taken[rule.name] = rule.remove(rule.due(day))
    with transaction.atomic():
        numbers = {name.replace("-", "_"): number for name, number in taken.items()}
        record(RUN, FeedbackSettings.load(), by=None, **numbers)
    return taken


def purge_once_a_day() -> bool:
    """For the worker, which asks every hour: purge unless it was done in the last 20 hours."""
    ran_at = last_run()
    if ran_at is None or timezone.now() - ran_at > datetime.timedelta(hours=20):
        purge()
    return False


def last_run() -> datetime.datetime | None:
    """When the last purge ended."""
    return AuditEntry.objects.filter(action=RUN).aggregate(at=Max("at"))["at"]


def _ago(on: datetime.date, days: int) -> datetime.datetime:
    """The first moment of the day ``days`` before ``on``, local time: what is older has had its days."""
    day = on - datetime.timedelta(days=days) + datetime.timedelta(days=1)
    return datetime.datetime.combine(day, datetime.time.min, timezone.get_current_timezone())


def _with_words(on: datetime.date) -> QuerySet[Comment]:
    """Comments whose words are still there and may go: nobody is dealing with a danger they tell of."""
    danger = SafeguardingReferral.objects.open().filter(comment=OuterRef("pk"))
    return Comment.objects.filter(text_removed_at=None).exclude(Exists(danger))


def _published_before(day: datetime.date, prefix: str = "") -> Exists:
    """Whether an answer to the comment has been public since before ``day``."""
    comment = OuterRef(f"{prefix}pk" if not prefix else f"{prefix}id")
    return Exists(ApprovedText.objects.filter(item__comments=comment, shown_from__lt=day))


def _contacts(on: datetime.date, policy: FeedbackSettings) -> QuerySet[CommentContact]:
    answered = CommentReceipt.objects.filter(
        comment__contact_token=OuterRef("token"),
        state__in=ANSWERED,
        changed_on__lt=_ago(on, policy.contact_days_after_answer).date(),
    )
    too_old = Q(given_at__lt=_ago(on, policy.contact_days_at_most)) | Q(purge_on__lte=on)
    return CommentContact.objects.filter(too_old | Exists(answered))


def _earlier_wordings(day: datetime.date) -> QuerySet[SubmittedText]:
    """Submitted words that were not the ones approved, of an item that has been public since before ``day``."""
    public = ApprovedText.objects.filter(item=OuterRef("item"), shown_from__lt=day)
    return SubmittedText.objects.filter(Exists(public), approved=None, item__isnull=False)


def _old_entries(on: datetime.date, years: int) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(at__lt=_ago(on, round(years * 365.25)))


def _delete_contacts(rows: QuerySet[CommentContact]) -> int:
    return rows.delete()[0]


def _remove_words(rows: QuerySet[Comment]) -> int:
    """Take the words and their marks away; that there was a comment, and what became of it, stays."""
    ids = list(rows.values_list("pk", flat=True))
    now = timezone.now()
    for comment in Comment.objects.select_for_update().filter(pk__in=ids):
        forget_words(comment, at=now)
        record("comment.words_purged", comment, state=str(comment.state))
    return len(ids)


def forget_words(comment: Comment, *, at: datetime.datetime) -> None:
    """Empty the words of ``comment`` and delete their marks, in the caller's transaction."""
    comment.text, comment.text_removed_at = "", at
    comment.save(update_fields=["text", "text_removed_at"])
    comment.spans.all().delete()


def _delete_one_by_one(rows: QuerySet) -> int:
    number = 0
    with purging():
        for row in rows:
            row.delete()
            number += 1
    return number


def _delete_entries(rows: QuerySet[AuditEntry]) -> int:
    """Delete entries from the beginning of the chain up to the last old one, and write where it now begins."""
    from feedback.domain.audit_protection import unprotected

    until = rows.aggregate(last=Max("number"))["last"]
    if until is None:
        return 0
    last = AuditEntry.objects.get(number=until)
    first = AuditEntry.objects.aggregate(number=Min("number"))["number"]
    record("audit.checkpoint", last, from_number=first, up_to=until, digest=last.digest)
    with unprotected():
        # Not through the manager, which refuses to delete many at once.
        QuerySet(AuditEntry).filter(number__lte=until)._raw_delete(connection.alias)
    return until - first + 1
