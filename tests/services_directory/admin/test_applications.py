"""Applications and invitations at the desk."""

import datetime

import pytest
from django.utils import timezone

from localoffer.mail.models import OutgoingMail
from services_directory.admin.queue_sources import waiting_items
from services_directory.enums import EvidenceKind
from services_directory.models import ProviderInvitation, ProviderPage
from tests.factories.directory import ProviderPageFactory
from tests.factories.membership import ApplicationFactory, EvidenceFactory, InvitationFactory
from tests.factories.people import ProviderMembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST, INVITE, INVITATIONS = (
    "/admin/directory/applications/",
    "/admin/directory/invitations/new/",
    "/admin/directory/invitations/",
)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def application(home):
    made = ApplicationFactory(name="Riverside Club", email="sam@example.org")
    EvidenceFactory(application=made)
    EvidenceFactory(
        application=made,
        kind=EvidenceKind.REGULATOR,
        detail="",
        dated_on=None,
        not_needed_because="No regulator for clubs",
    )
    return made


def text(response):
    return " ".join(response.content.decode().split())


def decide(client, application, **data):
    return client.post(f"{LIST}{application.pk}/", data, follow=True)


def test_the_list_shows_what_waits_first_and_filters(officer, application):
    ApplicationFactory(
        name="Old Club",
        state="refused",
        decided_at=timezone.now(),
        reason="No.",
        created_at=timezone.now() - DAY,
    )

    page = text(officer.get(LIST))
    assert page.index("Riverside Club") < page.index("Old Club")
    assert "Old Club" not in text(officer.get(f"{LIST}?state=waiting"))
    assert "Riverside Club" not in text(officer.get(f"{LIST}?q=old"))


def test_the_list_costs_the_same_however_long(officer, application, django_assert_max_num_queries):
    officer.get(LIST)
    with django_assert_max_num_queries(20) as one:
        officer.get(LIST)
    for _ in range(3):
        ApplicationFactory()

    with django_assert_max_num_queries(len(one)):
        officer.get(LIST)


def test_what_waits_is_in_the_queue_of_those_who_decide_it(officer, everybody, application):
    ApplicationFactory(name="Done", state="refused", decided_at=timezone.now(), reason="No.")

    found = [item for item in waiting_items(officer.user) if item.kind == "applications"]

    assert [(one.title, one.address) for one in found] == [("Riverside Club", f"{LIST}{application.pk}/")]
    assert not [item for item in waiting_items(everybody["approver"].user) if item.kind == "applications"]


def test_the_page_shows_the_evidence_and_what_it_may_double(officer, application):
    ProviderPageFactory(title="Riverside Club Ltd")

    page = text(officer.get(f"{LIST}{application.pk}/"))

    assert "Sample Mutual, policy 123" in page
    assert "Not needed: No regulator for clubs" in page
    assert "Riverside Club Ltd</a>: similar name" in page


def test_accepting_leads_to_the_draft(officer, application):
    response = decide(officer, application, decision="accept", checked=["insurance"])

    page = ProviderPage.objects.get(title="Riverside Club")
    assert response.redirect_chain[0][0] == f"/admin/pages/{page.pk}/edit/"
    assert "is a draft: read it and publish it" in text(response)
    assert page.what_was_checked.endswith("insurance.")
    assert ProviderInvitation.objects.get().email == "sam@example.org"


def test_joining(officer, application):
    provider = ProviderPageFactory(title="Riverside")

    response = decide(officer, application, decision="join", provider=provider.pk, role="editor")

    assert "Joined to" in text(response)
    assert ProviderInvitation.objects.get().provider == provider


def test_refusing(officer, application):
    response = decide(officer, application, decision="refuse", reason="Your insurance has ended.")

    assert "Refused." in text(response)
    assert "Your insurance has ended." in OutgoingMail.objects.get().text
    assert "Your insurance has ended." in text(officer.get(f"{LIST}{application.pk}/"))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "This field is required."),
        ({"decision": "join"}, "Choose the provider that it is."),
        ({"decision": "join", "provider": "99999"}, "Select a valid choice"),
        ({"decision": "refuse"}, "Say why it is refused, in words for the applicant."),
        ({"decision": "accept", "checked": ["made-up"]}, "Select a valid choice"),
    ],
)
def test_a_mistake_is_said_and_nothing_is_decided(officer, application, data, words):
    assert words in text(decide(officer, application, **data))
    application.refresh_from_db()
    assert application.state == "waiting"
    assert not OutgoingMail.objects.exists()


def test_of_two_officers_the_second_is_told(officer, administrator, application):
    decide(administrator, application, decision="refuse", reason="No.")

    response = decide(officer, application, decision="accept")

    assert "This application was decided before: refused." in text(response)


def test_an_officer_invites_to_a_provider(officer, home):
    provider = ProviderPageFactory(title="Harebell")
    assert "Harebell" in text(officer.get(f"{INVITE}?provider={provider.pk}"))

    response = officer.post(
        INVITE, {"provider": provider.pk, "email": "new@example.org", "role": "manager"}, follow=True
    )

    assert "new@example.org is invited." in text(response)
    assert ProviderInvitation.objects.get().invited_by == officer.user
    assert "As a manager you can also invite your colleagues." in OutgoingMail.objects.get().text


@pytest.mark.parametrize("given", ["x", "9" * 40, "-1", "٣"])
def test_a_strange_provider_in_the_address_is_none(officer, given):
    assert officer.get(INVITE, {"provider": given}).status_code == 200


def test_who_works_there_is_not_invited(officer, home):
    membership = ProviderMembershipFactory(user=UserFactory(email="there@example.org"))

    response = officer.post(
        INVITE, {"provider": membership.provider.pk, "email": "there@example.org", "role": "editor"}
    )

    assert "already works for" in text(response)


def test_the_button_of_the_staff_leads_to_the_invitation(officer, home):
    assert INVITE in text(officer.get("/admin/memberships/"))


@pytest.mark.parametrize(
    ("state", "fields"),
    [
        ("open", {}),
        ("expired", {"created_at": timezone.now() - 9 * DAY, "expires_at": timezone.now() - DAY}),
        ("accepted", {"accepted_at": timezone.now()}),
        ("withdrawn", {"withdrawn_at": timezone.now()}),
    ],
)
def test_invitations_are_listed_by_what_became_of_them(officer, home, state, fields):
    InvitationFactory(email="found@example.org", **fields)

    for one in ("open", "expired", "accepted", "withdrawn"):
        page = text(officer.get(INVITATIONS, {"state": one}))
        assert ("found@example.org" in page) is (one == state)


def test_an_invitation_is_sent_again_or_withdrawn(officer, home):
    old = InvitationFactory(email="soon@example.org")

    again = officer.post(f"{INVITATIONS}{old.pk}/", {"again": "1"}, follow=True)

    assert "A new link is on its way" in text(again)
    new = ProviderInvitation.objects.unanswered().get()
    gone = officer.post(f"{INVITATIONS}{new.pk}/", {"withdraw": "1"}, follow=True)
    assert "does not work any more" in text(gone)
    after = officer.post(f"{INVITATIONS}{new.pk}/", {"withdraw": "1"}, follow=True)
    assert "answered or withdrawn before" in text(after)
