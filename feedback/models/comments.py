"""Comments as received. Private: no public page, feed, index, export or log touches these tables."""

import datetime
import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone

from feedback.enums import ArrivedVia, Channel, CommentState, FromWhom, PrivacyNotice, ReceiptState, Subject
from services_directory.fields import ChoiceListField

if TYPE_CHECKING:
    from feedback.models.periods import FeedbackPeriod

MAX_LENGTH = 5000


class CommentQuerySet(models.QuerySet["Comment"]):
    """Questions about comments."""

    def to_decide(self) -> Self:
        """Comments that wait for an officer, oldest first."""
        return self.filter(state__in=(CommentState.RECEIVED, CommentState.SECOND_OPINION)).order_by(
            "received_at", "pk"
        )

    def in_scope(self) -> Self:
        """Comments that must be summarised and answered."""
        return self.filter(state=CommentState.IN_SCOPE)

    def submissions(self) -> Self:
        """What people sent, each once: no spam, nothing sent twice or taken back, no split-off point."""
        return self.exclude(
            state__in=(CommentState.SPAM, CommentState.DUPLICATE, CommentState.WITHDRAWN)
        ).filter(split_from=None)

    def received_in(self, period: "FeedbackPeriod") -> Self:
        """Comments received from the first to the last day of a period, both included, local time."""
        zone = timezone.get_current_timezone()
        begin = datetime.datetime.combine(period.starts_on, datetime.time.min, zone)
        end = datetime.datetime.combine(period.ends_on + datetime.timedelta(days=1), datetime.time.min, zone)
        return self.filter(received_at__gte=begin, received_at__lt=end)

    def without_marks(self) -> Self:
        """Comments that the detector of identifiers has not looked at yet."""
        return self.filter(marks_made_at=None, text_removed_at=None)


class Comment(models.Model):
    """A comment as received: never published, never in a template, index, feed or log that the public can reach.

    The text is kept as typed. Regulation 56(2): by or on behalf of children, parents and young people.
    """

    token = models.UUIDField(
        "idempotency token",
        unique=True,
        default=uuid.uuid4,
        editable=False,
        help_text="Sent twice is stored once.",
    )
    contact_token = models.UUIDField(
        unique=True,
        default=uuid.uuid4,
        editable=False,
        help_text="The only way to the contact details.",
    )
    channel = models.CharField(max_length=14, choices=Channel.choices, default=Channel.WEB)
    arrived_via = models.CharField(max_length=14, choices=ArrivedVia.choices, default=ArrivedVia.FORM)
    from_whom = models.CharField(max_length=12, choices=FromWhom.choices, default=FromWhom.NOT_SAID)
    subjects = ChoiceListField(choices_class=Subject)
    services = models.ManyToManyField("services_directory.ServicePage", blank=True, related_name="+")
    partners = models.ManyToManyField(
        "feedback.Partner", blank=True, related_name="+", verbose_name="commissioners"
    )
    consultation = models.ForeignKey(
        "feedback.Consultation", null=True, blank=True, on_delete=models.PROTECT, related_name="comments"
    )
    locale = models.CharField(max_length=12, default="en-gb")
    text = models.TextField(max_length=MAX_LENGTH, validators=[MaxLengthValidator(MAX_LENGTH)])
    received_at = models.DateTimeField(default=timezone.now, db_index=True)
    happened_on = models.DateField(
        "date of the event, call or letter", null=True, blank=True, help_text="Not needed for the website."
    )
    privacy_notice = models.CharField(
        "how the privacy notice was given",
        max_length=10,
        choices=PrivacyNotice.choices,
        default=PrivacyNotice.ON_PAGE,
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(
        max_length=14, choices=CommentState.choices, default=CommentState.RECEIVED, db_index=True
    )
    state_changed_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=0, help_text="Counts decisions: two officers cannot cross.")
    duplicate_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="duplicates"
    )
    split_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="general_points"
    )
    marks_made_at = models.DateTimeField(
        null=True, blank=True, help_text="When the worker looked for identifiers and words of danger."
    )
    text_removed_at = models.DateTimeField(
        null=True, blank=True, help_text="When the words were purged or erased."
    )

    objects = models.Manager.from_queryset(CommentQuerySet)()

    class Meta:
        verbose_name = "comment"
        ordering = ["-received_at", "-pk"]
        permissions = [
            ("triage_comment", "Can read comments and decide what becomes of them"),
            ("record_comment", "Can write down comments from other ways in"),
            ("erase_comment", "Can find and erase what one person sent"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("text"), MAX_LENGTH),
                name="comment_text_at_most_5000_characters",
                violation_error_message="A comment can have 5,000 characters at most.",
            ),
            models.CheckConstraint(
                condition=Q(text_removed_at=None) & ~Q(text="") | Q(text_removed_at__isnull=False, text=""),
                name="comment_has_text_until_it_is_removed",
                violation_error_message="A comment needs some words.",
            ),
            models.CheckConstraint(
                condition=Q(duplicate_of=None) | ~Q(duplicate_of=F("id")),
                name="comment_is_no_duplicate_of_itself",
                violation_error_message="A comment cannot be a copy of itself.",
            ),
            models.CheckConstraint(
                condition=Q(state=CommentState.DUPLICATE) | Q(duplicate_of=None),
                name="comment_names_another_only_when_sent_twice",
                violation_error_message="Only a comment that was sent twice names another one.",
            ),
        ]

    def __str__(self) -> str:
        return f"Comment {self.pk}"


