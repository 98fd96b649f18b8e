"""Ages, postcodes and towns that stand inside the words of a search, taken out of them and used as what they are."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from services_directory.search.contract import OLDEST

_WORDS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
)
_NUMBERS = {word: number for number, word in enumerate(_WORDS)}
_NUMBER = rf"(?P<number>[0-9]{{1,2}}|{'|'.join(_NUMBERS)})"
_FOR = r"(?:\bfor\s+)?(?:\b(?:a|an|my|our|the)\s+)?"
_NOT_A_RANGE = r"(?<![0-9][-–])(?<!\bto )"
_YEARS = re.compile(
    rf"{_FOR}{_NOT_A_RANGE}\b{_NUMBER}[\s-]*(?:years?|yrs?)[\s-]*olds?\b"
    rf"|{_FOR}\b{_NUMBER.replace('number', 'short')}\s*(?:y/?o)\b",
    re.IGNORECASE,
)
_AGED = re.compile(rf"{_FOR}\bage[ds]?\s+{_NUMBER}\b(?!\s*(?:[-–]|to\b|and\b)\s*[0-9])", re.IGNORECASE)
_MONTHS = re.compile(rf"{_FOR}\b{_NUMBER}[\s-]*months?[\s-]*old\b", re.IGNORECASE)
_WHOLE_POSTCODE = r"[A-Z]{1,2}[0-9][0-9A-Z]?\s*[0-9][A-Z]{2}"
_OUTWARD_POSTCODE = r"[A-Z]{1,2}[0-9][0-9A-Z]?"
_PLACE = re.compile(
    rf"(?:\b(?:near|in|around|close\s+to|by)\s+)?\b(?P<whole>{_WHOLE_POSTCODE})\b"
    rf"|\b(?:near|in|around|close\s+to)\s+(?P<outward>{_OUTWARD_POSTCODE})\b",
    re.IGNORECASE,
)


_TOWN = re.compile(
    r"\b(?:near|in|around|close\s+to)\s+(?P<name>[^\W\d_][^\W\d_'’-]*(?:[\s-]+[^\W\d_]+){0,3})", re.IGNORECASE
)
_LAST_WORD = re.compile(r"[\s-]+[^\s-]+$")


@dataclass(frozen=True)
class Understood:
    """What is left of the words, and what stood in them: an age in whole years, and a postcode as typed."""

    text: str
    age: int | None = None
    age_words: str = ""
    near: str = ""
    near_words: str = ""
    near_is_town: bool = False


def understand(
    text: str,
    *,
    wants_age: bool = True,
    is_postcode: Callable[[str], bool] | None = lambda typed: True,
    is_town: Callable[[str], bool] | None = None,
) -> Understood:
    """Take one age and one postcode or town out of ``text``. A range ("5 to 11") or an age over 25 stays where it is.

    Args:
        text: the words as typed.
        wants_age: whether an age is looked for.
        is_postcode: whether what is written like a postcode is one; ``None`` where none is looked for.
        is_town: whether the words after "in" or "near" are a town; ``None`` where none is looked for.
    """
    near, near_words, left, of_town = "", "", text, False
    place = _PLACE.search(text) if is_postcode else None
    if place and is_postcode and is_postcode(place["whole"] or place["outward"]):
        near, near_words = place["whole"] or place["outward"], place[0].strip()
        left = _without(left, place)
    elif is_town:
        near, near_words, left = _town(text, is_town)
        of_town = bool(near)
    for pattern, months in ((_MONTHS, True), (_YEARS, False), (_AGED, False)) if wants_age else ():
        found = pattern.search(left)
        years = _years(found, months) if found else None
        if found and years is not None:
            return Understood(_without(left, found), years, found[0].strip(), near, near_words, of_town)
    return Understood(left, near=near, near_words=near_words, near_is_town=of_town)


def _town(text: str, is_town: Callable[[str], bool]) -> tuple[str, str, str]:
    """The town, the words it stood in, and what is left; the longest name that is one."""
    for found in _TOWN.finditer(text):
        name = found["name"]
        while name:
            if is_town(name):
                end = found.start("name") + len(name)
                left = " ".join(f"{text[: found.start()]} {text[end:]}".split())
                return name, text[found.start() : end], left
            shorter = _LAST_WORD.sub("", name)
            name = "" if shorter == name else shorter
    return "", "", text


def _years(found: re.Match[str], months: bool) -> int | None:
    typed = next(value for value in found.groupdict().values() if value).lower()
    number = _NUMBERS.get(typed)
    if number is None:
        number = int(typed)
    years = number // 12 if months else number
    return years if years <= OLDEST else None


def _without(text: str, found: re.Match[str]) -> str:
    return " ".join(f"{text[: found.start()]} {text[found.end() :]}".split())
