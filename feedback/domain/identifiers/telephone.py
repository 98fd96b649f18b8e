"""Telephone numbers."""

import re
from collections.abc import Iterator

import phonenumbers

from feedback.domain.identifiers.patterns import before, pattern
from feedback.domain.identifiers.spans import Span
from feedback.enums import IdentifierKind as Kind

DIGITS = pattern(r"(?<![\w.£$/]) (?:\+|00)?\s?\(?\d (?:[\s().\-–/]{0,2}\d){5,14} (?![\w])")
CALLING = re.compile(
    r"(?:phone|tel\b|telephone|ring|rang|call|text|mob\b|mobile|number|num\b|whats\s?app|landline|contact me|reach me"
    r"|fax|ext\b|\bno\b)[^.!?]{0,30}$"
)
# Helplines and other numbers that belong to no person: freephone and the same rate everywhere.
ORGANISATIONS_NUMBERS = ("0800", "0808", "03", "0844", "0845", "0870", "0871", "116", "101", "111", "119")
NUMBER_WORDS = "oh|o|zero|one|two|three|four|five|six|seven|eight|nine|double|triple|treble|hundred|nought"
SPOKEN_NUMBER = pattern(
    rf"(?<!\w) (?:(?:{NUMBER_WORDS}|\d{{1,5}})[\s,-]{{1,3}}){{6,14}} (?:{NUMBER_WORDS}|\d{{1,5}}) (?!\w)"
)


def find_telephone(text: str) -> Iterator[Span]:
    """British and international numbers, POSSIBLE rather than valid, since families mistype; also spoken ones."""
    for match in DIGITS.finditer(text):
        if _is_telephone(match.group(), before(text, match.start())):
            start = match.start() + len(match.group()) - len(match.group().lstrip())
            yield Span(start, match.end(), Kind.PHONE, "looks like a telephone number")
    for match in SPOKEN_NUMBER.finditer(text):
        words = re.findall(r"[a-z]+", match.group().lower())
        if len(words) >= 5 and words[0] in ("oh", "o", "zero", "nought", "double", "triple", "treble"):
            yield Span(match.start(), match.end(), Kind.PHONE, "a telephone number in words")


def _is_telephone(found: str, words_before: str) -> bool:
    digits = re.sub(r"\D", "", found)
    national = re.sub(r"^(?:0044|44(?=[1-9]\d{8}))0?", "0", digits)
    if national.startswith(ORGANISATIONS_NUMBERS):
        return False
    if re.fullmatch(r"\s?\d{1,2}[\s/.\-–]\d{1,2}[\s/.\-–](?:19|20)?\d\d\s?", found) or re.fullmatch(
        r"(?:19|20)\d\d\s?[-–/]\s?(?:19|20)?\d\d", found.strip()
    ):
        return False
    called = bool(CALLING.search(words_before))
    if len(national) < 10:
        return called and 6 <= len(national) <= 9
    if not (national.startswith(("0", "7")) or found.lstrip().startswith(("+", "00")) or called):
        return False
    try:
        parsed = phonenumbers.parse(found if found.lstrip().startswith("+") else national, "GB")
    except phonenumbers.NumberParseException:
        return called
    return phonenumbers.is_possible_number(parsed) or called or national.startswith("07")
