"""A comment cut into pieces: plain, marked, and characters that nobody would see. The template escapes each."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from feedback.enums import IdentifierKind
from feedback.models import CommentSpan

INVISIBLE = frozenset({"Cf", "Cc", "Co", "Cn", "Cs"})
SHOWN = frozenset("\n\t\r")


@dataclass(frozen=True)
class Piece:
    """Some of the text. ``kind`` names a mark, ``hidden`` an invisible character; plain text has neither."""

    text: str
    kind: str = ""
    reason: str = ""
    is_direct: bool = False
    hidden: str = ""


@dataclass(frozen=True)
class Mark:
    """One line of the list of marks."""

    text: str
    kind: str
    reason: str
    is_direct: bool


def pieces(text: str, spans: Iterable[CommentSpan]) -> list[Piece]:
    """``text`` in order and complete; marks that lie outside it or overlap are left out."""
    found: list[Piece] = []
    position = 0
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        if span.start < position or span.end > len(text):
            continue
        found += _visible(text[position : span.start])
        label, is_direct = name_of(span.kind)
        found += _visible(text[span.start : span.end], kind=label, reason=span.reason, is_direct=is_direct)
        position = span.end
    return [*found, *_visible(text[position:])]


def marks(text: str, spans: Iterable[CommentSpan]) -> list[Mark]:
    """What was found, direct ones first, each once."""
    found = {
        Mark(text[span.start : span.end], *_named(span)): None for span in spans if span.end <= len(text)
    }
    return sorted(found, key=lambda mark: not mark.is_direct)


def name_of(kind: str) -> tuple[str, bool]:
    """What a kind is called, and whether it is direct; one that is no more in the list keeps its own word."""
    if kind not in IdentifierKind.values:
        return kind, True
    known = IdentifierKind(kind)
    return known.label, known.is_direct


def beginning(text: str, length: int = 110) -> str:
    """The first characters in one line, invisible ones written out."""
    shown = "".join(
        f"[{piece.hidden[:6]}]" if piece.hidden else piece.text for piece in _visible(text[:length])
    )
    return " ".join(shown.split()) + ("…" if len(text) > length else "")


def _named(span: CommentSpan) -> tuple[str, str, bool]:
    label, is_direct = name_of(span.kind)
    return label, span.reason, is_direct


def _visible(text: str, **mark: object) -> Iterator[Piece]:
    plain = ""
    for character in text:
        if unicodedata.category(character) not in INVISIBLE or character in SHOWN:
            plain += character
            continue
        if plain:
            yield Piece(plain, **mark)  # type: ignore[arg-type]
        plain = ""
        name = unicodedata.name(character, "control character").lower()
        yield Piece("", hidden=f"U+{ord(character):04X} {name}")
    if plain:
        yield Piece(plain, **mark)  # type: ignore[arg-type]
