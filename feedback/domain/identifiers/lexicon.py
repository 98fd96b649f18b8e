"""The word lists, read once: names, English words, what is no person, rare conditions."""

import lzma
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from feedback.domain.identifiers.normalising import fold
from feedback.domain.identifiers.tries import any_of

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Lexicon:
    """Everything in small letters without accents.

    Args:
        first_names: with short forms; those that are also English words are in ``word_names`` as well.
        word_names: first names that are words or places too (Grace, Will, Chelsea) and need a context.
        plain_word_names: those of them that are rarely typed as a word (Poppy), taken in small letters.
        surnames: any; ``small_surnames`` those taken in small letters.
        words: common English words.
        not_people: words that have a capital and name no person; ``phrases`` the same, several words long.
        conditions: rare conditions as one pattern.
    """

    first_names: frozenset[str]
    word_names: frozenset[str]
    plain_word_names: frozenset[str]
    surnames: frozenset[str]
    small_surnames: frozenset[str]
    words: frozenset[str]
    not_people: frozenset[str]
    phrases: frozenset[tuple[str, ...]]
    conditions: re.Pattern[str]

    def is_word(self, low: str) -> bool:
        """Whether it is an English word, or made of such with hyphens."""
        if low in self.words or low in self.not_people:
            return True
        return "-" in low and all(part in self.words or part in self.not_people for part in low.split("-"))

    def is_first_name(self, low: str) -> bool:
        """Whether it is a first name and nothing else; double names count by their parts."""
        if low in self.first_names:
            return low not in self.words and low not in self.not_people
        parts = low.split("-")
        return (
            len(parts) > 1
            and any(part in self.first_names for part in parts)
            and all(part in self.word_names or not self.is_word(part) for part in parts)
        )

    def is_surname(self, low: str) -> bool:
        """Whether it is a surname and nothing else; one part of a double name is enough."""
        return any(
            part in self.surnames and part not in self.words and part not in self.not_people
            for part in low.split("-")
        )


@cache
def lexicon() -> Lexicon:
    """The lists of this folder; about 10 MB, read in a tenth of a second at the first use."""
    first, surnames, small_surnames = (
        frozenset(fold(name) for name in line.split())
        for line in _lines_of(lzma.decompress((DATA / "names.txt.xz").read_bytes()).decode())
    )
    words = frozenset(lzma.decompress((DATA / "words.txt.xz").read_bytes()).decode().split("\n")[1].split())
    entries = [entry for line in _lines("not_people.txt") for entry in line.split()]
    word_names, plain = (frozenset(line.split()) for line in _lines("word_names.txt"))
    conditions = "|".join(_lines("conditions.txt")).lower().split("|")
    return Lexicon(
        first_names=first | word_names | plain,
        word_names=word_names | plain,
        plain_word_names=plain,
        surnames=surnames,
        small_surnames=small_surnames,
        words=words,
        # “Sainsbury's” is read as “sainsbury”: a word is looked up without its possessive ending.
        not_people=frozenset(
            low
            for entry in entries
            if "_" not in entry
            for low in {fold(entry), fold(entry).removesuffix("'s")}
        ),
        phrases=frozenset(tuple(fold(entry).split("_")) for entry in entries if "_" in entry),
        conditions=re.compile(rf"(?<!\w)(?:{any_of(conditions)})(?!\w)", re.IGNORECASE),
    )


def _lines(file_name: str) -> list[str]:
    return _lines_of((DATA / file_name).read_text())


def _lines_of(text: str) -> list[str]:
    return [line for line in text.split("\n") if line and not line.startswith("#")]
