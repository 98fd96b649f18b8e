"""What officers decided about a comment, and where it was passed on."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from feedback.enums import LEFT_OUT_STATES, CommentState, LeavingOutReason
from feedback.models.append_only import AppendOnlyModel
from feedback.models.comments import Comment


class TriageDecision(AppendOnlyModel):
    """One decision about a comment, as it was taken; a later one undoes or replaces it.

    Vexatious takes two officers: the first makes a decision with ``SECOND_OPINION``, the second this one.
    Source: SEND Regulations 2014, reg. 56(4); code 4.25.
    """

    may_be_deleted_with_parent: ClassVar[bool] = True

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="decisions")
    outcome = models.CharField(max_length=14, choices=CommentState.choices)
    reason = models.CharField(max_length=20, choices=LeavingOutReason.choices, blank=True)
    note = models.CharField(max_length=500, blank=True, help_text="For colleagues, never published.")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)
    undoes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="undone_by"
    )

    class Meta(AppendOnlyModel.Meta):
        verbose_name = "decision about a comment"
        verbose_name_plural = "decisions about comments"
        ordering = ["decided_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=LEFT_OUT_STATES) & ~Q(reason="")
                | ~Q(outcome__in=LEFT_OUT_STATES) & Q(reason=""),
                name="triage_reason_exactly_when_left_out",
                violation_error_message="Give a reason when a comment is left out, and only then.",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=CommentState.VEXATIOUS)
                | Q(proposed_by__isnull=False) & ~Q(proposed_by=F("decided_by")),
                name="triage_vexatious_needs_a_second_officer",
                violation_error_message="A second officer must agree that a comment is vexatious.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}"


class HandOver(AppendOnlyModel):
    """A comment about one person's support, passed to the body that deals with it, with the sender's permission."""

    may_be_deleted_with_parent: ClassVar[bool] = True

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="hand_overs")
    route = models.ForeignKey("feedback.SignpostRoute", on_delete=models.PROTECT, related_name="+")
    handed_over_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    handed_over_at = models.DateTimeField(default=timezone.now)

    class Meta(AppendOnlyModel.Meta):
        verbose_name = "hand-over of a comment"
        verbose_name_plural = "hand-overs of comments"

    def __str__(self) -> str:
        return f"To {self.route.body}"


class SafeguardingQuerySet(models.QuerySet["SafeguardingReferral"]):
    """Questions about worries for somebody's safety."""

    def open(self) -> Self:
        """Not yet closed: the comment is kept as long."""
        return self.filter(closed_at=None)

    def without_alert(self) -> Self:
        """The duty contact has not been told yet."""
        return self.filter(alerted_at=None)


class SafeguardingReferral(models.Model):
    """A worry that somebody is in danger: raised by words or an officer, alerted, referred, closed.

    Source: NICE draft 1.2.8; Children Act 1989 s.47.
    """

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="referrals")
    raised_at = models.DateTimeField(default=timezone.now)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Nobody: the words of the comment raised it.",
    )
    alerted_at = models.DateTimeField(null=True, blank=True, help_text="When the duty contact was told.")
    referred_to = models.CharField("team or body it was referred to", max_length=160, blank=True)
    referred_at = models.DateTimeField(null=True, blank=True)
    referred_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    no_concern = models.BooleanField(
        "read, and nobody is in danger", default=False, help_text="Closes it without a referral."
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = models.Manager.from_queryset(SafeguardingQuerySet)()

    class Meta:
        verbose_name = "safeguarding referral"
        ordering = ["raised_at"]
        permissions = [("refer_safeguardingreferral", "Can refer a safeguarding worry and close it")]
        constraints = [
            models.UniqueConstraint(
                fields=["comment"],
                condition=Q(closed_at=None),
                name="safeguarding_open_once_for_a_comment",
                violation_error_message="There is an open worry about this comment already.",
            ),
            models.CheckConstraint(
                condition=Q(referred_to="", referred_at=None, referred_by=None)
                | ~Q(referred_to="") & Q(referred_at__isnull=False, referred_by__isnull=False),
                name="safeguarding_to_whom_when_and_by_whom_together",
                violation_error_message="Say to whom it was referred, when, and by whom.",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="safeguarding_closed_by_somebody",
                violation_error_message="Say who closed it.",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(referred_at__isnull=False) | Q(no_concern=True),
                name="safeguarding_closed_only_when_referred_or_no_concern",
                violation_error_message="Refer it, or say that nobody is in danger, before you close it.",
            ),
        ]

    def __str__(self) -> str:
        return f"Safeguarding {self.pk}"
