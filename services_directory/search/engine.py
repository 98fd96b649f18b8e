"""Which engine answers, by the settings."""

from functools import cache
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

from services_directory.search.contract import SearchEngine
from services_directory.search.database import DatabaseEngine

NO_OTHER_ENGINE = (
    "SEARCH_URL is set, but this version has only the embedded engine. Leave SEARCH_URL empty to use it."
)


def get_engine() -> SearchEngine:
    """The engine of the settings.

    Raises:
        ImproperlyConfigured: ``SEARCH_URL`` names a server that no engine here can speak to.
    """
    if settings.SEARCH_URL:
        raise ImproperlyConfigured(NO_OTHER_ENGINE)
    return _database_engine()


@cache
def _database_engine() -> DatabaseEngine:
    return DatabaseEngine()


@register
def check_search_url(app_configs: Any = None, **options: Any) -> list[CheckMessage]:
    """Say at start, and not at the first search, that ``SEARCH_URL`` cannot be used."""
    if settings.SEARCH_URL:
        return [Error(NO_OTHER_ENGINE, hint="Empty SEARCH_URL in .env.", id="services_directory.E001")]
    return []
