"""Worries for somebody's safety: raised, told to the duty contact at once, referred, closed."""

import logging

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from feedback.domain.audit import record
from feedback.exceptions import InvalidTransition
from feedback.models import Comment, FeedbackSettings, SafeguardingReferral
from localoffer.accounts.models import User
from localoffer.mail.outbox import queue_mail

logger = logging.getLogger(__name__)

ALERT = """A comment may tell of somebody in danger. Please read it now and decide whether to refer it.

Comment {number}
{address}

This mail holds no words of the comment. If a child is in immediate danger, call 999.
"""


@transaction.atomic
def raise_worry(comment: Comment, *, by: User | None = None) -> SafeguardingReferral:
    """Open a worry about ``comment`` and tell the duty contact; an open one is kept as it is.

    Args:
        by: the officer who saw it; nobody when the words of the comment raised it.
    """
    found: SafeguardingReferral | None = SafeguardingReferral.objects.open().filter(comment=comment).first()
    if found is None:
        found = SafeguardingReferral.objects.create(comment=comment, raised_by=by)
        record("safeguarding.raised", found, by=by, comment=comment.pk)
    if found.alerted_at is None:
        alert(found)
    return found


def alert(referral: SafeguardingReferral) -> bool:
    """Queue the mail to the duty contact. ``False`` where none is named: the desk shows that, and it is tried again."""
    to = FeedbackSettings.load().safeguarding_contact
    if not to:
        logger.error("Worry %s could not be told: no duty contact for safeguarding is named", referral.pk)
        return False
    address = reverse("triage:comment", args=[referral.comment_id])
    with transaction.atomic():
        queue_mail(
            to=to,
            subject=f"Urgent: comment {referral.comment_id} may tell of somebody in danger",
            text=ALERT.format(number=referral.comment_id, address=f"{settings.PUBLIC_URL}{address}"),
            kind="safeguarding",
            key=f"safeguarding-{referral.pk}",
            urgent=True,
        )
        referral.alerted_at = timezone.now()
        referral.save(update_fields=["alerted_at"])
    return True


def alert_what_was_not_told() -> int:
    """Try again for worries of which nobody has been told; how many were told now."""
    if not FeedbackSettings.load().safeguarding_contact:
        return 0  # the desk shows it; the log said so when each was raised
    return sum(alert(referral) for referral in SafeguardingReferral.objects.open().without_alert())


@transaction.atomic
def refer_worry(referral: SafeguardingReferral, *, to: str, by: User) -> None:
    """Record to which team or body it was referred, when and by whom.

    Raises:
        InvalidTransition: it was referred or closed before.
    """
    current = SafeguardingReferral.objects.select_for_update().get(pk=referral.pk)
    if current.closed_at or current.referred_at:
        raise InvalidTransition("This was referred or closed before.")
    current.referred_to, current.referred_by, current.referred_at = to, by, timezone.now()
    current.save()
    record("safeguarding.referred", current, by=by, comment=current.comment_id)


@transaction.atomic
def close_worry(referral: SafeguardingReferral, *, by: User, no_concern: bool = False) -> None:
    """Close it: after a referral, or because it was read and nobody is in danger. The comment may then be purged.

    Raises:
        InvalidTransition: it is closed, or was neither referred nor found to be no concern.
    """
    current = SafeguardingReferral.objects.select_for_update().get(pk=referral.pk)
    if current.closed_at:
        raise InvalidTransition("This was closed before.")
    if not current.referred_at and not no_concern:
        raise InvalidTransition("Refer it, or say that nobody is in danger, before you close it.")
    current.no_concern, current.closed_by, current.closed_at = no_concern, by, timezone.now()
    current.save()
    record("safeguarding.closed", current, by=by, comment=current.comment_id, no_concern=no_concern)
