"""Phrases that stand for each other in a search, as finished tokens; made from the editors' glossary."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from services_directory.search.analysis import STOP_WORDS, query_terms, words

Tokens = tuple[str, ...]


def phrase_tokens(phrase: str) -> Tokens:
    """The tokens of ``phrase`` as a search would have them; empty where it is made of stop words."""
    return tuple(term.token for term in query_terms(phrase) if term.word not in STOP_WORDS)


class Synonyms:
    """By phrase what else finds the same services. Read once for each version of the glossary."""

    def __init__(self, pairs: Iterable[tuple[str, Iterable[str]]] = ()) -> None:
        """``pairs``: a phrase and the phrases that it also stands for."""
        found: dict[Tokens, dict[Tokens, None]] = defaultdict(dict)
        known: set[str] = set()
        for phrase, others in pairs:
            known.update(words(phrase))
            key = phrase_tokens(phrase)
            if not key:
                continue
            for other in others:
                tokens = phrase_tokens(other)
                if tokens and tokens != key:
                    found[key][tokens] = None
        self._others = {key: tuple(others) for key, others in found.items()}
        self.words = frozenset(known)
        self._longest = max(map(len, self._others), default=1)

    def longest(self, tokens: Sequence[str]) -> tuple[int, tuple[Tokens, ...]]:
        """How many of the first ``tokens`` make the longest known phrase, and its synonyms; (1, ()) for none."""
        for length in range(min(self._longest, len(tokens)), 0, -1):
            others = self._others.get(tuple(tokens[:length]))
            if others is not None:
                return length, others
        return 1, ()


NO_SYNONYMS = Synonyms()
