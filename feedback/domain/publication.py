"""The only way from words that one officer wrote to words that the public reads: four eyes on the exact text.

``write`` makes whoever edits the author, ``submit`` keeps the exact words, ``approve`` by another person copies them.
Nobody is exempt, superusers included. ``take_down`` needs one person and holds at once; putting back needs two.
Rules of the database and triggers hold the same for what goes round these functions (``feedback.models.append_only``,
``feedback.domain.triggers``). Source: SEND Regulations 2014, reg. 56(2) and (3).
"""

import datetime
from collections.abc import Iterable
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from feedback.domain.audit import record
from feedback.domain.gate import GateSpan, gate_spans
from feedback.domain.receipts import refresh_receipts
from feedback.domain.words import canonical, digest, kind_of, words_of
from feedback.enums import ApprovalCheck, DraftState
from feedback.exceptions import FourEyesNeeded, GateClosed, InvalidTransition, NotReady, OutOfDate
from feedback.models import (
    AnnualReport,
    ApprovedText,
    Consultation,
    ConsultationOutcome,
    FeedbackSettings,
    PutBack,
    PutBackRequest,
    SubmittedText,
    SummaryItem,
    TakeDown,
)
from feedback.models.append_only import publishing
from feedback.models.drafting import Drafted
from localoffer.accounts.models import User

Subject = TypeVar("Subject", SummaryItem, Consultation, ConsultationOutcome, AnnualReport)

WRITE = {
    SummaryItem: "feedback.change_summaryitem",
    Consultation: "feedback.change_consultation",
    ConsultationOutcome: "feedback.change_consultation",
    AnnualReport: "feedback.change_annualreport",
}
APPROVE = "feedback.approve_summaryitem"
TAKE_DOWN = "feedback.take_down_summaryitem"
SHORTEST_REASON = 10  # characters


def write(subject: Subject, /, *, by: User, version: int | None = None, **fields: Any) -> Subject:
    """Store a new or changed draft; ``by`` becomes its author, and what was submitted must be submitted again.

    What is published stays as it is until new words are approved.

    Args:
        subject: a new row (unsaved) or a stored one.
        version: that of the row when it was opened; another one in the database means that somebody else was faster.
        fields: what to set; lists of rows for services, partners and comments.

    Raises:
        OutOfDate: somebody else has changed it since ``version``.
        ValidationError: by field.
        PermissionDenied: ``by`` may not write.
    """
    _may(by, WRITE[type(subject)])
    many = {field.name for field in subject._meta.many_to_many}
    with transaction.atomic(), publishing():
        current = subject
        if subject.pk is not None:
            current = _locked(subject)
            if version is not None and current.version != version:
                raise OutOfDate("Somebody else has changed this since you opened it. Read their words first.")
        for name, value in fields.items():
            if name not in many:
                setattr(current, name, value)
        current.author = by
        current.state = DraftState.DRAFT
        current.sent_back_note = ""
        current.edited_at = timezone.now()
        current.version += 1
        current.full_clean()
        current.save()
        for name in many & fields.keys():
            getattr(current, name).set(fields[name])
        record("draft.written", current, by=by, version=current.version)
    return current


def submit(subject: Subject, *, by: User) -> SubmittedText:
    """Hand the exact words over for approval by another person than their author.

    Raises:
        NotReady: something is missing.
        InvalidTransition: the words wait for approval or are approved already.
        PermissionDenied: ``by`` may not write.
    """
    _may(by, WRITE[type(subject)])
    with transaction.atomic(), publishing():
        current = _locked(subject)
        if current.state not in (DraftState.DRAFT, DraftState.SENT_BACK):
            raise InvalidTransition("These words wait for approval or are approved already.")
        if isinstance(current, AnnualReport) and current.frozen_at is None:
            raise NotReady(["Freeze the figures of the year first."])
        current.state = DraftState.SUBMITTED
        try:
            current.full_clean()
        except ValidationError as error:
            raise NotReady(error.messages) from error
        content = canonical(words_of(current))
        kind = kind_of(current)
        current.save(update_fields=["state"])
        submitted = SubmittedText.objects.create(
            kind=kind,
            content=content,
            digest=digest(content),
            author=current.author,
            **{kind.value: current},
        )
        record("words.submitted", current, by=by, digest=submitted.digest)
    return submitted


def latest_submission(subject: Drafted) -> SubmittedText | None:
    """The words that wait, or waited last, for approval."""
    return SubmittedText.objects.filter(**{kind_of(subject).value: subject}).last()


