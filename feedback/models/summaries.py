"""What families said, in the words of an officer, and the authority's answer."""

import datetime
from typing import Self

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q

from feedback.enums import ActionState, DraftState, ResponseKind
from feedback.models.append_only import WrittenByPublicationQuerySet
from feedback.models.approved_texts import TakeDown
from feedback.models.comments import Comment
from feedback.models.drafting import Drafted
from feedback.models.periods import FeedbackPeriod, Theme

STILL_WRITTEN = Q(state__in=(DraftState.DRAFT, DraftState.SENT_BACK))


class SummaryItemQuerySet(WrittenByPublicationQuerySet):
    """Questions about items."""

    def waiting_for_approval(self) -> Self:
        """Items that another person must approve or send back."""
        return self.filter(state=DraftState.SUBMITTED)

    def with_taken_down(self) -> Self:
        """With ``is_down``: whether it is taken down now."""
        down = TakeDown.objects.filter(item=OuterRef("pk"), put_back=None)
        return self.annotate(is_down=Exists(down))

    def overdue(self, on: datetime.date | None = None) -> Self:
        """Items whose action should have been done before ``on`` (today)."""
        return self.filter(
            due_on__lt=on or datetime.date.today(),
            action_state__in=(ActionState.PLANNED, ActionState.UNDER_WAY),
        )


class SummaryItem(Drafted):
    """ "You said, we did": a point that comments have in common, the answer, and the action that is intended.

    Source: SEND Regulations 2014, reg. 56(2) and (3); code 4.24 to 4.26.
    """

    period = models.ForeignKey(FeedbackPeriod, on_delete=models.PROTECT, related_name="items")
    theme = models.ForeignKey(Theme, null=True, blank=True, on_delete=models.PROTECT, related_name="items")
    heading = models.CharField(max_length=100, help_text="Public. A few words: what it is about.")
    you_said = models.TextField(
        max_length=1000,
        validators=[MaxLengthValidator(1000)],
        help_text="In your own words, never a person's own. No names, ages, dates, small places or rare conditions.",
    )
    response_kind = models.CharField("answer", max_length=6, choices=ResponseKind.choices)
    response = models.TextField(
        "what we say to it", max_length=2000, validators=[MaxLengthValidator(2000)], blank=True
    )
    reason = models.TextField(
        "why",
        max_length=1000,
        validators=[MaxLengthValidator(1000)],
        blank=True,
        help_text="Needed when it cannot be done, or when an action is dropped.",
    )
    action = models.CharField(
        max_length=300, blank=True, help_text="What will be different, in one sentence."
    )
    owner = models.CharField(
        "who does it", max_length=120, blank=True, help_text="A role or team, never a person."
    )
    due_on = models.DateField("by when", null=True, blank=True)
    action_state = models.CharField(
        "how far it is", max_length=9, choices=ActionState.choices, default=ActionState.NONE
    )
    services = models.ManyToManyField("services_directory.ServicePage", blank=True, related_name="+")
    partners = models.ManyToManyField(
        "feedback.Partner", blank=True, related_name="items", verbose_name="commissioners"
    )
    comments = models.ManyToManyField(
        Comment,
        blank=True,
        related_name="items",
        help_text="The comments behind it; shown as a rounded number only.",
    )
    continues = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="continued_by",
        verbose_name="continues the item of an earlier year",
    )

    objects = models.Manager.from_queryset(SummaryItemQuerySet)()

    class Meta(Drafted.Meta):
        verbose_name = "you said, we did"
        verbose_name_plural = "you said, we did"
        ordering = ["-edited_at", "-pk"]
        permissions = [
            ("approve_summaryitem", "Can approve words of others for the public"),
            ("take_down_summaryitem", "Can take published words down, and put them back with another"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=STILL_WRITTEN | ~Q(response=""),
                name="item_is_answered_before_approval",
                violation_error_message="Write what you say to it.",
            ),
            models.CheckConstraint(
                condition=STILL_WRITTEN
                | ~Q(reason="")
                | ~Q(response_kind=ResponseKind.CANNOT) & ~Q(action_state=ActionState.DROPPED),
                name="item_says_why_it_cannot_be_done",
                violation_error_message="Say why it cannot be done, or why the action is dropped.",
            ),
            models.CheckConstraint(
                condition=STILL_WRITTEN
                | ~Q(response_kind=ResponseKind.WILL)
                | ~Q(action="") & ~Q(owner="") & Q(due_on__isnull=False) & ~Q(action_state=ActionState.NONE),
                name="item_intended_action_has_owner_day_and_state",
                violation_error_message="An action needs words, a team, a day and how far it is.",
            ),
            models.CheckConstraint(
                condition=Q(continues=None) | ~Q(continues=models.F("id")),
                name="item_does_not_continue_itself",
                violation_error_message="An item cannot continue itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.heading
