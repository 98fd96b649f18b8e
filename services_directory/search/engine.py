"""Which engine answers, by the settings, and what happens when the search server does not."""

import logging
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from elasticsearch import Elasticsearch

from services_directory.models import IndexState
from services_directory.search.contract import Searcher, SearchResults, ServiceQuery
from services_directory.search.database import DatabaseEngine
from services_directory.search.elasticsearch import ElasticsearchEngine, NoIndex, PartialAnswer
from services_directory.search.glossary import current_synonyms
from services_directory.search.server import SECONDS, SearchUrlError, check_address, connect

logger = logging.getLogger(__name__)

REST = 15.0  # seconds that a server is left alone after it has failed
ASKED_AT_ONCE = 8  # searches on their way to the server in one process


class Breaker:
    """Open after a failure: then nobody waits for the server, until one search tries it again."""

    def __init__(self, rest: float = REST) -> None:
        self.rest = rest
        self._until = 0.0
        self._lock = threading.Lock()

    def lets_through(self) -> bool:
        """Whether to ask the server now; after the rest one caller is let through, and the others wait for its luck."""
        with self._lock:
            now = time.monotonic()
            if now < self._until:
                return False
            if self._until:
                self._until = now + self.rest
            return True

    def has_failed(self) -> None:
        """Leave the server alone for a while."""
        with self._lock:
            self._until = time.monotonic() + self.rest

    def has_answered(self) -> None:
        """All is well again."""
        with self._lock:
            self._until = 0.0


class Way:
    """What all pages of a process share on their way to the server."""

    def __init__(self) -> None:
        self.breaker = Breaker()
        self.threads = ThreadPoolExecutor(ASKED_AT_ONCE, thread_name_prefix="search")


class ServerWithFallback:
    """The search server; where it does not answer in time, the embedded engine, which says so.

    Both hold the whole index. Whatever goes wrong with the server is logged and never shown as a failure.

    One is made for each page: however often a page searches, it waits for the server no longer than once.
    """

    def __init__(
        self,
        server: ElasticsearchEngine,
        database: DatabaseEngine,
        seconds: float = SECONDS,
        way: "Way | None" = None,
    ) -> None:
        """``seconds`` for all questions together; ``way`` is shared by all pages of the process."""
        self.server = server
        self.database = database
        self.seconds = seconds
        self.way = way or Way()
        self._waited = 0.0

    def search(self, query: ServiceQuery) -> SearchResults:
        """The results of ``query``, from the database with ``degraded`` set where the server fails."""
        synonyms = current_synonyms()
        found: SearchResults | None = self._ask(lambda: self.server.answer(query, synonyms))
        return found if found is not None else replace(self.database.search(query), degraded=True)

    def totals(self, queries: Iterable[ServiceQuery]) -> list[int]:
        """How many services each query finds."""
        asked = list(queries)
        synonyms = current_synonyms()
        found: list[int] | None = self._ask(lambda: self.server.count(asked, synonyms))
        return found if found is not None else self.database.totals(asked)

    def _ask(self, question: Callable[[], Any]) -> Any:
        """What the server answers in time, or ``None``.

        In a thread of its own, since a server that sends a byte a second would never run into a time limit.
        """
        if self._waited >= self.seconds or not self.way.breaker.lets_through():
            return None
        began = time.monotonic()
        try:
            answer = self.way.threads.submit(question).result(timeout=self.seconds - self._waited)
        # Down, slow, garbage, a missing index: the family gets an answer all the same.
        except Exception as error:
            self.way.breaker.has_failed()
            logger.warning("The search server failed (%s); the database answers", in_words(error))
            return None
        finally:
            self._waited += time.monotonic() - began
        self.way.breaker.has_answered()
        return answer


def get_engine() -> Searcher:
    """The engine that answers families on one page: the server with the database behind it, or the database alone."""
    server = get_server()
    return (
        ServerWithFallback(server, embedded_engine(), SECONDS, _way(server)) if server else embedded_engine()
    )


def get_server() -> ElasticsearchEngine | None:
    """The engine of ``SEARCH_URL``, or ``None`` where the site runs on the embedded one. No request is made."""
    if not settings.SEARCH_URL:
        return None
    return _server(settings.SEARCH_URL, settings.SEARCH_API_KEY, settings.SEARCH_INDEX)


