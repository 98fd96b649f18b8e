"""Applications: received once, decided once, in three ways; and which providers they may double."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from localoffer.mail.models import OutgoingMail
from services_directory.domain import applications
from services_directory.domain.applications import Evidence
from services_directory.domain.exceptions import InvalidTransition
from services_directory.domain.provider_duplicates import likely_duplicates
from services_directory.enums import ApplicationState, EvidenceKind, IdentifierScheme, MembershipRole
from services_directory.models import (
    OrganisationIdentifier,
    ProviderApplication,
    ProviderInvitation,
    ProviderPage,
    ServiceAtLocation,
)
from tests.factories.directory import LocationFactory, ProviderPageFactory, ServicePageFactory
from tests.factories.membership import ApplicationFactory, EvidenceFactory
from tests.factories.people import ProviderMembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 5, 3)
DETAILS = {
    "name": "Riverside Trampoline Club",
    "what_it_does": "Bouncing.\n\nFor <all>.",
    "postal_code": "HP20 1UY",
    "applicant_name": "Sam Sample",
    "applicant_role": "Treasurer",
    "email": "sam@example.org",
}
EVIDENCE = (
    Evidence(EvidenceKind.INSURANCE, "Sample Mutual 1", TODAY),
    Evidence(EvidenceKind.SAFEGUARDING, "Club manager", TODAY),
    Evidence(EvidenceKind.REGULATOR, not_needed_because="No regulator for clubs"),
    Evidence(EvidenceKind.STAFF_CHECKS, "All coaches, enhanced", TODAY),
)


@pytest.fixture
def officer(home):
    return UserFactory()


@pytest.fixture
def application(home):
    return applications.receive_application(DETAILS, EVIDENCE)


def mails():
    return list(OutgoingMail.objects.order_by("pk"))


def test_an_application_is_kept_with_its_evidence_and_the_applicant_is_told(application):
    assert application.state == ApplicationState.WAITING
    assert {one.kind for one in application.evidence.all()} == set(EvidenceKind)
    (mail,) = mails()
    assert mail.to == "sam@example.org"
    assert "Hello Sam Sample," in mail.text
    assert "Riverside Trampoline Club" in mail.text


def test_the_same_sent_twice_is_kept_once(application):
    assert applications.receive_application(DETAILS, EVIDENCE) == application
    assert len(mails()) == 1


def test_accepting_makes_a_draft_and_invites_the_applicant_as_manager(application, officer):
    page = applications.accept_application(
        application, by=officer, checked=[EvidenceKind.INSURANCE, EvidenceKind.REGULATOR]
    )

    assert (page.title, page.live) == ("Riverside Trampoline Club", False)
    assert page.description == "<p>Bouncing.</p>\n\n<p>For &lt;all&gt;.</p>"
    assert page.latest_revision.user == officer
    application.refresh_from_db()
    assert (application.state, application.provider, application.decided_by) == (
        ApplicationState.ACCEPTED,
        page,
        officer,
    )
    invitation = ProviderInvitation.objects.get()
    assert (invitation.email, invitation.role) == ("sam@example.org", MembershipRole.MANAGER)
    assert "We have accepted the application of Riverside Trampoline Club." in mails()[-1].text


def test_the_page_says_what_was_and_was_not_checked(application, officer, today):
    page = applications.accept_application(application, by=officer, checked=[EvidenceKind.INSURANCE])

    assert page.what_was_checked == (
        f"The council checked on {today.day} {today:%B %Y}: insurance. "
        "The council did not check: who leads on safeguarding, checks on staff."
    )
    dates = {one.kind: one.checked_on for one in application.evidence.all()}
    assert dates.pop(EvidenceKind.INSURANCE) == today
    assert set(dates.values()) == {None}


def test_what_was_not_shown_cannot_have_been_checked(application, officer):
    applications.accept_application(application, by=officer, checked=list(EvidenceKind))

    assert application.evidence.get(kind=EvidenceKind.REGULATOR).checked_on is None


def test_the_longest_line_fits_the_page(home):
    application = ApplicationFactory()
    for kind in EvidenceKind:
        EvidenceFactory(application=application, kind=kind, checked_on=datetime.date(2026, 9, 30))

    line = applications.line_for_families(application.evidence.all())

    assert len(line) <= ProviderPage._meta.get_field("what_was_checked").max_length


@pytest.mark.parametrize(
    ("number", "scheme"),
    [
        ("12345678", IdentifierScheme.COMPANY),
        ("sc123456", IdentifierScheme.COMPANY),
        ("1234567", IdentifierScheme.CHARITY),
        ("234567", IdentifierScheme.CHARITY),
        ("none", None),
        ("", None),
    ],
)
def test_a_register_number_tells_its_register(officer, number, scheme):
    application = ApplicationFactory(register_number=number)

    page = applications.accept_application(application, by=officer)

    found = [(one.scheme, one.identifier) for one in ProviderPage.objects.get(pk=page.pk).identifiers.all()]
    assert found == ([(scheme, number.upper())] if scheme else [])


def test_joining_invites_to_a_provider_that_is_there_and_leaves_its_page(application, officer):
    provider = ProviderPageFactory(title="Riverside")
    ProviderMembershipFactory(provider=provider, role=MembershipRole.MANAGER)

    applications.join_application(application, provider, by=officer)

    application.refresh_from_db()
    assert (application.state, application.provider) == (ApplicationState.JOINED, provider)
    invitation = ProviderInvitation.objects.get()
    assert (invitation.provider, invitation.role) == (provider, MembershipRole.EDITOR)
    assert provider.revisions.count() == 1
    assert "It is listed already" in mails()[-1].text


def test_the_first_to_join_a_provider_that_nobody_manages_is_its_manager(application, officer):
    applications.join_application(application, ProviderPageFactory(), by=officer)

    assert ProviderInvitation.objects.get().role == MembershipRole.MANAGER


def test_whoever_works_there_already_is_told_so(application, officer):
    membership = ProviderMembershipFactory(user=UserFactory(email="sam@example.org"))

    applications.join_application(application, membership.provider, by=officer)

    assert not ProviderInvitation.objects.exists()
    assert "you can keep its listings right with this address" in mails()[-1].text


def test_a_refusal_tells_the_applicant_exactly_why(application, officer):
    applications.refuse_application(application, "  Your insurance has ended. ", by=officer)

    application.refresh_from_db()
    assert (application.state, application.reason) == (
        ApplicationState.REFUSED,
        "Your insurance has ended.",
    )
    assert "Your insurance has ended." in mails()[-1].text
    assert not ProviderInvitation.objects.exists()


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_refusal_needs_a_reason(application, officer, reason):
    with pytest.raises(ValueError, match="Say why"):
        applications.refuse_application(application, reason, by=officer)

    assert ProviderApplication.objects.waiting().exists()


DECISIONS = {
    "accept": lambda one, by: applications.accept_application(one, by=by),
    "join": lambda one, by: applications.join_application(one, ProviderPageFactory(), by=by),
    "refuse": lambda one, by: applications.refuse_application(one, "No.", by=by),
}


@pytest.mark.parametrize("second", DECISIONS)
@pytest.mark.parametrize("first", DECISIONS)
def test_an_application_is_decided_once(application, officer, first, second):
    DECISIONS[first](application, officer)
    before = len(mails()), ProviderPage.objects.filter(title=application.name).count()

    with pytest.raises(InvalidTransition, match="decided before"):
        DECISIONS[second](application, officer)

    assert (len(mails()), ProviderPage.objects.filter(title=application.name).count()) == before


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("application_decided_on_a_day", {"state": "accepted"}),
        ("application_decided_on_a_day", {"decided_at": timezone.now()}),
        ("application_refused_with_a_reason", {"state": "refused", "decided_at": timezone.now()}),
        ("application_refused_with_a_reason", {"reason": "No."}),
    ],
)
def test_the_database_keeps_the_rules_of_applications(home, rule, fields):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        ApplicationFactory(**fields)


def test_only_an_accepted_application_has_a_provider(home):
    with pytest.raises(IntegrityError, match="application_of_a_provider"), transaction.atomic():
        ApplicationFactory(provider=ProviderPageFactory())


@pytest.mark.parametrize(
    "fields",
    [
        {"detail": "", "dated_on": None},
        {"dated_on": None},
        {"detail": ""},
        {"not_needed_because": "It is not"},
    ],
)
def test_evidence_has_a_date_or_is_not_needed(home, fields):
    with pytest.raises(IntegrityError, match="evidence_with_a_date"), transaction.atomic():
        EvidenceFactory(**fields)


def reasons_for(application):
    return {one.provider.title: one.reasons for one in likely_duplicates(application)}


@pytest.mark.parametrize(
    ("listed", "asked", "is_likely"),
    [
        ("Riverside Gymnastics Club", "Riverside Gymnastics Club Ltd", True),
        ("The Riverside Gymnastic Club", "Riverside Gymnastics Club", True),
        ("Children's Centre Aylesbury", "Aylesbury Childrens Centre", True),
        ("Riverside Gymnastics", "Riverside Gymnastics (Aylesbury)", True),
        ("Riverside Gymnastics Club", "Riverside Sailing Club", False),
        ("Harebell Short Breaks", "Bluebell Nursery", False),
    ],
)
def test_similar_names_are_found(home, listed, asked, is_likely):
    ProviderPageFactory(title=listed)

    found = reasons_for(ApplicationFactory(name=asked))

    assert found == ({listed: ("similar name",)} if is_likely else {})


def test_numbers_telephones_websites_addresses_and_places_are_compared(home):
    number = ProviderPageFactory(title="By number")
    number.identifiers.add(OrganisationIdentifier(scheme="GB-CHC", identifier="1234567"))
    number.save()
    ProviderPageFactory(title="By telephone", telephone="+44 1632 960555")
    ProviderPageFactory(title="By website", website="https://www.club.example.org/about")
    ProviderPageFactory(title="By address", email="Sam@example.org")
    there = ServicePageFactory(provider__title="By place")
    there.service_at_locations.add(ServiceAtLocation(location=LocationFactory(postal_code="HP20 1UY")))
    there.save()
    ProviderPageFactory(title="Quite another", website="https://facebook.com/another")

    found = reasons_for(
        ApplicationFactory(
            name="Zzz",
            register_number="1234567",
            telephone="01632 960555",
            web_address="http://club.example.org/",
            email="sam@example.org",
            postal_code="HP20 1UY",
        )
    )

    assert found == {
        "By number": ("same register number",),
        "By telephone": ("same telephone number",),
        "By website": ("same website",),
        "By address": ("same email address",),
        "By place": ("a service at the same postcode",),
    }


def test_the_likeliest_comes_first(home):
    there = ServicePageFactory(provider__title="Another at this place")
    there.service_at_locations.add(ServiceAtLocation(location=LocationFactory(postal_code="HP20 1UY")))
    there.save()
    ProviderPageFactory(title="Riverside Club")

    assert list(reasons_for(ApplicationFactory(name="Riverside Club Ltd"))) == [
        "Riverside Club",
        "Another at this place",
    ]


def test_a_shared_host_is_no_website_of_ones_own(home):
    ProviderPageFactory(title="Another", website="https://facebook.com/another")

    assert reasons_for(ApplicationFactory(name="Zzz", web_address="https://facebook.com/zzz")) == {}


def test_looking_for_duplicates_costs_the_same_however_many_providers(home, django_assert_num_queries):
    application = ApplicationFactory(name="Riverside Club", register_number="1234567")
    ProviderPageFactory(title="Riverside Club 1")
    with django_assert_num_queries(4):
        likely_duplicates(application)
    for number in range(3):
        ProviderPageFactory(title=f"Riverside Club {number + 2}")

    with django_assert_num_queries(4):
        assert len(likely_duplicates(application)) == 4
