"""What the finders of shaped identifiers share."""

import re
from collections.abc import Iterator

from feedback.domain.identifiers.spans import Span
from feedback.enums import IdentifierKind

CONTEXT = 45  # characters before a number in which a word may say what it is


def pattern(expression: str) -> re.Pattern[str]:
    """A pattern in verbose form, for any case. Every repeat in it is bounded, so that it stays linear."""
    return re.compile(expression, re.IGNORECASE | re.VERBOSE)


def before(text: str, start: int) -> str:
    """The words just before, in small letters."""
    return text[max(0, start - CONTEXT) : start].lower()


def every(found: re.Pattern[str], text: str, kind: IdentifierKind, reason: str) -> Iterator[Span]:
    """Every match, without the punctuation behind it."""
    for match in found.finditer(text):
        end = match.start() + len(match.group().rstrip(".,;:!?'-"))
        yield Span(match.start(), end, kind, reason)
