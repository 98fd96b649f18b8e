"""What one person sent: found, handed over, and erased. UK GDPR articles 15, 17 and 20."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from feedback.domain.audit import record
from feedback.domain.contact_keys import ContactDetails, read_contact
from feedback.domain.receiving import reference_hash
from feedback.domain.retention import forget_words
from feedback.enums import ReceiptState
from feedback.exceptions import InvalidTransition
from feedback.models import Comment, CommentContact
from feedback.models.append_only import purging
from localoffer.accounts.models import User

MOST_FOUND = 50


@dataclass(frozen=True)
class Found:
    """A comment that may be the person's, with its contact details where there are any."""

    comment: Comment
    contact: ContactDetails | None


@transaction.atomic
def find_what_was_sent(*, by: User, reference: str = "", email: str = "", words: str = "") -> list[Found]:
    """Comments by reference, by the address left with them, or by words in them; the newest first, 50 at most.

    Reading addresses means opening each kept one, so each leaves its entry, and so does the search itself.
    """
    if reference:
        comments = list(Comment.objects.filter(receipt__reference_hash=reference_hash(reference)))
    elif email:
        comments = _by_email(email, by)
    elif words:
        comments = list(Comment.objects.filter(text__icontains=words)[:MOST_FOUND])
    else:
        comments = []
    for comment in comments:
        record("comment.found", comment, by=by)
    return [Found(comment, _contact(comment, by)) for comment in comments]


def _by_email(email: str, by: User) -> list[Comment]:
    wanted = email.strip().casefold()
    tokens = [
        contact.token
        for contact in CommentContact.objects.all()
        if read_contact(contact, by=by).email.casefold() == wanted
    ]
    return list(Comment.objects.filter(contact_token__in=tokens)[:MOST_FOUND])


def _contact(comment: Comment, by: User) -> ContactDetails | None:
    contact = CommentContact.objects.filter(token=comment.contact_token).first()
    return read_contact(contact, by=by) if contact else None


@transaction.atomic
def export_comment(comment: Comment, *, by: User) -> dict[str, Any]:
    """Everything that is kept about one comment, as plain values; leaves an entry."""
    contact = _contact(comment, by)
    record("comment.exported", comment, by=by)
    return {
        "received": comment.received_at.isoformat(),
        "how": comment.get_channel_display(),
        "from": comment.get_from_whom_display(),
        "about": comment.subjects,
        "services": list(comment.services.values_list("title", flat=True)),
        "words": comment.text,
        "state": comment.get_state_display(),
        "decisions": [
            {
                "at": decision.decided_at.isoformat(),
                "outcome": decision.get_outcome_display(),
                "reason": decision.get_reason_display(),
                "note": decision.note,
            }
            for decision in comment.decisions.all()
        ],
        "contact": {"email": contact.email, "telephone": contact.telephone} if contact else None,
    }


@transaction.atomic
def erase_comment(comment: Comment, *, by: User) -> None:
    """Erase what one person sent: words, contact details, marks, notes, and the links to themes and services.

    The audit trail keeps that it was erased, and nothing of it. Published answers name nobody and stay; whoever
    erases checks that first.

    Raises:
        InvalidTransition: somebody may be in danger and that is not closed, or it was erased before.
    """
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    if comment.referrals.open().exists():
        raise InvalidTransition("Somebody may be in danger. Close that first, then erase the comment.")
    if comment.text_removed_at and not comment.decisions.exists():
        raise InvalidTransition("The words of this comment are gone already.")
    forget_words(comment, at=timezone.now())
    CommentContact.objects.filter(token=comment.contact_token).delete()
    with purging():
        for decision in comment.decisions.order_by("-pk"):  # a later one may undo an earlier one
            decision.delete()
    comment.services.clear()
    receipt = getattr(comment, "receipt", None)
    if receipt:
        receipt.state, receipt.changed_on = ReceiptState.WITHDRAWN, timezone.localdate()
        receipt.save(update_fields=["state", "changed_on"])
    record("comment.erased", comment, by=by)
