"""The site's own lists: what is here a place and no person, and who works here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from feedback.domain.identifiers.normalising import fold
from feedback.domain.identifiers.spans import Span
from feedback.domain.identifiers.tries import any_of
from feedback.enums import IdentifierKind as Kind

SHORTEST = 4  # characters of a known name


@dataclass(frozen=True)
class KnownNames:
    """Names that this site knows, as it writes them.

    Args:
        services: never marked, and never read as a person; a role at one is a person.
        settings: schools and other settings: an indirect mark, and with a role a direct one.
        places: venues and towns: never read as a person.
        providers: organisations: never read as a person.
        people: names of staff and officers: always a person, also without a capital.
        contact: what the commenter gave to be reached by (name, address, number): always direct.
    """

    services: frozenset[str] = frozenset()
    settings: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    providers: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    contact: frozenset[str] = frozenset()

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str] | None]:
        return {
            field: _any_of(getattr(self, field))
            for field in ("services", "settings", "places", "providers", "people", "contact")
        }

    def found(self, text: str, field: str) -> Iterator[tuple[int, int]]:
        """Where names of one list stand in normalised ``text``, in any case."""
        pattern = self._patterns[field]
        if pattern is None:
            return
        folded = _fold_in_place(text)
        for match in pattern.finditer(folded):
            yield match.span()

    def people_in(self, text: str) -> Iterator[Span]:
        """Staff of the site, and the commenter's own details."""
        for start, end in self.found(text, "people"):
            yield Span(start, end, Kind.PERSON, "somebody known to this site")
        for start, end in self.found(text, "contact"):
            yield Span(start, end, Kind.PERSON, "the commenter's own details")

    def settings_in(self, text: str) -> Iterator[Span]:
        """Schools and other settings of the directory."""
        for start, end in self.found(text, "settings"):
            yield Span(start, end, Kind.SETTING, "a school or setting of the directory")

    def no_people_in(self, text: str) -> Iterator[tuple[int, int]]:
        """Names of services, venues and organisations."""
        for field in ("services", "places", "providers", "settings"):
            yield from self.found(text, field)


def _fold_in_place(text: str) -> str:
    return "".join(folded if len(folded := fold(character)) == 1 else character for character in text)


@lru_cache(maxsize=32)
def _any_of(names: frozenset[str]) -> re.Pattern[str] | None:
    wanted = sorted({" ".join(_fold_in_place(name).split()) for name in names}, key=len, reverse=True)
    wanted = [name for name in wanted if len(name) >= SHORTEST]
    if not wanted:
        return None
    return re.compile(rf"(?<!\w)(?:{any_of(wanted)})(?!\w)")
