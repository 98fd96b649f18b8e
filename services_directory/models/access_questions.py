"""Ask this place: what families want to know of a place and nobody has said. Counted; who asked is not kept."""

import datetime
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from services_directory.enums import FeatureScope, FindingResult, QuestionState, TaxonomyCode
from services_directory.models.places import Location
from services_directory.models.services import ServicePage
from services_directory.models.taxonomies import TaxonomyTerm, terms_of

WAITING = (QuestionState.OPEN, QuestionState.ANSWERED)
_KNOWN = Q(
    result__in=[FindingResult.YES, FindingResult.PARTLY, FindingResult.NO, FindingResult.NOT_APPLICABLE]
)


class AccessQuestionQuerySet(models.QuerySet["AccessQuestion"]):
    """Questions about questions."""

    def waiting(self) -> Self:
        """Not decided yet, what most families asked first."""
        return self.filter(state__in=WAITING).order_by("-asked", "first_asked_on", "pk")

    def for_providers(self, provider_ids: object) -> Self:
        """Of services of these providers, or of a building that a live service of theirs uses."""
        places = Location.objects.filter(
            service_at_locations__page__provider__in=provider_ids, service_at_locations__page__live=True
        )
        return self.filter(
            Q(service__provider__in=provider_ids) | Q(service=None, location__in=places.values("pk"))
        )


class AccessQuestion(models.Model):
    """One feature of one subject that families asked about, how often, and what the provider answered.

    The subject is that of an assessment: a building, a service at a place, or a service with no place.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    location = models.ForeignKey(
        Location, null=True, blank=True, on_delete=models.CASCADE, related_name="access_questions"
    )
    service = models.ForeignKey(
        ServicePage, null=True, blank=True, on_delete=models.CASCADE, related_name="access_questions"
    )
    feature = models.ForeignKey(
        TaxonomyTerm,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to=terms_of(TaxonomyCode.ACCESS_FEATURES),
    )
    asked = models.PositiveIntegerField("families who asked", default=1)
    first_asked_on = models.DateField(default=datetime.date.today)
    last_asked_on = models.DateField(default=datetime.date.today)
    state = models.CharField(max_length=8, choices=QuestionState.choices, default=QuestionState.OPEN)
    result = models.CharField(max_length=14, choices=FindingResult.choices, blank=True)
    measurement = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    note = models.CharField(max_length=250, blank=True)
    provider = models.ForeignKey(
        "services_directory.ProviderPage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Who answered.",
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(AccessQuestionQuerySet)()

    class Meta:
        verbose_name = "question about access"
        verbose_name_plural = "questions about access"
        ordering = ["-asked", "first_asked_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(location__isnull=False) | Q(service__isnull=False),
                name="access_question_has_a_subject",
            ),
            models.UniqueConstraint(
                fields=["location", "feature"],
                condition=Q(service=None, state__in=WAITING),
                name="access_question_waits_once_for_a_building",
            ),
            models.UniqueConstraint(
                fields=["location", "service", "feature"],
                condition=Q(location__isnull=False, service__isnull=False, state__in=WAITING),
                name="access_question_waits_once_for_a_service_there",
            ),
            models.UniqueConstraint(
                fields=["service", "feature"],
                condition=Q(location=None, state__in=WAITING),
                name="access_question_waits_once_for_a_service",
            ),
            models.CheckConstraint(
                condition=Q(state=QuestionState.OPEN, answered_at=None, result="")
                | ~Q(state=QuestionState.OPEN) & Q(answered_at__isnull=False) & _KNOWN,
                name="access_question_answered_with_what_is_known",
                violation_error_message="An answer says yes, partly, no or does not apply.",
            ),
            models.CheckConstraint(
                condition=Q(last_asked_on__gte=F("first_asked_on")) & Q(asked__gte=1),
                name="access_question_asked_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.feature} at {self.subject_name}"

    @property
    def subject_name(self) -> str:
        """The building by its name, else the service, and where."""
        place = self.location.public_name if self.location else ""
        if self.service is None:
            return place
        return f"{self.service} at {place}" if place else str(self.service)

    @property
    def is_about_building(self) -> bool:
        """Whether every service there shares the answer."""
        return self.service_id is None


def subject_of(
    feature: TaxonomyTerm, service: ServicePage, location: Location | None
) -> tuple[Location | None, ServicePage | None]:
    """Whom a question about ``feature`` is about: only what is of the building is shared between services."""
    if location is not None and feature.scope == FeatureScope.BUILDING:
        return location, None
    return location, service


class AccessNotice(models.Model):
    """One person was told of a question that families asked, or that a self-assessment is due again: once each."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    question = models.ForeignKey(
        AccessQuestion, null=True, blank=True, on_delete=models.CASCADE, related_name="notices"
    )
    assessment = models.ForeignKey(
        "services_directory.AccessibilityAssessment",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="notices",
    )
    sent_on = models.DateField()

    class Meta:
        verbose_name = "notice about access"
        verbose_name_plural = "notices about access"
        constraints = [
            models.UniqueConstraint(fields=["user", "question"], name="access_notice_once_of_a_question"),
            models.UniqueConstraint(
                fields=["user", "assessment"], name="access_notice_once_of_an_assessment"
            ),
            models.CheckConstraint(
                condition=Q(question=None, assessment__isnull=False)
                | Q(question__isnull=False, assessment=None),
                name="access_notice_is_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question or self.assessment}"
