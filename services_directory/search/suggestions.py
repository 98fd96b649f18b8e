"""Did you mean: corrections from our own vocabulary, never from anybody else's words."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from services_directory.search.analysis import LONGEST_QUERY, OPTIONAL_WORDS, STOP_WORDS, spoken, stem

SHORTEST = 4  # letters: shorter words are too like each other
LONG = 8  # letters from which two slips are forgiven
MOST_OF_A_SOUND = 3  # vowels between words with the same consonants
SHORTEST_PART = 3  # letters of a word that was written together with another


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


# How English writes a sound in several ways, the longest first; vowels between consonants are told apart last.
_SOUNDS = tuple(
    (re.compile(written), heard)
    for written, heard in (
        (r"^(?:kn|pn|gn)", "n"),
        (r"^p?s[yi]c[hk]?", "sik"),
        (r"^ps", "s"),
        (r"^wr", "r"),
        (r"ph", "f"),
        (r"(?:ti|ci|si|ssi|sh)(?=[oaeiu]n)", "$"),
        (r"igh|eigh", "i"),
        (r"augh|ough", "a"),
        (r"s?ch|tch|sh", "$"),
        (r"dge|g(?=[eiy])", "j"),
        (r"s?c(?=[eiy])", "s"),
        (r"ck|c|qu?", "k"),
        (r"x", "ks"),
        (r"z", "s"),
        (r"wh", "w"),
        (r"(?<=[^aeiou])e$", ""),
        (r"y", "i"),
        (r"(.)\1+", r"\1"),
    )
)
_VOWELS = re.compile("[aeiou]+")


def sound(word: str) -> str:
    """How ``word`` is heard, roughly: "fizio" and "physio" are the same."""
    for written, heard in _SOUNDS:
        word = written.sub(heard, word)
    return word


def consonants(word: str) -> str:
    """The sound of ``word`` with one sign for all its vowels, which are written wrong most."""
    return _VOWELS.sub("a", sound(word))


class Vocabulary:
    """The words of the directory and how many listings use each, ready to be asked for near ones."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        """Words shorter than ``SHORTEST`` or with a digit are known, but never suggested."""
        self.counts = counts
        self._near: dict[str, list[str]] = defaultdict(list)
        self._alike: dict[str, list[str]] = defaultdict(list)
        self._by_letter: dict[str, list[str]] = defaultdict(list)
        for word in counts:
            if len(word) >= SHORTEST and word.isalpha():
                self._alike[consonants(word)].append(word)
                self._by_letter[word[0]].append(word)
                for key in _shortened(word):
                    self._near[key].append(word)

    def correction(self, word: str) -> str | None:
        """The most used of the nearest words, or ``None`` where ``word`` is known or nothing is near."""
        return _correction(word, [self])

    def _candidates(self, word: str) -> Iterable[tuple[float, int, str]]:
        """(slips, with the least used last, word) of the words that are near or sound the same."""
        most = 2 if len(word) >= LONG else 1
        keys = set(_shortened(word))
        if most == 2:
            keys |= {shorter for key in list(keys) for shorter in _shortened(key)}
        near = {found for key in keys for found in self._near.get(key, ())}
        alike = self._alike.get(consonants(word), ())
        if most == 2 and not near and not alike:
            # Two changed letters meet in no shortened form; few long words share a first letter and a length.
            near = set(self._by_letter.get(word[0], ()))
        for candidate in near:
            if candidate not in alike and (slips := distance(word, candidate, most)) <= most:
                yield slips, -self.counts[candidate], candidate
        for candidate in alike:
            if (slips := distance(sound(word), sound(candidate), MOST_OF_A_SOUND)) <= MOST_OF_A_SOUND:
                yield (1 + slips) / 4, -self.counts[candidate], candidate  # heard right, written wrong

    def suggestion(self, text: str, glossary: "Vocabulary | None" = None) -> str:
        """``text`` with each unknown word corrected, or cut or joined to known ones; empty where nothing could be.

        ``glossary``: words that are right although no listing says them.
        """
        known = [self, *([glossary] if glossary else [])]
        typed = spoken(text[:LONGEST_QUERY])
        mended: list[str] = []
        changed = False
        for written, word in typed:
            joined = mended[-1] + word if mended and mended[-1].isalpha() else ""
            if joined and any(joined in one.counts for one in known):
                mended[-1] = joined
                changed = True
                continue
            correct = written if _is_known(word, known) else _mended(word, known) or written
            changed |= correct != written
            mended.append(correct)
        return " ".join(mended) if changed else ""


def _is_known(word: str, known: Iterable[Vocabulary]) -> bool:
    return word in STOP_WORDS or word in OPTIONAL_WORDS or any(word in one.counts for one in known)


def _correction(word: str, known: Sequence[Vocabulary]) -> str | None:
    """The nearest word; of equally near ones that of the earlier vocabulary."""
    if _is_known(word, known) or len(word) < SHORTEST or not word.isalpha():
        return None
    ranked = sorted(
        (slips, number, unused, candidate)
        for number, one in enumerate(known)
        for slips, unused, candidate in one._candidates(word)
    )
    same = (candidate for *_, candidate in ranked if stem(candidate) == stem(word))
    return next(same, ranked[0][-1] if ranked else None)


def _mended(word: str, known: Sequence[Vocabulary]) -> str | None:
    """The correction, else the word in two parts that are known."""
    if correct := _correction(word, known):
        return correct
    for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
        if all(_is_known(part, known) for part in (word[:cut], word[cut:])):
            return f"{word[:cut]} {word[cut:]}"
    return None
