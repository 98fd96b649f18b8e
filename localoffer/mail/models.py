"""Mail that waits to be sent. A row is written in the transaction of what it tells, so neither is lost alone."""

import datetime
from typing import Self

from django.db import models
from django.utils import timezone

GIVES_UP_AFTER = 14  # attempts, about two days


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    """Questions about mail."""

    def waiting(self) -> Self:
        """Not sent yet, whatever was tried."""
        return self.filter(sent_at=None)

    def due(self, at: datetime.datetime | None = None) -> Self:
        """To be tried now, the oldest first."""
        due = self.waiting().filter(not_before__lte=at or timezone.now(), attempts__lt=GIVES_UP_AFTER)
        return due.order_by("not_before", "pk")

    def in_trouble(self) -> Self:
        """Tried at least once in vain."""
        return self.waiting().exclude(last_error="")


class OutgoingMail(models.Model):
    """One plain-text mail to one address.

    The words are emptied when it is sent: links in them open doors, and names in them are nobody's business.
    """

    key = models.CharField(
        max_length=160,
        null=True,
        unique=True,
        editable=False,
        help_text="Names the occasion, so that the same mail is written once.",
    )
    kind = models.CharField(max_length=40, help_text="What it is about, for example: invitation.")
    to = models.EmailField()
    subject = models.CharField(max_length=160)
    text = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    not_before = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(OutgoingMailQuerySet)()

    class Meta:
        verbose_name = "outgoing mail"
        verbose_name_plural = "outgoing mail"
        indexes = [models.Index(fields=["sent_at", "not_before"], name="mail_due")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sent_at=None) | models.Q(text=""),
                name="mail_words_gone_once_sent",
                violation_error_message="A mail that was sent keeps no words.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to}"

    @property
    def has_given_up(self) -> bool:
        """Whether nobody tries any more until an officer says so."""
        return self.sent_at is None and self.attempts >= GIVES_UP_AFTER
