"""Fetches a feed: http and https only, with limits, and never led to a private address by a redirect."""

import ipaddress
import json
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException
from typing import IO, Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from services_directory.open_referral.errors import SourceError
from services_directory.open_referral.source import Page, parse, read_document

LARGEST_PAGE = 50 * 1024 * 1024
LARGEST_FEED = 500 * 1024 * 1024
SECONDS_A_REQUEST = 30
SECONDS_A_FEED = 15 * 60
PER_PAGE = 100
MOST_PAGES = 10_000
# Arrays that only the full record of a service has (Open Referral UK 3.0 and 1.0).
DETAILS = ("service_at_locations", "contacts", "phones", "schedules", "regular_schedules", "cost_options")


def _addresses(host: str) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise SourceError(f"There is no host {host}. Check the address.") from error
    return [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]


def is_loopback(host: str) -> bool:
    """Whether ``host`` is this machine."""
    return all(address.is_loopback for address in _addresses(host))


class _GuardedRedirects(urllib.request.HTTPRedirectHandler):
    """Follows a redirect to the public network only, unless the given address is this machine itself."""

    max_redirections = 5

    def __init__(self, allow_private: bool) -> None:
        self.allow_private = allow_private

    def redirect_request(
        self, req: Any, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        address = urlsplit(newurl)
        if address.scheme not in {"http", "https"}:
            raise SourceError(f"{req.full_url} redirects to {address.scheme}:, which is not followed.")
        host = address.hostname or ""
        if not self.allow_private and not all(found.is_global for found in _addresses(host)):
            raise SourceError(
                f"{req.full_url} redirects to a private address ({host}), which is not followed."
            )
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class Feed:
    """A feed at an address; page by page, each service in full.

    Raises:
        SourceError: from any method, when the address cannot be used, answers with something else, or passes a limit.
    """

    def __init__(self, address: str) -> None:
        self._parts = urlsplit(address)
        if self._parts.scheme not in {"http", "https"} or not self._parts.hostname:
            raise SourceError(f"{address} is no http:// or https:// address.")
        handler = _GuardedRedirects(allow_private=is_loopback(self._parts.hostname))
        # No proxy, file or ftp handler: only what is named here can be reached.
        self._opener = urllib.request.OpenerDirector()
        for part in (
            urllib.request.ProxyHandler(),
            urllib.request.HTTPHandler(),
            urllib.request.HTTPSHandler(),
            urllib.request.HTTPDefaultErrorHandler(),
            urllib.request.HTTPErrorProcessor(),
            handler,
        ):
            self._opener.add_handler(part)
        self._address = address
        self._read = 0
        self._deadline = time.monotonic() + SECONDS_A_FEED

    def pages(self) -> Iterator[Page]:
        """All pages, from the given one on where the address names a page, otherwise from the first."""
        asked = dict(parse_qsl(self._parts.query))
        first = self._page(self._address if "page" in asked else self._with(page=1))
        yield self._in_full(first)
        if "page" in asked:
            return
        seen = {_identity(first)}
        for number in range(2, min(first.total_pages, MOST_PAGES) + 1):
            page = self._page(self._with(page=number))
            if not page.records or _identity(page) in seen:
                return  # a feed that ignores page= gives its first page for ever
            seen.add(_identity(page))
            yield self._in_full(page)

    def _with(self, **query: int) -> str:
        asked = dict(parse_qsl(self._parts.query, keep_blank_values=True))
        if not ({"per_page", "perPage"} & asked.keys()):
            asked["per_page"] = str(PER_PAGE)
        asked.update({key: str(value) for key, value in query.items()})
        return urlunsplit(self._parts._replace(query=urlencode(asked), fragment=""))

    def _page(self, address: str) -> Page:
        return read_document(self._json(address), address)

    def _in_full(self, page: Page) -> Page:
        """List pages may hold only the first level of each service; the full record is at its own address."""
        path = self._parts.path.rstrip("/")
        if not path.endswith("/services") or any(
            isinstance(record, dict) and any(key in record for key in DETAILS) for record in page.records
        ):
            return page
        return Page(page.version, [self._full(path, record) for record in page.records], page.total_pages)

    def _full(self, path: str, record: Any) -> Any:
        if not isinstance(record, dict) or not isinstance(record.get("id"), str | int):
            return record
        identifier = quote(str(record["id"]), safe="")
        full = self._json(
            urlunsplit(self._parts._replace(path=f"{path}/{identifier}", query="", fragment=""))
        )
        return full if isinstance(full, dict) and str(full.get("id")) == str(record["id"]) else record

    def _json(self, address: str) -> Any:
        return parse(self._bytes(address), address)

    def _bytes(self, address: str) -> bytes:
        if time.monotonic() > self._deadline:
            raise SourceError(
                f"The feed took longer than {SECONDS_A_FEED // 60} minutes. Try a smaller part of it."
            )
        request = urllib.request.Request(address, headers={"Accept": "application/json"})  # noqa: S310
        try:
            with self._opener.open(request, timeout=SECONDS_A_REQUEST) as answer:
                return self._limited(answer, address)
        except urllib.error.HTTPError as error:
            raise SourceError(f"{address} answers {error.code} {error.reason}. Check the address.") from error
        except (urllib.error.URLError, OSError, HTTPException, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            raise SourceError(f"{address} cannot be fetched: {reason}.") from error

    def _limited(self, answer: IO[bytes], address: str) -> bytes:
        chunks: list[bytes] = []
        size = 0
        while chunk := answer.read(64 * 1024):
            size += len(chunk)
            self._read += len(chunk)
            if size > LARGEST_PAGE or self._read > LARGEST_FEED:
                raise SourceError(f"{address} is larger than the limit of {LARGEST_PAGE // 2**20} MB a page.")
            if time.monotonic() > self._deadline:
                raise SourceError(f"{address} answers too slowly.")
            chunks.append(chunk)
        return b"".join(chunks)


def _identity(page: Page) -> str:
    return json.dumps(page.records, sort_keys=True, default=str)
