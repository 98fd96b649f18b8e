"""Consultations as the public may read them: approved words only, with the days on which they can be answered."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from feedback.enums import ConsultationSubject, TextKind
from feedback.models import ApprovedText


@dataclass(frozen=True)
class ShownConsultation:
    """A consultation and, once there is one, its outcome. Source: code of practice 4.8, 4.23, 4.26."""

    words: dict[str, Any]
    outcome: dict[str, Any] | None
    today: datetime.date

    @property
    def slug(self) -> str:
        """The last part of its address."""
        return str(self.words["slug"])

    @property
    def subject(self) -> str:
        """What it asks about, in words."""
        return str(ConsultationSubject(self.words["subject"]).label)

    @property
    def opens_on(self) -> datetime.date:
        """The first day."""
        return datetime.date.fromisoformat(self.words["opens_on"])

    @property
    def closes_on(self) -> datetime.date:
        """The last day."""
        return datetime.date.fromisoformat(self.words["closes_on"])

    @property
    def is_open(self) -> bool:
        """Whether it can be answered today."""
        return self.opens_on <= self.today <= self.closes_on

    @property
    def is_to_come(self) -> bool:
        """Whether its first day is still to come."""
        return self.today < self.opens_on


def shown_consultations(on: datetime.date | None = None) -> list[ShownConsultation]:
    """All that may be shown on ``on`` (today), those that close last first. One query."""
    day = on or timezone.localdate()
    texts = ApprovedText.objects.shown(day).filter(kind__in=(TextKind.CONSULTATION, TextKind.OUTCOME))
    words: dict[str, list[dict[str, Any]]] = {TextKind.CONSULTATION: [], TextKind.OUTCOME: []}
    for text in texts:
        words[text.kind].append(text.words)
    outcomes = {one["slug"]: one for one in words[TextKind.OUTCOME]}
    found = [ShownConsultation(one, outcomes.get(one["slug"]), day) for one in words[TextKind.CONSULTATION]]
    return sorted(found, key=lambda one: (one.closes_on, one.slug), reverse=True)


def shown_consultation(slug: str, on: datetime.date | None = None) -> ShownConsultation | None:
    """The one of this address, if it may be shown."""
    return next((one for one in shown_consultations(on) if one.slug == slug), None)
