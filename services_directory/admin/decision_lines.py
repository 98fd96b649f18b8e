"""A change as the decision page draws it: live on the left, proposed on the right, a line for each difference."""

from dataclasses import dataclass, field

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from services_directory.domain.change_decisions import Review
from services_directory.domain.listing_fields import STEPS
from services_directory.domain.listing_labels import label_of_key
from services_directory.domain.merging import Difference, DifferenceKind, changed_names
from services_directory.presenters.changes import ChangeWords
from services_directory.presenters.word_marks import added, marked, removed

WHAT = {
    DifferenceKind.CHANGED: "Changed",
    DifferenceKind.ADDED: "Added",
    DifferenceKind.REMOVED: "Removed",
    DifferenceKind.REORDERED: "New order",
}


@dataclass(frozen=True)
class Line:
    """One difference.

    Args:
        row: which row a field belongs to, in a few words.
        began: what it said when the provider began, where the live page has moved since; else None.
        note: what cannot be seen in the words, such as formatting.
    """

    key: str
    label: str
    row: str
    what: str
    live: SafeString | str
    proposed: SafeString | str
    began: str | None
    is_conflict: bool
    is_blocked: bool
    note: str = ""


@dataclass
class Section:
    """The lines of one step of the portal."""

    title: str
    lines: list[Line] = field(default_factory=list)

    @property
    def has_moved(self) -> bool:
        """Whether a third column is needed."""
        return any(line.began is not None for line in self.lines)


def sections_of(review: Review) -> list[Section]:
    """The differences in the order of the portal's steps; steps with none are left out."""
    change = review.change
    listing_type = change.listing_type
    proposed = change.submitted_content or change.content
    words = ChangeWords(listing_type, [change.base, review.live, proposed])
    sections = []
    for step in STEPS[listing_type]:
        lines = [_line(one, review, words) for one in review.differences if one.name in step.names]
        if lines:
            sections.append(Section(step.title, lines))
    return sections


def fixed_meanwhile(review: Review) -> list[str]:
    """What officers changed on the live page since the change was begun and the change does not touch: it stays."""
    touched = {one.name for one in review.differences}
    names = [name for name in changed_names(review.change.base, review.live) if name not in touched]
    if review.change.is_new_listing:
        return []
    return [label_of_key(review.change.listing_type, name) for name in names]


def _line(one: Difference, review: Review, words: ChangeWords) -> Line:
    live, proposed, began, note = _sides(one, words)
    return Line(
        key=one.key,
        label=label_of_key(review.change.listing_type, one.key),
        row=_row_of(one, review, words),
        # Of a new listing everything is new: to say so on every line tells nothing.
        what="" if review.change.is_new_listing else WHAT[one.kind],
        live=live,
        proposed=proposed,
        began=began if one.live != one.base else None,
        is_conflict=one.is_conflict,
        is_blocked=one.key in review.blocked,
        note=note,
    )


def _row_of(one: Difference, review: Review, words: ChangeWords) -> str:
    """Which row a field is of, and of a row within a row which that is: "Town hall: every Monday"."""
    names = []
    parts = one.key.split("/")
    is_field = one.kind == DifferenceKind.CHANGED
    if len(parts) > (3 if is_field else 2):
        contents = (review.change.submitted_content or {}, review.live, review.change.base)
        rows = [row for content in contents for row in content.get(one.name, []) if row["uuid"] == parts[1]]
        names += [words.row_name(one.path[:1], row) for row in rows[:1]]
    if is_field and one.row:
        names.append(words.row_name(one.path[:-1], one.row))
    return ": ".join(names)


def _sides(one: Difference, words: ChangeWords) -> tuple[SafeString | str, SafeString | str, str, str]:
    """Live, proposed, when it was begun, and a note."""
    if one.kind == DifferenceKind.REORDERED:
        return (
            f"{len(one.live)} rows in the order of now",
            f"{len(one.proposed)} rows in another order",
            "",
            "",
        )
    if one.kind == DifferenceKind.CHANGED:
        old, new = words.value(one.path, one.live), words.value(one.path, one.proposed)
        left, right = marked(old, new)
        note = "Only the formatting differs." if old == new else ""
        return left, right, words.value(one.path, one.base) or "Nothing", note
    began = words.row_name(one.path, one.base) if one.base else "Not there"
    if one.kind == DifferenceKind.ADDED:
        return "", _row(words, one, one.proposed, is_new=True), began, ""
    return _row(words, one, one.live, is_new=False), "", began, ""


def _row(words: ChangeWords, one: Difference, row: dict[str, object], *, is_new: bool) -> SafeString:
    mark = added if is_new else removed
    pairs = ((label, mark(text)) for label, text in words.row(one.path, row))
    return format_html_join("", '<div class="desk-pair"><strong>{}:</strong> {}</div>', pairs)
