"""Approved words sent on: to whom, when, and what they answered. Code 4.20, 4.27."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from feedback.models.approved_texts import ApprovedText


class ForwardingRecord(models.Model):
    """Approved words sent to a provider (who reads them in its portal) or to a partner body."""

    approved_text = models.ForeignKey(ApprovedText, on_delete=models.PROTECT, related_name="forwardings")
    provider = models.ForeignKey(
        "services_directory.ProviderPage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    partner = models.ForeignKey(
        "feedback.Partner", null=True, blank=True, on_delete=models.PROTECT, related_name="forwardings"
    )
    recipient = models.CharField(max_length=255, help_text="The name as it was, should the record go.")
    forwarded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    forwarded_at = models.DateTimeField(default=timezone.now)
    answered_on = models.DateField(null=True, blank=True)
    answer = models.TextField(max_length=2000, validators=[MaxLengthValidator(2000)], blank=True)

    class Meta:
        verbose_name = "forwarding"
        ordering = ["-forwarded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(provider=None) | Q(partner=None),
                name="forwarded_to_one_body",
                violation_error_message="Send it to a provider or to a partner body, one at a time.",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_on=None) | ~Q(answer="") & Q(answered_on__isnull=False),
                name="forwarding_answer_has_its_day",
                violation_error_message="An answer and its day belong together.",
            ),
            models.UniqueConstraint(
                fields=["approved_text", "provider"],
                condition=Q(provider__isnull=False),
                name="forwarded_once_to_a_provider",
                violation_error_message="This provider has these words already.",
            ),
            models.UniqueConstraint(
                fields=["approved_text", "partner"],
                condition=Q(partner__isnull=False),
                name="forwarded_once_to_a_partner",
                violation_error_message="This body has these words already.",
            ),
        ]

    def __str__(self) -> str:
        return self.recipient
