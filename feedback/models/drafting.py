"""What everything that is written to be published has in common while it is written."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from feedback.enums import DraftState
from feedback.models.append_only import WrittenByPublication


class Drafted(WrittenByPublication):
    """Words on their way to approval. Nothing here is public: the public reads ``ApprovedText`` only.

    Whoever edits becomes the author, so that nobody approves words of their own.
    """

    state = models.CharField(
        max_length=9, choices=DraftState.choices, default=DraftState.DRAFT, editable=False, db_index=True
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    edited_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(
        default=0, editable=False, help_text="Counts edits: two officers cannot cross."
    )
    sent_back_note = models.CharField(
        max_length=500, blank=True, editable=False, help_text="For the author, never published."
    )

    class Meta(WrittenByPublication.Meta):
        abstract = True
