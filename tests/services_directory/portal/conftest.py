"""A provider's person, signed in, and a listing of theirs."""

import pytest
from django.test import Client

from services_directory.models import Contact, CostOption
from tests.factories.directory import ServicePageFactory
from tests.factories.people import ProviderMembershipFactory


@pytest.fixture
def membership(home):
    """Somebody's work for a provider."""
    return ProviderMembershipFactory(
        provider__title="Sunrise Club", user__first_name="Robin", user__last_name="Field"
    )


@pytest.fixture
def member(membership):
    """That person."""
    return membership.user


@pytest.fixture
def provider(membership):
    """That provider."""
    return membership.provider


@pytest.fixture
def portal(member, settings):
    """A client signed in as that person."""
    settings.DEMO = True
    client = Client()
    client.force_login(member)
    return client


@pytest.fixture
def colleague(provider):
    """Somebody else who works there."""
    return ProviderMembershipFactory(provider=provider, user__first_name="Sam", user__last_name="Hill").user


@pytest.fixture
def listing(provider):
    """A live listing of theirs."""
    return ServicePageFactory(
        title="Chess club",
        provider=provider,
        contacts=[Contact(telephone="01632 960001")],
        cost_options=[CostOption(amount=3, option="one session")],
    )
