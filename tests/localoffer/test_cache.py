import pytest
from django.core.cache import cache
from wagtail.models import Page, Site

from tests.factories.directory import ServicePageFactory

pytestmark = pytest.mark.django_db


def test_addresses_of_many_pages_ask_the_database_once(django_assert_num_queries):
    pages = [ServicePageFactory() for _ in range(5)]
    cache.clear()
    pages[0].get_url()

    with django_assert_num_queries(0):
        for page in pages:
            page.get_url()


def test_changed_site_is_seen_at_once_by_the_process_that_changed_it(directory):
    page = ServicePageFactory()
    before = page.get_url()
    site = Site.objects.get()
    site.root_page_id = directory.pk

    site.save()

    assert before == f"/service/{page.slug}/"
    assert Page.objects.get(pk=page.pk).get_url() == f"/{page.slug}/"  # a page keeps what it was told


def test_other_keys_are_shared_through_the_database(django_assert_num_queries):
    cache.set("key", 1)

    with django_assert_num_queries(1):
        assert cache.get("key") == 1
