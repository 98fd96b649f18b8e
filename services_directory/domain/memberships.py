"""Who works for a provider: invited by e-mail, accepted by a click and a button, ended at once."""

import datetime
import hashlib
import secrets

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from localoffer.accounts.models import User
from localoffer.mail.outbox import queue_mail
from localoffer.models import AuthoritySettings
from localoffer.public_forms.limits import allow
from services_directory.domain.exceptions import (
    AlreadyMember,
    InvalidTransition,
    InvitationUnusable,
    LastManager,
    TooOften,
)
from services_directory.enums import MembershipRole
from services_directory.models import ProviderInvitation, ProviderMembership, ProviderPage
from services_directory.models.invitations import DAYS_OPEN

AN_HOUR = 3600
INVITATIONS_AN_HOUR = 30  # of one person: enough for a trust, too few to flood letter boxes
RENEWALS_AN_HOUR = 3  # of one address
TOKEN_BYTES = 32
DAYS_KEPT = 365


@transaction.atomic
def invite(
    provider: ProviderPage, email: str, role: MembershipRole, *, by: User, opening: str = ""
) -> ProviderInvitation:
    """Invite ``email`` to work for ``provider``; an invitation that is not answered yet is replaced.

    Args:
        email: in any case; spaces around it do not matter.
        by: an officer, or a manager of the provider; the caller has made sure of it.
        opening: a sentence that the mail begins with, on what led to it.

    Raises:
        AlreadyMember: the person works for it today.
        TooOften: ``by`` invited ``INVITATIONS_AN_HOUR`` people in this hour.
    """
    address = email.strip().lower()
    if ProviderMembership.objects.active().filter(provider=provider, user__email__iexact=address).exists():
        raise AlreadyMember(f"{address} already works for {provider.title}.")
    if not allow("invitation", f"user {by.pk}", times=INVITATIONS_AN_HOUR, seconds=AN_HOUR):
        raise TooOften(f"You can invite {INVITATIONS_AN_HOUR} people in an hour. Try again in an hour.")
    # One at a time: of two officers who invite the same address, the second replaces the first.
    ProviderPage.objects.select_for_update().get(pk=provider.pk)
    unanswered = ProviderInvitation.objects.unanswered().filter(provider=provider, email__iexact=address)
    unanswered.update(withdrawn_at=timezone.now())
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation = ProviderInvitation.objects.create(
        provider=provider, email=address, role=role, invited_by=by, token_hash=hash_of(token)
    )
    _mail_link(invitation, token, opening)
    return invitation


@transaction.atomic
def renew_invitations(email: str) -> int:
    """Send a new link for each invitation of this address that ran out; says how many.

    The old link stops working. Nobody can tell from outside whether an address was invited: the caller answers the
    same in any case.
    """
    address = email.strip().lower()
    if not allow("renewed invitation", hash_of(address), times=RENEWALS_AN_HOUR, seconds=AN_HOUR):
        return 0
    renewable = ProviderInvitation.objects.renewable().filter(email__iexact=address)
    invitations = list(renewable.select_for_update(of=("self",)).select_related("provider"))
    for invitation in invitations:
        token = secrets.token_urlsafe(TOKEN_BYTES)
        invitation.token_hash = hash_of(token)
        invitation.expires_at = timezone.now() + datetime.timedelta(days=DAYS_OPEN)
        invitation.save(update_fields=["token_hash", "expires_at"])
        _mail_link(invitation, token)
    return len(invitations)


def find_invitation(token: str) -> ProviderInvitation:
    """The invitation that can be accepted with this link.

    Raises:
        InvitationUnusable: it is used, expired, withdrawn, or there is none.
    """
    return _open_invitation(token, lock=False)


@transaction.atomic
def accept_invitation(token: str, *, name: str = "") -> ProviderMembership:
    """Make the membership, and the account if the address has none; the link is used up.

    Nobody is signed in: that takes a code that goes to the same address.

    Args:
        token: from the link.
        name: of the person, for their colleagues; kept where the account has none yet.

    Raises:
        InvitationUnusable: as ``find_invitation``; of two who press at once, the second.
    """
    invitation = _open_invitation(token, lock=True)
    user = User.objects.filter(email__iexact=invitation.email).first()
    if user is None:
        user = User.objects.create_user(invitation.email)
    if name and not user.get_full_name():
        user.first_name = name[:150]
        user.save(update_fields=["first_name"])
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    active = ProviderMembership.objects.active().filter(user=user, provider=invitation.provider)
    return active.first() or ProviderMembership.objects.create(
        user=user, provider=invitation.provider, role=invitation.role, invited_by=invitation.invited_by
    )


