"""The people of the desk for comments."""

import pytest
from django.contrib.auth.models import Group

from localoffer.accounts.models import User
from localoffer.accounts.roles import APPROVERS, FEEDBACK_OFFICERS
from tests.factories.people import UserFactory


def member_of(name: str) -> User:
    """Somebody new in one group."""
    user = UserFactory()
    user.groups.add(Group.objects.get(name=name))
    return user


@pytest.fixture
def officer(db) -> User:
    """A feedback officer."""
    return member_of(FEEDBACK_OFFICERS)


@pytest.fixture
def colleague(db) -> User:
    """Another feedback officer."""
    return member_of(FEEDBACK_OFFICERS)


@pytest.fixture
def approver(db) -> User:
    """An approver."""
    return member_of(APPROVERS)
