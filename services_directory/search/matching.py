"""Which services of the embedded index hold the words of a search, and how well."""

import math
from dataclasses import dataclass, field
from functools import reduce
from operator import and_

from services_directory.search import bitsets
from services_directory.search.plan import WHOLE_TITLE_WEIGHT, Alternative, TextPlan
from services_directory.search.snapshot import Snapshot
from services_directory.search.words import FIELDS, Lookup


@dataclass
class Match:
    """The services that hold the words: ``bits``, in the order of ``scores``.

    ``is_everything``: nothing was asked for. ``relaxed``: no service holds every word, these hold some.
    """

    bits: int
    scores: bitsets.Scores = field(default_factory=bitsets.Scores)
    is_everything: bool = False
    relaxed: bool = False


def match_words(snapshot: Snapshot, plan: TextPlan) -> Match:
    """The services that meet every group of ``plan``, or where none does, any; one query at most."""
    if not plan.groups:
        return Match(snapshot.everything, is_everything=True)
    weights = plan.weights()
    held = snapshot.holding(weights)
    scores = bitsets.Scores()
    for lookup, weight in weights.items():
        _add(scores, snapshot, held[lookup], weight)
    scores.add(snapshot.titled(plan.title), WHOLE_TITLE_WEIGHT)

    met = [bitsets.union(_holding(held, one) for one in group.alternatives) for group in plan.groups]
    every = reduce(and_, met, snapshot.everything)
    if every or len(met) == 1:
        return Match(every, scores)
    some = bitsets.union(met)
    return Match(some, scores, relaxed=bool(some))


def _holding(held: dict[Lookup, int], alternative: Alternative) -> int:
    """The services that hold every token of ``alternative``, each in any field."""
    *before, last = (
        bitsets.union(held[Lookup(one, token)] for one in FIELDS) for token in alternative.tokens
    )
    if alternative.begins:
        last |= bitsets.union(held[Lookup(one, alternative.begins, is_prefix=True)] for one in FIELDS)
    return reduce(and_, before, last)


def _add(scores: bitsets.Scores, snapshot: Snapshot, bits: int, weight: int) -> None:
    """Add a weight that is greater the fewer services hold the word."""
    if bits:
        scores.add(bits, round(weight * (1 + math.log((snapshot.size + 1) / (bits.bit_count() + 1)))))
