"""What was changed between two wordings, word by word, for whoever approves."""

import difflib
import re
from dataclasses import dataclass

SAME, ADDED, REMOVED = "same", "added", "removed"


@dataclass(frozen=True)
class Piece:
    """A stretch of text that is in both wordings, or in one of them."""

    kind: str
    text: str


def changes(old: str, new: str) -> list[Piece]:
    """The pieces of both wordings in order of reading; what was removed stands before what came for it."""
    before, after = re.findall(r"\s+|\S+", old), re.findall(r"\s+|\S+", new)
    pieces = []
    for tag, first, last, begin, end in difflib.SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(SAME, "".join(after[begin:end])))
            continue
        if last > first:
            pieces.append(Piece(REMOVED, "".join(before[first:last])))
        if end > begin:
            pieces.append(Piece(ADDED, "".join(after[begin:end])))
    return pieces
