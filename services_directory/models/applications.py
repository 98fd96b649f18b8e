"""Providers that are not listed and ask to be, with what they can show for their safety."""

import datetime
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from services_directory.enums import ApplicationState, EvidenceKind


class ApplicationQuerySet(models.QuerySet["ProviderApplication"]):
    """Questions about applications."""

    def waiting(self) -> Self:
        """Those that nobody has decided, the oldest first."""
        return self.filter(state=ApplicationState.WAITING).order_by("created_at", "pk")


class ProviderApplication(models.Model):
    """What an organisation says of itself when it asks to be listed. Nothing of it is public."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("name of the organisation", max_length=200)
    what_it_does = models.TextField(max_length=1000)
    legal_status = models.CharField(max_length=80, blank=True)
    register_number = models.CharField("charity or company number", max_length=40, blank=True)
    postal_code = models.CharField("postcode", max_length=10)
    telephone = models.CharField(max_length=60, blank=True)
    web_address = models.URLField(max_length=500, blank=True)
    applicant_name = models.CharField("your name", max_length=120)
    applicant_role = models.CharField("your job or role there", max_length=120)
    email = models.EmailField("your e-mail address")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    state = models.CharField(
        max_length=8, choices=ApplicationState.choices, default=ApplicationState.WAITING, editable=False
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.TextField(
        blank=True, max_length=1000, help_text="Why it was refused, in plain words; the applicant reads it."
    )
    provider = models.ForeignKey(
        "services_directory.ProviderPage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="applications",
        help_text="The provider that was made of it, or that it was joined to.",
    )

    objects = models.Manager.from_queryset(ApplicationQuerySet)()

    class Meta:
        verbose_name = "application"
        indexes = [models.Index(fields=["state", "created_at"], name="application_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ApplicationState.WAITING, decided_at=None)
                | (~Q(state=ApplicationState.WAITING) & Q(decided_at__isnull=False)),
                name="application_decided_on_a_day",
                violation_error_message="A decided application needs the day of the decision.",
            ),
            models.CheckConstraint(
                condition=(Q(state=ApplicationState.REFUSED) & ~Q(reason=""))
                | (~Q(state=ApplicationState.REFUSED) & Q(reason="")),
                name="application_refused_with_a_reason",
                violation_error_message="Say why it is refused.",
            ),
            models.CheckConstraint(
                condition=Q(provider=None)
                | Q(state__in=(ApplicationState.ACCEPTED, ApplicationState.JOINED)),
                name="application_of_a_provider_once_decided",
                violation_error_message="Only an accepted application belongs to a provider.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def days_waiting(self, on: datetime.date | None = None) -> int:
        """Whole days since it came."""
        return ((on or timezone.localdate()) - timezone.localtime(self.created_at).date()).days


class ProviderEvidence(models.Model):
    """One thing that an organisation shows, or says why it does not need; and whether the council looked at it.

    Each has a date: of a registration, of the end of an insurance, of training, of the last check on staff. Rows
    stay with the application, which stays with the provider.
    """

    application = models.ForeignKey(ProviderApplication, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=20, choices=EvidenceKind.choices)
    detail = models.CharField(max_length=250, blank=True)
    dated_on = models.DateField(null=True, blank=True)
    not_needed_because = models.CharField(max_length=250, blank=True)
    checked_on = models.DateField(
        null=True, blank=True, help_text="When the council saw that it is so; empty: it was not checked."
    )

    class Meta:
        verbose_name = "evidence"
        verbose_name_plural = "evidence"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "kind"], name="evidence_once_of_each_kind"),
            models.CheckConstraint(
                condition=(~Q(detail="") & Q(dated_on__isnull=False, not_needed_because=""))
                | (Q(detail="", dated_on=None) & ~Q(not_needed_because="")),
                name="evidence_with_a_date_or_not_needed",
                violation_error_message="Say what you have and its date, or why you do not need it.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.detail or self.not_needed_because}"
