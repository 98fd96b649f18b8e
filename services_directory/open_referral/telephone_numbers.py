"""British telephone numbers as families can dial them, out of what feeds write.

Source: Ofcom's National Telephone Numbering Plan for the lengths; GOV.UK style for the spaces.
"""

import re
from typing import NamedTuple

_DIGITS = re.compile(r"[+(]?\d[\d\s().\-–]*\d")
_EXTENSION = re.compile(r"^[\s,]*(?:extension|ext|ex|x)\.?\s*(\d+)\b[\s).]*", re.I)
_ALTERNATIVE = re.compile(r"^\s*(?:/|or)\s*([\d\s]+)$", re.I)
_LABEL = re.compile(r"^\s*(?:tel|telephone|phone|t)\b[\s.:]*", re.I)
_RELAY = "18001"
_SHORT = re.compile(r"1\d\d|999|116\d{3}|\d{5}")
_NATIONAL = re.compile(r"0[1-9]\d{8,9}|0800\d{4}|0845\d{4}")


class Dialled(NamedTuple):
    """A number as it is dialled, what else the source says of it, and whether it is for text."""

    number: str
    note: str
    is_textphone: bool


def spaced(digits: str) -> str:
    """A national number of 10 or 11 digits with the usual spaces; any other as it is."""
    if len(digits) not in {10, 11} or not digits.startswith("0"):
        return digits
    if digits[1] == "2":
        return f"{digits[:3]} {digits[3:7]} {digits[7:]}"
    if digits[1] in "389" or digits[1:3] == "11" or (digits[1] == "1" and digits[3] == "1"):
        return f"{digits[:4]} {digits[4:7]} {digits[7:]}"
    return f"{digits[:5]} {digits[5:]}"


def _national(written: str) -> str | None:
    digits = re.sub(r"\D", "", written.replace("(0)", "") if written.lstrip().startswith("+") else written)
    if written.lstrip().startswith("+") and not digits.startswith("44"):
        return f"+{digits}" if 8 <= len(digits) <= 15 else None
    for prefix in ("0044", "44"):
        if digits.startswith(prefix) and len(digits) > 10:
            digits = "0" + digits.removeprefix(prefix).removeprefix("0")
            break
    if digits.startswith(_RELAY) and _NATIONAL.fullmatch(digits[5:]):
        return digits
    return digits if _NATIONAL.fullmatch(digits) or _SHORT.fullmatch(digits) else None


def read_number(written: str) -> Dialled | None:
    """The first number in ``written``, or ``None`` where it is no number that can be dialled.

    “01632 960001 ext 12 (Referrals)” gives the number and the note “Extension 12. Referrals”; a second number
    stands in the note.
    """
    rest = _LABEL.sub("", written)
    match = _DIGITS.search(rest)
    digits = _national(match[0]) if match else None
    if match is None or digits is None:
        return None
    before, after = rest[: match.start()].strip(" :,-("), rest[match.end() :]
    notes = [before]
    if extension := _EXTENSION.match(after):
        notes.append(f"Extension {extension[1]}")
        after = after[extension.end() :]
    if other := _ALTERNATIVE.match(after):
        tail = re.sub(r"\D", "", other[1])
        notes.append(
            f"or {spaced(digits[: max(0, len(digits) - len(tail))] + tail if len(tail) < 10 else tail)}"
        )
        after = ""
    notes.append(after.strip(" ().,-"))
    is_relay = digits.startswith(_RELAY)
    number = f"{_RELAY} {spaced(digits[5:])}" if is_relay else spaced(digits)
    return Dialled(number, ". ".join(filter(None, notes)), is_relay)
