"""What a half-typed search may become: our own terms, the words of the glossary, and titles of services."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, takewhile

from services_directory.enums import TaxonomyCode
from services_directory.models import GlossaryEntry, IndexState, SearchRow, TaxonomyTerm
from services_directory.search import bitsets
from services_directory.search.analysis import spoken, stem
from services_directory.search.snapshot import Snapshot, current_snapshot
from services_directory.search.words import TITLE, Lookup

MOST = 8
SHORTEST = 2  # letters: one begins too much
LONGEST = 60  # characters
MOST_BEGINNINGS = 4  # words of a term from which it may be typed: "language" gives "Speech and language"


_APOSTROPHES = str.maketrans("", "", "'’‘")
_WORD = re.compile(r"[^\W_]+")


def _normalised(text: str) -> str:
    """The words of ``text`` in small letters; "Down's" is "downs", as it is typed."""
    return " ".join(_WORD.findall(text.casefold().translate(_APOSTROPHES)))


def _each_once(offered: Iterable[str]) -> list[str]:
    """In order, and of "Mediation" and "mediation" the first."""
    found: dict[str, str] = {}
    for text in offered:
        found.setdefault(_normalised(text), text)
    found.pop("", None)
    return list(found.values())


class Completions:
    """Words to offer, ready to be asked for what begins with something."""

    def __init__(self, offered: Iterable[str]) -> None:
        """``offered``: the first are offered first where two begin alike."""
        self._offered = _each_once(offered)
        self._beginnings = sorted(
            (beginning, place, number)
            for number, text in enumerate(self._offered)
            for place, beginning in enumerate(_beginnings(text))
        )

    def of(self, typed: str) -> list[str]:
        """Those that begin with ``typed``, then those of which a later word does."""
        wanted = _normalised(typed)
        start = bisect_left(self._beginnings, (wanted, 0, 0))
        found = takewhile(lambda one: one[0].startswith(wanted), islice(self._beginnings, start, None))
        ranked = sorted({(place, number) for _, place, number in found})
        return list(dict.fromkeys(self._offered[number] for _, number in ranked))


def _beginnings(text: str) -> list[str]:
    words = _normalised(text).split()
    return [" ".join(words[at:]) for at in range(min(len(words), MOST_BEGINNINGS))]


_current: tuple[tuple[int, int], Completions, tuple[str, ...]] = ((-1, -1), Completions([]), ())


def complete(typed: str) -> list[str]:
    """At most eight searches that begin with ``typed``; four queries at most, fewer where they were asked before."""
    typed = typed.strip()[:LONGEST]
    if len(typed) < SHORTEST:
        return []
    of_lists = _words()[0].of(typed)
    titles = _titles(current_snapshot(), typed) if len(of_lists) < MOST else []
    return _each_once([*of_lists, *titles])[:MOST]


def offered_first() -> tuple[str, ...]:
    """What is offered before anything is typed: the needs and kinds of support, from A to Z."""
    return _words()[1]


def _words() -> tuple[Completions, tuple[str, ...]]:
    """Read again when the index or the glossary has changed: a renamed term changes the index."""
    global _current
    found = IndexState.objects.filter(pk=1).values_list("version", "glossary_version").first() or (0, 0)
    if found != _current[0]:
        terms = sorted(_terms(), key=str.casefold)
        _current = (found, Completions([*terms, *_glossary()]), tuple(terms))
    return _current[1], _current[2]


def _terms() -> Iterator[str]:
    lists = [TaxonomyCode.NEEDS.value, TaxonomyCode.KINDS.value]
    used = TaxonomyTerm.objects.filter(taxonomy__code__in=lists, retired_on=None)
    yield from used.values_list("name", flat=True)


def _glossary() -> Iterator[str]:
    for term, expansion in GlossaryEntry.objects.in_a_to_z().values_list("term", "expansion"):
        yield term
        yield expansion


def _titles(snapshot: Snapshot, typed: str) -> Sequence[str]:
    """Titles of services with all the words, the last as a beginning."""
    words = [word for _, word in spoken(typed) if word]
    if not words or len(words[-1]) < SHORTEST:
        return []
    *before, last = words
    lookups = [Lookup(TITLE, stem(word)) for word in before]
    lookups.append(Lookup(TITLE, last, is_prefix=True))
    bits = snapshot.everything
    for held in snapshot.holding(lookups).values():
        bits &= held
    ids = [snapshot.ids[slot] for slot in islice(bitsets.slots(bits, snapshot.size), MOST)]
    return list(
        SearchRow.objects.filter(service_id__in=ids).order_by("title").values_list("title", flat=True)
    )
