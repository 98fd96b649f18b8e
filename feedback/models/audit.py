"""Who did what and when, without any words of a comment, chained so that a change is noticed."""

from django.db import models
from django.utils import timezone

from feedback.models.append_only import AppendOnlyModel


class AuditEntry(AppendOnlyModel):
    """One deed. Each entry holds the digest of the one before, so a change, gap or new order shows.

    The actor is kept as plain columns: an entry outlives the account. ``facts`` holds values of closed lists and
    numbers only. Written by ``feedback.domain.audit.record``.
    """

    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor_id = models.BigIntegerField(null=True, blank=True)
    actor_name = models.CharField(max_length=200, blank=True, help_text="Empty: the site, or the public.")
    action = models.CharField(max_length=60, db_index=True)
    object_kind = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64)
    facts = models.JSONField(default=dict, blank=True)
    previous_digest = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64, unique=True)

    class Meta(AppendOnlyModel.Meta):
        verbose_name = "audit entry"
        verbose_name_plural = "audit entries"
        ordering = ["number"]
        indexes = [models.Index(fields=["object_kind", "object_id"], name="audit_by_object")]

    def __str__(self) -> str:
        return f"{self.number} {self.action}"


class AuditHead(models.Model):
    """The last entry of the chain. Its row is locked while one is added, so the chain never forks."""

    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        verbose_name = "head of the audit chain"
        verbose_name_plural = "heads of the audit chain"

    def __str__(self) -> str:
        return f"{self.number}"
