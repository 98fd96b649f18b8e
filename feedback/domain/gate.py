"""Looks at exact words before they are published: could anybody be identified? Regulation 56(3)."""

from dataclasses import dataclass

from feedback.domain.identifiers import find_identifiers
from feedback.domain.known_names import site_names
from feedback.domain.words import Words, written_texts
from feedback.enums import IdentifierKind

BETWEEN = "\n\n"


@dataclass(frozen=True)
class GateSpan:
    """A stretch of a named text, counted in characters from 0, that could identify somebody."""

    name: str
    start: int
    end: int
    kind: str
    reason: str

    @property
    def label(self) -> str:
        """The name of the text in words."""
        return self.name.replace("_", " ")

    @property
    def kind_words(self) -> str:
        """What it is."""
        return str(IdentifierKind(self.kind).label)


def gate_spans(words: Words) -> list[GateSpan]:
    """What stands against publishing ``words``.

    All texts are read as one, since two hints in two of them are as good as two in one.
    """
    texts = written_texts(words)
    begins = []
    position = 0
    for _, text in texts:
        begins.append(position)
        position += len(text) + len(BETWEEN)
    spans = find_identifiers(BETWEEN.join(text for _, text in texts), mode="gate", known=site_names())
    found = []
    for span in spans:
        for begin, (name, text) in zip(begins, texts, strict=True):
            start, end = max(span.start - begin, 0), min(span.end - begin, len(text))
            if start < end:
                found.append(GateSpan(name, start, end, str(span.kind), span.reason))
    return found
