"""Who may open what: every address of the desk, walked as everybody.

A new address of ours without an expected outcome fails here. Run it on every upgrade of Wagtail.
"""

import pytest
from django.urls import URLPattern, get_resolver, reverse

from services_directory.domain.mistakes import report_mistake
from services_directory.models import (
    AccessQuestion,
    ChangePolicy,
    OfferGap,
    ProviderApplication,
    ProviderInvitation,
    ReasonForDecision,
    ReviewContact,
    ReviewPolicy,
    TaxonomyTerm,
)
from tests.factories.changes import submitted_change
from tests.factories.directory import (
    AccessFeatureFactory,
    AssessmentFactory,
    KindFactory,
    LocationFactory,
    NeedFactory,
    ServicePageFactory,
)
from tests.factories.membership import ApplicationFactory, InvitationFactory
from tests.factories.people import ProviderMembershipFactory

pytestmark = pytest.mark.django_db

SNIPPETS = ("location", "taxonomyterm", "profilequestion", "urgenthelp", "reasonfordecision")
# Whatever a name's object is needed for.
SIGN_IN, REFUSED, OPEN = "sign in", "refused", "open"


def outcome(client, address):
    response = client.get(address)
    if response.status_code in (302, 403):
        # Wagtail sends somebody who may not open a page back to the first page of the desk, with a message.
        to_sign_in = response.status_code == 302 and response["Location"].startswith("/account/login/")
        to_first_page = response.status_code == 403 or response["Location"] in ("/admin/", "/")
        return SIGN_IN if to_sign_in else REFUSED if to_first_page else OPEN
    assert response.status_code == 200, f"{address} answered {response.status_code}"
    return OPEN


def ours(namespaces):
    """Every named address below ``/admin/`` of these namespaces, with the names of its parameters."""
    found = []

    def walk(patterns, names):
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                if names and names[0] in namespaces and pattern.name:
                    found.append((":".join([*names, pattern.name]), tuple(pattern.pattern.converters)))
            else:
                walk(pattern.url_patterns, [*names, pattern.namespace] if pattern.namespace else names)

    walk(get_resolver().url_patterns, [])
    return sorted(set(found))


DESK = ("desk", "assessments", "memberships", "review_policies", "review_contacts", "gaps")
OURS = (
    *DESK,
    *(f"wagtailsnippets_services_directory_{name}" for name in SNIPPETS),
    *(f"wagtailsnippetchoosers_services_directory_{name}" for name in SNIPPETS),
)
# What may be opened with a GET, by the last part of its name; the rest are posted to, or need a revision.
NEED_MORE = {
    "preview_on_add",
    "preview_on_edit",
    "revisions_view",
    "revisions_revert",
    "revisions_compare",
    "revisions_unschedule",
    "unpublish",
    "chosen_multiple",
    "reorder",
    "create",
}
OFFICERS_DO_NOT_DELETE = {
    "assessments:delete",
    "wagtailsnippets_services_directory_taxonomyterm:delete",
    "wagtailsnippets_services_directory_profilequestion:delete",
    "wagtailsnippets_services_directory_reasonfordecision:delete",
}
NOBODY_DELETES = {"memberships:delete"}


@pytest.fixture
def things(home):
    service = ServicePageFactory()
    return {
        "assessments": AssessmentFactory(),
        "memberships": ProviderMembershipFactory(),
        "policies": ReviewPolicy.objects.create(kind=KindFactory(), months=6),
        "gaps": OfferGap.objects.create(words="Evening swimming"),
        "contacts": ReviewContact.objects.create(page=service, role="Office", email="o@example.org"),
        "desk:question": AccessQuestion.objects.create(service=service, feature=AccessFeatureFactory()),
        "desk:mistake": report_mistake(service, kind="cost", words="It is free now."),
        "desk:application": ApplicationFactory(),
        "desk:invitation": InvitationFactory(),
        "location": LocationFactory(),
        "taxonomyterm": NeedFactory(),
        "profilequestion": _question(),
        "urgenthelp": _help(),
        "reasonfordecision": ReasonForDecision.objects.create(name="Cost", words="Say what it costs."),
        "desk:change": submitted_change(service),
        "desk": service,
    }


def _question():
    from services_directory.models import ProfileQuestion

    return ProfileQuestion.objects.create(code="q", question="How do you know?", setting_types=["school"])


def _help():
    from services_directory.models import UrgentHelp

    return UrgentHelp.objects.create(title="Call 999", words="danger", advice="<p>Call.</p>")


def expected(who, name):
    is_chooser = name.startswith("wagtailsnippetchoosers")
    if who == "anonymous":
        return SIGN_IN
    if who == "provider":
        return REFUSED
    if who in ("approver", "feedback officer"):
        # They have no permission on the directory; a chooser shows names alone, to anybody at the desk.
        return OPEN if is_chooser or name in ("desk:services", "desk:providers") else REFUSED
    if name in NOBODY_DELETES:
        return REFUSED
    if who == "officer" and (name in OFFICERS_DO_NOT_DELETE or name.startswith("review_policies:")):
        return REFUSED
    return OPEN


def test_every_address_of_the_desk_is_open_to_whom_it_should_be(everybody, things):
    wrong, walked = [], 0
    for name, parameters in ours(OURS):
        view = name.rpartition(":")[2]
        if view in NEED_MORE:
            continue
        key = name.partition(":")[0].rpartition("_")[2]
        thing = things.get(name) or things.get(key) or things["desk"]
        address = reverse(name, args=[thing.pk] if parameters else [])
        for who, client in everybody.items():
            walked += 1
            if (found := outcome(client, address)) != expected(who, name):
                wrong.append(f"{who} at {address}: {found}, not {expected(who, name)}")

    assert "\n".join(wrong) == ""
    assert walked > 200


