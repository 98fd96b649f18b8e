"""Officers for comments, signed in."""

import pytest

from localoffer.accounts.roles import FEEDBACK_OFFICERS
from tests.services_directory.admin.conftest import (  # noqa: F401  fixtures of the desk
    _demo,
    administrator,
    everybody,
    officer,
    provider_user,
    signed_in,
)


@pytest.fixture
def feedback_officer(db):
    """Signed in as a feedback officer."""
    return signed_in(FEEDBACK_OFFICERS)
