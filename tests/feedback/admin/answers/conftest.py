"""The people of the desk for answers, and clients of theirs."""

import pytest
from django.test import Client

from localoffer.accounts.roles import FEEDBACK_OFFICERS
from tests.feedback.conftest import member_of


def signed_in(user):
    """A client of ``user``."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def officer(db):
    """A feedback officer."""
    return member_of(FEEDBACK_OFFICERS)


@pytest.fixture
def desk(officer):
    """Signed in as a feedback officer."""
    return signed_in(officer)


@pytest.fixture
def approving(approver):
    """Signed in as an approver."""
    return signed_in(approver)
