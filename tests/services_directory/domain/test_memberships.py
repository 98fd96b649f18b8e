"""Who works for a provider: invited, accepted, ended; every way that is refused."""

import datetime
import re

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from localoffer.accounts.models import User
from localoffer.mail.models import OutgoingMail
from services_directory.domain import memberships
from services_directory.domain.exceptions import (
    AlreadyMember,
    InvalidTransition,
    InvitationUnusable,
    LastManager,
    TooOften,
)
from services_directory.enums import InvitationState, MembershipRole
from services_directory.models import ProviderInvitation, ProviderMembership
from tests.factories.directory import ProviderPageFactory
from tests.factories.membership import InvitationFactory
from tests.factories.people import ProviderMembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
EDITOR, MANAGER = MembershipRole.EDITOR, MembershipRole.MANAGER
DAY = datetime.timedelta(days=1)


@pytest.fixture
def provider(home):
    return ProviderPageFactory(title="Harebell & Sons")


@pytest.fixture
def manager(provider):
    return ProviderMembershipFactory(provider=provider, role=MANAGER).user


def token_of(mail):
    return re.search(r"\?token=([\w-]+)$", mail.text, re.M)[1]


def newest_mail():
    return OutgoingMail.objects.latest("pk")


def test_an_invitation_sends_a_link_and_keeps_only_a_hash_of_it(provider, manager):
    invitation = memberships.invite(provider, " New@Example.org ", EDITOR, by=manager)

    mail = newest_mail()
    token = token_of(mail)
    assert mail.to == invitation.email == "new@example.org"
    assert mail.subject == "You are invited to keep the listings of Harebell & Sons right"
    assert "Harebell & Sons" in mail.text
    assert "http://127.0.0.1:8000/provider/invitation/?token=" in mail.text
    assert len(token) >= 43  # 256 bits
    assert token not in str(ProviderInvitation.objects.values_list())
    assert invitation.expires_at - invitation.created_at == pytest.approx(7 * DAY, abs=DAY / 1000)
    assert not User.objects.filter(email="new@example.org").exists()


def test_accepting_makes_the_account_and_the_membership(provider, manager):
    memberships.invite(provider, "new@example.org", MANAGER, by=manager)

    membership = memberships.accept_invitation(token_of(newest_mail()), name="Noor New")

    assert (membership.provider, membership.role, membership.invited_by) == (provider, MANAGER, manager)
    assert membership.user.email == "new@example.org"
    assert membership.user.get_full_name() == "Noor New"
    assert not membership.user.has_usable_password()


def test_accepting_uses_the_account_that_there_is_and_keeps_its_name(provider, manager):
    user = UserFactory(email="Known@example.org", first_name="Kim", last_name="Known")
    other = ProviderMembershipFactory(user=user)
    memberships.invite(provider, "known@EXAMPLE.org", EDITOR, by=manager)

    membership = memberships.accept_invitation(token_of(newest_mail()), name="Somebody Else")

    assert membership.user == user
    user.refresh_from_db()
    assert user.get_full_name() == "Kim Known"
    assert set(user.provider_memberships.all()) == {other, membership}


def test_a_link_works_once(provider, manager):
    memberships.invite(provider, "new@example.org", EDITOR, by=manager)
    token = token_of(newest_mail())
    memberships.accept_invitation(token)

    with pytest.raises(InvitationUnusable) as refused:
        memberships.accept_invitation(token)

    assert refused.value.state == InvitationState.ACCEPTED
    assert ProviderMembership.objects.filter(user__email="new@example.org").count() == 1


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"accepted_at": timezone.now()}, InvitationState.ACCEPTED),
        ({"withdrawn_at": timezone.now()}, InvitationState.WITHDRAWN),
        (
            {"created_at": timezone.now() - 8 * DAY, "expires_at": timezone.now() - DAY},
            InvitationState.EXPIRED,
        ),
    ],
)
def test_a_link_that_cannot_be_accepted_says_why(provider, fields, state):
    invitation = InvitationFactory(provider=provider, token="the-token", **fields)

    for use in (memberships.find_invitation, memberships.accept_invitation):
        with pytest.raises(InvitationUnusable) as refused:
            use("the-token")
        assert refused.value.state == state
    assert invitation.state() == state
    assert not ProviderMembership.objects.exists()


@pytest.mark.parametrize("token", ["", "the-toke", "the-token ", "THE-TOKEN", "\x00", "é" * 5000])
def test_a_tampered_link_is_not_whole(provider, token):
    InvitationFactory(provider=provider, token="the-token")

    with pytest.raises(InvitationUnusable) as refused:
        memberships.accept_invitation(token)

    assert refused.value.state is None


def test_a_second_invitation_replaces_the_first(provider, manager):
    memberships.invite(provider, "new@example.org", EDITOR, by=manager)
    first = token_of(newest_mail())
    memberships.invite(provider, "new@example.org", MANAGER, by=manager)

    with pytest.raises(InvitationUnusable) as refused:
        memberships.accept_invitation(first)
    assert refused.value.state == InvitationState.WITHDRAWN
    assert memberships.accept_invitation(token_of(newest_mail())).role == MANAGER


def test_who_works_there_is_not_invited(provider, manager):
    with pytest.raises(AlreadyMember, match="already works for Harebell & Sons"):
        memberships.invite(provider, manager.email.upper(), EDITOR, by=manager)

    assert not OutgoingMail.objects.exists()


def test_who_worked_there_once_can_be_invited_again(provider, manager, today):
    gone = ProviderMembershipFactory(provider=provider, begins_on=today - 9 * DAY, ends_on=today - DAY)

    memberships.invite(provider, gone.user.email, EDITOR, by=manager)

    assert memberships.accept_invitation(token_of(newest_mail())).user == gone.user


