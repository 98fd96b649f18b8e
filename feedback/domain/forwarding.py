"""Sends approved words on, and notes what the body answered. Code 4.20, 4.27: approved words only, never a comment."""

import datetime
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from feedback.domain.audit import record
from feedback.exceptions import InvalidTransition, NotReady
from feedback.models import ApprovedText, ForwardingRecord, Partner
from localoffer.accounts.models import User
from services_directory.models import ProviderPage

FORWARD = "feedback.add_forwardingrecord"


def forward(text: ApprovedText, to: Partner | ProviderPage, *, by: User) -> ForwardingRecord:
    """Send ``text`` to a body. A provider reads it in its portal; to a partner the officer sends it by mail.

    Raises:
        InvalidTransition: the words do not show now, or the body has them already.
        PermissionDenied: ``by`` may not.
    """
    if not by.has_perm(FORWARD):
        raise PermissionDenied
    if not ApprovedText.objects.shown().filter(pk=text.pk).exists():
        raise InvalidTransition("Only words that the public can read now are sent on.")
    whom = {"provider": to} if isinstance(to, ProviderPage) else {"partner": to}
    try:
        with transaction.atomic():
            sent = ForwardingRecord.objects.create(
                approved_text=text, recipient=str(to), forwarded_by=by, **whom
            )
            record("words.forwarded", sent, by=by, approved_text=text.pk)
    except IntegrityError as error:
        raise InvalidTransition(f"{to} has these words already.") from error
    return sent


@transaction.atomic
def note_answer(sent: ForwardingRecord, *, by: User, answer: str, on: datetime.date) -> ForwardingRecord:
    """Keep what a body answered.

    Raises:
        NotReady: there is no answer, or it comes before the words were sent.
        PermissionDenied: ``by`` may not.
    """
    if not by.has_perm(FORWARD):
        raise PermissionDenied
    if not answer.strip():
        raise NotReady(["Write what they answered."])
    if not sent.forwarded_at.date() <= on <= datetime.date.today():
        raise NotReady(["The answer comes after the words were sent, and not in the future."])
    sent.answer, sent.answered_on = answer.strip(), on
    sent.save(update_fields=["answer", "answered_on"])
    record("words.forwarding-answered", sent, by=by)
    return sent


def words_for(providers: Iterable[int]) -> list[ApprovedText]:
    """The approved words that providers (keys) read in their portal, the newest first; none that was taken down."""
    return list(
        ApprovedText.objects.released()
        .filter(forwardings__provider__in=providers)
        .distinct()
        .order_by("-approved_at", "-pk")
    )
