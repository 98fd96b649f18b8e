"""Which services hold the words of a search, and how well."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from services_directory.search import bitsets
from services_directory.search.analysis import STOP_WORDS, Term, query_terms
from services_directory.search.snapshot import Snapshot
from services_directory.search.words import FIELDS, PAIR, REST, SUMMARY, TITLE, TOPIC, Lookup, pair

SHORTEST_PREFIX = 3  # letters: fewer begin too many words ("ot" is a therapy and not the start of "other")
FIELD_WEIGHT = {TITLE: 32, TOPIC: 20, SUMMARY: 12, REST: 4}
PAIR_WEIGHT = 16
WHOLE_TITLE_WEIGHT = 4096  # the title is the search: first, whatever else matches


@dataclass
class Match:
    """The services that hold the words: ``bits``, in the order of ``scores``.

    ``is_everything``: nothing was asked for. ``relaxed``: no service holds every word, these hold some.
    """

    bits: int
    scores: bitsets.Scores
    terms: Sequence[Term] = ()
    is_everything: bool = False
    relaxed: bool = False


def meaningful_terms(text: str) -> list[Term]:
    """The terms of ``text`` that an index can hold: stop words are never indexed, so none is asked for."""
    return [term for term in query_terms(text) if term.word not in STOP_WORDS]


def match_words(snapshot: Snapshot, text: str) -> Match:
    """The services that hold every word of ``text``, or where none does, any; one query at most."""
    terms = meaningful_terms(text)
    scores = bitsets.Scores()
    if not terms:
        return Match(snapshot.everything, scores, is_everything=True)
    pairs = [Lookup(PAIR, pair(one.token, other.token)) for one, other in pairwise(terms)]
    held = snapshot.holding([*pairs, *(lookup for term in terms for lookup in _lookups(term))])

    groups = [bitsets.union(held[lookup] for lookup in _lookups(term)) for term in terms]
    for term in terms:
        for lookup in _lookups(term):
            _add(scores, snapshot, held[lookup], FIELD_WEIGHT[lookup.field] // (2 if lookup.is_prefix else 1))
    for lookup in pairs:
        _add(scores, snapshot, held[lookup], PAIR_WEIGHT)
    scores.add(snapshot.titled(" ".join(term.token for term in terms)), WHOLE_TITLE_WEIGHT)

    every = snapshot.everything
    for group in groups:
        every &= group
    if every or len(terms) == 1:
        return Match(every, scores, terms)
    some = bitsets.union(groups)
    return Match(some, scores, terms, relaxed=bool(some))


def _lookups(term: Term) -> list[Lookup]:
    """Where the term may stand: in each field, and where its last letters may be missing, as a beginning."""
    found = [Lookup(field, term.token) for field in FIELDS]
    if term.is_last and len(term.word) >= SHORTEST_PREFIX:
        found += [Lookup(field, term.word, is_prefix=True) for field in FIELDS]
    return found


def _add(scores: bitsets.Scores, snapshot: Snapshot, bits: int, weight: int) -> None:
    """Add a weight that is greater the fewer services hold the word."""
    if bits:
        scores.add(bits, round(weight * (1 + math.log((snapshot.size + 1) / (bits.bit_count() + 1)))))
