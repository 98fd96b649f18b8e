"""Phrases that stand for each other in a search, as finished tokens; made from the editors' glossary."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from services_directory.search.analysis import (
    HARDSHIPS,
    HARDSHIPS_BEHIND,
    NEGATIONS,
    OPTIONAL_WORDS,
    STOP_WORDS,
    Term,
    phrase_terms,
    query_terms,
    words,
)
from services_directory.search.suggestions import Vocabulary

Tokens = tuple[str, ...]

# Steps of a phrase that more than one word can take; no token looks like these.
NEGATION, HARDSHIP, HARDSHIP_BEHIND = "!not", "!hard", "!hard behind"
MOST_SKIPPED = 2  # words that say for whom or how, inside a phrase: "won't *really* talk"


def phrase_tokens(phrase: str) -> Tokens:
    """The tokens of ``phrase`` as a search would have them; empty where it is made of stop words."""
    return tuple(term.token for term in query_terms(phrase) if term.word not in STOP_WORDS)


@dataclass(frozen=True)
class Found:
    """A phrase of the glossary inside a search: which of its terms make it, and what else it stands for."""

    places: tuple[int, ...]
    others: tuple[Tokens, ...]


@dataclass
class _Step:
    """Where a phrase may go on, and if it may end here what it stands for."""

    next: dict[str, "_Step"] = field(default_factory=dict)
    others: dict[Tokens, None] = field(default_factory=dict)


class Synonyms:
    """By phrase what else finds the same services. Read once for each version of the glossary."""

    def __init__(self, pairs: Iterable[tuple[str, Iterable[str]]] = ()) -> None:
        """``pairs``: a phrase and the phrases that it also stands for."""
        written = [
            (phrase, [tokens for other in others if (tokens := phrase_tokens(other))])
            for phrase, others in pairs
        ]
        self.words = frozenset(word for phrase, _ in written for word in words(phrase))
        same = _the_same(written)
        self._first = _Step()
        for phrase, others in written:
            itself = phrase_tokens(phrase)
            wanted = dict.fromkeys([*others, *(alike for other in others for alike in same.get(other, ()))])
            wanted.pop(itself, None)
            for steps in _ways(phrase):
                self._add(steps, wanted)

    def _add(self, steps: Tokens, wanted: Iterable[Tokens]) -> None:
        at = self._first
        for step in steps:
            at = at.next.setdefault(step, _Step())
        at.others.update(dict.fromkeys(wanted))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of the glossary, for spelling."""
        return Vocabulary(dict.fromkeys(self.words, 1))

    def longest(self, terms: Sequence[Term], start: int) -> Found | None:
        """The longest phrase that begins with the term at ``start``."""
        return max(self._walk(self._first, terms, start, ()), key=lambda one: len(one.places), default=None)

    def _walk(self, at: _Step, terms: Sequence[Term], place: int, taken: tuple[int, ...]) -> Iterator[Found]:
        if at.others:
            yield Found(taken, tuple(at.others))
        if place == len(terms):
            return
        term = terms[place]
        for step in _steps(term, is_next=bool(taken) and taken[-1] == place - 1):
            if step in at.next:
                yield from self._walk(at.next[step], terms, place + 1, (*taken, place))
        if taken and term.word in OPTIONAL_WORDS and place - taken[0] - len(taken) < MOST_SKIPPED:
            yield from self._walk(at, terms, place + 1, taken)


def _the_same(written: Iterable[tuple[str, list[Tokens]]]) -> dict[Tokens, list[Tokens]]:
    """By phrase those that stand for it and it for them: who means "OT" means "occupational therapy"."""
    goes_to: dict[Tokens, dict[Tokens, None]] = defaultdict(dict)
    for phrase, others in written:
        goes_to[phrase_tokens(phrase)].update(dict.fromkeys(others))
    return {
        one: [other for other in others if other != one and one in goes_to.get(other, ())]
        for one, others in goes_to.items()
    }


def _ways(phrase: str) -> Iterator[Tokens]:
    """The steps of ``phrase``, and of "trouble sleeping" also those of "sleeping trouble"."""
    steps = tuple(map(_step, phrase_terms(phrase)))
    if all(step.startswith("!") for step in steps):
        return
    yield steps
    if steps[0] == HARDSHIP:
        yield (*steps[1:], HARDSHIP_BEHIND)


def _step(term: Term) -> str:
    if term.word in HARDSHIPS:
        return HARDSHIP
    return NEGATION if term.word in NEGATIONS else term.token


def _steps(term: Term, is_next: bool) -> Iterator[str]:
    """The steps that a word of a search can take."""
    yield term.token
    if term.word in NEGATIONS:
        yield NEGATION
    if term.word in NEGATIONS or term.word in HARDSHIPS:
        yield HARDSHIP
    if is_next and term.follows and term.word in HARDSHIPS_BEHIND:
        yield HARDSHIP_BEHIND


NO_SYNONYMS = Synonyms()
