"""Asking families about the offer and about what is intended, whom else was asked, and what came of it."""

import datetime
from typing import Self

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q

from feedback.enums import ConsultationSubject, Consultee
from feedback.models.append_only import WrittenByPublicationQuerySet
from feedback.models.drafting import Drafted


class ConsultationQuerySet(WrittenByPublicationQuerySet):
    """Questions about consultations."""

    def open(self, on: datetime.date | None = None) -> Self:
        """Consultations whose days hold ``on`` (today). Public only where the words are approved."""
        day = on or datetime.date.today()
        return self.filter(opens_on__lte=day, closes_on__gte=day)


class Consultation(Drafted):
    """A question to families for some weeks. Source: code 4.8, 4.23, 4.26; regulation 54."""

    title = models.CharField(max_length=100)
    slug = models.SlugField(max_length=60, unique=True, help_text="In the address of its page.")
    subject = models.CharField(max_length=10, choices=ConsultationSubject.choices)
    item = models.ForeignKey(
        "feedback.SummaryItem",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="consultations",
        verbose_name="intended action",
    )
    question = models.CharField(max_length=300, help_text="One question, in a family's words.")
    background = models.TextField(
        "what to know first", max_length=2000, validators=[MaxLengthValidator(2000)], blank=True
    )
    opens_on = models.DateField("first day")
    closes_on = models.DateField("last day")

    objects = models.Manager.from_queryset(ConsultationQuerySet)()

    class Meta(Drafted.Meta):
        verbose_name = "consultation"
        ordering = ["-opens_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="consultation_days_in_order",
                violation_error_message="The last day must not come before the first.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ConsultationOutcome(Drafted):
    """What was said in a consultation and what changed because of it; approved and shown like any other words."""

    consultation = models.OneToOneField(Consultation, on_delete=models.PROTECT, related_name="outcome")
    what_was_said = models.TextField(max_length=2000, validators=[MaxLengthValidator(2000)])
    what_changed = models.TextField(
        max_length=2000, validators=[MaxLengthValidator(2000)], help_text="Or why nothing does."
    )

    class Meta(Drafted.Meta):
        verbose_name = "outcome of a consultation"
        verbose_name_plural = "outcomes of consultations"

    def __str__(self) -> str:
        return f"Outcome: {self.consultation}"


class ConsultationAsked(models.Model):
    """One of the persons whom regulation 54 names: asked when, and what they answered."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="asked")
    consultee = models.CharField(max_length=24, choices=Consultee.choices)
    who = models.CharField(
        "which", max_length=160, blank=True, help_text="The body or group, never a person."
    )
    asked_on = models.DateField()
    answered_on = models.DateField(null=True, blank=True)
    answer = models.TextField(max_length=2000, validators=[MaxLengthValidator(2000)], blank=True)

    class Meta:
        verbose_name = "consultee who was asked"
        verbose_name_plural = "consultees who were asked"
        ordering = ["asked_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "consultee", "who"],
                name="consultee_once_in_a_consultation",
                violation_error_message="This consultee is on the list already.",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_on=None) | ~Q(answer="") & Q(answered_on__isnull=False),
                name="consultee_answer_has_its_day",
                violation_error_message="An answer and its day belong together.",
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None) | Q(answered_on__gte=F("asked_on")),
                name="consultee_answers_after_being_asked",
                violation_error_message="The answer must not come before the question.",
            ),
        ]

    def __str__(self) -> str:
        return self.who or self.get_consultee_display()
