"""What the worker does with a comment once it is stored: look for danger first, then for identifiers."""

import datetime
import logging

from django.db import transaction
from django.utils import timezone

from feedback.domain.danger import suggests_danger
from feedback.domain.identifiers import find_identifiers
from feedback.domain.known_names import names_for
from feedback.domain.safeguarding import alert_what_was_not_told, raise_worry
from feedback.models import Comment, CommentContact, CommentSpan

logger = logging.getLogger(__name__)

AT_ONCE = 50
_failed: set[int] = set()  # of this process: one comment that fails must not hold up the others


def mark_new_comments() -> bool:
    """Look at comments that nobody has looked at yet; whether there may be more."""
    alert_what_was_not_told()
    waiting = list(Comment.objects.without_marks().exclude(pk__in=_failed).order_by("pk")[:AT_ONCE])
    for look in (_look_for_danger, mark_comment):
        for comment in waiting:
            try:
                look(comment)
            except Exception:
                logger.exception("Comment %s could not be looked at", comment.pk)
                _failed.add(comment.pk)
    if len(waiting) < AT_ONCE:
        for comment in _told_more_later():
            mark_comment(comment)
    return len(waiting) == AT_ONCE


def _look_for_danger(comment: Comment) -> None:
    if comment.marks_made_at is None and suggests_danger(comment.text):
        raise_worry(comment)


def mark_comment(comment: Comment) -> None:
    """Replace the marks of ``comment``; nothing happens where its words are gone in the meantime."""
    spans = find_identifiers(comment.text, known=names_for(comment))
    with transaction.atomic():
        current = Comment.objects.select_for_update().filter(pk=comment.pk, text_removed_at=None).first()
        if current is None:
            return
        current.spans.all().delete()  # type: ignore[attr-defined]
        CommentSpan.objects.bulk_create(
            CommentSpan(comment=current, start=span.start, end=span.end, kind=span.kind, reason=span.reason)
            for span in spans
        )
        current.marks_made_at = timezone.now()
        current.save(update_fields=["marks_made_at"])


def _told_more_later() -> list[Comment]:
    """Comments whose sender gave contact details after they were marked: their own name counts too."""
    contacts = CommentContact.objects.filter(given_at__gte=timezone.now() - datetime.timedelta(days=1))
    times = dict(contacts.values_list("token", "given_at"))
    comments = Comment.objects.filter(contact_token__in=list(times), text_removed_at=None)[:500]
    return [one for one in comments if one.marks_made_at and one.marks_made_at < times[one.contact_token]]
