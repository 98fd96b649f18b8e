"""Which engine answers, and that families are answered whatever the search server does."""

import socket
import threading
import time

import pytest
from django.test import Client

from services_directory.models import IndexOutbox, IndexState
from services_directory.search.contract import ServiceQuery
from services_directory.search.database import DatabaseEngine
from services_directory.search.elasticsearch import ElasticsearchEngine
from services_directory.search.engine import (
    Breaker,
    ServerWithFallback,
    check_search_server,
    check_search_url,
    embedded_engine,
    get_engine,
    get_server,
    server_problem,
)
from services_directory.search.outbox import drain
from services_directory.search.server import connect
from tests.factories.directory import ServicePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(db):
    """A service in the embedded index."""
    page = ServicePageFactory(title="Wheelchair football")
    drain(engine=embedded_engine())
    return page


class OddServer:
    """Something that listens and is no search server: it says ``answer`` after ``seconds``, a byte at a time."""

    def __init__(self, answer: bytes = b"", seconds: float = 0.0) -> None:
        self.answer, self.seconds, self.asked = answer, seconds, 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.socket.getsockname()[1]}"

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.asked += 1
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            connection.recv(65536)
            pause = self.seconds / max(len(self.answer), 1)
            try:
                for byte in self.answer:
                    time.sleep(pause)
                    connection.sendall(bytes([byte]))
            except OSError:
                return  # the client has gone


def http(body: str) -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()


@pytest.fixture
def odd_server():
    """Makes odd servers, and stops them."""
    made = []

    def make(*args) -> OddServer:
        made.append(OddServer(*args))
        return made[-1]

    yield make
    for one in made:
        one.socket.close()


def closed_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}"


def test_get_engine_is_the_embedded_one_where_no_server_is_named(settings):
    settings.SEARCH_URL = ""

    assert isinstance(get_engine(), DatabaseEngine)
    assert get_server() is None
    assert check_search_url() == []


@pytest.mark.parametrize("url", ["localhost:9200", "ftp://host", "http://host:port", "https://"])
def test_an_address_that_cannot_be_understood_is_an_error_of_the_checks(settings, url):
    settings.SEARCH_URL = url

    assert [error.id for error in check_search_url()] == ["services_directory.E001"]


def test_a_server_that_does_not_answer_is_explained(settings, service):
    settings.SEARCH_URL = closed_port()

    (warning,) = check_search_server()
    assert "no server answers at the address of SEARCH_URL" in warning.msg
    answer = Client().get("/readyz")
    assert answer.status_code == 200
    assert "no server answers" in answer.json()["search_server"]


def test_a_family_is_answered_while_the_server_is_down(settings, service, client):
    settings.SEARCH_URL = closed_port()

    page = client.get("/find/?q=football").content.decode()

    assert "Wheelchair" in page
    assert "spare engine" in page


@pytest.mark.parametrize(
    "answer",
    [b"", b"nonsense", http("<html>"), http("{}"), http('{"hits": 3, "version": {"number": "8"}}')],
    ids=["nothing", "no-http", "no-json", "empty", "other-json"],
)
def test_garbage_is_answered_by_the_embedded_engine(service, odd_server, answer):
    engine = with_fallback(odd_server(answer).url)

    results = engine.search(ServiceQuery("football"))

    assert ([hit.id for hit in results.hits], results.degraded) == ([service.pk], True)


def test_a_slow_server_is_waited_for_once(service, odd_server):
    server = odd_server(http("{}"), 30.0)
    engine = with_fallback(server.url, seconds=0.3)

    first = engine.search(ServiceQuery("football"))
    asked = server.asked
    second = engine.search(ServiceQuery("football"))

    assert first.degraded
    assert second.degraded
    assert server.asked == asked  # the breaker is open


def test_totals_come_from_the_embedded_engine_too(service):
    assert with_fallback(closed_port()).totals([ServiceQuery("football"), ServiceQuery("zzz")]) == [1, 0]


def with_fallback(url: str, seconds: float = 2.0) -> ServerWithFallback:
    return ServerWithFallback(
        ElasticsearchEngine(lambda: connect(url), "local-offer"), embedded_engine(), seconds
    )


def test_a_breaker_lets_one_through_after_its_rest():
    breaker = Breaker(rest=0.05)
    breaker.has_failed()
    assert not breaker.lets_through()

    time.sleep(0.06)

    assert [breaker.lets_through(), breaker.lets_through()] == [True, False]
    breaker.has_answered()
    assert [breaker.lets_through(), breaker.lets_through()] == [True, True]


def test_the_embedded_index_follows_while_the_server_is_down(settings):
    settings.SEARCH_URL = closed_port()
    page = ServicePageFactory(title="Bowls")

    report = drain()

    assert report.failed == 1
    assert embedded_engine().search(ServiceQuery("bowls")).total == 1
    mark = IndexOutbox.objects.get(service_id=page.pk)
    assert "no server answers" in mark.last_error
    assert IndexState.objects.get().version > 0


def test_a_server_with_a_wrong_answer_is_a_problem_in_words(odd_server):
    server = ElasticsearchEngine(lambda: connect(odd_server(http("<html>")).url), "local-offer")

    assert "no search server" in server_problem(server)
