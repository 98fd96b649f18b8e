"""The people of a provider, as a manager and an editor see and change them."""

import pytest
from django.test import Client
from django.urls import reverse

from localoffer.mail.models import OutgoingMail
from services_directory.enums import MembershipRole
from services_directory.models import ProviderInvitation, ProviderMembership
from tests.factories.directory import ProviderPageFactory, ServicePageFactory
from tests.factories.membership import InvitationFactory
from tests.factories.people import ProviderMembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(home):
    return ProviderPageFactory(title="Harebell")


def signed_in(provider, role):
    user = UserFactory(first_name=f"The {role}", last_name="")
    membership = ProviderMembershipFactory(user=user, provider=provider, role=role)
    client = Client()
    client.force_login(user)
    client.membership = membership
    return client


@pytest.fixture
def manager(provider):
    return signed_in(provider, MembershipRole.MANAGER)


@pytest.fixture
def editor(provider):
    return signed_in(provider, MembershipRole.EDITOR)


def address(name, provider, *args):
    return reverse(f"portal:{name}", args=[provider.uuid, *args])


def text(response):
    return " ".join(response.content.decode().split())


def test_with_one_organisation_people_leads_straight_to_it(manager, provider):
    assert manager.get("/provider/people/")["Location"] == address("provider_people", provider)


def test_with_several_one_chooses(manager, provider):
    other = ProviderMembershipFactory(user=manager.membership.user, provider__title="Bluebell").provider

    page = text(manager.get("/provider/people/"))

    assert "You work for 2 organisations" in page
    assert page.index("Bluebell") < page.index("Harebell")
    assert address("provider_people", other) in page


def test_everybody_there_sees_who_works_there_and_who_is_invited(editor, manager, provider):
    InvitationFactory(provider=provider, email="soon@example.org")
    ProviderMembershipFactory(user__first_name="Elsewhere")

    page = text(editor.get(address("provider_people", provider)))

    assert "The manager" in page
    assert "The editor (you)" in page
    assert "soon@example.org" in page
    assert "Elsewhere" not in page
    assert "Invite somebody" not in page
    assert "Remove" not in page


def test_the_list_costs_the_same_whoever_works_there(manager, provider, django_assert_num_queries):
    manager.get(address("provider_people", provider))
    with django_assert_num_queries(10):
        manager.get(address("provider_people", provider))
    for _ in range(3):
        ProviderMembershipFactory(provider=provider)
        InvitationFactory(provider=provider)

    with django_assert_num_queries(10):
        manager.get(address("provider_people", provider))


def test_a_manager_invites(manager, provider):
    response = manager.post(
        address("invite", provider), {"email": "new@example.org", "role": "editor"}, follow=True
    )

    assert "We are sending an invitation to new@example.org" in text(response)
    invitation = ProviderInvitation.objects.get()
    assert (invitation.provider, invitation.role) == (provider, "editor")
    assert invitation.invited_by == manager.membership.user
    assert OutgoingMail.objects.get().to == "new@example.org"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"email": "", "role": "editor"}, "Enter their email address."),
        ({"email": "no address", "role": "editor"}, "Enter a valid email address"),
        ({"email": "a@example.org", "role": "owner"}, "Select a valid choice"),
    ],
)
def test_a_mistake_is_said_at_the_field_and_what_was_typed_stays(manager, provider, data, words):
    page = text(manager.post(address("invite", provider), data))

    assert "There is a problem" in page
    assert words in page
    assert "<title> Error: " in page or "<title>Error: " in page
    assert f'value="{data["email"]}"' in page or not data["email"]
    assert not ProviderInvitation.objects.exists()


def test_a_colleague_is_not_invited_twice(manager, editor, provider):
    email = editor.membership.user.email

    page = text(manager.post(address("invite", provider), {"email": email, "role": "editor"}))

    assert f"{email} already works for Harebell." in page


def test_an_invitation_is_sent_again_and_withdrawn(manager, provider):
    old = InvitationFactory(provider=provider, email="soon@example.org", role="manager")

    again = manager.post(address("invite_again", provider, old.pk), follow=True)

    assert "We are sending a new invitation to soon@example.org" in text(again)
    new = ProviderInvitation.objects.unanswered().get()
    assert (new.email, new.role) == ("soon@example.org", "manager")
    assert new != old

    gone = manager.post(address("withdraw_invitation", provider, new.pk), follow=True)

    assert "does not work any more" in text(gone)
    assert not ProviderInvitation.objects.unanswered().exists()


def test_a_manager_removes_somebody_and_their_access_ends_at_once(manager, editor, provider):
    listing = ServicePageFactory(provider=provider, title="The Club")
    assert "The Club" in text(editor.get("/provider/"))
    remove = address("remove", provider, editor.membership.pk)
    assert "Remove The editor from Harebell?" in text(manager.get(remove))

    response = manager.post(remove, follow=True)

    assert "The editor no longer works for Harebell." in text(response)
    after = editor.get("/provider/")
    assert after.status_code == 200  # the session goes on
    assert listing.title not in text(after)
    assert editor.get(address("provider_people", provider)).status_code == 404
    assert OutgoingMail.objects.get().to == editor.membership.user.email


def test_opening_the_question_removes_nobody(manager, editor, provider):
    manager.get(address("remove", provider, editor.membership.pk))

    assert ProviderMembership.objects.active().filter(pk=editor.membership.pk).exists()


@pytest.mark.parametrize("way", ["remove", "leave", "role"])
def test_the_last_manager_stays_and_is_told_what_to_do(manager, editor, provider, way):
    args = [] if way == "leave" else [manager.membership.pk]

    page = text(manager.post(address(way, provider, *args), {"role": "editor"}))

    assert "There is a problem" in page
    assert "is the only manager of Harebell. Make somebody else a manager first." in page
    manager.membership.refresh_from_db()
    assert (manager.membership.role, manager.membership.ends_on) == ("manager", None)


def test_a_manager_hands_over_and_leaves(manager, editor, provider):
    role = address("role", provider, editor.membership.pk)
    assert 'value="editor" checked' in text(manager.get(role))

    manager.post(role, {"role": "manager"})
    response = manager.post(address("leave", provider), follow=True)

    assert "You no longer work for Harebell." in text(response)
    assert "You do not work for any organisation" in text(response)
    assert "Invite somebody" in text(editor.get(address("provider_people", provider)))


def test_an_editor_may_leave(manager, editor, provider):
    assert "Leave Harebell?" in text(editor.get(address("leave", provider)))

    editor.post(address("leave", provider))

    assert not ProviderMembership.objects.active().filter(pk=editor.membership.pk).exists()


def test_leaving_one_organisation_keeps_the_other(manager, editor, provider):
    other = ProviderMembershipFactory(user=editor.membership.user).provider

    editor.post(address("leave", provider))

    assert editor.get(address("provider_people", other)).status_code == 200