# Addresses of Wagtail itself.
MAY_OPEN = {
    "/admin/": {"officer", "administrator", "approver", "feedback officer"},
    "/admin/pages/{directory}/": {"officer", "administrator"},
    "/admin/pages/{organisations}/": {"officer", "administrator"},
    "/admin/pages/{service}/edit/": {"officer", "administrator"},
    "/admin/pages/{service}/history/": {"officer", "administrator"},
    "/admin/pages/{service}/copy/": {"officer", "administrator"},
    "/admin/pages/{service}/delete/": {"officer", "administrator"},
    "/admin/pages/{service}/unpublish/": {"officer", "administrator"},
    "/admin/pages/{service}/view_draft/": {"officer", "administrator"},
    "/admin/pages/add/services_directory/servicepage/{directory}/": {"officer", "administrator"},
    "/admin/pages/add/services_directory/providerpage/{organisations}/": {"officer", "administrator"},
    "/admin/pages/add/localoffer/guidepage/{home}/": {"officer", "administrator"},
    "/admin/pages/{home}/edit/": {"officer", "administrator"},
    "/admin/images/": {"officer", "administrator"},
    "/admin/documents/": {"officer", "administrator"},
    "/admin/collections/": {"administrator"},
    "/admin/redirects/": {"administrator"},
    "/admin/settings/localoffer/authoritysettings/{settings}/": {"administrator"},
    "/admin/settings/services_directory/changepolicy/{policy}/": {"administrator"},
    "/admin/users/": set(),
    "/admin/users/new/": set(),
    "/admin/users/edit/{user}/": set(),
    "/admin/users/delete/{user}/": set(),
    "/admin/groups/": set(),
    "/admin/groups/new/": set(),
    "/admin/sites/": set(),
    "/admin/workflows/list/": set(),
}


@pytest.mark.parametrize("address", MAY_OPEN)
def test_wagtails_own_addresses_are_open_to_whom_they_should_be(
    address, everybody, home, directory, organisations
):
    from localoffer.models import AuthoritySettings

    names = {
        "home": home.pk,
        "directory": directory.pk,
        "organisations": organisations.pk,
        "service": ServicePageFactory().pk,
        "settings": AuthoritySettings.load().pk,
        "policy": ChangePolicy.load().pk,
        "user": everybody["officer"].user.pk,
    }
    found = {who: outcome(client, address.format(**names)) for who, client in everybody.items()}

    assert found.pop("anonymous") == SIGN_IN
    assert {who for who, what in found.items() if what == OPEN} == MAY_OPEN[address]


POSTS = (
    "/admin/pages/{service}/edit/",
    "/admin/pages/{service}/delete/",
    "/admin/pages/{service}/unpublish/",
    "/admin/pages/{service}/copy/",
    "/admin/pages/{service}/lock/",
    "/admin/directory/listing/{service}/check/",
    "/admin/directory/listing/{service}/status/",
    "/admin/snippets/services_directory/location/add/",
    "/admin/snippets/services_directory/taxonomyterm/delete/{term}/",
    "/admin/assessments/publish/{assessment}/",
    "/admin/assessments/out-of-order/{assessment}/",
    "/admin/assessments/edit/{assessment}/",
    "/admin/memberships/new/",
    "/admin/directory/invitations/new/",
    "/admin/directory/invitations/{invitation}/",
    "/admin/directory/applications/{application}/",
)


@pytest.mark.parametrize("address", POSTS)
@pytest.mark.parametrize("who", ["anonymous", "provider", "approver", "feedback officer"])
def test_a_forged_post_changes_nothing(address, who, everybody):
    service = ServicePageFactory(title="As it was")
    term = NeedFactory()
    assessment = AssessmentFactory(state="in-progress", published_on=None)
    invitation, application = InvitationFactory(), ApplicationFactory()
    names = {
        "service": service.pk,
        "term": term.pk,
        "assessment": assessment.pk,
        "invitation": invitation.pk,
        "application": application.pk,
    }

    response = everybody[who].post(
        address.format(**names),
        {
            "title": "Changed",
            "action-publish": "1",
            "state": "ended",
            "organisation": "Us",
            "on": "2026-01-01",
            "provider": service.provider_id,
            "email": "forged@example.org",
            "role": "manager",
            "withdraw": "1",
            "decision": "accept",
        },
    )

    assert response.status_code in (302, 403)
    service.refresh_from_db()
    assessment.refresh_from_db()
    assert service.title == "As it was"
    assert service.live
    assert not service.locked
    assert service.revisions.count() == 1
    assert not hasattr(service, "operational_status")
    assert assessment.state == "in-progress"
    assert TaxonomyTerm.objects.filter(pk=term.pk).exists()
    assert list(ProviderInvitation.objects.unanswered()) == [invitation]
    assert list(ProviderApplication.objects.waiting()) == [application]


def test_the_menu_of_an_officer_has_the_words_of_the_directory(officer):
    page = officer.get("/admin/").content.decode()

    for words in ("Services", "Providers", "Places", "Accessibility", "Lists", "Provider staff"):
        assert f'"{words}"' in page
    for words in ("Snippets", "Users", "Groups", "Workflows", "Page types usage"):
        assert f'"{words}"' not in page
