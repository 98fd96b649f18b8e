import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from services_directory.models import IndexOutbox
from tests.factories.directory import ServicePageFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/directory/search-index/"


def test_page_says_how_far_behind_the_index_is(superuser_client):
    ServicePageFactory()

    text = " ".join(superuser_client.get(ADDRESS).content.decode().split())

    assert "0 of 1 that families should find" in text
    assert "In the site’s own database" in text
    assert "Nothing. Every change has reached the index or waits its turn." in text
    call_command("drain_search_outbox", verbosity=0)
    text = superuser_client.get(ADDRESS).content.decode()
    assert "1 of 1" in text
    assert "Families find everything as it is published" in text


def test_page_says_that_index_and_directory_differ(superuser_client):
    ServicePageFactory()
    IndexOutbox.objects.all().delete()

    assert "The index and the directory differ" in superuser_client.get(ADDRESS).content.decode()


def test_what_failed_is_named_and_tried_again_on_request(superuser_client):
    page = ServicePageFactory(title="Broken club")
    later = timezone.now() + datetime.timedelta(hours=1)
    IndexOutbox.objects.update(attempts=4, last_error="ValueError: too odd", not_before=later)

    text = superuser_client.get(ADDRESS).content.decode()
    assert "Broken club" in text
    assert "ValueError: too odd" in text

    superuser_client.post(ADDRESS)
    assert IndexOutbox.objects.get(service_id=page.pk).not_before <= timezone.now()


def test_server_that_does_not_answer_is_said(superuser_client, settings):
    settings.SEARCH_URL = "http://127.0.0.1:9"

    text = superuser_client.get(ADDRESS).content.decode()

    assert "no server answers at the address of SEARCH_URL" in text


def test_only_for_those_who_work_on_pages(client, settings):
    settings.DEMO = True
    client.force_login(UserFactory())

    assert client.get(ADDRESS).status_code in (302, 403)
