"""What an authority may decide about comments, within the limits of the law and of the code."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


def days_kept(default: int, most: int, words: str) -> models.PositiveSmallIntegerField:
    """A number of days, from 1 to ``most``: nobody can set that something is kept for ever."""
    return models.PositiveSmallIntegerField(
        words, default=default, validators=[MinValueValidator(1), MaxValueValidator(most)]
    )


@register_setting(icon="comment")
class FeedbackSettings(BaseGenericSetting):
    """Thresholds, clocks and duties of the authority's comments. One row for the site."""

    smallest_number = models.PositiveSmallIntegerField(
        "smallest number shown",
        default=8,
        validators=[MinValueValidator(5), MaxValueValidator(20)],
        help_text="Numbers below it are shown as 'fewer than' it. Never below 5.",
    )
    rounding_base = models.PositiveSmallIntegerField(
        "numbers are rounded to the nearest", default=5, choices=[(5, "5"), (10, "10")]
    )
    days_before_publishing = models.PositiveSmallIntegerField(
        default=28,
        validators=[MinValueValidator(7), MaxValueValidator(90)],
        help_text="Between the last comment behind an answer and the day it is published, so that nobody can tell "
        "who said it from when it appears.",
    )
    last_published_elsewhere_on = models.DateField(
        null=True,
        blank=True,
        help_text="The last time before this site did it. The yearly clock starts here.",
    )
    new_comments_email = models.EmailField(
        "who is told of new comments",
        blank=True,
        help_text="A shared mailbox. It gets one mail an hour at most, and no words of a comment.",
    )
    safeguarding_contact = models.EmailField(
        "duty contact for safeguarding",
        blank=True,
        help_text="Gets an alert with a reference, and no words of the comment, at any hour.",
    )

    contact_days_after_answer = days_kept(30, 180, "contact details: days after the answer")
    contact_days_at_most = days_kept(180, 365, "contact details: days at most")
    individual_days = days_kept(30, 365, "words about one person's support: days after the decision")
    spam_days = days_kept(30, 365, "advertising and copies: days after the decision")
    left_out_days = days_kept(365, 730, "other words left out: days after the decision")
    used_days = days_kept(365, 730, "words behind an answer: days after it was published")
    words_days_at_most = days_kept(730, 1095, "any words: days at most")
    marks_days = days_kept(90, 365, "marks and earlier wordings: days after publication")
    audit_years = models.PositiveSmallIntegerField(
        "audit trail: years", default=6, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("new_comments_email"),
                FieldPanel("safeguarding_contact"),
                FieldPanel("last_published_elsewhere_on"),
            ],
            "Who is told, and the yearly clock",
        ),
        MultiFieldPanel(
            [
                FieldPanel("smallest_number"),
                FieldPanel("rounding_base"),
                FieldPanel("days_before_publishing"),
            ],
            "Numbers and publishing",
        ),
        MultiFieldPanel(
            [
                FieldPanel("contact_days_after_answer"),
                FieldPanel("contact_days_at_most"),
                FieldPanel("individual_days"),
                FieldPanel("spam_days"),
                FieldPanel("left_out_days"),
                FieldPanel("used_days"),
                FieldPanel("words_days_at_most"),
                FieldPanel("marks_days"),
                FieldPanel("audit_years"),
            ],
            "How long data is kept",
            help_text="The worker deletes every night what has had its time.",
        ),
    ]

    class Meta:
        verbose_name = "comments and answers"
        constraints = [
            models.CheckConstraint(
                condition=Q(smallest_number__gte=5) & Q(smallest_number__lte=20),
                name="feedback_smallest_number_from_5_to_20",
                violation_error_message="The smallest number shown must be from 5 to 20.",
            ),
            models.CheckConstraint(
                condition=Q(rounding_base__in=(5, 10)),
                name="feedback_rounding_base_5_or_10",
                violation_error_message="Numbers are rounded to the nearest 5 or 10.",
            ),
        ]
