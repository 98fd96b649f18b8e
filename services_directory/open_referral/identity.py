"""Identifiers: how a row of a source is known again on the next run."""

import hashlib
import uuid
from typing import Any

from services_directory.open_referral.shapes import part, parts, text

LONGEST_ID = 150


def _id(record: dict[str, Any], *fallback: str) -> str:
    given = text(record, "id").strip()
    if not given and (words := "|".join(text(record, key).strip().casefold() for key in fallback)).strip("|"):
        given = f"no-id-{hashlib.sha256(words.encode('utf-8', 'replace')).hexdigest()[:32]}"
    if len(given) > LONGEST_ID:
        given = hashlib.sha256(given.encode("utf-8", "replace")).hexdigest()
    return given.replace("\x00", "").encode("utf-8", "replace").decode()


def service_key(record: dict[str, Any]) -> str:
    """The source identifier of a service; empty where it has none."""
    return _id(record)


def organisation_key(record: dict[str, Any]) -> str:
    """Of an organisation; from its name where the source gives none. In 1.0 feeds two entities may share a number."""
    own = _id(record, "name")
    return f"organization/{own}" if own else ""


def place_key(record: dict[str, Any]) -> str:
    """Of a place; from its name where the source gives none."""
    own = _id(record, "name")
    return f"location/{own}" if own else ""


def keys_of(record: dict[str, Any]) -> tuple[str, str, list[str]]:
    """The keys of a service record, of its organisation and of its places."""
    places = [part(row, "location") for row in parts(record, "service_at_locations")]
    return (
        service_key(record),
        organisation_key(part(record, "organization")),
        [key for place in places if (key := place_key(place))],
    )


def uuid_for(source: str, key: str) -> uuid.UUID:
    """The UUID of a row: the source's own where it is one, and otherwise made from source and identifier."""
    try:
        return uuid.UUID(key.rpartition("/")[2])
    except ValueError:
        return uuid.uuid5(uuid.NAMESPACE_URL, f"{source}#{key}")
