"""Friendly hints to somebody who writes a listing: long sentences, hard words, initials, rules that shut out.

Advice and never a block: nothing here refuses anything, and no score is shown to families. No data is fetched and
no word leaves the site. Sources: front end findings 3.6 (NHS: readability tools help to prioritise only); SEND code
of practice 4.7 and 4.30 (clear, plain, not only by diagnosis); NICE draft 1.17.3 (needs count).
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services_directory.enums import CriterionEffect, CriterionKind, Referrer

LONG_SENTENCE = 25  # words; GOV.UK's own limit
EASY_AGE = 11  # years; families' words have a reading age of 9 to 11
FEWEST_WORDS = 30  # below this a reading age says nothing
MOST_HINTS = 4  # for one text; more than that is a telling-off

_SENTENCE = re.compile(r"[^.!?\n]+")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_INITIALS = re.compile(r"\b[A-Z][A-Z&]{1,6}\b")
_VOWELS = re.compile(r"[aeiouy]+")
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|\]\([^)]*\)")
# Initials that everybody reads without thinking of them as initials.
_KNOWN_INITIALS = frozenset(
    {"UK", "GP", "NHS", "PE", "TV", "DVD", "BBC", "AM", "PM", "OK", "ID", "GOV", "MP", "DJ"}
)

_PLAIN_WORDS: dict[str, str] = json.loads((Path(__file__).parent / "plain_words.json").read_text("utf-8"))
_HARD_WORD = re.compile(
    rf"\b({'|'.join(re.escape(word) for word in sorted(_PLAIN_WORDS, key=len, reverse=True))})\b", re.I
)

PROFESSIONALS = frozenset(
    {Referrer.GP, Referrer.HEALTH, Referrer.SCHOOL, Referrer.SOCIAL_CARE, Referrer.OTHER}
)


@dataclass(frozen=True)
class Hint:
    """One piece of advice: a short code of what it is about, and the words."""

    code: str
    words: str


def no_initials_explained(initials: str) -> bool:
    """For texts that no glossary stands behind."""
    return False


def text_hints(text: str, is_explained: Callable[[str], bool] = no_initials_explained) -> list[Hint]:
    """What could make ``text`` easier to read, what matters most first, at most four hints.

    Args:
        text: plain words, or words with the simple marks of the portal.
        is_explained: whether the site explains these initials by itself, from its glossary.
    """
    plain = _ADDRESS.sub(" ", text)
    hints = [
        *_long_sentences(plain),
        *_reading_age(plain),
        *_initials(plain, is_explained),
        *_hard_words(plain),
    ]
    return hints[:MOST_HINTS]


def _sentences(text: str) -> list[list[str]]:
    return [words for piece in _SENTENCE.findall(text) if (words := _WORD.findall(piece))]


def _long_sentences(text: str) -> Iterable[Hint]:
    long = [words for words in _sentences(text) if len(words) > LONG_SENTENCE]
    if long:
        longest = max(long, key=len)
        begins = " ".join(longest[:5])
        yield Hint(
            "long-sentence",
            f"The sentence that starts “{begins}…” has {len(longest)} words. "
            "Two short sentences are easier to read.",
        )


def _syllables(word: str) -> int:
    """Groups of vowels, without a silent e at the end; close enough for a hint."""
    low = word.lower().removesuffix("es").removesuffix("e")
    return max(1, len(_VOWELS.findall(low)))


def reading_age(text: str) -> int | None:
    """The age, in years, at which most people could read ``text``; none for fewer than 30 words.

    Flesch-Kincaid's American school year plus 5, bounded to 5 to 21.
    """
    sentences = _sentences(text)
    words = [word for sentence in sentences for word in sentence]
    if len(words) < FEWEST_WORDS:
        return None
    syllables = sum(map(_syllables, words))
    grade = 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
    return min(21, max(5, round(grade + 5)))


def _reading_age(text: str) -> Iterable[Hint]:
    age = reading_age(text)
    if age is not None and age > EASY_AGE + 2:
        yield Hint(
            "reading-age",
            f"This reads like a text for somebody of {age} or older. "
            "Shorter sentences and everyday words help a tired parent.",
        )


def _initials(text: str, is_explained: Callable[[str], bool]) -> Iterable[Hint]:
    found = dict.fromkeys(match[0] for match in _INITIALS.finditer(text))
    unknown = [
        initials
        for initials in found
        if initials not in _KNOWN_INITIALS
        and not is_explained(initials)
        # “Disability Living Allowance (DLA)” has said it.
        and not re.search(rf"\({re.escape(initials)}\)", text)
    ]
    if unknown:
        yield Hint(
            "initials",
            f"Not everybody knows what {_or(unknown[:3])} means. Write it in full the first time.",
        )


def _hard_words(text: str) -> Iterable[Hint]:
    found = list(dict.fromkeys(match[0].lower() for match in _HARD_WORD.finditer(text)))
    for word in found[:2]:
        yield Hint("plain-word", f"For “{word}” you could say: {_PLAIN_WORDS[word]}.")


def _or(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def rule_hints(rules: Iterable[Mapping[str, Any]]) -> list[Hint]:
    """What families could be shut out by. ``rules`` are criteria as a listing's content holds them."""
    hints = []
    asking = [
        rule
        for rule in rules
        if rule["kind"] == CriterionKind.DIAGNOSIS
        and rule["effect"] in (CriterionEffect.MUST, CriterionEffect.ANY_OF)
    ]
    if asking:
        hints.append(
            Hint(
                "diagnosis",
                "You ask for a diagnosis. Many children wait years for one. Could you ask what they need help with "
                "instead? If a diagnosis is really needed, say why.",
            )
        )
    return hints


def referral_hints(routes: Iterable[Mapping[str, Any]]) -> list[Hint]:
    """What keeps families from asking. ``routes`` are ways to ask as a listing's content holds them."""
    who = {route["referrer"] for route in routes}
    if len(who) == 1 and who <= PROFESSIONALS:
        only = Referrer(next(iter(who))).label
        only = only if only.isupper() else only[:1].lower() + only[1:]
        return [
            Hint(
                "one-profession",
                f"Only one kind of person can ask for it: {only}. Not every family can reach one. "
                "Could a family ask themselves, or could somebody else ask for them?",
            )
        ]
    return []
