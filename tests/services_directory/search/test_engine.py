"""Which engine answers."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from services_directory.search.database import DatabaseEngine
from services_directory.search.engine import check_search_url, get_engine


def test_get_engine_is_the_embedded_one_where_no_server_is_named(settings):
    settings.SEARCH_URL = ""

    assert isinstance(get_engine(), DatabaseEngine)
    assert check_search_url() == []


def test_get_engine_refuses_a_server_that_it_cannot_speak_to(settings):
    settings.SEARCH_URL = "http://127.0.0.1:9200"

    with pytest.raises(ImproperlyConfigured, match="SEARCH_URL"):
        get_engine()
    assert [error.id for error in check_search_url()] == ["services_directory.E001"]
