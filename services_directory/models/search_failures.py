"""What families look for and do not find, counted without anybody; and the gaps that officers see in it."""

import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from wagtail.admin.panels import FieldPanel, FieldRowPanel

TOLD_FROM = 5  # searches in a month, before their words are kept
KEPT_MONTHS = 13


def first_of_month(day: datetime.date) -> datetime.date:
    """The first day of the month of ``day``."""
    return day.replace(day=1)


class SearchFailureQuerySet(models.QuerySet["SearchFailure"]):
    """Questions to the counts."""

    def told(self) -> Self:
        """Those made often enough for their words to be known."""
        return self.exclude(words="")

    def untold(self) -> Self:
        """Those of which only a number is known."""
        return self.filter(words="")


class SearchFailure(models.Model):
    """Searches of one month for the same words that did not find what was asked; no row is of a person.

    ``words_hash`` is keyed with a key of its month that is deleted when the month is over.
    """

    month = models.DateField(help_text="Its first day.")
    words_hash = models.CharField(max_length=64)
    words = models.CharField(max_length=120, blank=True, help_text="Known from the fifth search on.")
    count = models.PositiveIntegerField("searches", default=0)
    found_nothing = models.PositiveIntegerField(default=0)
    found_some_words = models.PositiveIntegerField(
        default=0, help_text="No service had all the words, and some had one of them."
    )
    narrowed = models.PositiveIntegerField(
        default=0, help_text="How many of them also chose a place, an age or a filter."
    )

    objects = models.Manager.from_queryset(SearchFailureQuerySet)()

    class Meta:
        verbose_name = "search that did not find"
        verbose_name_plural = "searches that did not find"
        ordering = ["-month", "-count", "words"]
        constraints = [
            models.UniqueConstraint(fields=["month", "words_hash"], name="failed_words_once_in_a_month"),
            models.CheckConstraint(
                condition=Q(words="") | Q(count__gte=TOLD_FROM), name="failed_words_told_from_the_fifth"
            ),
            models.CheckConstraint(
                condition=Q(count=models.F("found_nothing") + models.F("found_some_words")),
                name="failed_searches_add_up",
            ),
        ]

    def __str__(self) -> str:
        return self.words or "words searched too rarely to be told"


class SearchFailureKey(models.Model):
    """The key of a month's hashes. Without it nobody can find out again which words a hash stood for."""

    month = models.DateField(primary_key=True)
    key = models.CharField(max_length=64)

    class Meta:
        verbose_name = "key of a month"
        verbose_name_plural = "keys of months"

    def __str__(self) -> str:
        return f"{self.month:%B %Y}"


class GapState(models.TextChoices):
    """What became of a gap."""

    OPEN = "open", "Open"
    COMMISSIONED = "commissioned", "Commissioned"
    NOT_POSSIBLE = "not-possible", "Not possible"


class OfferGap(models.Model):
    """Something that families look for and the offer does not have, and what the authority does about it.

    Source: SEND Regulations 2014, reg. 56(3): the authority says each year what it does in answer to families; Code of
    practice 4.10 and 3.28, gaps inform joint commissioning.
    """

    words = models.CharField(
        "what is missing", max_length=200, help_text="In families' words, for example evening swimming."
    )
    note = models.TextField(
        blank=True, help_text="What was done or decided, and why. For colleagues; it is not published."
    )
    state = models.CharField(max_length=12, choices=GapState.choices, default=GapState.OPEN)
    recorded_on = models.DateField("recorded", default=datetime.date.today)
    decided_on = models.DateField("decided", null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    panels = [
        FieldPanel("words"),
        FieldPanel("note"),
        FieldRowPanel([FieldPanel("state"), FieldPanel("recorded_on"), FieldPanel("decided_on")]),
    ]

    class Meta:
        verbose_name = "gap in the offer"
        verbose_name_plural = "gaps in the offer"
        ordering = ["-recorded_on", "words"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=GapState.OPEN, decided_on=None)
                | ~Q(state=GapState.OPEN) & Q(decided_on__isnull=False),
                name="gap_decided_has_a_day",
                violation_error_message="Give the day of the decision, or leave the gap open without one.",
            ),
            models.CheckConstraint(
                condition=Q(decided_on=None) | Q(decided_on__gte=models.F("recorded_on")),
                name="gap_decided_after_it_was_recorded",
                violation_error_message="The decision cannot come before the day on which the gap was recorded.",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the words as one line."""
        self.words = " ".join(self.words.split())
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """A decision is of today where no day is given."""
        super().clean()
        if self.state != GapState.OPEN and self.decided_on is None:
            self.decided_on = max(datetime.date.today(), self.recorded_on or datetime.date.min)
