"""Periods, the themes that comments are grouped into, and how comments were sought."""

import datetime
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from feedback.enums import HowSoughtRoute
from feedback.models.comments import Comment


class PeriodQuerySet(models.QuerySet["FeedbackPeriod"]):
    """Questions about periods."""

    def on(self, day: datetime.date) -> Self:
        """The period that holds ``day``: one or none."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def ended(self, on: datetime.date | None = None) -> Self:
        """Periods that are over on ``on`` (today)."""
        return self.filter(ends_on__lt=on or datetime.date.today())


class FeedbackPeriod(models.Model):
    """A closed stretch of time whose comments are summarised together: a year. Code 4.24: at least annually."""

    name = models.CharField(max_length=40, unique=True, help_text="For example: 2025 to 2026.")
    slug = models.SlugField(max_length=40, unique=True, help_text="In the address of its page.")
    starts_on = models.DateField("first day", unique=True)
    ends_on = models.DateField("last day")

    objects = models.Manager.from_queryset(PeriodQuerySet)()

    class Meta:
        verbose_name = "period"
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="period_days_in_order",
                violation_error_message="A period must end after it starts.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a period that shares a day with another.

        Raises:
            ValidationError: it does.
        """
        super().clean()
        if not (self.starts_on and self.ends_on):
            return
        others = FeedbackPeriod.objects.exclude(pk=self.pk)
        other = others.filter(starts_on__lte=self.ends_on, ends_on__gte=self.starts_on).first()
        if other:
            raise ValidationError({"starts_on": f"It shares days with the period {other}."})


class Theme(models.Model):
    """What several comments of one period have in common, named so that a family understands it."""

    period = models.ForeignKey(FeedbackPeriod, on_delete=models.PROTECT, related_name="themes")
    title = models.CharField(max_length=80, help_text="Public. For example: Waiting for speech therapy.")
    description = models.CharField(
        max_length=250, blank=True, help_text="For colleagues: what belongs here and what does not."
    )
    continues = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="continued_by",
        verbose_name="continues the theme",
    )
    comments = models.ManyToManyField(
        Comment, through="CommentTheme", through_fields=("theme", "comment"), related_name="themes"
    )

    class Meta:
        verbose_name = "theme"
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "title"],
                name="theme_once_in_a_period",
                violation_error_message="This period has a theme of this name.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CommentTheme(models.Model):
    """A comment belongs to a theme; it may belong to several."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="theme_links")
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="comment_links")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "theme of a comment"
        verbose_name_plural = "themes of comments"
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "theme"],
                name="comment_once_in_a_theme",
                violation_error_message="The comment is in this theme already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comment} in {self.theme}"


class HowSought(models.Model):
    """One way in which comments were sought, since regulation 56(1) says that they must be. Published."""

    period = models.ForeignKey(FeedbackPeriod, on_delete=models.PROTECT, related_name="how_sought")
    route = models.CharField(max_length=12, choices=HowSoughtRoute.choices)
    words = models.CharField(
        "what was done", max_length=300, help_text="For example: We asked at three open mornings in March."
    )
    with_whom = models.CharField(
        "who was asked", max_length=160, blank=True, help_text="Groups, never persons."
    )
    formats = models.CharField(
        "formats and help offered",
        max_length=160,
        blank=True,
        help_text="For example: Easy Read, BSL interpreter.",
    )
    began_on = models.DateField("date", help_text="Families see the month.")

    class Meta:
        verbose_name = "how comments were sought"
        verbose_name_plural = "how comments were sought"
        ordering = ["began_on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_route_display()}: {self.words}"
