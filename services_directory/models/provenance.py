"""Where an imported listing came from."""

from django.db import models


class SourceRecord(models.Model):
    """The record that a page or place was copied from, kept whole so that a later import can compare.

    One row for each imported service, provider or place; exactly one of ``page`` and ``location`` is set.
    """

    page = models.OneToOneField(
        "wagtailcore.Page", null=True, blank=True, on_delete=models.CASCADE, related_name="source_record"
    )
    location = models.OneToOneField(
        "services_directory.Location",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="source_record",
    )
    source = models.CharField(max_length=200, help_text="Name or address of the feed or file.")
    source_id = models.CharField("identifier in the source", max_length=200)
    record = models.JSONField(help_text="The source record as it came, less people's contact details.")
    record_hash = models.CharField(max_length=64, editable=False)
    applied_hash = models.CharField(
        max_length=64,
        editable=False,
        help_text="Hash of what the import wrote: another value in the page means that somebody edited it since.",
    )
    imported_at = models.DateTimeField()

    class Meta:
        verbose_name = "source record"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"], name="source_record_once_for_each_source_id"
            ),
            models.CheckConstraint(
                condition=models.Q(page__isnull=False, location=None)
                | models.Q(page=None, location__isnull=False),
                name="source_record_of_a_page_or_a_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.source_id}"
