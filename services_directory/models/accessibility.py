"""Accessibility assessments: dated records of who looked at what, and what they found.

Not part of any page's revisions: publishing an older draft must not delete a newer assessment (tried).
Source: NICE draft guideline 1.11.7 to 1.11.11; SEND code of practice 4.32.
"""

import datetime
import uuid
from typing import Self

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from services_directory.enums import (
    AssessmentMethod,
    AssessmentState,
    AssessmentSubject,
    AssessorKind,
    FeatureScope,
    FindingResult,
    StaffLevel,
    StaffShare,
    TaxonomyCode,
)
from services_directory.models.taxonomies import TaxonomyTerm, terms_of

LONGEST_INTERVAL = relativedelta(months=12)


class AssessmentQuerySet(models.QuerySet["AccessibilityAssessment"]):
    """Questions about assessments."""

    def published(self) -> Self:
        """Assessments that families may read, newest first."""
        return self.filter(state=AssessmentState.PUBLISHED).order_by("-assessed_on", "-pk")

    def overdue(self, on: datetime.date) -> Self:
        """Published assessments whose next one should have been made before ``on``."""
        return self.published().filter(next_due_on__lt=on)

    def sent_by_providers(self) -> Self:
        """Self-assessments that wait for an officer, the longest waiting first."""
        sent = self.filter(state=AssessmentState.HELD, submitted_at__isnull=False)
        return sent.order_by("submitted_at", "pk")

    def of_building(self, location_id: int) -> Self:
        """Assessments of the building alone, which every service there shares."""
        return self.filter(location_id=location_id, service=None)

    def of_service(self, service_id: int) -> Self:
        """Assessments of one service, at a place or with none; never shared with another service."""
        return self.filter(service_id=service_id)


