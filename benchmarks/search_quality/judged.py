"""The judged queries as they are written down."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

KINDS = {
    "exact": "exact",
    "acronym": "acronym",
    "misspelt": "misspelt",
    "everyday": "everyday words",
    "age": "with age",
    "place": "with place",
}
FOLDER = Path(__file__).parent
HELD_OUT_EVERY = 3


@dataclass(frozen=True, eq=False)
class Judged:
    """A query and the services that answer it, by title, with their grades."""

    kind: str
    words: str
    grades: Mapping[str, int]
    is_held_out: bool


def read_queries(name: str, titles: frozenset[str]) -> list[Judged]:
    """The queries of a file of this folder.

    Raises:
        ValueError: a kind, a title or a grade is wrong, so that a slip of the pen is no failure of the search.
    """
    found = []
    for number, one in enumerate(json.loads((FOLDER / name).read_text(encoding="utf-8")), 1):
        unknown = one["answers"].keys() - titles
        if unknown or one["kind"] not in KINDS or not set(one["answers"].values()) <= {1, 2, 3}:
            raise ValueError(
                f"Query {number}, “{one['query']}”: {unknown or 'its kind or a grade'} is wrong."
            )
        found.append(Judged(one["kind"], one["query"], one["answers"], number % HELD_OUT_EVERY == 0))
    return found
