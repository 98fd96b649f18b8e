"""The search servers that ``scripts/run_tests.py`` has started for the tests, and an index of one's own on them.

``TEST_SEARCH_SERVERS`` names them: ``elasticsearch-8=http://127.0.0.1:9321,opensearch-2=http://…``. Without it the
tests that need one are not collected: ``make test`` says so, and how to add what is missing.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

import pytest
from elastic_transport import ConnectionTimeout
from elasticsearch import Elasticsearch

from services_directory.search.elasticsearch import ElasticsearchEngine
from services_directory.search.server import connect

PATIENCE = 30.0  # seconds: two cores serve the tests and three servers
TRIES = 10  # of two seconds: a server that has just started may be slow
SERVERS = dict(one.split("=", 1) for one in os.environ.get("TEST_SEARCH_SERVERS", "").split(",") if one)


@cache
def client(url: str) -> Elasticsearch:
    """A client that does not hurry: two cores serve three servers and the tests."""
    for _ in range(TRIES):
        with suppress(ConnectionTimeout):
            return connect(url).options(request_timeout=30)
    raise RuntimeError(f"{url} did not answer {TRIES} times.")


@contextmanager
def site_on(url: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The whole site on this server, with no index yet and with patience; its indexes are gone afterwards."""
    for module in ("server", "engine"):
        monkeypatch.setattr(f"services_directory.search.{module}.SECONDS", PATIENCE)
    settings.SEARCH_URL = url
    # A name of its own each time: an engine is kept by it, and its breaker rests for 15 seconds after a failure.
    settings.SEARCH_INDEX = f"site-{secrets.token_hex(6)}"
    settings.SEARCH_REPLICAS = "0"
    yield
    for name in client(url).indices.get(index=f"{settings.SEARCH_INDEX}*"):
        client(url).indices.delete(index=name)


@contextmanager
def empty_index(url: str) -> Iterator[ElasticsearchEngine]:
    """An engine with an index of its own, which is gone afterwards."""
    engine = ElasticsearchEngine(lambda: client(url), f"test-{secrets.token_hex(6)}")
    index = engine.create_index(shards=1, replicas="0")
    engine.switch_to(index)
    try:
        yield engine
    finally:
        engine.delete_index(index)
