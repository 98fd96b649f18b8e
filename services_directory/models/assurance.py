"""Facts about a listing that change outside its revisions: when it was checked, and whether it can be used."""

import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from services_directory.enums import CheckSource, ClockState, OperationalState

WARNED_AFTER = datetime.timedelta(days=42)  # from the day the check was due; families are warned after that


class AssuranceQuerySet(models.QuerySet["ListingAssurance"]):
    """Questions about the review clock."""

    def due_for_review(self, on: datetime.date) -> Self:
        """Listings whose check is due on ``on`` or was before."""
        return self.filter(Q(next_due_on__lte=on) | Q(checked_on=None))


class ListingAssurance(models.Model):
    """When a listing was last checked and by which organisation, never by which person.

    One row for each service or provider page. A table of its own: publishing an older draft set the date back
    (tried). Source: SEND code of practice 4.2, 4.7; Open Referral UK 3.0, ``service.assured_date``.
    """

    page = models.OneToOneField("wagtailcore.Page", on_delete=models.CASCADE, related_name="assurance")
    checked_on = models.DateField(null=True, blank=True)
    checked_by = models.CharField("checked by (organisation)", max_length=160, blank=True)
    source = models.CharField(max_length=8, choices=CheckSource.choices, blank=True)
    next_due_on = models.DateField(null=True, blank=True)
    hidden_on = models.DateField(
        null=True, blank=True, help_text="Out of search since this day, until it is checked."
    )

    objects = models.Manager.from_queryset(AssuranceQuerySet)()

    class Meta:
        verbose_name = "check of a listing"
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_on=None, checked_by="", source="")
                | Q(checked_on__isnull=False) & ~Q(checked_by="") & ~Q(source=""),
                name="assurance_date_organisation_and_source_together",
                violation_error_message="A check has a date, an organisation and a source.",
            ),
            models.CheckConstraint(
                condition=Q(next_due_on__gt=F("checked_on")) | Q(checked_on=None) | Q(next_due_on=None),
                name="assurance_next_due_after_checked",
                violation_error_message="The next check must come after the last one.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page}: {self.checked_on or 'not yet checked'}"

    def is_warned(self, on: datetime.date | None = None) -> bool:
        """Whether families are told on ``on`` (today) that nobody has confirmed the listing in time."""
        day = on or datetime.date.today()
        if self.hidden_on and self.hidden_on <= day:
            return True
        return self.next_due_on is not None and self.next_due_on + WARNED_AFTER <= day

    def clock_state(self, on: datetime.date | None = None) -> ClockState:
        """Where the listing stands on ``on`` (today): due within 14 days of the next check, overdue after it."""
        day = on or datetime.date.today()
        if self.hidden_on and self.hidden_on <= day:
            return ClockState.HIDDEN
        if self.checked_on is None:
            return ClockState.NEVER_CHECKED
        if self.next_due_on is None:
            return ClockState.CHECKED
        if self.next_due_on < day:
            return ClockState.OVERDUE
        return ClockState.DUE if self.next_due_on - datetime.timedelta(days=14) <= day else ClockState.CHECKED


class OperationalStatus(models.Model):
    """Whether a service can be used now. No row means open."""

    service = models.OneToOneField(
        "services_directory.ServicePage", on_delete=models.CASCADE, related_name="operational_status"
    )
    state = models.CharField(max_length=14, choices=OperationalState.choices, default=OperationalState.OPEN)
    since = models.DateField(default=datetime.date.today)
    until = models.DateField("expected until", null=True, blank=True)
    note = models.CharField(
        max_length=250,
        blank=True,
        help_text="What families can do meanwhile, for example: waiting list open.",
    )

    class Meta:
        verbose_name = "operational status"
        verbose_name_plural = "operational statuses"
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=F("since")) | Q(until=None),
                name="operational_status_dates_in_order",
                violation_error_message="'Expected until' must not come before 'since'.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service}: {self.get_state_display()}"
