"""Labelled comments, and how much of their labels the detector finds."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from feedback.domain.identifiers import Span, find_identifiers
from feedback.enums import IdentifierKind

DATA = Path(__file__).parent / "data"
LABEL = re.compile(r"\[([a-z_]+):([^\]]+)\]")


@dataclass(frozen=True)
class Labelled:
    """A comment and what in it identifies somebody."""

    text: str
    labels: list[Span]


@dataclass
class Score:
    """Counts over many comments; ``missed`` and ``wrong`` hold (words, comment)."""

    direct: int = 0
    direct_found: int = 0
    indirect: int = 0
    indirect_found: int = 0
    comments: int = 0
    comments_without_leak: int = 0
    marks: int = 0
    marks_right: int = 0
    missed: list[tuple[str, str]] = field(default_factory=list)
    wrong: list[tuple[str, str]] = field(default_factory=list)

    @property
    def reach(self) -> float:
        """Share of direct identifiers that are found."""
        return self.direct_found / self.direct

    @property
    def without_leak(self) -> float:
        """Share of all comments in which no direct identifier is missed."""
        return self.comments_without_leak / self.comments

    @property
    def precision(self) -> float:
        """Share of marks that are on an identifier."""
        return self.marks_right / self.marks


def read(name: str) -> list[Labelled]:
    """The comments of a file, labels taken out of their text."""
    lines = (DATA / name).read_text().splitlines()
    return [parse(line.replace("\\n", "\n")) for line in lines if line and not line.startswith("#")]


def parse(marked: str) -> Labelled:
    """``[person:Jayden] is 7`` as a text and its labels."""
    text, labels, position = "", [], 0
    for match in LABEL.finditer(marked):
        text += marked[position : match.start()]
        labels.append(Span(len(text), len(text) + len(match.group(2)), IdentifierKind(match.group(1)), ""))
        text += match.group(2)
        position = match.end()
    return Labelled(text + marked[position:], labels)


def score(comments: Iterable[Labelled]) -> Score:
    """How the detector does in *highlight* mode; a label counts as found when a mark covers part of it."""
    result = Score()
    for comment in comments:
        spans = find_identifiers(comment.text)
        result.comments += 1
        leaked = False
        for label in comment.labels:
            found = any(span.overlaps(label) for span in spans)
            if label.is_direct:
                result.direct += 1
                result.direct_found += found
                leaked = leaked or not found
            else:
                result.indirect += 1
                result.indirect_found += found
            if not found:
                result.missed.append((comment.text[label.start : label.end], comment.text))
        result.comments_without_leak += not leaked
        for span in spans:
            right = any(span.overlaps(label) for label in comment.labels)
            result.marks += 1
            result.marks_right += right
            if not right:
                result.wrong.append((f"{span.kind}:{comment.text[span.start : span.end]}", comment.text))
    return result
