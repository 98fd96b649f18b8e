"""What every test may use. Rows come from ``tests.factories``; the first pages come from the migrations."""

import datetime
import os
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django.plugin import blocking_manager_key

from localoffer.accounts.models import User
from localoffer.models import HomePage
from services_directory.models import DirectoryPage, OrganisationsPage
from tests.factories.people import UserFactory
from tests.migrated_database import fill_from_template, keep_as_template, restore

# Playwright's event loop makes Django think that a test is asynchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

fill_from_template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """The test database as pytest-django makes it, kept for the next run."""
    with django_db_blocker.unblock():
        keep_as_template()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """After a test that commits, Django empties every table; what the migrations wrote is put back for the next."""
    yield
    marker = item.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        with item.config.stash[blocking_manager_key].unblock():
            restore()


@pytest.fixture
def today() -> datetime.date:
    """The day of the test."""
    return datetime.date.today()


@pytest.fixture
def home(db) -> HomePage:
    """The home page."""
    return HomePage.objects.get()


@pytest.fixture
def directory(db) -> DirectoryPage:
    """The page that holds the services."""
    return DirectoryPage.objects.get()


@pytest.fixture
def organisations(db) -> OrganisationsPage:
    """The page that holds the providers."""
    return OrganisationsPage.objects.get()


@pytest.fixture
def superuser(db) -> User:
    """Somebody who may do everything."""
    return UserFactory(is_superuser=True, is_staff=True)


@pytest.fixture
def superuser_client(superuser, settings) -> Client:
    """Signed in as somebody who may do everything; the second factor is lifted as in the demonstration."""
    settings.DEMO = True
    client = Client()
    client.force_login(superuser)
    return client