@transaction.atomic
def withdraw_invitation(invitation: ProviderInvitation, *, by: User) -> None:
    """Make the link of an unanswered invitation useless.

    Raises:
        InvalidTransition: it is accepted or withdrawn already.
    """
    unanswered = ProviderInvitation.objects.unanswered().filter(pk=invitation.pk)
    if not unanswered.update(withdrawn_at=timezone.now()):
        raise InvalidTransition("This invitation was answered or withdrawn before.")


@transaction.atomic
def end_membership(membership: ProviderMembership, *, by: User) -> None:
    """End it today: from the next request on the person reaches nothing of this provider.

    Their session goes on, since they may work for another. Whoever is removed by somebody else gets a mail.

    Raises:
        LastManager: nobody else manages this provider.
        InvalidTransition: it has ended.
    """
    current = _locked(membership)
    _keep_a_manager(current)
    current.ends_on = datetime.date.today()
    current.ended_by = by
    current.save(update_fields=["ends_on", "ended_by"])
    if by != current.user:
        _mail(current.user.email, "membership_ended", {"provider": current.provider})


@transaction.atomic
def change_role(membership: ProviderMembership, role: MembershipRole, *, by: User) -> None:
    """Make an editor a manager, or the other way round.

    Raises:
        LastManager: nobody else manages this provider.
        InvalidTransition: the membership has ended.
    """
    current = _locked(membership)
    if role != MembershipRole.MANAGER:
        _keep_a_manager(current)
    current.role = role
    current.save(update_fields=["role"])


def forget_old_invitations(on: datetime.datetime | None = None) -> int:
    """Delete invitations that ran out over ``DAYS_KEPT`` days ago; says how many."""
    before = (on or timezone.now()) - datetime.timedelta(days=DAYS_KEPT)
    return ProviderInvitation.objects.filter(expires_at__lt=before).delete()[0]


def hash_of(token: str) -> str:
    """What is kept of a token: it is random and long, so a plain hash cannot be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()


def _open_invitation(token: str, *, lock: bool) -> ProviderInvitation:
    invitations = ProviderInvitation.objects.select_related("provider")
    if lock:
        invitations = invitations.select_for_update(of=("self",))
    found = invitations.filter(token_hash=hash_of(token)).first()
    if found is None:
        raise InvitationUnusable(None)
    if not ProviderInvitation.objects.open().filter(pk=found.pk).exists():
        raise InvitationUnusable(found.state())
    return found


def _locked(membership: ProviderMembership) -> ProviderMembership:
    """The membership as it is now, with its provider's people held still until the end of the transaction."""
    ProviderPage.objects.select_for_update().get(pk=membership.provider_id)
    current = ProviderMembership.objects.active().filter(pk=membership.pk).select_related("user", "provider")
    found = current.first()
    if found is None:
        raise InvalidTransition("This person does not work for the organisation any more.")
    return found


def _keep_a_manager(membership: ProviderMembership) -> None:
    if membership.role != MembershipRole.MANAGER:
        return
    others = ProviderMembership.objects.active().managers().filter(provider=membership.provider_id)
    if not others.exclude(user=membership.user).exists():
        raise LastManager(
            f"{membership.user} is the only manager of {membership.provider.title}. "
            "Make somebody else a manager first."
        )


def _mail_link(invitation: ProviderInvitation, token: str, opening: str = "") -> None:
    address = f"{settings.PUBLIC_URL}{reverse('portal:invitation')}?token={token}"
    _mail(
        invitation.email,
        "invitation",
        {
            "provider": invitation.provider,
            "address": address,
            "opening": opening,
            "until": timezone.localtime(invitation.expires_at),
            "is_manager": invitation.role == MembershipRole.MANAGER,
        },
    )


def _mail(to: str, template: str, context: dict[str, object]) -> None:
    context = {**context, "authority": AuthoritySettings.load(), "public_url": settings.PUBLIC_URL}
    provider = context["provider"]
    subjects = {
        "invitation": f"You are invited to keep the listings of {provider} right",
        "membership_ended": f"You no longer keep the listings of {provider}",
    }
    text = render_to_string(f"emails/{template}.txt", context)
    queue_mail(to=to, subject=subjects[template], text=text, kind=template.replace("_", " "))
