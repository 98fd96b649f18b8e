"""Sends what was answered: within the limits for strangers, once, and with nothing lost when it is refused."""

import uuid
from dataclasses import dataclass
from enum import Enum

from django.conf import settings
from django.http import HttpRequest

from feedback.domain.new_comments import tell_of_new_comments
from feedback.domain.receiving import receive_comment
from feedback.enums import ArrivedVia
from feedback.models import Comment, Consultation
from feedback.saying.answers import Answers
from localoffer.public_forms.guard import SHORTEST_SECONDS
from localoffer.public_forms.limits import allow, sender
from services_directory.models import ServicePage

HOUR, DAY = 60 * 60, 24 * 60 * 60


class Refusal(Enum):
    """Why a comment was not stored; each has words on the page and nothing that was written is lost."""

    TOO_FAST = "too-fast"
    TOO_OFTEN = "too-often"
    SENT_BEFORE = "sent-before"


@dataclass(frozen=True)
class Sent:
    """The outcome: a reference, or why it was refused."""

    reference: str = ""
    refusal: Refusal | None = None


def send(answers: Answers, request: HttpRequest) -> Sent:
    """Store the comment of ``answers``.

    The limits are by network, and generous enough for a waiting room; they are counted before anything is stored,
    so that a flood from one place costs a genuine comment from another nothing.
    """
    token = uuid.UUID(answers.token)
    stored = Comment.objects.filter(token=token).values_list("text", flat=True).first()
    if stored is not None:
        return Sent(answers.reference) if stored == answers.text else Sent(refusal=Refusal.SENT_BEFORE)
    if answers.seconds_taken < SHORTEST_SECONDS:
        return Sent(refusal=Refusal.TOO_FAST)
    if not _within_limits(request):
        return Sent(refusal=Refusal.TOO_OFTEN)
    consultation = (
        Consultation.objects.filter(slug=answers.consultation).first() if answers.consultation else None
    )
    receive_comment(
        reference=answers.reference,
        token=token,
        services=ServicePage.objects.filter(pk__in=answers.service_ids),
        text=answers.text,
        from_whom=answers.from_whom,
        subjects=list(answers.subjects),
        arrived_via=_via(answers, consultation),
        consultation=consultation,
    )
    tell_of_new_comments()
    return Sent(answers.reference)


def _via(answers: Answers, consultation: Consultation | None) -> str:
    if consultation:
        return ArrivedVia.CONSULTATION
    return answers.via if answers.via in (ArrivedVia.LISTING, ArrivedVia.EMPTY_SEARCH) else ArrivedVia.FORM


def _within_limits(request: HttpRequest) -> bool:
    who = sender(request)
    hourly = allow("comment-hour", who, times=settings.COMMENTS_AN_HOUR, seconds=HOUR)
    return allow("comment-day", who, times=settings.COMMENTS_A_DAY, seconds=DAY) and hourly
