"""Did you mean: corrections from our own vocabulary, never from anybody else's words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

SHORTEST = 4  # letters: shorter words are too like each other
LONG = 8  # letters from which two slips are forgiven


def distance(one: str, other: str, most: int) -> int:
    """Slips between two words: letters added, left out, changed or swapped with a neighbour.

    Anything over ``most`` is answered as ``most + 1``.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, target in enumerate(other, 1):
            cost = min(last[column] + 1, line[column - 1] + 1, last[column - 1] + (letter != target))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == target:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        # A swap looks back two lines, so both must be beyond reach.
        if min(line) > most and min(last) > most:
            return most + 1
        before, last = last, line
    return min(last[-1], most + 1)


def _shortened(word: str) -> Iterable[str]:
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


class Vocabulary:
    """The words of the directory and how many listings use each, ready to be asked for near ones."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        """Words shorter than ``SHORTEST`` or with a digit are known, but never suggested."""
        self.counts = counts
        self._near: dict[str, list[str]] = defaultdict(list)
        for word in counts:
            if len(word) >= SHORTEST and word.isalpha():
                for key in _shortened(word):
                    self._near[key].append(word)

    def correction(self, word: str) -> str | None:
        """The most used of the nearest words, or ``None`` where ``word`` is known or nothing is near."""
        if word in self.counts or len(word) < SHORTEST:
            return None
        most = 2 if len(word) >= LONG else 1
        keys = set(_shortened(word))
        if most == 2:
            keys |= {shorter for key in list(keys) for shorter in _shortened(key)}
        candidates = {found for key in keys for found in self._near.get(key, ())}
        if most == 2 and not candidates:
            # Two changed letters meet in no shortened form; few long words share a first letter and a length.
            candidates = {known for known in self._near if known in self.counts and known[0] == word[0]}
        ranked = sorted(
            (slips, -self.counts[candidate], candidate)
            for candidate in candidates
            if (slips := distance(word, candidate, most)) <= most
        )
        return ranked[0][2] if ranked else None

    def suggestion(self, words: list[str], also_known: frozenset[str] = frozenset()) -> str:
        """``words`` with each unknown one corrected; empty where nothing could be.

        ``also_known``: words of the glossary, which are right although no listing says them.
        """
        corrected = [word if word in also_known else self.correction(word) or word for word in words]
        return " ".join(corrected) if corrected != words else ""
