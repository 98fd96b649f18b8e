"""The search index of the embedded engine, and the outbox that says what it still has to follow."""

import secrets
from collections.abc import Iterable
from itertools import islice

from django.db import models
from django.utils import timezone

MARKED_AT_ONCE = 500  # memory must not grow with the directory


class OutboxQuerySet(models.QuerySet["IndexOutbox"]):
    """Marks and questions of the outbox."""

    def mark(self, service_ids: Iterable[int]) -> None:
        """Note, in the caller's transaction, that these services (page ids) must be indexed or removed.

        A service marked again gets another generation, so that a drain which read the older one leaves it.
        """
        now = timezone.now()
        marked = iter(sorted(set(service_ids)))
        while part := list(islice(marked, MARKED_AT_ONCE)):
            self.bulk_create(
                [
                    IndexOutbox(
                        service_id=service_id, generation=secrets.randbits(62), not_before=now, marked_at=now
                    )
                    for service_id in part
                ],
                update_conflicts=True,
                unique_fields=["service_id"],
                update_fields=["generation", "attempts", "not_before", "last_error"],
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


class SearchRow(models.Model):
    """A live service as the embedded engine holds it.

    The full-text index of each database over ``words`` is made by the migration and follows this table by itself.
    """

    service_id = models.BigIntegerField(primary_key=True)
    title = models.CharField(max_length=255)
    title_words = models.TextField(help_text="Finished tokens of the title, in order.")
    words = models.TextField(help_text="Finished tokens, each once, with the letter of its field before it.")
    facets = models.TextField(
        help_text="What holds of the whole service, as facet:value with blanks between."
    )
    checked_on = models.DateField(null=True)
    card = models.JSONField(help_text="What a result card shows, so that results load no pages.")
    content_hash = models.CharField(max_length=64)
    changes_on = models.DateField(
        null=True, db_index=True, help_text="The next day on which the row says something else by itself."
    )

    class Meta:
        verbose_name = "row of the search index"
        verbose_name_plural = "rows of the search index"

    def __str__(self) -> str:
        return self.title


class SearchPlace(models.Model):
    """A place of an indexed service: what must be met by the same place is kept together here."""

    row = models.ForeignKey(SearchRow, on_delete=models.CASCADE, related_name="places")
    position = models.PositiveSmallIntegerField(help_text="Order among the places of the service, from 0.")
    location = models.CharField(max_length=36, blank=True, help_text="UUID of the place, if it is one.")
    name = models.CharField(max_length=200, blank=True, help_text="As families may know it.")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    minimum_age = models.PositiveSmallIntegerField(help_text="Years; 0 where there is no lower bound.")
    maximum_age = models.PositiveSmallIntegerField(help_text="Years; 999 where there is no upper bound.")
    facets = models.TextField(help_text="What holds at this place, as facet:value with blanks between.")
    reaches_everybody = models.BooleanField(
        default=False, help_text="It comes to the family and has no point: it is within any distance."
    )

    class Meta:
        verbose_name = "place of the search index"
        verbose_name_plural = "places of the search index"
        constraints = [
            models.UniqueConstraint(fields=["row", "position"], name="search_place_position_once_in_a_row"),
        ]

    def __str__(self) -> str:
        return self.name


class IndexState(models.Model):
    """One row: the version of the index. Each process compares it with what it holds in memory."""

    version = models.BigIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)
    rebuilt_at = models.DateTimeField(null=True)
    glossary_version = models.BigIntegerField(default=0, help_text="Changes with every word of the glossary.")
    building_index = models.CharField(
        max_length=100, blank=True, help_text="The index of the search server that a rebuild is filling."
    )

    class Meta:
        verbose_name = "state of the search index"
        verbose_name_plural = "states of the search index"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="index_state_has_one_row")]

    def __str__(self) -> str:
        return f"version {self.version}"