class CommentContact(models.Model):
    """How to reach the sender, encrypted, and what they allow. Reached only by the comment's random token.

    ``feedback.domain.contact_keys`` reads and writes it, and each reading leaves an audit entry.
    """

    token = models.UUIDField(unique=True, help_text="The comment's contact token.")
    email_encrypted = models.TextField(blank=True)
    telephone_encrypted = models.TextField(blank=True)
    key_id = models.CharField(max_length=16, help_text="Which key encrypted it.", db_index=True)
    contact_me = models.BooleanField(default=False)
    quote_me = models.BooleanField(default=False)
    pass_on = models.BooleanField("pass it on", default=False)
    given_at = models.DateTimeField(default=timezone.now)
    purge_on = models.DateField(db_index=True)

    class Meta:
        verbose_name = "contact details of a sender"
        verbose_name_plural = "contact details of senders"
        permissions = [("read_commentcontact", "Can read the contact details of a sender")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(email_encrypted="") | ~Q(telephone_encrypted=""),
                name="comment_contact_reaches_somebody",
                violation_error_message="Give an e-mail address or a telephone number.",
            ),
        ]

    def __str__(self) -> str:
        return f"Contact {self.pk}"


class CommentReceipt(models.Model):
    """All that the public page behind a reference reads: where the comment stands, and no word of it."""

    reference_hash = models.CharField(max_length=64, unique=True, editable=False)
    # Kept when the comment goes: the reference still answers.
    comment = models.OneToOneField(
        Comment, null=True, blank=True, on_delete=models.SET_NULL, related_name="receipt"
    )
    received_on = models.DateField(default=datetime.date.today)
    state = models.CharField(max_length=10, choices=ReceiptState.choices, default=ReceiptState.RECEIVED)
    changed_on = models.DateField(default=datetime.date.today)
    items = models.ManyToManyField(
        "feedback.SummaryItem", blank=True, related_name="receipts", verbose_name="answers"
    )
    signpost = models.ForeignKey(
        "feedback.SignpostRoute", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "receipt of a comment"
        verbose_name_plural = "receipts of comments"
        constraints = [
            models.CheckConstraint(
                condition=Q(signpost=None) | Q(state=ReceiptState.ELSEWHERE),
                name="receipt_signpost_only_when_somebody_else_helps",
                violation_error_message="A signpost belongs to a comment that somebody else deals with.",
            ),
        ]

    def __str__(self) -> str:
        return f"Receipt {self.pk}"


class CommentSpan(models.Model):
    """A stretch of a comment in which the detector saw an identifier; made by the worker, for officers' eyes."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="spans")
    start = models.PositiveIntegerField(help_text="Counted in characters from 0.")
    end = models.PositiveIntegerField(help_text="The first character after it.")
    kind = models.CharField(max_length=40)
    reason = models.CharField(max_length=160, blank=True)

    class Meta:
        verbose_name = "mark in a comment"
        verbose_name_plural = "marks in comments"
        ordering = ["start", "end"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end__gt=F("start")),
                name="comment_span_ends_after_it_starts",
                violation_error_message="A mark must end after it starts.",
            ),
            models.UniqueConstraint(
                fields=["comment", "start", "end", "kind"],
                name="comment_span_once",
                violation_error_message="This mark is there already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.start} to {self.end}"
