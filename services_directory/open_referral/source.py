"""Opens a file or address and gives its services one by one, with the version of the standard each is in."""

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from services_directory.open_referral.errors import SourceError

LARGEST_FILE = 200 * 1024 * 1024
# Names that only 1.0 uses.
_ONLY_IN_V1 = ("eligibilitys", "service_taxonomys", "regular_schedules", "reviews", "link_taxonomys")
_OTHER_ENTITIES = {
    "location": "a service at a location",
    "openapi": "an OpenAPI description",
    "openapi_url": "the start page of a feed (add /services to the address)",
    "$schema": "a JSON schema",
    "taxonomy": "a taxonomy term",
    "website": "an organisation",
}


@dataclass(frozen=True)
class Page:
    """One document of a feed: its records, their version and how many pages and services the feed says it has."""

    version: int
    records: list[Any]
    total_pages: int = 1
    total_items: int | None = None


@dataclass(frozen=True)
class RawRecord:
    """One record as it came: its number in the source (from 1), the version of the standard, the record."""

    row: int
    version: int
    data: Any


def is_address(given: str) -> bool:
    """Whether ``given`` is a web address and not a file; an unknown scheme is an address too, and refused later."""
    return "://" in given


def default_name(given: str) -> str:
    """The name of a source when none is given: the address without its query, or the file's name."""
    if not is_address(given):
        return Path(given).name[:200]
    address = urlsplit(given)
    return f"{address.scheme}://{address.hostname or ''}{address.path}"[:200]


def read_file(path: Path) -> Page:
    """The document in a file.

    Raises:
        SourceError: it is missing, too large, not JSON, half a file or not Open Referral.
    """
    try:
        if path.is_dir():
            raise SourceError(f"{path} is a folder. Give the JSON file itself.")
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise SourceError(
                f"{path} has {size // 2**20} MB; the limit is {LARGEST_FILE // 2**20} MB. Split it."
            )
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise SourceError(f"There is no file {path}. Check the name and the folder.") from error
    except (OSError, ValueError) as error:
        raise SourceError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.") from error
    return read_document(parse(content, str(path)), str(path))


def parse(content: bytes, where: str) -> Any:
    """The JSON in ``content``.

    Raises:
        SourceError: it is no JSON, or only the beginning of it; the message names line and column.
    """
    text = _decoded(content, where)
    if not text.strip():
        raise SourceError(f"{where} is empty. Get the file again.")
    try:
        return json.loads(text, parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        raise SourceError(_what_is_wrong(text, error, where)) from error
    except RecursionError as error:
        raise SourceError(f"{where} is nested too deeply to be Open Referral.") from error
    except ValueError as error:
        raise SourceError(f"{where} holds a number that is too long to be read.") from error


def _decoded(content: bytes, where: str) -> str:
    encoding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        if content.lstrip()[:1] in (b"{", b"["):
            try:
                return content.decode("cp1252")
            except UnicodeDecodeError:
                pass
        raise SourceError(
            f"{where} is not text that JSON can be in: line {line}, byte {error.start + 1}. Save it as UTF-8."
        ) from error


def _what_is_wrong(text: str, error: json.JSONDecodeError, where: str) -> str:
    start = text.lstrip()[:1]
    place = f"line {error.lineno}, column {error.colno}"
    if start == "<":
        return f"{where} is a web page or XML and not JSON. Ask for the JSON address of the feed."
    # Cut off: nothing but space follows, or a text that began is never closed.
    is_cut = not text[error.pos :].strip() or error.msg.startswith("Unterminated string")
    if start in "{[" and is_cut:
        return f"{where} stops in the middle ({place}): it is half a file. Get the whole file again."
    return f"{where} is not JSON: {error.msg} at {place}. Ask the source for a JSON file, or mend that line."


def read_document(document: Any, where: str) -> Page:
    """A parsed document as a page of records.

    Raises:
        SourceError: it has not the shape of Open Referral UK.
    """
    if isinstance(document, list):
        if document and not any(looks_like_service(item) for item in document):
            raise SourceError(
                f"{where} is a list without one Open Referral service in it: a service has an id and a name."
            )
        return Page(_version_of(document), document, 1, len(document))
    if not isinstance(document, dict):
        raise SourceError(f"{where} is JSON but not Open Referral: it should be an object or a list.")
    for key, version in (("contents", 3), ("content", 1)):
        if key in document:
            return _envelope(document, key, version, where)
    if looks_like_service(document):
        return Page(_version_of([document]), [document])
    for key, name in _OTHER_ENTITIES.items():
        if key in document:
            raise SourceError(f"{where} is {name} and not a service or a list of services.")
    raise SourceError(
        f"{where} is JSON but not Open Referral UK. A list has “contents” (3.0) or “content” (1.0); "
        "a single service has an “id” and a “name”."
    )


def looks_like_service(item: Any) -> bool:
    """Whether an object could be a service: an id and a name, and nothing that only another entity has."""
    return (
        isinstance(item, dict)
        and "id" in item
        and ("name" in item or "organization" in item)
        and not (
            {"location_type", "term_uri", "website", "$schema"} & item.keys() and "organization" not in item
        )
        and not ("location" in item and "service_at_locations" not in item)
    )


def _envelope(document: dict[str, Any], key: str, version: int, where: str) -> Page:
    records = document[key]
    if not isinstance(records, list):
        raise SourceError(f"{where} is not Open Referral UK: “{key}” should be a list of services.")
    objects = [record for record in records if isinstance(record, dict)]
    if objects and not any(looks_like_service(record) or "status" in record for record in objects):
        raise SourceError(
            f"{where} is a list, but not of services: the rows of “{key}” have no id and name of a service."
        )
    total_pages = document.get("total_pages", document.get("totalPages"))
    total_items = document.get("total_items", document.get("totalElements"))
    return Page(
        version,
        records,
        total_pages if isinstance(total_pages, int) and total_pages > 0 else 1,
        total_items if isinstance(total_items, int) else None,
    )


def _version_of(records: list[Any]) -> int:
    is_v1 = any(isinstance(record, dict) and _speaks_v1(record) for record in records)
    return 1 if is_v1 else 3


def _speaks_v1(record: dict[str, Any]) -> bool:
    rows = record.get("service_at_locations")
    places = [row.get("location") for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return any(key in record for key in _ONLY_IN_V1) or any(
        isinstance(place, dict) and "physical_addresses" in place for place in places
    )


def numbered(pages: Iterator[Page]) -> Iterator[RawRecord]:
    """The records of all pages with their numbers."""
    row = 0
    for page in pages:
        for data in page.records:
            row += 1
            yield RawRecord(row, page.version, data)
