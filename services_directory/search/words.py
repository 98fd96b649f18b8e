"""The words of the index: how a service's texts are kept as finished tokens, and which services hold a token.

Each token stands once with the letter of its field before it, so that a search in one field needs no positions:
``twheelchair`` is *wheelchair* in a title. The two databases are asked in their own words here and nowhere else.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from django.db import connection

from services_directory.search.analysis import tokens, words

# The fields of ``IndexedService.texts``, heaviest first, and two that are made of them.
TITLE, TOPIC, SUMMARY, REST = FIELDS = "tksd"
PAIR = "b"  # two tokens that stand side by side in a title, topic or summary
VOCABULARY = "w"  # words as written, for spelling suggestions
LONGEST_TOKEN = 60  # characters; PostgreSQL refuses a lexeme of 2 KB
ASKED_AT_ONCE = 200  # lookups in one statement; SQLite takes at most 500


@dataclass(frozen=True)
class Lookup:
    """A token in one field; with ``is_prefix`` every token that begins so."""

    field: str
    token: str
    is_prefix: bool = False

    @property
    def key(self) -> str:
        """As it is kept in the index."""
        return self.field + self.token[:LONGEST_TOKEN]


def pair(first: str, second: str) -> str:
    """The token for two tokens side by side; a word never holds "_"."""
    return f"{first}_{second}"


@lru_cache(maxsize=512)
def token_lists(texts: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The finished tokens of each text; remembered, since every engine in turn is given the same services."""
    return tuple(tuple(tokens(text)) for text in texts)


@lru_cache(maxsize=512)
def written_words(texts: tuple[str, ...]) -> frozenset[str]:
    """The words of all texts but the last as they are written, for spelling; remembered for the same reason."""
    return frozenset(word for text in texts[:-1] for word in words(text))


def indexed_words(texts: Sequence[str]) -> str:
    """The ``words`` of a row: all tokens of the four texts, each once, in order, with blanks between."""
    given = tuple(texts)
    found: set[str] = set()
    for field, kept in zip(FIELDS, token_lists(given), strict=True):
        # As Lookup.key, a thousand times.
        found.update([field + token[:LONGEST_TOKEN] for token in kept])
        if field != REST:
            found.update([PAIR + pair(*two)[:LONGEST_TOKEN] for two in pairwise(kept)])
    found.update([VOCABULARY + word[:LONGEST_TOKEN] for word in written_words(given)])
    return " ".join(sorted(found))


def holders(lookups: Sequence[Lookup]) -> Iterator[tuple[Lookup, Iterable[int]]]:
    """For each lookup the ids of the services that hold it, in one statement for all."""
    for start in range(0, len(lookups), ASKED_AT_ONCE):
        part = lookups[start : start + ASKED_AT_ONCE]
        select, parameter = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}[connection.vendor]
        statement = " UNION ALL ".join([select] * len(part))
        parameters = [value for number, one in enumerate(part) for value in (number, parameter(one))]
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            for number, ids in cursor.fetchall():
                yield part[number], _numbers(ids)


def vocabulary() -> dict[str, int]:
    """The words of the directory as they are written, and how many services use each."""
    statement = {"sqlite": _SQLITE_VOCABULARY, "postgresql": _POSTGRESQL_VOCABULARY}[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return {word[1:]: count for word, count in cursor.fetchall()}


def _numbers(ids: str | list[int] | None) -> Iterable[int]:
    return map(int, ids.split(",")) if isinstance(ids, str) else ids or ()


def _fts5(lookup: Lookup) -> str:
    quoted = lookup.key.replace('"', '""')
    return f'"{quoted}"*' if lookup.is_prefix else f'"{quoted}"'


def _tsquery(lookup: Lookup) -> str:
    quoted = lookup.key.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}':*" if lookup.is_prefix else f"'{quoted}'"


_SQLITE = (
    "SELECT %s, group_concat(rowid) FROM services_directory_searchwords "
    "WHERE services_directory_searchwords MATCH %s",
    _fts5,
)
_POSTGRESQL = (
    "SELECT %s::int, array_agg(service_id) FROM services_directory_searchrow WHERE tokens @@ %s::tsquery",
    _tsquery,
)
_SQLITE_VOCABULARY = (
    "SELECT term, doc FROM services_directory_searchvocabulary WHERE term >= 'w' AND term < 'x'"
)
_POSTGRESQL_VOCABULARY = (
    "SELECT word, ndoc FROM ts_stat('SELECT tokens FROM services_directory_searchrow') "
    "WHERE starts_with(word, 'w')"
)
