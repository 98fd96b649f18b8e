"""Feeds over HTTP, from a server on this machine."""

import http.server
import json
import threading
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from services_directory.open_referral import web
from services_directory.open_referral.errors import SourceError
from services_directory.open_referral.web import Feed
from tests.services_directory.open_referral.conftest import service

Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture
def serve() -> Iterator[Callable[[Callable[[str, dict[str, str]], Answer]], str]]:
    """Starts a server whose answers come from a function of path and query; gives its address."""
    servers = []

    def start(answer: Callable[[str, dict[str, str]], Answer]) -> str:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                query = {key: values[0] for key, values in parse_qs(parts.query).items()}
                status, headers, body = answer(parts.path, query)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def as_json(value: object) -> Answer:
    return 200, {"Content-Type": "application/json"}, json.dumps(value).encode()


def pages_of(total: int) -> Callable[[str, dict[str, str]], Answer]:
    """A feed with ``total`` pages of one full service each."""

    def answer(path: str, query: dict[str, str]) -> Answer:
        number = int(query["page"])
        return as_json({"total_pages": total, "contents": [service(id=f"s{number}", contacts=[])]})

    return answer


def ids(address: str) -> list[str]:
    return [record["id"] for page in Feed(address).pages() for record in page.records]


def test_all_pages_are_followed(serve):
    assert ids(serve(pages_of(3)) + "/services") == ["s1", "s2", "s3"]


def test_one_page_that_was_asked_for_is_read_alone(serve):
    assert ids(serve(pages_of(3)) + "/services?page=2") == ["s2"]


def test_feed_that_ignores_the_page_is_read_once(serve):
    address = serve(lambda path, query: as_json({"total_pages": 9, "contents": [service(contacts=[])]}))

    assert ids(address + "/services") == [service()["id"]]


def test_services_that_a_list_only_names_are_fetched_in_full(serve):
    def answer(path: str, query: dict[str, str]) -> Answer:
        if path == "/services":
            return as_json({"total_pages": 1, "contents": [service(id="a b")]})
        return as_json(service(id="a b", contacts=[{"id": "1"}], name=path))

    (page,) = Feed(serve(answer) + "/services").pages()

    assert page.records == [service(id="a b", contacts=[{"id": "1"}], name="/services/a%20b")]


@pytest.mark.parametrize("address", ["ftp://example.org/feed", "file:///etc/hosts", "http:///services"])
def test_address_of_another_kind_is_refused(address):
    with pytest.raises(SourceError, match="no http"):
        Feed(address)


def test_error_of_the_server_is_named(serve):
    with pytest.raises(SourceError, match="answers 404"):
        ids(serve(lambda path, query: (404, {}, b"")) + "/services")


def test_server_that_is_not_there_is_named():
    with pytest.raises(SourceError, match="cannot be fetched"):
        ids("http://127.0.0.1:9/services")


def test_page_that_is_too_large_is_refused(serve, monkeypatch):
    monkeypatch.setattr(web, "LARGEST_PAGE", 100)

    with pytest.raises(SourceError, match="larger than the limit"):
        ids(serve(pages_of(1)) + "/services")


def test_feed_that_takes_too_long_is_stopped(serve, monkeypatch):
    monkeypatch.setattr(web, "SECONDS_A_FEED", -1)

    with pytest.raises(SourceError, match="took longer"):
        ids(serve(pages_of(1)) + "/services")


def test_redirect_on_this_machine_is_followed(serve):
    target = serve(pages_of(1)) + "/services?page=1"
    address = serve(lambda path, query: (302, {"Location": target}, b""))

    assert ids(address + "/services") == ["s1"]


def test_redirect_from_a_public_to_a_private_address_is_refused(serve, monkeypatch):
    address = serve(lambda path, query: (302, {"Location": "http://127.0.0.1:1/secret"}, b""))
    monkeypatch.setattr(web, "is_loopback", lambda host: False)

    with pytest.raises(SourceError, match="redirects to a private address"):
        ids(address + "/services")


@pytest.mark.parametrize("target", ["file:///etc/hosts", "ftp://127.0.0.1/"])
def test_redirect_to_another_kind_of_address_is_refused(serve, target):
    address = serve(lambda path, query: (302, {"Location": target}, b""))

    with pytest.raises(SourceError, match=r"(?i)redirect"):
        ids(address + "/services")
