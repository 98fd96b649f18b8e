"""Careful looks into JSON of unknown shape, for both readers."""

from typing import Any

from services_directory.open_referral.records import Telephone


def text(record: dict[str, Any], *keys: str) -> str:
    """The first of ``keys`` that holds text or a number, as text; empty where none does."""
    for key in keys:
        value = record.get(key)
        if isinstance(value, str) and value:
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
    return ""


def part(record: dict[str, Any], key: str) -> dict[str, Any]:
    """The object under ``key``, or an empty one."""
    value = record.get(key)
    return value if isinstance(value, dict) else {}


def parts(record: dict[str, Any], *keys: str) -> list[dict[str, Any]]:
    """The objects in the first list under ``keys``; anything else in it is passed over."""
    for key in keys:
        value = record.get(key)
        if isinstance(value, list) and value:
            return [item for item in value if isinstance(item, dict)]
    return []


def telephones(record: dict[str, Any]) -> list[Telephone]:
    """The ``phones`` of a record."""
    found = []
    for phone in parts(record, "phones"):
        extension = text(phone, "extension")
        words = [f"Extension {extension}" if extension else "", text(phone, "description")]
        kind = text(phone, "type").lower()
        found.append(
            Telephone(
                text(phone, "number"),
                ". ".join(filter(None, words)),
                is_textphone=kind in {"tty", "text", "textphone", "sms"},
            )
        )
    return found
