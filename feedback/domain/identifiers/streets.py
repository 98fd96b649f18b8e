"""Addresses of houses."""

import re
from collections.abc import Iterator

from feedback.domain.identifiers import vocabulary as v
from feedback.domain.identifiers.patterns import every, pattern
from feedback.domain.identifiers.spans import Span
from feedback.enums import IdentifierKind as Kind

STREET = r"(?:road|rd|street|st|avenue|ave|av|lane|ln|close|drive|dr|crescent|cres|terrace|gardens|gdns|grove|mews)"
STREET_TOO = (
    r"(?:way|place|row|hill|park|green|view|court|ct|walk|rise|square|croft|parade|wharf|gate|end|path|vale|mount|fold"
    r"|meadow|meadows|fields|bank|heights|cottages?|villas?|circus|quay|broadway|estate|house|wynd|yard|common)"
)
WORD = r"(?:[a-z][a-z']{1,20}\.?)"
NUMBERED = pattern(
    rf"""(?<![\w£./-]) (?:(?:flat|apartment|apt|unit|room|no\.?|number)\s)?\d{{1,4}}[a-d]?,?\s
    ((?:{WORD}\s){{1,3}}) ({STREET}|{STREET_TOO}) (?!\w)"""
)
FLAT = pattern(
    rf"""(?<!\w) (?:flat|apartment|apt)\s?\d{{1,4}}[a-d]?,?\s(?:{WORD}\s){{1,2}}
    (?:house|court|tower|heights|lodge|place|point|mansions?)? (?!\w)"""
)
UNNUMBERED = re.compile(
    rf"(?<!\w)((?:[A-Z][A-Za-z']{{1,20}}\s){{1,3}})({STREET}|{STREET_TOO})(?!\w)", re.IGNORECASE
)
LIVING_ON = re.compile(
    r"\b(?:live|lives|lived|living|house|home|flat|address|round|corner of|off|on|at|in|down|up)\s(?:the\s)?$"
)


def find_streets(text: str) -> Iterator[Span]:
    """House numbers with a street, flats, and streets in capitals."""
    for match in NUMBERED.finditer(text):
        words = match.group(1).lower().split()
        sure = re.fullmatch(STREET, match.group(2).lower()) or match.group(2)[:1].isupper()
        if sure and not v.NO_STREET.intersection(
            [*words[:-1], words[-1] if words[-1] not in ("high", "main", "old", "school") else ""]
        ):
            yield Span(match.start(), match.end(), Kind.ADDRESS, "a house and street")
    yield from every(FLAT, text, Kind.ADDRESS, "a flat")
    for match in UNNUMBERED.finditer(text):
        words = match.group(1).split()
        while words and (words[0].lower() in v.NO_STREET or not words[0][0].isupper()):
            words.pop(0)
        kind_of_street = match.group(2)
        if (
            not words
            or words[-1].lower() in ("high", "main", "social", "downing")
            or any(not word[0].isupper() for word in words)
        ):
            continue
        start = match.start(2) - len(" ".join(words)) - 1
        is_sure = re.fullmatch(STREET.replace("|st|", "|").replace("|dr|", "|"), kind_of_street.lower())
        if kind_of_street[0].isupper() and (
            is_sure
            or (
                LIVING_ON.search(text[max(0, start - 20) : start].lower())
                and re.fullmatch(
                    r"way|place|row|hill|walk|rise|croft|close|wynd|estate", kind_of_street.lower()
                )
            )
        ):
            yield Span(start, match.end(), Kind.ADDRESS, "a street")
