"""What providers want changed in their listings, and what became of it."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from wagtail.models import Revision

from services_directory.enums import ChangeAct, ChangeState, Risk

# Providers still work on these, or an officer has yet to decide.
OPEN: tuple[str, ...] = (ChangeState.DRAFT, ChangeState.SUBMITTED, ChangeState.SENT_BACK)
EDITABLE: tuple[str, ...] = (ChangeState.DRAFT, ChangeState.SENT_BACK)
PUBLISHED: tuple[str, ...] = (ChangeState.APPROVED, ChangeState.PARTLY_APPROVED)
DECIDED: tuple[str, ...] = (*PUBLISHED, ChangeState.SENT_BACK, ChangeState.REJECTED)


class ReasonForDecision(models.Model):
    """Why a change is sent back or rejected: a list that officers keep, in words that a provider understands."""

    name = models.CharField(max_length=80, unique=True, help_text="How officers find it in the list.")
    words = models.TextField(
        "words to the provider",
        help_text="What to do, in plain words. The officer can change them each time before they are sent.",
    )
    sort_order = models.PositiveSmallIntegerField(default=0)
    retired_on = models.DateField(
        null=True, blank=True, help_text="From this day it can no longer be chosen."
    )

    class Meta:
        verbose_name = "reason for a decision"
        verbose_name_plural = "reasons for decisions"
        ordering = ["sort_order", "name"]

    def __str__(self) -> str:
        return self.name


class ListingChangeQuerySet(models.QuerySet["ListingChange"]):
    """Questions about changes."""

    def open(self) -> Self:
        """Those that somebody still has to do something with."""
        return self.filter(state__in=OPEN)

    def waiting(self) -> Self:
        """Those that wait for an officer, the longest first."""
        return self.filter(state=ChangeState.SUBMITTED).order_by("submitted_at", "pk")

    def published(self) -> Self:
        """Those that went live, in whole or in part."""
        return self.filter(state__in=PUBLISHED)


class ListingChange(models.Model):
    """A provider's change to one listing, or a new listing; the page itself is untouched until it is decided.

    ``base`` is what the listing said when the change was begun and ``content`` what the provider wants it to say,
    both as ``services_directory.domain.listing_content`` describes. ``submitted_content`` is the frozen copy that
    officers see and decide on: ``content`` cannot be edited while it waits.
    """

    uuid = models.UUIDField(
        default=uuid.uuid4, unique=True, editable=False, help_text="Stands in addresses of the portal."
    )
    page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="listing_changes",
        help_text="Empty for a new listing until it is approved.",
    )
    is_new_listing = models.BooleanField(default=False)
    provider = models.ForeignKey(
        "services_directory.ProviderPage", on_delete=models.CASCADE, related_name="changes_to_listings"
    )
    title = models.CharField(max_length=255, blank=True, help_text="Name of the listing, for lists.")
    base_revision = models.ForeignKey(
        Revision, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    base = models.JSONField()
    content = models.JSONField()
    submitted_content = models.JSONField(null=True, blank=True)
    state = models.CharField(max_length=15, choices=ChangeState.choices, default=ChangeState.DRAFT)
    version = models.PositiveIntegerField(
        default=1, help_text="Goes up with every save, so that nobody overwrites what they have not seen."
    )

    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_by_rule = models.BooleanField("approved by a rule that is switched on", default=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    # The words that were sent are kept beside it, so a reason may go.
    reason = models.ForeignKey(
        ReasonForDecision, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    words_to_provider = models.TextField(blank=True)
    published_revision = models.ForeignKey(
        Revision, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    live_before = models.ForeignKey(
        Revision,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="What was live until the change was published: undoing publishes it again.",
    )
    risk = models.CharField(max_length=6, choices=Risk.choices, default=Risk.MEDIUM)
    risk_words = models.CharField(
        max_length=300, blank=True, help_text="What makes the risk, as it is sent (domain.change_risk)."
    )
    outcome = models.JSONField(
        default=dict,
        help_text="Of what was published: keys taken and not taken, the officer's own edits, places as they were.",
    )

    objects = models.Manager.from_queryset(ListingChangeQuerySet)()

    class Meta:
        verbose_name = "change to a listing"
        verbose_name_plural = "changes to listings"
        ordering = ["-saved_at", "-pk"]
        indexes = [models.Index(fields=["state", "submitted_at"], name="listing_change_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "provider"],
                condition=Q(state__in=OPEN),
                name="listing_change_open_once_for_page_and_provider",
                violation_error_message="There is already a change to this listing that is not finished.",
            ),
            models.CheckConstraint(
                condition=Q(page__isnull=False) | Q(is_new_listing=True),
                name="listing_change_of_a_page_or_a_new_listing",
            ),
            models.CheckConstraint(
                condition=Q(page__isnull=False) | ~Q(state__in=PUBLISHED),
                name="listing_change_published_has_a_page",
            ),
            models.CheckConstraint(
                condition=Q(submitted_by=None, submitted_at=None, submitted_content=None)
                | Q(submitted_by__isnull=False, submitted_at__isnull=False, submitted_content__isnull=False),
                name="listing_change_sent_by_whom_when_and_what",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ChangeState.DRAFT, ChangeState.WITHDRAWN])
                | Q(submitted_at__isnull=False),
                name="listing_change_beyond_draft_was_sent",
            ),
            models.CheckConstraint(
                condition=Q(state__in=DECIDED, decided_at__isnull=False)
                | ~Q(state__in=DECIDED) & Q(decided_at=None),
                name="listing_change_decided_exactly_when_dated",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, decided_by_rule=False)
                | Q(decided_at__isnull=False, decided_by__isnull=False, decided_by_rule=False)
                | Q(decided_at__isnull=False, decided_by=None, decided_by_rule=True, state__in=PUBLISHED),
                name="listing_change_decided_by_an_officer_or_a_rule",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ChangeState.SENT_BACK, ChangeState.REJECTED])
                | ~Q(words_to_provider=""),
                name="listing_change_refused_with_words",
                violation_error_message="Say why, in words to the provider.",
            ),
        ]

    def __str__(self) -> str:
        return self.title or "Listing without a name"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something with it."""
        return self.state in OPEN

    @property
    def is_editable(self) -> bool:
        """Whether the provider can edit it: not while it waits, not once it is decided for good."""
        return self.state in EDITABLE

    @property
    def listing_type(self) -> str:
        """``service`` or ``provider``: which fields its content has."""
        return "provider" if self.page_id is not None and self.page_id == self.provider_id else "service"


class ChangeEvent(models.Model):
    """One thing that somebody did with a change. Rows are added and never altered.

    Of a save it keeps what the fields said before, by name: the second of two people who edit the same listing is
    shown what the first changed.
    """

    change = models.ForeignKey(ListingChange, on_delete=models.CASCADE, related_name="events")
    act = models.CharField(max_length=15, choices=ChangeAct.choices)
    version = models.PositiveIntegerField(help_text="Of the change, after it.")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    words = models.TextField(blank=True, help_text="To the provider.")
    step = models.CharField(max_length=20, blank=True)
    before = models.JSONField(null=True, blank=True)

    class Meta:
        verbose_name = "event of a change"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(act=ChangeAct.SAVED, before__isnull=False)
                | ~Q(act=ChangeAct.SAVED) & Q(before=None),
                name="change_event_saved_keeps_what_was_before",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()}, {self.at:%d %B %Y}"
