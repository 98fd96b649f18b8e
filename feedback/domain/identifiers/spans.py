"""A place in a text, and what it may give away."""

from dataclasses import dataclass, replace
from typing import Literal

from feedback.enums import IdentifierKind

Mode = Literal["highlight", "gate"]


@dataclass(frozen=True, order=True)
class Span:
    """``text[start:end]`` (characters of the text as given) and why it is marked, in words for an officer."""

    start: int
    end: int
    kind: IdentifierKind
    reason: str

    @property
    def is_direct(self) -> bool:
        """Whether it names a person by itself."""
        return self.kind.is_direct

    def moved_to(self, start: int, end: int) -> "Span":
        """The same finding elsewhere."""
        return replace(self, start=start, end=end)

    def overlaps(self, other: "Span") -> bool:
        """Whether they share a character."""
        return self.start < other.end and other.start < self.end


def without_overlaps(spans: list[Span]) -> list[Span]:
    """In order of the text; of two that overlap the direct one stays, then the longer, then the first."""
    kept: list[Span] = []
    taken = bytearray(max((span.end for span in spans), default=0))
    for span in sorted(spans, key=lambda span: (not span.is_direct, span.start - span.end, span.start)):
        if not any(taken[span.start : span.end]):
            kept.append(span)
            taken[span.start : span.end] = b"\x01" * (span.end - span.start)
    return sorted(kept)
