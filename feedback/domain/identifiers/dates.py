"""Days: of birth, and of events."""

import re
from collections.abc import Iterator

from feedback.domain.identifiers.patterns import before, pattern
from feedback.domain.identifiers.spans import Span
from feedback.enums import IdentifierKind as Kind

MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
ORDINAL = r"\d{1,2}(?:st|nd|rd|th)?"
DATE = pattern(
    rf"""(?<![\w/-]) (?: \d{{1,2}}[/.\-]\d{{1,2}}[/.\-](?:19|20)?\d\d | (?:19|20)\d\d-\d\d-\d\d
    | {ORDINAL}\s?(?:of\s)?{MONTHS}\.?,?(?:\s?(?:19|20)?\d\d(?!\w))?
    | {MONTHS}\.?\s{ORDINAL}(?!\d)(?:,?\s(?:19|20)\d\d)? ) (?![\w/-])"""
)
MONTH_AND_YEAR = pattern(rf"(?<!\w) {MONTHS}\.?,?\s(?:19|20)\d\d (?!\w)")
BIRTH = re.compile(
    r"\b(?:born|dob|d\.o\.b\.?|d\.o\.b|date of birth|birth\s?day|birth\s?date|b\.? ?day|d o b)\b"
)


def find_dates(text: str) -> Iterator[Span]:
    """A day is a date of birth when a word near it says so, and else an event that others may remember."""
    for match in DATE.finditer(text):
        near = before(text, match.start()) + " " + text[match.end() : match.end() + 15].lower()
        if BIRTH.search(near):
            yield Span(match.start(), match.end(), Kind.DATE_OF_BIRTH, "a date of birth")
        else:
            yield Span(match.start(), match.end(), Kind.DATED_EVENT, "a date")
    for match in MONTH_AND_YEAR.finditer(text):
        if re.search(r"\bborn\b|\bdob\b|date of birth", before(text, match.start())[-25:]):
            yield Span(match.start(), match.end(), Kind.DATE_OF_BIRTH, "a month of birth")
