"""Keeps what a sender reads behind a reference in step with what was published."""

import datetime

from django.db import transaction
from django.utils import timezone

from feedback.enums import CommentState, Progress, ReceiptState
from feedback.models import ApprovedText, CommentReceipt, SummaryItem


@transaction.atomic
def refresh_receipts(item: SummaryItem) -> int:
    """Set the receipts of the comments behind ``item``, and say how many changed. Safe to run at any time.

    A receipt says *answered* only while an answer shows: it goes back when the answer is taken down.
    """
    receipts = CommentReceipt.objects.filter(comment__items=item, comment__state=CommentState.IN_SCOPE)
    changed = 0
    for receipt in receipts.select_related("comment"):
        receipt.items.add(item)
        state = _state(receipt)
        if state != receipt.state:
            receipt.state, receipt.changed_on = state, timezone.localdate()
            receipt.save(update_fields=["state", "changed_on"])
            changed += 1
    return changed


def refresh_shown_today(on: datetime.date | None = None) -> int:
    """For words whose day has come. Run by the worker."""
    day = on or timezone.localdate()
    items = SummaryItem.objects.filter(
        pk__in=ApprovedText.objects.filter(shown_from=day).exclude(item=None).values("item")
    )
    return sum(refresh_receipts(item) for item in items)


def tell_senders_of_new_answers() -> bool:
    """The worker's job."""
    refresh_shown_today()
    return False


def _state(receipt: CommentReceipt) -> ReceiptState:
    """How far the furthest of its answers is."""
    texts = ApprovedText.objects.shown().filter(item__in=receipt.items.all())
    progress = [text.words["progress"] for text in texts]
    if not progress:
        comment = receipt.comment
        grouped = comment is not None and (comment.themes.exists() or comment.items.exists())
        return ReceiptState.GROUPED if grouped else ReceiptState.READ
    if Progress.UNDER_WAY in progress:
        return ReceiptState.ACTION
    if Progress.DONE in progress:
        return ReceiptState.DONE
    return ReceiptState.ANSWERED
