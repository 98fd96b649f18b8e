"""A sender takes a comment back. Its words go at once; what was published from it names nobody and stays."""

from django.db import transaction
from django.utils import timezone

from feedback.domain.audit import record
from feedback.enums import CommentState, ReceiptState
from feedback.exceptions import InvalidTransition
from feedback.models import Comment, CommentContact, CommentReceipt


@transaction.atomic
def withdraw_comment(receipt: CommentReceipt) -> None:
    """Take the comment of ``receipt`` out of everything that is still to be done with it.

    The words, the detector's marks and the contact details are deleted, unless somebody may be in danger: then the
    words stay until that is closed, for those who deal with it.

    Raises:
        InvalidTransition: it was taken back before, or its words are gone already; nothing is changed.
    """
    receipt = CommentReceipt.objects.select_for_update().get(pk=receipt.pk)
    if receipt.comment_id is None or receipt.state == ReceiptState.WITHDRAWN:
        raise InvalidTransition("This comment was taken back before, or has been deleted by now.")
    comment = Comment.objects.select_for_update().get(pk=receipt.comment_id)
    now = timezone.now()
    comment.state = CommentState.WITHDRAWN
    comment.state_changed_at = now
    comment.version += 1
    if not comment.referrals.open().exists():  # type: ignore[attr-defined]
        comment.text, comment.text_removed_at = "", now
    comment.save()
    comment.spans.all().delete()
    CommentContact.objects.filter(token=comment.contact_token).delete()
    receipt.state, receipt.changed_on, receipt.signpost = ReceiptState.WITHDRAWN, timezone.localdate(), None
    receipt.save()
    record("comment.withdrawn", comment)
