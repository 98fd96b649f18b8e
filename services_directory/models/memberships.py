"""Who works for which provider."""

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from services_directory.enums import MembershipRole


class MembershipQuerySet(models.QuerySet["ProviderMembership"]):
    """Questions about memberships."""

    def active(self, on: datetime.date | None = None) -> Self:
        """Memberships that give access on ``on`` (today)."""
        day = on or datetime.date.today()
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), begins_on__lte=day)

    def managers(self) -> Self:
        """Those of managers."""
        return self.filter(role=MembershipRole.MANAGER)


class ProviderMembership(models.Model):
    """A person's work for one provider; one person may work for several."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="provider_memberships"
    )
    provider = models.ForeignKey(
        "services_directory.ProviderPage", on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=8, choices=MembershipRole.choices, default=MembershipRole.EDITOR)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    begins_on = models.DateField(default=datetime.date.today)
    ends_on = models.DateField(null=True, blank=True, help_text="From this day there is no access.")

    objects = models.Manager.from_queryset(MembershipQuerySet)()

    class Meta:
        verbose_name = "membership of a provider"
        verbose_name_plural = "memberships of providers"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "provider"],
                condition=Q(ends_on=None),
                name="membership_open_once_for_user_and_provider",
                violation_error_message="This person already works for this provider.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")) | Q(ends_on=None),
                name="membership_dates_in_order",
                violation_error_message="A membership must not end before it begins.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} for {self.provider}"
