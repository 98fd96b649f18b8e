"""What the search index still has to follow: the outbox."""

import secrets
from collections.abc import Iterable

from django.db import models
from django.utils import timezone


class OutboxQuerySet(models.QuerySet["IndexOutbox"]):
    """Marks and questions of the outbox."""

    def mark(self, service_ids: Iterable[int]) -> None:
        """Note, in the caller's transaction, that these services (page ids) must be indexed or removed.

        A service marked again gets another generation, so that a drain which read the older one leaves it.
        """
        now = timezone.now()
        self.bulk_create(
            [
                IndexOutbox(
                    service_id=service_id, generation=secrets.randbits(62), not_before=now, marked_at=now
                )
                for service_id in sorted(set(service_ids))
            ],
            update_conflicts=True,
            unique_fields=["service_id"],
            update_fields=["generation", "attempts", "not_before", "last_error"],
            batch_size=500,
        )


class IndexOutbox(models.Model):
    """One service whose place in the index is behind its page.

    Written in the transaction that changes the page; deleted only where ``generation`` is still the one read.
    ``service_id`` is a plain number: a deleted page must still be taken out of the index.
    """

    service_id = models.BigIntegerField(primary_key=True)
    generation = models.BigIntegerField()
    attempts = models.PositiveIntegerField(default=0)
    marked_at = models.DateTimeField(help_text="Since when the index is behind.")
    not_before = models.DateTimeField(db_index=True, help_text="When to try next.")
    last_error = models.CharField(max_length=500, blank=True)

    objects = models.Manager.from_queryset(OutboxQuerySet)()

    class Meta:
        verbose_name = "waiting index update"

    def __str__(self) -> str:
        return f"service {self.service_id}, {self.attempts} attempts"
