"""Identifiers with a shape of their own: addresses of the network, numbers, references, days, streets."""

from collections.abc import Callable, Iterator

from feedback.domain.identifiers.dates import find_dates
from feedback.domain.identifiers.network import find_network
from feedback.domain.identifiers.numbers import find_official_numbers, find_places_by_code, find_references
from feedback.domain.identifiers.spans import Span
from feedback.domain.identifiers.streets import find_streets
from feedback.domain.identifiers.telephone import find_telephone

FINDERS: tuple[Callable[[str], Iterator[Span]], ...] = (
    # Of two that read the same words the first one names the kind.
    find_network,
    find_official_numbers,
    find_telephone,
    find_references,
    find_places_by_code,
    find_dates,
    find_streets,
)


def find_structured(text: str) -> Iterator[Span]:
    """Everything of this kind in normalised ``text``; spans may overlap."""
    for find in FINDERS:
        yield from find(text)
