"""What readers and providers say is wrong in a listing: for officers only, never public."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.utils import timezone

from services_directory.enums import MistakeKind, ReportSource, ReportState
from services_directory.models.services import ServicePage

LONGEST_REPORT = 2_000  # characters
MONTHS_KEPT = 12  # the words, from the day it was closed
OPEN_STATES = (ReportState.NEW, ReportState.ASKED)

models.TextField.register_lookup(Length)


class MistakeReportQuerySet(models.QuerySet["MistakeReport"]):
    """Questions about reports."""

    def open(self) -> Self:
        """Those that wait for an officer or a provider, the longest waiting first."""
        return self.filter(state__in=OPEN_STATES).order_by("received_at", "pk")

    def closed(self) -> Self:
        """Those with an outcome."""
        return self.exclude(state__in=OPEN_STATES)

    def asked_of(self, provider_ids: object) -> Self:
        """Requests that these providers have still to answer, the longest waiting first."""
        return self.filter(state=ReportState.ASKED, page__provider__in=provider_ids).order_by(
            "asked_on", "pk"
        )

    def about_content(self) -> Self:
        """What readers (not providers) said of the content of the offer and was not set aside.

        For whoever counts comments on the offer (SEND Regulations 2014, regulation 56): the directory knows no such
        app. Take the date, the kind and the outcome; the words are for officers only.
        """
        return self.filter(source=ReportSource.PUBLIC).exclude(state=ReportState.SET_ASIDE)


class MistakeReport(models.Model):
    """Something wrong in a listing, in the words of whoever saw it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    page = models.ForeignKey(ServicePage, on_delete=models.CASCADE, related_name="mistake_reports")
    source = models.CharField(max_length=8, choices=ReportSource.choices, default=ReportSource.PUBLIC)
    kind = models.CharField("what is wrong", max_length=8, choices=MistakeKind.choices)
    words = models.TextField("in their words", max_length=LONGEST_REPORT, blank=True)
    email = models.EmailField(
        "e-mail for the outcome", blank=True, help_text="Deleted when the outcome is sent."
    )
    received_at = models.DateTimeField(default=timezone.now, editable=False)
    state = models.CharField(max_length=9, choices=ReportState.choices, default=ReportState.NEW)
    request_to_provider = models.TextField(
        "what the provider is asked",
        max_length=500,
        blank=True,
        help_text="Your own words. What the reader wrote is not passed on.",
    )
    asked_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(
        "what the reader is told", max_length=500, blank=True, help_text="One or two plain sentences."
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = models.Manager.from_queryset(MistakeReportQuerySet)()

    class Meta:
        verbose_name = "report of a mistake"
        verbose_name_plural = "reports of mistakes"
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(words__length__lte=LONGEST_REPORT),
                name="mistake_report_at_most_2000_characters",
                violation_error_message="Use 2,000 characters or fewer.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES, closed_at=None)
                | ~Q(state__in=OPEN_STATES) & Q(closed_at__isnull=False),
                name="mistake_report_closed_exactly_with_an_outcome",
                violation_error_message="A report that is closed has the time it was closed, and no other has.",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(email=""),
                name="mistake_report_forgets_the_address_when_closed",
                violation_error_message="The address of the reader is deleted when the report is closed.",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.ASKED)
                | Q(asked_on__isnull=False) & ~Q(request_to_provider=""),
                name="mistake_report_asked_with_words_and_a_day",
                violation_error_message="Say what the provider is asked.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page}: {self.get_kind_display().lower()}"
