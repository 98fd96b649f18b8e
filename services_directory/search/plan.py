"""What a search asks of the words, the same for every engine: groups of alternatives, each of finished tokens.

A service matches when every group is met; a group is met by any of its alternatives; an alternative by all its tokens.
Alternatives come from the editors' glossary: who types SALT also finds "speech and language therapy".
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from services_directory.search.analysis import OPTIONAL_WORDS, STOP_WORDS, Term, query_terms
from services_directory.search.synonyms import Synonyms
from services_directory.search.words import FIELDS, PAIR, REST, SUMMARY, TITLE, TOPIC, Lookup, pair

SHORTEST_PREFIX = 3  # letters: fewer begin too many words ("ot" is a therapy and not the start of "other")
FIELD_WEIGHT = {TITLE: 32, TOPIC: 20, SUMMARY: 12, REST: 4}
PAIR_WEIGHT = 16
WHOLE_TITLE_WEIGHT = 4096  # the title is the search: first, whatever else matches
SYNONYM_SHARE = 2  # a synonym weighs half of the word that was typed
PREFIX_SHARE = 2  # and so does the beginning of a word
MOST_ALTERNATIVES = 12  # of one group: an editor's longest list


@dataclass(frozen=True)
class Alternative:
    """Tokens that must all be held. ``begins``: the last one may also be the beginning of a word."""

    tokens: tuple[str, ...]
    begins: str = ""


@dataclass(frozen=True)
class Group:
    """What one word or phrase of the search may be met by; the first alternative is what was typed."""

    alternatives: tuple[Alternative, ...]

    def weights(self) -> dict[Lookup, int]:
        """What each lookup adds to the score of a service that holds it; each counts once, at its greatest."""
        found: dict[Lookup, int] = {}
        for number, alternative in enumerate(self.alternatives):
            share = SYNONYM_SHARE if number else 1
            for token in alternative.tokens:
                for one in FIELDS:
                    lookup = Lookup(one, token)
                    found[lookup] = max(found.get(lookup, 0), FIELD_WEIGHT[one] // share)
            if alternative.begins:
                for one in FIELDS:
                    lookup = Lookup(one, alternative.begins, is_prefix=True)
                    found[lookup] = FIELD_WEIGHT[one] // PREFIX_SHARE
        return found


@dataclass(frozen=True)
class TextPlan:
    """The groups of a search, and what else counts for its order. No groups: nothing was asked for.

    ``extras`` say for whom and not what ("my son", "5 years old"): they are not needed, but a title may hold them.
    """

    terms: tuple[Term, ...] = ()
    groups: tuple[Group, ...] = ()
    extras: tuple[Group, ...] = ()

    def weights(self) -> dict[Lookup, int]:
        """What each lookup adds to the score of a service that holds it, in all groups and extras."""
        found: Counter[Lookup] = Counter()
        for group in (*self.groups, *self.extras):
            found.update(group.weights())
        found.update(self.pairs)
        return dict(found)

    @cached_property
    def pairs(self) -> dict[Lookup, int]:
        """Two words side by side, as typed or as the glossary writes them."""
        found = {
            Lookup(PAIR, pair(one.token, other.token)): PAIR_WEIGHT for one, other in pairwise(self.terms)
        }
        for group in self.groups:
            for alternative in group.alternatives[1:]:
                for two in pairwise(alternative.tokens):
                    found.setdefault(Lookup(PAIR, pair(*two)), PAIR_WEIGHT // SYNONYM_SHARE)
        return found

    @property
    def title(self) -> str:
        """The tokens of a title that is the search itself."""
        return " ".join(term.token for term in self.terms)


def read_text(text: str, synonyms: Synonyms) -> TextPlan:
    """The plan of ``text``. Stop words are never indexed, so none is asked for."""
    terms = tuple(term for term in query_terms(text) if term.word not in STOP_WORDS)
    groups: list[Group] = []
    extras: list[Group] = []
    for taken, group in _groups(terms, synonyms):
        (extras if all(term.word in OPTIONAL_WORDS for term in taken) else groups).append(group)
    return TextPlan(terms, tuple(groups or extras), tuple(extras if groups else ()))


def _groups(terms: Sequence[Term], synonyms: Synonyms) -> Iterator[tuple[Sequence[Term], Group]]:
    """The longest phrase of the glossary at each place, else the word by itself."""
    at = 0
    while at < len(terms):
        rest = tuple(term.token for term in terms[at:])
        length, others = synonyms.longest(rest)
        taken = terms[at : at + length]
        last = taken[-1]
        begins = last.word if last.is_last and len(last.word) >= SHORTEST_PREFIX else ""
        typed = Alternative(rest[:length], begins)
        others = others[: MOST_ALTERNATIVES - 1]
        yield taken, Group((typed, *(Alternative(tokens) for tokens in others)))
        at += length
