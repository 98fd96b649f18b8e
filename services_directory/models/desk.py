"""What the officer desk keeps for itself: who is looking at what, and which changes need no officer."""

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from services_directory.enums import AutoApproved
from services_directory.fields import ChoiceListField

# An officer who has not opened an item again for so long is taken to have left it.
LOOKING_FOR = datetime.timedelta(minutes=20)


class DeskPresenceQuerySet(models.QuerySet["DeskPresence"]):
    """Questions about who is looking."""

    def now(self, at: datetime.datetime | None = None) -> Self:
        """Those who have an item open, the first to open it first."""
        since = (at or timezone.now()) - LOOKING_FOR
        return self.filter(seen_at__gte=since).select_related("user").order_by("opened_at", "pk")


class DeskPresence(models.Model):
    """An officer has an item of the queue open. It locks nothing: two officers see each other.

    There is no heartbeat: a row runs out by itself, and goes when the item is decided.
    """

    key = models.CharField(max_length=60, help_text="Of the item, such as change-12.")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    objects = models.Manager.from_queryset(DeskPresenceQuerySet)()

    class Meta:
        verbose_name = "presence at the desk"
        constraints = [
            models.UniqueConstraint(fields=["key", "user"], name="desk_presence_once_for_item_and_user"),
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.key}"


@register_setting(icon="check", order=110)
class ChangePolicy(BaseGenericSetting):
    """Which changes of which providers go live with no officer. Off unless somebody switches it on."""

    auto_approved = ChoiceListField(
        "published without an officer",
        choices_class=AutoApproved,
        help_text="Only where all of a change is of these, and only from providers with a good record. "
        "Every case is listed under Reports, with a button that undoes it.",
    )
    good_record_changes = models.PositiveSmallIntegerField(
        "changes that officers have published", default=5, help_text="A provider needs so many, at least."
    )
    good_record_months = models.PositiveSmallIntegerField(
        "months with nothing rejected", default=12, help_text="None of its changes was rejected for so long."
    )

    panels = [
        FieldPanel("auto_approved"),
        MultiFieldPanel(
            [FieldPanel("good_record_changes"), FieldPanel("good_record_months")], "A good record"
        ),
    ]

    class Meta:
        verbose_name = "policy on changes"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(good_record_changes__gte=1, good_record_months__gte=1),
                name="change_policy_a_good_record_is_something",
                violation_error_message="Ask for at least one change and one month.",
            ),
        ]

    def __str__(self) -> str:
        return "Policy on changes"