def latest_approved(subject: Drafted) -> ApprovedText | None:
    """The newest approved words, shown to the public or not."""
    return ApprovedText.objects.filter(**{kind_of(subject).value: subject}).order_by("pk").last()


def approve(
    submission: SubmittedText,
    *,
    by: User,
    seen: str,
    checks: Iterable[str],
    lift_reason: str = "",
) -> ApprovedText:
    """Publish exact words. ``by`` is another person than their author, whoever they are.

    Args:
        seen: digest of the words that the approver read.
        checks: all of ``ApprovalCheck``: who might recognise somebody.
        lift_reason: why words are harmless in which the gate sees an identifier; at least 10 characters.

    Returns:
        The approved words. They show from the day on which the last comment behind them is old enough.

    Raises:
        FourEyesNeeded: ``by`` wrote the words.
        GateClosed: the gate sees an identifier and no reason is given.
        OutOfDate: these are no longer the words that wait for approval.
        NotReady: a check is missing.
        PermissionDenied: ``by`` may not approve.
    """
    _may(by, APPROVE)
    missing = set(ApprovalCheck.values) - set(checks)
    if missing:
        raise NotReady([f"Think about this first: {ApprovalCheck(one).label}." for one in sorted(missing)])
    with transaction.atomic(), publishing():
        current = _locked(submission.subject)
        submission = SubmittedText.objects.get(pk=submission.pk)
        if by.pk in (submission.author_id, current.author_id):
            raise FourEyesNeeded("You wrote these words. Somebody else must approve them.")
        latest = latest_submission(current)
        if (
            current.state != DraftState.SUBMITTED
            or latest != submission
            or seen != submission.digest
            or digest(submission.content) != submission.digest
            or canonical(words_of(current)) != submission.content
        ):
            raise OutOfDate("The words have changed since they were submitted. They must be submitted again.")
        spans = gate_spans(submission.words)
        if spans and len(lift_reason.strip()) < SHORTEST_REASON:
            raise GateClosed(
                "Somebody could be identified. Send the words back, or say why nobody can be.",
                [(span.name, span.start, span.end, span.kind, span.reason) for span in spans],
            )
        approved = _copy(submission, current, by, spans, lift_reason.strip() if spans else "")
        current.state = DraftState.APPROVED
        current.save(update_fields=["state"])
        record(
            "words.approved",
            current,
            by=by,
            digest=approved.digest,
            author=approved.author_id,
            lifted=sorted({span.kind for span in spans}),
        )
        if isinstance(current, SummaryItem):
            refresh_receipts(current)
    return approved


def _copy(
    submission: SubmittedText, current: Drafted, by: User, spans: list[GateSpan], lift_reason: str
) -> ApprovedText:
    return ApprovedText.objects.create(
        submission=submission,
        kind=submission.kind,
        item=submission.item,
        report=submission.report,
        consultation=submission.consultation,
        outcome=submission.outcome,
        content=submission.content,
        digest=submission.digest,
        author=submission.author,
        approver=by,
        shown_from=earliest_day(current),
        checks=sorted(ApprovalCheck.values),
        gate_kinds=sorted({span.kind for span in spans}),
        lift_reason=lift_reason,
    )


def earliest_day(subject: Drafted, on: datetime.date | None = None) -> datetime.date:
    """The first day, from ``on`` (today), on which words may show: some weeks after the last comment behind them.

    Who complained on Monday should not see it on the website on Thursday, and nor should anybody who knows them.
    """
    today = on or timezone.localdate()
    last: datetime.datetime | None = None
    if isinstance(subject, SummaryItem):
        last = subject.comments.aggregate(last=Max("received_at"))["last"]
    elif isinstance(subject, ConsultationOutcome):
        last = subject.consultation.comments.aggregate(last=Max("received_at"))["last"]
    elif isinstance(subject, AnnualReport):
        last = subject.covers_until
    if last is None:
        return today
    wait = datetime.timedelta(days=FeedbackSettings.load().days_before_publishing)
    return max(today, timezone.localdate(last) + wait)


