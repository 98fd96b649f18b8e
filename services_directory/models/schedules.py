"""When a service runs: a rule that a computer can read and words that a family can."""

import datetime
import uuid

from dateutil.rrule import rrulestr
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from localoffer.form_fields import clock_words
from services_directory.enums import Frequency, TermTime, Weekday
from services_directory.fields import ChoiceListField

# RFC 5545 names of the days, in the order of ``datetime.date.weekday``.
BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class DayOfWeek(models.TextChoices):
    """RFC 5545 day names."""

    MONDAY = "MO", "Monday"
    TUESDAY = "TU", "Tuesday"
    WEDNESDAY = "WE", "Wednesday"
    THURSDAY = "TH", "Thursday"
    FRIDAY = "FR", "Friday"
    SATURDAY = "SA", "Saturday"
    SUNDAY = "SU", "Sunday"


class ScheduleFields(models.Model):
    """One regular time. Source: Open Referral UK 3.0, ``schedule`` (RFC 5545); times are local (Europe/London)."""

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    freq = models.CharField(
        "how often", max_length=8, choices=Frequency.choices, default=Frequency.WEEKLY, blank=True
    )
    interval = models.PositiveSmallIntegerField(
        "every … weeks or months", default=1, help_text="1 for every week or month, 2 for every second one."
    )
    days = ChoiceListField(choices_class=DayOfWeek)
    week_of_month = models.SmallIntegerField(
        null=True,
        blank=True,
        choices=[(1, "First"), (2, "Second"), (3, "Third"), (4, "Fourth"), (-1, "Last")],
        help_text="Only for every month: which week, for example the first Monday.",
    )
    opens_at = models.TimeField(null=True, blank=True)
    closes_at = models.TimeField(null=True, blank=True)
    term_time = models.CharField(max_length=10, choices=TermTime.choices, default=TermTime.ALL_YEAR)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    note = models.CharField(
        max_length=250, blank=True, help_text="Anything the times do not say, in plain words."
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")) | Q(closes_at=None) | Q(opens_at=None),
                name="%(class)s_closes_after_it_opens",
                violation_error_message="The closing time must come after the opening time.",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")) | Q(valid_to=None) | Q(valid_from=None),
                name="%(class)s_ends_after_it_begins",
                violation_error_message="The last day must not come before the first day.",
            ),
            models.CheckConstraint(
                condition=Q(interval__gte=1, interval__lte=52),
                name="%(class)s_interval_from_1_to_52",
                violation_error_message="Choose every 1 to 52 weeks or months.",
            ),
        ]

    def __str__(self) -> str:
        return self.as_words()

    def clean(self) -> None:
        """Refuse a time that says nothing.

        Raises:
            ValidationError: neither a day, a time nor a note is given.
        """
        super().clean()
        if not (self.days or self.opens_at or self.note or self.freq == Frequency.DAILY):
            raise ValidationError("Choose at least one day, or describe the times in the note.")

    @property
    def rule(self) -> str:
        """The RFC 5545 recurrence rule, without a start; empty where only words are known."""
        if not self.freq or (self.freq != Frequency.DAILY and not self.days):
            return ""
        parts = [f"FREQ={self.freq}"]
        if self.interval != 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.days:
            week = str(self.week_of_month or "") if self.freq == Frequency.MONTHLY else ""
            parts.append("BYDAY=" + ",".join(week + day for day in self.days))
        if self.valid_to:
            parts.append(f"UNTIL={self.valid_to:%Y%m%d}")
        return ";".join(parts)

    def next_dates(self, after: datetime.date, count: int = 3) -> list[datetime.date]:
        """The next ``count`` days of the rule on or after ``after``; holidays are not known to it."""
        if not self.rule:
            return []
        start = max(after, self.valid_from or after)
        rule = rrulestr(self.rule, dtstart=datetime.datetime.combine(start, datetime.time()))
        return [moment.date() for moment, _ in zip(rule, range(count), strict=False)]

    def as_words(self) -> str:
        """The time as a family would say it, for example “Every Monday and Friday, 4pm to 5:30pm, in term time”."""
        parts = [self._days_in_words(), self._hours_in_words()]
        if self.term_time != TermTime.ALL_YEAR:
            parts.append(self.get_term_time_display().lower())
        if self.valid_from and self.valid_to:
            parts.append(f"{_day(self.valid_from)} to {_day(self.valid_to)}")
        elif self.valid_from:
            parts.append(f"from {_day(self.valid_from)}")
        elif self.valid_to:
            parts.append(f"until {_day(self.valid_to)}")
        return ", ".join(filter(None, parts)) or self.note

    def _days_in_words(self) -> str:
        names = [DayOfWeek(day).label for day in self.days]
        if self.freq == Frequency.DAILY or len(names) == len(Weekday):
            return "Every day"
        if not names:
            return ""
        if self.freq == Frequency.MONTHLY:
            which = f"{self.get_week_of_month_display()} " if self.week_of_month else ""
            every = "of the month" if self.interval == 1 else f"of every {self.interval} months"
            return f"{which}{_and(names)} {every}"
        if self.interval == 2:
            return f"Every other {_and(names)}"
        if self.interval > 2:
            return f"{_and(names)}, every {self.interval} weeks"
        if self.days == list(BYDAY[:5]):
            return "Monday to Friday"
        return f"Every {_and(names)}"

    def _hours_in_words(self) -> str:
        if self.opens_at and self.closes_at:
            return f"{clock_words(self.opens_at)} to {clock_words(self.closes_at)}"
        if self.opens_at:
            return f"from {clock_words(self.opens_at)}"
        return f"until {clock_words(self.closes_at)}" if self.closes_at else ""


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _day(date: datetime.date) -> str:
    return f"{date.day} {date:%B %Y}"


class ServiceSchedule(ScheduleFields, Orderable):
    """When a service runs, wherever it is."""

    page = ParentalKey("services_directory.ServicePage", on_delete=models.CASCADE, related_name="schedules")

    class Meta(ScheduleFields.Meta, Orderable.Meta):
        abstract = False
        verbose_name = "time"


class PlaceSchedule(ScheduleFields, Orderable):
    """When a service runs at one of its places."""

    service_at_location = ParentalKey(
        "services_directory.ServiceAtLocation", on_delete=models.CASCADE, related_name="schedules"
    )

    class Meta(ScheduleFields.Meta, Orderable.Meta):
        abstract = False
        verbose_name = "time at this place"
