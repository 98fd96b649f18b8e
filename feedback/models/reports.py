"""The report of a year while it is built. What the public reads is its ``ApprovedText``."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import Exact

from feedback.enums import CarriedOverReason, FigureTable, FollowUp
from feedback.models.approved_texts import ApprovedText
from feedback.models.comments import Comment
from feedback.models.drafting import Drafted
from feedback.models.periods import FeedbackPeriod


class AnnualReport(Drafted):
    """The year's comments, answers and intended actions.

    Source: SEND Regulations 2014, reg. 56(2) and (3); code 4.24 to 4.26.
    """

    period = models.OneToOneField(FeedbackPeriod, on_delete=models.PROTECT, related_name="report")
    introduction = models.TextField(
        max_length=2000,
        validators=[MaxLengthValidator(2000)],
        blank=True,
        help_text="What stood out this year.",
    )
    how_involved = models.TextField(
        "how families and young people helped to make it",
        max_length=2000,
        validators=[MaxLengthValidator(2000)],
        blank=True,
    )
    easy_read_text = models.TextField(
        "the year in easy words", max_length=5000, validators=[MaxLengthValidator(5000)], blank=True
    )
    easy_read_file = models.ForeignKey(
        "media.File",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="Easy Read document",
    )
    frozen_at = models.DateTimeField(null=True, blank=True, editable=False)
    covers_until = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Later comments belong to the next period."
    )

    class Meta(Drafted.Meta):
        verbose_name = "report of a year"
        verbose_name_plural = "reports of years"
        ordering = ["-period__starts_on"]

    def __str__(self) -> str:
        return f"You said, we did: {self.period}"


class ReportFigure(models.Model):
    """One cell of the year, as it is shown: the true count is not kept.

    ``rounded`` is what bars are drawn from; none where the number is hidden.
    """

    report = models.ForeignKey(AnnualReport, on_delete=models.CASCADE, related_name="figures")
    table = models.CharField(max_length=12, choices=FigureTable.choices)
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=120)
    shown = models.CharField(max_length=40)
    rounded = models.PositiveIntegerField(null=True, blank=True)
    is_total = models.BooleanField(default=False)
    includes = models.CharField(max_length=1000, blank=True, help_text="Which classes Other holds.")

    class Meta:
        verbose_name = "figure of a year"
        verbose_name_plural = "figures of years"
        ordering = ["table", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "table", "position"],
                name="figure_once_at_each_position",
                violation_error_message="There is a figure here already.",
            ),
            models.CheckConstraint(
                condition=Q(rounded=None) | Exact(F("rounded") % 5, 0) & Q(rounded__gte=5),
                name="figure_is_hidden_or_rounded",
                violation_error_message="A figure is hidden or rounded to 5.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.shown}"


class ReportItem(models.Model):
    """The approved words that a report gathers."""

    report = models.ForeignKey(AnnualReport, on_delete=models.CASCADE, related_name="gathered")
    approved_text = models.ForeignKey(ApprovedText, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "item of a report"
        verbose_name_plural = "items of reports"
        constraints = [
            models.UniqueConstraint(
                fields=["report", "approved_text"],
                name="report_gathers_words_once",
                violation_error_message="These words are in the report already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.approved_text}"


class CarriedOver(models.Model):
    """A comment in scope that has no answer in the year's report, and the reason that is published for it."""

    report = models.ForeignKey(AnnualReport, on_delete=models.CASCADE, related_name="carried_over")
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="carried_over")
    reason = models.CharField(max_length=15, choices=CarriedOverReason.choices)

    class Meta:
        verbose_name = "comment carried over"
        verbose_name_plural = "comments carried over"
        constraints = [
            models.UniqueConstraint(
                fields=["report", "comment"],
                name="comment_carried_over_once",
                violation_error_message="The comment is carried over already.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_reason_display()


class ActionFollowUp(models.Model):
    """What became of an action that the year before promised. Code 4.26."""

    report = models.ForeignKey(AnnualReport, on_delete=models.CASCADE, related_name="follow_ups")
    approved_text = models.ForeignKey(
        ApprovedText, on_delete=models.PROTECT, related_name="+", help_text="The words that promised it."
    )
    outcome = models.CharField(max_length=9, choices=FollowUp.choices)
    words = models.CharField("what happened", max_length=400, blank=True)

    class Meta:
        verbose_name = "follow-up of an action"
        verbose_name_plural = "follow-ups of actions"
        constraints = [
            models.UniqueConstraint(
                fields=["report", "approved_text"],
                name="action_followed_up_once",
                violation_error_message="This action is followed up already.",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=(FollowUp.KEPT, FollowUp.UNDER_WAY)) | ~Q(words=""),
                name="action_late_or_dropped_says_why",
                violation_error_message="Say why it is late or dropped.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()
