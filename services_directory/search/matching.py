"""Which services of the embedded index hold the words of a search, and how well."""

import math
from dataclasses import dataclass, field
from functools import reduce
from operator import and_

from services_directory.search import bitsets
from services_directory.search.plan import WHOLE_TITLE_WEIGHT, Alternative, Level, TextPlan, is_common
from services_directory.search.snapshot import Snapshot
from services_directory.search.words import FIELDS, VOCABULARY, Lookup


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
    """The services that hold what the first level of ``plan`` asks that finds enough; one query at most."""
    if not plan.groups:
        return Match(snapshot.everything, is_everything=True)
    gains = plan.credits()
    said = {Lookup(VOCABULARY, term.word): term.word for term in plan.terms}
    held = snapshot.holding([*(gain.lookup for gain in gains), *said])
    common = {word for one, word in said.items() if is_common(held[one].bit_count(), snapshot.size)}
    scores = bitsets.Scores()
    for gain in gains:
        bits = held[gain.lookup]
        if gain.given:
            bits &= bitsets.union(_holding(held, one) for one in gain.given)
        scores.add(bits, _rarity(gain.weight, held[gain.lookup].bit_count(), snapshot.size))
    scores.add(snapshot.titled(plan.title), WHOLE_TITLE_WEIGHT)

    first, *lower = plan.without_common(common).levels
    if found := _meeting(held, first):
        return Match(found, scores)
    found = next(filter(None, (_meeting(held, level) for level in lower)), 0)
    return Match(found, scores, relaxed=bool(found))


def _meeting(held: dict[Lookup, int], level: Level) -> int:
    """The services that meet as many groups as are needed."""
    met = [bitsets.union(_holding(held, one) for one in group.alternatives) for group in level.groups]
    if level.needed == 1:
        return bitsets.union(met)
    if level.needed == len(met):
        return reduce(and_, met)
    return bitsets.union(reduce(and_, met[:left] + met[left + 1 :]) for left in range(len(met)))


def _holding(held: dict[Lookup, int], alternative: Alternative) -> int:
    """The services that hold every token of ``alternative``, each in any field."""
    *before, last = (
        bitsets.union(held[Lookup(one, token)] for one in FIELDS) for token in alternative.tokens
    )
    if alternative.begins:
        last |= bitsets.union(held[Lookup(one, alternative.begins, is_prefix=True)] for one in FIELDS)
    return reduce(and_, before, last)


def _rarity(weight: int, holders: int, size: int) -> int:
    """The weight of a word, greater the fewer services hold it."""
    return round(weight * (1 + math.log((size + 1) / (holders + 1))))
