"""Officers, signed in; the second factor is lifted, and tested with the sign-in."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from localoffer.accounts.roles import ADMINISTRATORS, APPROVERS, FEEDBACK_OFFICERS, OFFICERS
from tests.factories.people import ProviderMembershipFactory, UserFactory


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO = True


def signed_in(group=None):
    """A client of somebody in ``group``."""
    user = UserFactory()
    if group:
        user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def officer(db):
    """Signed in as an officer."""
    return signed_in(OFFICERS)


@pytest.fixture
def administrator(db):
    """Signed in as an administrator."""
    return signed_in(ADMINISTRATORS)


@pytest.fixture
def provider_user(db):
    """Signed in as somebody who works for a provider."""
    client = signed_in()
    ProviderMembershipFactory(user=client.user)
    return client


@pytest.fixture
def everybody(officer, administrator, provider_user):
    """Clients by who they are."""
    return {
        "anonymous": Client(),
        "provider": provider_user,
        "approver": signed_in(APPROVERS),
        "feedback officer": signed_in(FEEDBACK_OFFICERS),
        "officer": officer,
        "administrator": administrator,
    }
