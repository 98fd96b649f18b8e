"""How good an ordered list of services is as the answer to a query: numbers from 0 to 1."""

import math
from collections.abc import Mapping, Sequence

GOOD = 2  # the grade from which a service answers the query
TOP = 10


def success(found: Sequence[str], grades: Mapping[str, int], first: int) -> bool:
    """Whether one of the ``first`` services found is a good answer."""
    return any(grades.get(title, 0) >= GOOD for title in found[:first])


def ndcg(found: Sequence[str], grades: Mapping[str, int]) -> float:
    """Normalised discounted cumulative gain of the top ten: 1 where nothing could stand in a better order."""
    best = _gain(sorted(grades.values(), reverse=True))
    return _gain([grades.get(title, 0) for title in found]) / best if best else 0.0


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades[:TOP]))


def overlap(one: Sequence[str], other: Sequence[str]) -> float:
    """The share of the top ten that both lists hold; 1 where both are empty."""
    first, second = set(one[:TOP]), set(other[:TOP])
    return len(first & second) / max(len(first), len(second)) if first or second else 1.0
