"""The access rule itself; ``test_access_matrix`` tries it on every address."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from services_directory.enums import MembershipRole
from services_directory.portal import access
from tests.factories.directory import ProviderPageFactory, ServicePageFactory
from tests.factories.people import ProviderMembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def user(home):
    return UserFactory()


def test_listings_are_those_of_every_provider_of_the_person(user):
    first, second = (ProviderMembershipFactory(user=user).provider for _ in range(2))
    mine = ServicePageFactory(provider=first, title="A")
    draft = ServicePageFactory(provider=second, title="B", live=False)
    ServicePageFactory(title="C")

    assert list(access.listings_of(user)) == [mine, draft]
    assert list(access.providers_of(user)) == [first, second]


@pytest.mark.parametrize(
    ("begins", "ends", "may"),
    [(0, None, True), (-9, 1, True), (-9, 0, False), (-9, -1, False), (1, None, False)],
)
def test_access_lasts_from_the_first_day_until_the_day_it_ends(user, today, begins, ends, may):
    membership = ProviderMembershipFactory(
        user=user,
        begins_on=today + begins * DAY,
        ends_on=None if ends is None else today + ends * DAY,
    )
    listing = ServicePageFactory(provider=membership.provider)

    assert (listing in access.listings_of(user)) is may
    assert (membership.provider in access.providers_of(user)) is may


def test_a_foreign_listing_does_not_exist(user):
    ProviderMembershipFactory(user=user)
    foreign = ServicePageFactory()

    with pytest.raises(Http404):
        access.listing_or_404(user, foreign.uuid)
    with pytest.raises(Http404):
        access.provider_or_404(user, foreign.provider.uuid)
    with pytest.raises(Http404):
        access.managed_provider_or_404(user, foreign.provider.uuid)


def test_a_listing_without_a_provider_belongs_to_nobody(user):
    ProviderMembershipFactory(user=user)
    orphan = ServicePageFactory(live=False)
    orphan.provider = None
    orphan.save()

    with pytest.raises(Http404):
        access.listing_or_404(user, orphan.uuid)


def test_only_a_manager_manages(user):
    editing = ProviderMembershipFactory(user=user).provider
    managing = ProviderMembershipFactory(user=user, role=MembershipRole.MANAGER).provider

    assert access.managed_provider_or_404(user, managing.uuid) == managing
    with pytest.raises(PermissionDenied, match="Only a manager"):
        access.managed_provider_or_404(user, editing.uuid)


def test_an_old_membership_does_not_stand_in_the_way_of_a_new_one(user, today):
    provider = ProviderPageFactory()
    ProviderMembershipFactory(
        user=user, provider=provider, begins_on=today - 9 * DAY, ends_on=today - DAY, role="manager"
    )
    ProviderMembershipFactory(user=user, provider=provider, role="editor")

    assert access.membership_or_404(user, provider.uuid).role == "editor"


def test_after_a_form_the_sign_in_leads_to_the_first_page(client, home):
    assert (
        client.get("/provider/?page=2")["Location"] == "/account/login/code/?next=%2Fprovider%2F%3Fpage%3D2"
    )
    assert client.post("/provider/?page=2")["Location"] == "/account/login/code/?next=%2Fprovider%2F"
