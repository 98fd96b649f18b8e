"""What an authority may decide about comments, within the limits of the law and of the code."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


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
