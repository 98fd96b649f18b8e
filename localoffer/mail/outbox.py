"""Write a mail with what it tells, send it later, and keep at it while the mail server is away."""

import datetime
import logging
from dataclasses import dataclass

from django.core.mail import EmailMessage
from django.db.models import F
from django.utils import timezone

from localoffer.mail.models import OutgoingMail

logger = logging.getLogger(__name__)

CLAIM_MINUTES = 5  # longer than a mail server may take to answer
LONGEST_WAIT_MINUTES = 480
URGENT = datetime.timedelta(days=1)
DAYS_KEPT = 90  # that a mail was sent, to whom and about what; its words go at once


@dataclass(frozen=True)
class Delivered:
    """What became of the mails that were due."""

    sent: int = 0
    failed: int = 0


def queue_mail(
    *, to: str, subject: str, text: str, kind: str, key: str = "", urgent: bool = False
) -> OutgoingMail | None:
    """Write a mail to be sent soon. Call it inside the transaction of what the mail tells.

    Args:
        to: one address.
        subject: one line; line breaks in it become spaces.
        text: plain text, as a person reads it.
        kind: what it is about, one or two words, for the desk's list of mail.
        key: names the occasion. A second mail of the same key is not written, so a job may run twice.
        urgent: somebody waits for it at a screen, so it goes before all others that are due.

    Returns:
        The row, or ``None`` where a mail of this key was written before.
    """
    row = {"to": to, "subject": " ".join(subject.split())[:160], "text": text, "kind": kind}
    if urgent:  # the oldest go first
        row["not_before"] = timezone.now() - URGENT
    if not key:
        return OutgoingMail.objects.create(**row)
    mail, is_new = OutgoingMail.objects.get_or_create(key=key, defaults=row)
    return mail if is_new else None


def deliver_due(limit: int = 50) -> Delivered:
    """Send up to ``limit`` mails that are due. A failure is kept on its row, and tried again later and later."""
    sent = failed = 0
    for mail in list(OutgoingMail.objects.due()[:limit]):
        if not _claim(mail):
            continue
        if _send(mail):
            sent += 1
        else:
            failed += 1
    return Delivered(sent, failed)


def try_again_now() -> int:
    """Try all that failed at once, also what was given up; says how many."""
    return OutgoingMail.objects.in_trouble().update(attempts=0, not_before=timezone.now())


def forget_old(on: datetime.datetime | None = None) -> int:
    """Delete the rows of mail sent over ``DAYS_KEPT`` days ago; says how many."""
    before = (on or timezone.now()) - datetime.timedelta(days=DAYS_KEPT)
    return OutgoingMail.objects.filter(sent_at__lt=before).delete()[0]


def _claim(mail: OutgoingMail) -> bool:
    """Take the mail for this process, outside any transaction: a mail server may take seconds to answer."""
    until = timezone.now() + datetime.timedelta(minutes=CLAIM_MINUTES)
    mine = OutgoingMail.objects.waiting().filter(pk=mail.pk, not_before=mail.not_before)
    return bool(mine.update(not_before=until, attempts=F("attempts") + 1))


def _send(mail: OutgoingMail) -> bool:
    row = OutgoingMail.objects.filter(pk=mail.pk)
    try:
        EmailMessage(mail.subject, mail.text, to=[mail.to]).send()
    except Exception as error:  # whatever the mail server or the network says: the row keeps it
        wait = min(2**mail.attempts, LONGEST_WAIT_MINUTES)
        row.update(
            last_error=f"{type(error).__name__}: {error}"[:300],
            not_before=timezone.now() + datetime.timedelta(minutes=wait),
        )
        logger.warning("Mail %s could not be sent: %s", mail.pk, type(error).__name__)
        return False
    row.update(sent_at=timezone.now(), text="", last_error="")
    return True