class AccessibilityAssessment(ClusterableModel):
    """One look at one subject: a building, a service at a place, or a service with no place."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    location = models.ForeignKey(
        "services_directory.Location",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assessments",
        verbose_name="place",
    )
    service = models.ForeignKey(
        "services_directory.ServicePage",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="assessments",
        help_text="Leave empty for the building itself: every service there then shares the findings.",
    )
    assessed_on = models.DateField("assessed on")
    next_due_on = models.DateField("next due on", help_text="12 months later or sooner.")
    assessor_kind = models.CharField("who assessed", max_length=12, choices=AssessorKind.choices)
    assessor_organisation = models.CharField(
        "organisation or role", max_length=160, help_text="An organisation or a role, never a person's name."
    )
    method = models.CharField(max_length=8, choices=AssessmentMethod.choices)
    advised_by = models.CharField(
        max_length=160, blank=True, help_text="An organisation of disabled people, for example."
    )
    accreditation_scheme = models.CharField(max_length=160, blank=True)
    accreditation_expires_on = models.DateField(null=True, blank=True)
    who_was_involved = models.CharField(
        max_length=250,
        blank=True,
        help_text="How children, young people and parents took part. No names.",
    )
    standard_used = models.CharField(max_length=160, blank=True)
    domains = models.ManyToManyField(
        TaxonomyTerm,
        blank=True,
        related_name="+",
        limit_choices_to={**terms_of(TaxonomyCode.ACCESS_FEATURES), "parent": None},
        verbose_name="what was looked at",
        help_text="A domain that is not ticked is shown as 'not assessed'.",
    )
    state = models.CharField(
        max_length=12, choices=AssessmentState.choices, default=AssessmentState.IN_PROGRESS
    )
    published_on = models.DateField(null=True, blank=True, editable=False)
    report_url = models.URLField("full report", max_length=500, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    provider = models.ForeignKey(
        "services_directory.ProviderPage",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="self_assessments",
        help_text="Of a self-assessment: whose it is.",
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    submitted_at = models.DateTimeField("sent by the provider", null=True, blank=True, editable=False)
    sent_back_because = models.CharField(max_length=500, blank=True, editable=False)

    objects = models.Manager.from_queryset(AssessmentQuerySet)()

    class Meta:
        verbose_name = "accessibility assessment"
        ordering = ["-assessed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(location__isnull=False) | Q(service__isnull=False),
                name="assessment_has_a_subject",
                violation_error_message="Choose a place, a service, or a service at a place.",
            ),
            models.CheckConstraint(
                condition=Q(next_due_on__gt=F("assessed_on")),
                name="assessment_next_due_after_assessed",
                violation_error_message="The next assessment must come after this one.",
            ),
            models.CheckConstraint(
                condition=Q(state=AssessmentState.PUBLISHED, published_on__isnull=False)
                | ~Q(state=AssessmentState.PUBLISHED) & Q(published_on=None),
                name="assessment_published_on_exactly_when_published",
                violation_error_message="A published assessment has the day it was published, and no other has.",
            ),
            models.CheckConstraint(
                condition=Q(accreditation_expires_on=None) | ~Q(accreditation_scheme=""),
                name="assessment_expiry_belongs_to_a_scheme",
                violation_error_message="Name the accreditation scheme that expires on this day.",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None) | ~Q(state=AssessmentState.IN_PROGRESS),
                name="assessment_in_progress_is_not_sent",
                violation_error_message="An assessment that is being written has not been sent.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_name}, {self.assessed_on:%d %B %Y}"

    def clean(self) -> None:
        """Refuse a next date over twelve months away, and an assessment in the future.

        Raises:
            ValidationError: a date is out of bounds.
        """
        super().clean()
        if self.assessed_on and self.assessed_on > datetime.date.today():
            raise ValidationError({"assessed_on": "This day is in the future."})
        if self.assessed_on and self.next_due_on and self.next_due_on > self.assessed_on + LONGEST_INTERVAL:
            raise ValidationError(
                {"next_due_on": "Assess again within 12 months (NICE draft guideline 1.11.8)."}
            )

    @property
    def subject(self) -> AssessmentSubject:
        """Which of the three subjects it is about."""
        if self.service_id is None:
            return AssessmentSubject.BUILDING
        return AssessmentSubject.SERVICE_AT_LOCATION if self.location_id else AssessmentSubject.SERVICE

    @property
    def subject_name(self) -> str:
        """The subject in words."""
        names = [str(part) for part in (self.service, self.location) if part is not None]
        return " at ".join(names)

    @property
    def scope(self) -> FeatureScope | None:
        """Which features belong to it; ``None`` (a service with no place) takes both."""
        return {
            AssessmentSubject.BUILDING: FeatureScope.BUILDING,
            AssessmentSubject.SERVICE_AT_LOCATION: FeatureScope.SESSION,
            AssessmentSubject.SERVICE: None,
        }[self.subject]

    def is_overdue(self, on: datetime.date | None = None) -> bool:
        """Whether the next assessment should have been made before ``on`` (today)."""
        return self.next_due_on < (on or datetime.date.today())


class AccessibilityFinding(models.Model):
    """What was found of one feature. "Not known" is never "yes"."""

    assessment = ParentalKey(AccessibilityAssessment, on_delete=models.CASCADE, related_name="findings")
    feature = models.ForeignKey(
        TaxonomyTerm,
        on_delete=models.PROTECT,
        related_name="findings",
        limit_choices_to=terms_of(TaxonomyCode.ACCESS_FEATURES),
    )
    result = models.CharField(max_length=14, choices=FindingResult.choices, default=FindingResult.NOT_KNOWN)
    measurement = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    note = models.CharField(max_length=250, blank=True)
    photo = models.ForeignKey(
        "media.Picture", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    out_of_order_from = models.DateField(
        null=True, blank=True, help_text="For example while the lift is broken."
    )
    out_of_order_until = models.DateField(null=True, blank=True)
    said_by = models.CharField(
        "said by (organisation)",
        max_length=160,
        blank=True,
        editable=False,
        help_text="Where the provider answered a family's question after the assessment.",
    )
    said_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "finding"
        ordering = ["feature__parent__sort_order", "feature__sort_order"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "feature"],
                name="finding_once_for_each_feature",
                violation_error_message="This feature is already in the assessment.",
            ),
            models.CheckConstraint(
                condition=Q(measurement=None) | ~Q(unit=""),
                name="finding_measurement_has_unit",
                violation_error_message="Say in which unit it was measured, for example cm.",
            ),
            models.CheckConstraint(
                condition=Q(out_of_order_from__lte=F("out_of_order_until"))
                | Q(out_of_order_from=None)
                | Q(out_of_order_until=None),
                name="finding_out_of_order_dates_in_order",
                violation_error_message="'Until' must not come before 'from'.",
            ),
            models.CheckConstraint(
                condition=Q(said_by="", said_on=None) | ~Q(said_by="") & Q(said_on__isnull=False),
                name="finding_said_by_and_on_together",
                violation_error_message="An answer has an organisation and a day.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.feature}: {self.get_result_display()}"

    def is_out_of_order(self, on: datetime.date | None = None) -> bool:
        """Whether the feature is broken on ``on`` (today)."""
        return is_broken(self.out_of_order_from, self.out_of_order_until, on or datetime.date.today())


def is_broken(begins: datetime.date | None, ends: datetime.date | None, day: datetime.date) -> bool:
    """Whether something out of order from ``begins`` until ``ends`` is so on ``day``; both empty means never."""
    if begins is None and ends is None:
        return False
    return (begins or day) <= day and (ends is None or day <= ends)


class StaffKnowledge(models.Model):
    """What the staff know: a training, how deep, how many of them, and when."""

    assessment = ParentalKey(
        AccessibilityAssessment, on_delete=models.CASCADE, related_name="staff_knowledge"
    )
    training = models.CharField(max_length=160)
    level = models.CharField(max_length=10, choices=StaffLevel.choices)
    share = models.CharField(
        "how many", max_length=10, choices=StaffShare.choices, default=StaffShare.NOT_KNOWN
    )
    trained_on = models.DateField("last trained on", null=True, blank=True)

    class Meta:
        verbose_name = "staff knowledge"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.training} ({self.get_level_display()})"


class ImprovementAction(models.Model):
    """A barrier, what will change, and by when."""

    assessment = ParentalKey(
        AccessibilityAssessment, on_delete=models.CASCADE, related_name="improvement_actions"
    )
    barrier = models.CharField(max_length=250)
    change = models.CharField("what will change", max_length=250)
    due_on = models.DateField("by", null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "improvement"
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.change