def send_back(subject: Subject, *, by: User, note: str) -> Subject:
    """Give submitted words back to their author with a reason.

    Raises:
        InvalidTransition: they do not wait for approval.
        NotReady: there is no reason.
        PermissionDenied: ``by`` may not approve.
    """
    _may(by, APPROVE)
    if not note.strip():
        raise NotReady(["Say what should change."])
    with transaction.atomic(), publishing():
        current = _locked(subject)
        if current.state != DraftState.SUBMITTED:
            raise InvalidTransition("These words do not wait for approval.")
        current.state = DraftState.SENT_BACK
        current.sent_back_note = note.strip()
        current.save(update_fields=["state", "sent_back_note"])
        record("words.sent-back", current, by=by)
    return current


def take_down(subject: Drafted, *, by: User, reason: str) -> TakeDown:
    """Take everything that is shown of ``subject`` from the public, at once and everywhere. One person is enough.

    Raises:
        InvalidTransition: it is down already, or nothing of it was ever approved.
        NotReady: there is no reason.
        PermissionDenied: ``by`` may not.
    """
    _may(by, TAKE_DOWN)
    if not reason.strip():
        raise NotReady(["Say why it is taken down."])
    with transaction.atomic(), publishing():
        current = _locked(subject)
        if open_take_down(current):
            raise InvalidTransition("It is taken down already.")
        if latest_approved(current) is None:
            raise InvalidTransition("Nothing of it was published.")
        down = TakeDown.objects.create(
            taken_down_by=by, reason=reason.strip(), **{kind_of(current).value: current}
        )
        record("words.taken-down", current, by=by)
        if isinstance(current, SummaryItem):
            refresh_receipts(current)
    return down


def open_take_down(subject: Drafted) -> TakeDown | None:
    """Why nothing of ``subject`` shows, if it was taken down."""
    return TakeDown.objects.filter(put_back=None, **{kind_of(subject).value: subject}).first()


def ask_to_put_back(subject: Drafted, *, by: User, reason: str) -> PutBackRequest:
    """The first of two who put words back.

    Raises:
        InvalidTransition: it is not down, or somebody has asked already.
        NotReady: there is no reason.
        PermissionDenied: ``by`` may not.
    """
    _may(by, TAKE_DOWN)
    if not reason.strip():
        raise NotReady(["Say why it can be put back."])
    with transaction.atomic(), publishing():
        current = _locked(subject)
        down = open_take_down(current)
        if down is None:
            raise InvalidTransition("It is not taken down.")
        if PutBackRequest.objects.filter(take_down=down).exists():
            raise InvalidTransition("Somebody has asked already. Another person must agree.")
        request = PutBackRequest.objects.create(take_down=down, asked_by=by, reason=reason.strip())
        record("words.put-back-asked", current, by=by)
    return request


def agree_to_put_back(subject: Drafted, *, by: User) -> PutBack:
    """The second of two who put words back.

    Raises:
        FourEyesNeeded: ``by`` asked for it.
        InvalidTransition: nobody has asked.
        PermissionDenied: ``by`` may not.
    """
    _may(by, TAKE_DOWN)
    with transaction.atomic(), publishing():
        current = _locked(subject)
        down = open_take_down(current)
        request = PutBackRequest.objects.filter(take_down=down).first() if down else None
        if down is None or request is None:
            raise InvalidTransition("Nobody has asked to put it back.")
        if request.asked_by_id == by.pk:
            raise FourEyesNeeded("You asked for it. Somebody else must agree.")
        done = PutBack.objects.create(take_down=down, asked_by=request.asked_by, agreed_by=by)
        record("words.put-back", current, by=by, asked_by=request.asked_by_id)
        if isinstance(current, SummaryItem):
            refresh_receipts(current)
    return done


def delete_draft(subject: Drafted, *, by: User) -> None:
    """Delete a draft that was never submitted.

    Raises:
        InvalidTransition: it was submitted once, so its record stays.
        PermissionDenied: ``by`` may not write.
    """
    _may(by, WRITE[type(subject)])
    with transaction.atomic(), publishing():
        current = _locked(subject)
        if latest_submission(current):
            raise InvalidTransition("It was submitted once, so its record stays.")
        record("draft.deleted", current, by=by)
        try:
            current.delete()
        except IntegrityError as error:  # pragma: no cover  a race with another record about it
            raise InvalidTransition("Something else belongs to it.") from error


def _locked(subject: Any) -> Any:
    """The row as it is now; nobody else changes it before this is done."""
    return type(subject).objects.select_for_update().get(pk=subject.pk)


def _may(user: User, permission: str) -> None:
    if not user.is_active or not user.has_perm(permission):
        raise PermissionDenied
