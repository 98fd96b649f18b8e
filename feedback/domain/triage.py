"""What officers decide about a comment. One function writes every decision, so that no rule can be gone round.

Source: SEND Regulations 2014, reg. 56(4); SEND code of practice 4.25; requirements (c) 4.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from django.db import transaction
from django.utils import timezone

from feedback.domain.audit import record
from feedback.domain.safeguarding import raise_worry
from feedback.enums import LEFT_OUT_STATES, ArrivedVia, CommentState, LeavingOutReason, ReceiptState
from feedback.exceptions import FourEyesNeeded, InvalidTransition, NotReady, OutOfDate
from feedback.models import (
    Comment,
    CommentContact,
    CommentReceipt,
    CommentTheme,
    HandOver,
    Partner,
    SignpostRoute,
    Theme,
    TriageDecision,
)
from localoffer.accounts.models import User
from services_directory.models import ServicePage

S, R = CommentState, LeavingOutReason
_DECIDED = frozenset({S.IN_SCOPE, S.INDIVIDUAL, S.SAFEGUARDING, S.OUTSIDE, S.SPAM, S.DUPLICATE})
# From each state what it may become. What is decided is undone first, so that the trail shows it.
ALLOWED: Mapping[CommentState, frozenset[CommentState]] = MappingProxyType(
    {
        S.RECEIVED: _DECIDED | {S.SECOND_OPINION},
        S.SECOND_OPINION: _DECIDED | {S.VEXATIOUS},
        **{state: frozenset() for state in (*_DECIDED, S.VEXATIOUS, S.WITHDRAWN)},
    }
)
# The only reasons there are. That a comment is hard to make anonymous, or rude, is none of them.
REASONS: Mapping[CommentState, tuple[LeavingOutReason, ...]] = MappingProxyType(
    {
        S.INDIVIDUAL: (R.ONE_PERSONS_SUPPORT,),
        S.VEXATIOUS: (R.VEXATIOUS,),
        S.SAFEGUARDING: (R.SAFEGUARDING_ONLY,),
        S.OUTSIDE: (R.NOT_A_FAMILY, R.NOT_A_SUBJECT),
        S.SPAM: (R.ADVERTISEMENT,),
        S.DUPLICATE: (R.SENT_TWICE,),
    }
)
# What the sender reads behind the reference.
TOLD: Mapping[CommentState, ReceiptState] = MappingProxyType(
    {
        S.RECEIVED: ReceiptState.RECEIVED,
        S.SECOND_OPINION: ReceiptState.READ,
        S.IN_SCOPE: ReceiptState.READ,
        S.INDIVIDUAL: ReceiptState.ELSEWHERE,
        S.SAFEGUARDING: ReceiptState.ELSEWHERE,
        S.VEXATIOUS: ReceiptState.NOT_USED,
        S.OUTSIDE: ReceiptState.NOT_USED,
        S.SPAM: ReceiptState.NOT_USED,
        S.DUPLICATE: ReceiptState.NOT_USED,
    }
)
SOON = frozenset({ReceiptState.RECEIVED, ReceiptState.READ, ReceiptState.GROUPED, *TOLD.values()})


@transaction.atomic
def decide_comment(
    comment: Comment,
    outcome: CommentState,
    *,
    by: User,
    version: int,
    reason: str = "",
    note: str = "",
    route: SignpostRoute | None = None,
    handed_over: bool = False,
    duplicate_of: Comment | None = None,
) -> TriageDecision:
    """Decide what becomes of ``comment``, and record why.

    Args:
        outcome: ``SECOND_OPINION`` asks another officer whether it is vexatious; only that officer may say so.
        version: of the comment as the officer saw it.
        reason: the lawful ground; where an outcome has only one it may be left empty.
        note: for colleagues, at most 500 characters, never published.
        route: for one person's support, who deals with it: shown to the sender behind the reference.
        handed_over: the officer has passed it to that body; needs the sender's permission.
        duplicate_of: the comment that was sent before.

    Returns:
        The decision as stored.

    Raises:
        OutOfDate: another officer has decided in the meantime.
        InvalidTransition: the comment cannot become this.
        FourEyesNeeded: the same officer asked for the second opinion.
        NotReady: the reason, the route, the permission or the other comment is missing.
    """
    current = _locked(comment, version)
    if outcome not in ALLOWED[CommentState(current.state)]:
        raise InvalidTransition(f"A comment that is “{current.get_state_display()}” cannot become this.")
    proposed_by = _proposer(current, outcome, by)
    reason = _reason(outcome, reason)
    if outcome == S.INDIVIDUAL and route is None:
        raise NotReady(["Choose who can help this person, so that the sender reads it."])
    if outcome == S.DUPLICATE and (duplicate_of is None or duplicate_of.pk == current.pk):
        raise NotReady(["Give the number of the comment that was sent before."])
    decision: TriageDecision = TriageDecision.objects.create(
        comment=current, outcome=outcome, reason=reason, note=note, proposed_by=proposed_by, decided_by=by
    )
    if handed_over and route is not None:
        _hand_over(current, route, by)
    if outcome == S.SAFEGUARDING:
        raise_worry(current, by=by)
    _move(current, outcome, duplicate_of=duplicate_of if outcome == S.DUPLICATE else None)
    _tell(current, route if outcome == S.INDIVIDUAL else None)
    record("comment.decided", current, by=by, outcome=str(outcome), reason=str(reason))
    comment.refresh_from_db()
    return decision


@transaction.atomic
def undo_decision(decision: TriageDecision, *, by: User, version: int) -> TriageDecision:
    """Take a decision back: the comment waits again as it did before. The decision stays in the trail.

    Raises:
        OutOfDate: another officer has decided in the meantime.
        InvalidTransition: it is not the last one, was undone, or an answer is published that uses the comment.
    """
    current = _locked(decision.comment, version)
    last = current.decisions.filter(undoes=None, undone_by=None).last()  # type: ignore[attr-defined]
    if last is None or last.pk != decision.pk or current.state != decision.outcome:
        raise InvalidTransition("Only the last decision can be undone.")
    if CommentReceipt.objects.filter(comment=current, items__isnull=False).exists():
        raise InvalidTransition("An answer uses this comment already.")
    before = current.decisions.filter(undoes=None, undone_by=None).exclude(pk=last.pk).last()  # type: ignore[attr-defined]
    state = CommentState(before.outcome) if before else S.RECEIVED
    undoing: TriageDecision = TriageDecision.objects.create(
        comment=current, outcome=state, decided_by=by, undoes=last
    )
    _move(current, state)
    _tell(current, None)
    record("comment.undone", current, by=by, outcome=str(decision.outcome))
    decision.comment.refresh_from_db()
    return undoing


@transaction.atomic
def split_comment(comment: Comment, text: str, *, by: User) -> Comment:
    """Keep a general point of a comment that is left out: a new comment of the same day, ready to be decided.

    A comment may be both: about one person, and about a service in general (code 4.25).

    Raises:
        NotReady: no words are given.
    """
    if not text.strip():
        raise NotReady(["Write the general point, without the person."])
    part = Comment.objects.create(
        channel=comment.channel,
        arrived_via=ArrivedVia.SPLIT,
        from_whom=comment.from_whom,
        subjects=comment.subjects,
        locale=comment.locale,
        text=text.strip(),
        received_at=comment.received_at,
        privacy_notice=comment.privacy_notice,
        consultation=comment.consultation,
        recorded_by=by,
        split_from=comment,
    )
    part.services.set(comment.services.all())
    part.partners.set(comment.partners.all())
    record("comment.split", part, by=by, comment=comment.pk)
    return part


@transaction.atomic
def link_comment(
    comment: Comment,
    *,
    by: User,
    themes: Iterable[Theme],
    services: Iterable[ServicePage],
    partners: Iterable[Partner],
) -> None:
    """Put a comment into themes (several), and name the services and commissioners that it concerns."""
    wanted = {theme.pk for theme in themes}
    links = CommentTheme.objects.filter(comment=comment)
    links.exclude(theme__in=wanted).delete()
    for theme in wanted - set(links.values_list("theme_id", flat=True)):
        CommentTheme.objects.create(comment=comment, theme_id=theme, added_by=by)
    comment.services.set(services)
    comment.partners.set(partners)
    grouped = ReceiptState.GROUPED if wanted else ReceiptState.READ
    receipts = CommentReceipt.objects.filter(
        comment=comment, state__in=(ReceiptState.READ, ReceiptState.GROUPED)
    )
    receipts.exclude(state=grouped).update(state=grouped, changed_on=timezone.localdate())
    record(
        "comment.linked",
        comment,
        by=by,
        themes=sorted(wanted),
        services=sorted(comment.services.values_list("pk", flat=True)),
        partners=sorted(comment.partners.values_list("pk", flat=True)),
    )


def may_be_passed_on(comment: Comment) -> bool:
    """Whether the sender allows it to be passed on; reads the permission alone, no contact detail."""
    return CommentContact.objects.filter(token=comment.contact_token, pass_on=True).exists()


def _locked(comment: Comment, version: int) -> Comment:
    # Two officers may have the queue open: the row is locked, and must be as it was when it was read.
    current = Comment.objects.select_for_update().get(pk=comment.pk)
    if current.version != version:
        raise OutOfDate(
            "Somebody has decided about this comment since you opened it. Please look at it again."
        )
    return current


def _proposer(comment: Comment, outcome: CommentState, by: User) -> User | None:
    if outcome != S.VEXATIOUS:
        return None
    asked = comment.decisions.filter(outcome=S.SECOND_OPINION, undoes=None, undone_by=None).last()  # type: ignore[attr-defined]
    if asked is None or asked.decided_by_id == by.pk:
        raise FourEyesNeeded("Another officer than the one who asked must agree that it is vexatious.")
    proposer: User = asked.decided_by
    return proposer


def _reason(outcome: CommentState, reason: str) -> str:
    if outcome not in LEFT_OUT_STATES:
        return ""
    allowed = REASONS[outcome]
    if not reason and len(allowed) == 1:
        return allowed[0]
    if reason not in allowed:
        raise NotReady(["Choose one of the reasons for leaving a comment out."])
    return reason


def _hand_over(comment: Comment, route: SignpostRoute, by: User) -> None:
    if not may_be_passed_on(comment):
        raise NotReady(["The sender has not allowed us to pass it on. The reference shows where to go."])
    HandOver.objects.create(comment=comment, route=route, handed_over_by=by)
    record("comment.handed_over", comment, by=by, route=route.pk)


def _move(comment: Comment, state: CommentState, *, duplicate_of: Comment | None = None) -> None:
    comment.state, comment.state_changed_at, comment.duplicate_of = state, timezone.now(), duplicate_of
    comment.version += 1
    comment.save(update_fields=["state", "state_changed_at", "duplicate_of", "version"])


def _tell(comment: Comment, route: SignpostRoute | None) -> None:
    receipt = CommentReceipt.objects.select_for_update().filter(comment=comment, state__in=SOON).first()
    if receipt is None:
        return
    grouped = comment.state == S.IN_SCOPE and comment.theme_links.exists()  # type: ignore[attr-defined]
    receipt.state = ReceiptState.GROUPED if grouped else TOLD[CommentState(comment.state)]
    receipt.signpost, receipt.changed_on = route, timezone.localdate()
    receipt.save(update_fields=["state", "signpost", "changed_on"])