def test_accepting_twice_over_makes_one_membership(provider, manager):
    memberships.invite(provider, "new@example.org", EDITOR, by=manager)
    token = token_of(newest_mail())
    existing = ProviderMembershipFactory(provider=provider, user=UserFactory(email="new@example.org"))

    assert memberships.accept_invitation(token) == existing


def test_nobody_floods_letter_boxes(provider, manager):
    for number in range(memberships.INVITATIONS_AN_HOUR):
        memberships.invite(provider, f"letter-box{number}@example.org", EDITOR, by=manager)

    with pytest.raises(TooOften):
        memberships.invite(provider, "one-more@example.org", EDITOR, by=manager)

    assert OutgoingMail.objects.count() == memberships.INVITATIONS_AN_HOUR


def test_whoever_was_invited_can_ask_for_a_new_link(provider):
    now = timezone.now()
    InvitationFactory(
        provider=provider,
        email="late@example.org",
        token="old",
        created_at=now - 20 * DAY,
        expires_at=now - 13 * DAY,
    )

    assert memberships.renew_invitations(" LATE@example.org") == 1

    with pytest.raises(InvitationUnusable):
        memberships.find_invitation("old")
    assert memberships.accept_invitation(token_of(newest_mail())).provider == provider


@pytest.mark.parametrize(
    "fields",
    [
        {"accepted_at": timezone.now()},
        {"withdrawn_at": timezone.now()},
        {"created_at": timezone.now() - 91 * DAY, "expires_at": timezone.now() - 84 * DAY},
        {"email": "somebody.else@example.org"},
    ],
)
def test_a_new_link_is_not_for_what_was_answered_withdrawn_old_or_anothers(provider, fields):
    InvitationFactory(**{"provider": provider, "email": "late@example.org", **fields})

    assert memberships.renew_invitations("late@example.org") == 0
    assert not OutgoingMail.objects.exists()


def test_new_links_are_limited(provider):
    InvitationFactory(provider=provider, email="late@example.org")

    sent = [memberships.renew_invitations("late@example.org") for _ in range(5)]

    assert sent == [1, 1, 1, 0, 0]


def test_a_withdrawn_invitation_cannot_be_withdrawn_again(provider, manager):
    invitation = InvitationFactory(provider=provider)
    memberships.withdraw_invitation(invitation, by=manager)

    with pytest.raises(InvalidTransition):
        memberships.withdraw_invitation(invitation, by=manager)


def test_an_ended_membership_gives_no_access_today_and_the_person_is_told(provider, manager, today):
    member = ProviderMembershipFactory(provider=provider)

    memberships.end_membership(member, by=manager)

    member.refresh_from_db()
    assert (member.ends_on, member.ended_by) == (today, manager)
    assert member not in ProviderMembership.objects.active()
    mail = newest_mail()
    assert mail.to == member.user.email
    assert "Your access to the listings of Harebell & Sons" in mail.text


def test_whoever_leaves_needs_no_mail(provider, manager):
    member = ProviderMembershipFactory(provider=provider)

    memberships.end_membership(member, by=member.user)

    assert not OutgoingMail.objects.exists()


def _end(membership, by):
    memberships.end_membership(membership, by=by)


def _make_editor(membership, by):
    memberships.change_role(membership, EDITOR, by=by)


@pytest.mark.parametrize("change", [_end, _make_editor])
def test_the_last_manager_stays(provider, manager, today, change):
    ProviderMembershipFactory(provider=provider, role=EDITOR)
    ProviderMembershipFactory(role=MANAGER)
    ProviderMembershipFactory(provider=provider, role=MANAGER, begins_on=today - 9 * DAY, ends_on=today - DAY)
    membership = manager.provider_memberships.get()

    with pytest.raises(LastManager, match="Make somebody else a manager first"):
        change(membership, manager)

    membership.refresh_from_db()
    assert (membership.role, membership.ends_on) == (MANAGER, None)


def test_with_a_second_manager_the_first_may_go(provider, manager):
    ProviderMembershipFactory(provider=provider, role=MANAGER)

    memberships.end_membership(manager.provider_memberships.get(), by=manager)

    assert not ProviderMembership.objects.active().filter(user=manager).exists()


def test_roles_change_both_ways(provider, manager):
    member = ProviderMembershipFactory(provider=provider, role=EDITOR)

    for role in (MANAGER, EDITOR):
        memberships.change_role(member, role, by=manager)
        member.refresh_from_db()
        assert member.role == role


@pytest.mark.parametrize("change", [_end, _make_editor])
def test_what_has_ended_is_not_changed(provider, manager, today, change):
    gone = ProviderMembershipFactory(provider=provider, begins_on=today - 9 * DAY, ends_on=today - DAY)

    with pytest.raises(InvalidTransition):
        change(gone, manager)


def test_old_invitations_are_forgotten(provider):
    now = timezone.now()
    InvitationFactory(provider=provider, created_at=now - 400 * DAY, expires_at=now - 393 * DAY)
    kept = InvitationFactory(provider=provider)

    assert memberships.forget_old_invitations() == 1
    assert list(ProviderInvitation.objects.all()) == [kept]


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("invitation_accepted_or_withdrawn", {"accepted_at": timezone.now(), "withdrawn_at": timezone.now()}),
        ("invitation_expires_after_it_is_made", {"expires_at": timezone.now() - DAY}),
        ("invitation_unanswered_once_for_address_and_provider", {"email": "TWICE@example.org"}),
    ],
)
def test_the_database_keeps_the_rules(provider, rule, fields):
    InvitationFactory(provider=provider, email="twice@example.org")

    with pytest.raises(IntegrityError), transaction.atomic():
        InvitationFactory(**{"provider": provider, **fields})
