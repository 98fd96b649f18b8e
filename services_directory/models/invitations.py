"""Invitations to work for a provider: by e-mail, for seven days, used once."""

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from services_directory.enums import InvitationState, MembershipRole

DAYS_OPEN = 7
DAYS_RENEWABLE = 90  # so long after the first invitation its receiver may ask for a new link


def _in_a_week() -> datetime.datetime:
    return timezone.now() + datetime.timedelta(days=DAYS_OPEN)


class InvitationQuerySet(models.QuerySet["ProviderInvitation"]):
    """Questions about invitations."""

    def unanswered(self) -> Self:
        """Neither accepted nor withdrawn, in time or not."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def open(self, at: datetime.datetime | None = None) -> Self:
        """Those that can be accepted."""
        return self.unanswered().filter(expires_at__gt=at or timezone.now())

    def renewable(self, at: datetime.datetime | None = None) -> Self:
        """Those whose receiver may ask for a new link: unanswered, and first sent in the last three months."""
        since = (at or timezone.now()) - datetime.timedelta(days=DAYS_RENEWABLE)
        return self.unanswered().filter(created_at__gt=since)


class ProviderInvitation(models.Model):
    """Somebody may work for a provider, if they hold the link and the letter box it was sent to.

    The token of the link is kept as a hash only. The link makes the membership; signing in takes a code that goes to
    the same address, so a link that went astray opens nothing.
    """

    provider = models.ForeignKey(
        "services_directory.ProviderPage", on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField("e-mail address")
    role = models.CharField(max_length=8, choices=MembershipRole.choices, default=MembershipRole.EDITOR)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(default=_in_a_week, editable=False)
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = models.Manager.from_queryset(InvitationQuerySet)()

    class Meta:
        verbose_name = "invitation"
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "provider",
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="invitation_unanswered_once_for_address_and_provider",
                violation_error_message="This person is already invited.",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None),
                name="invitation_accepted_or_withdrawn",
                violation_error_message="An accepted invitation cannot be withdrawn.",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")),
                name="invitation_expires_after_it_is_made",
                violation_error_message="An invitation must end after it begins.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} for {self.provider}"

    def state(self, at: datetime.datetime | None = None) -> InvitationState:
        """What became of it."""
        if self.accepted_at:
            return InvitationState.ACCEPTED
        if self.withdrawn_at:
            return InvitationState.WITHDRAWN
        is_open = self.expires_at > (at or timezone.now())
        return InvitationState.OPEN if is_open else InvitationState.EXPIRED
