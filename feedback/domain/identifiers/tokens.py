"""A text as words, each with what the rules about names ask of it."""

import re
from dataclasses import dataclass
from functools import cached_property

from feedback.domain.identifiers.lexicon import Lexicon, lexicon
from feedback.domain.identifiers.normalising import fold

WORD = re.compile(r"\d{1,3}(?:yo|yrs?|st|nd|rd|th)?(?!\w)|[^\W\d_]+(?:['-][^\W\d_]+)*\d{0,4}")
ENDS_SENTENCE = re.compile(r"[.!?\n;:•*\"“”(\[{…|]|(?:^|\s)[-–—]\s")
SHOUTING = 0.6  # of the letters are capitals
TITLE_CASE = 0.75  # of the words begin with one


@dataclass(frozen=True, slots=True)
class Token:
    """One word. ``low`` is folded and without a possessive ending; ``end`` is where the name itself ends."""

    text: str
    low: str
    start: int
    end: int
    is_first: bool  # of a sentence, a line, a bracket
    has_capital: bool  # and capitals mean something in this text
    is_upper: bool
    is_possessive: bool
    gap: str  # what stands before it


class Words:
    """The tokens of ``text`` and questions about them by position; beyond either end there is nothing."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lexicon: Lexicon = lexicon()
        matches = list(WORD.finditer(text))
        self.capitals_mean = _capitals_mean_something([match.group() for match in matches])
        self.tokens = self._read(matches)

    def _read(self, matches: list[re.Match[str]]) -> list[Token]:
        tokens: list[Token] = []
        end_before = 0
        for match in matches:
            gap = self.text[end_before : match.start()]
            end_before = match.end()
            word = match.group()
            possessive = word[-2:] in ("'s", "'S")
            name = word[:-2] if possessive else word.rstrip("'")
            upper = len(name) > 1 and name.isupper()
            tokens.append(
                Token(
                    text=name,
                    low=fold(name),
                    start=match.start(),
                    end=match.start() + len(name),
                    is_first=not tokens
                    or (bool(ENDS_SENTENCE.search(gap)) and not _is_abbreviation(tokens[-1], gap)),
                    has_capital=self.capitals_mean and name[:1].isupper(),
                    is_upper=upper and self.capitals_mean,
                    is_possessive=possessive
                    or (self.text[match.end() : match.end() + 1] == "'" and name[-1:] in "sS"),
                    gap=gap,
                )
            )
        return tokens

    @cached_property
    def ends(self) -> str:
        """What stands behind the last word."""
        return self.text[self.tokens[-1].end :] if self.tokens else self.text

    def low(self, index: int) -> str:
        """The word at ``index`` in small letters, or nothing."""
        return self.tokens[index].low if 0 <= index < len(self.tokens) else ""

    def gap_after(self, index: int) -> str:
        """What stands between this word and the next, without a possessive ending."""
        if index + 1 < len(self.tokens):
            return self.tokens[index + 1].gap
        return self.ends

    def is_last_of_clause(self, index: int) -> bool:
        """Whether a comma, full stop or the end follows."""
        return index + 1 >= len(self.tokens) or bool(re.search(r"[^\s]", self.tokens[index + 1].gap))


def _is_abbreviation(before: Token, gap: str) -> bool:
    return gap.rstrip(" ") == "." and (
        len(before.text) == 1 or before.low in ("mr", "mrs", "ms", "dr", "st", "prof", "rev")
    )


def _capitals_mean_something(words: list[str]) -> bool:
    letters = [word for word in words if not word[:1].isdigit()]
    if not letters:
        return False
    # One word in capitals (“HELP!”) says nothing of how the rest is typed.
    shouted = sum(len(word) for word in letters if word.isupper() and len(word) > 1)
    if shouted > SHOUTING * sum(map(len, letters)) and len(letters) > 3:
        return False
    # “I” and abbreviations are typed with capitals by people who use no others.
    begun = sum(word[0].isupper() and not (word.isupper() and len(word) < 6) for word in letters)
    if not begun:
        return False
    return not (len(letters) >= 8 and begun > TITLE_CASE * len(letters))