@cache
def embedded_engine() -> DatabaseEngine:
    """The engine on the site's own database; kept up to date whatever ``SEARCH_URL`` says."""
    return DatabaseEngine()


@cache
def _way(server: ElasticsearchEngine) -> Way:
    return Way()


@cache
def _server(url: str, api_key: str, index: str) -> ElasticsearchEngine:
    return ElasticsearchEngine(_Client(url, api_key), index, _targets)


class _Client:
    """A client that is made at the first request and kept: a server that is down at start is asked again later."""

    def __init__(self, url: str, api_key: str) -> None:
        self._address = (url, api_key)
        self._made: Elasticsearch | None = None
        self._lock = threading.Lock()

    def __call__(self) -> Elasticsearch:
        with self._lock:
            if self._made is None:
                self._made = connect(*self._address)
            return self._made


def _targets(server: ElasticsearchEngine) -> Sequence[str]:
    """Where to write: the index in use, and the one that a rebuild is filling.

    While a rebuild after an upgrade runs, an index of the older mapping is left as it is: it takes no new documents.
    """
    building = IndexState.objects.filter(pk=1).values_list("building_index", flat=True).first()
    in_use = server.indexes()
    if building and in_use and not server.mapping_is_current():
        in_use = []
    targets = dict.fromkeys([*in_use, *([building] if building else [])])
    if not targets:
        raise NoIndex("The search server has no index yet. Run manage.py rebuild_search_index.")
    return list(targets)


_told: dict[str, str] = {}  # by alias: the problem that stands in the log


def server_problem(server: ElasticsearchEngine) -> str:
    """What keeps the server from answering families, in words, with what to do; empty if nothing.

    The log is told when it changes: asked for by health checks, the worker and the desk, it would else fill the log.
    """
    problem = _find_problem(server)
    if _told.get(server.alias, "") != problem:
        _told[server.alias] = problem
        logger.warning("The search server: %s", problem or "all is well again")
    return problem


def _find_problem(server: ElasticsearchEngine) -> str:
    try:
        if not server.indexes():
            return "no index yet: run manage.py rebuild_search_index"
        if not server.mapping_is_current():
            return "the index was made by an older version of the site: run manage.py rebuild_search_index"
    except Exception as error:  # told apart below; nothing here may fail, it is asked for by health checks
        return in_words(error)
    return ""


def in_words(error: Exception) -> str:
    """What went wrong with the server, for an officer or a log, with what to do where that is known."""
    status = getattr(getattr(error, "meta", None), "status", None)
    if isinstance(error, SearchUrlError):
        return str(error)
    if status == 401:
        return "it refuses the user and password, or the API key, of SEARCH_URL"
    if status == 403:
        return "the user of SEARCH_URL may not do this"
    if status == 404:
        return "no index yet: run manage.py rebuild_search_index"
    if isinstance(error, PartialAnswer):
        return f"a part of the index is not there ({error})"
    if isinstance(error, TimeoutError):
        return "it took too long"
    name = type(error).__name__
    if name in ("ConnectionError", "ConnectionTimeout", "TlsError"):
        return f"no server answers at the address of SEARCH_URL ({name})"
    return f"what answers at SEARCH_URL is no search server, or a broken one ({name}: {error})"[:300]


@register
def check_search_url(app_configs: Any = None, **options: Any) -> list[CheckMessage]:
    """Say at start, and not at the first search, that ``SEARCH_URL`` cannot be used as it is written."""
    try:
        check_address(settings.SEARCH_URL)
    except SearchUrlError as error:
        return [Error(str(error), hint="Mend SEARCH_URL, or leave it empty.", id="services_directory.E001")]
    return []


@register
def check_search_server(app_configs: Any = None, **options: Any) -> list[CheckMessage]:
    """Say with ``manage.py check`` what keeps the search server from answering.

    Other commands run the checks too, and must neither wait for a server nor need one.
    """
    if sys.argv[1:2] != ["check"]:
        return []
    try:
        server = get_server()
        problem = server_problem(server) if server else ""
    except SearchUrlError:
        return []  # said by the check above
    hint = "Until then the embedded engine answers."
    return (
        [Warning(f"The search server: {problem}.", hint=hint, id="services_directory.W001")]
        if problem
        else []
    )
