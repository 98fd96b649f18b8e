"""The first pass over a record, whatever its version: text that can be stored, and no empty values."""

import math
import re
from typing import Any

from services_directory.open_referral.mojibake import mend
from services_directory.open_referral.report import Notes

# Nesting below this is never Open Referral: its deepest value is at 9.
DEEPEST = 40
_NOT_STORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def tidied(record: dict[str, Any], notes: Notes) -> dict[str, Any]:
    """A copy of ``record`` with text mended and trimmed, and nulls, empty text and impossible numbers left out."""
    empty: list[str] = []
    tidy = _tidied(record, "", notes, empty, 0)
    if empty:
        shown = ", ".join(empty[:6]) + (f" and {len(empty) - 6} more" if len(empty) > 6 else "")
        notes.repaired("empty values", f"Left out because they hold no text: {shown}.")
    return tidy if isinstance(tidy, dict) else {}


def _tidied(value: Any, path: str, notes: Notes, empty: list[str], depth: int) -> Any:
    if isinstance(value, str):
        return _text(value, path, notes, empty)
    if isinstance(value, float) and not math.isfinite(value):
        notes.dropped(path, "This number has no value.")
        return None
    if not isinstance(value, dict | list):
        return value
    if depth > DEEPEST:
        notes.dropped(path, "Nested deeper than any Open Referral record.")
        return None
    if isinstance(value, dict):
        pairs = (
            (key, _tidied(item, f"{path}.{key}".lstrip("."), notes, empty, depth + 1))
            for key, item in value.items()
        )
        return {_NOT_STORABLE.sub("", key): item for key, item in pairs if item is not None}
    items = (_tidied(item, f"{path}[{number}]", notes, empty, depth + 1) for number, item in enumerate(value))
    return [item for item in items if item is not None]


def _text(value: str, path: str, notes: Notes, empty: list[str]) -> str | None:
    text = _NOT_STORABLE.sub("", value)
    mended = mend(text)
    if mended != text:
        notes.repaired(path, "Letters that were broken on the way were put right.")
    stripped = mended.strip()
    if not stripped:
        empty.append(path)
        return None
    return stripped
