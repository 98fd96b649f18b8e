"""What an import did, row by row, in words that say what to mend."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """What became of a row."""

    TAKEN = "taken"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    EDITED_HERE = "edited-here"
    SAME_PLACE = "same-place"
    REFUSED = "refused"


class NoteKind(StrEnum):
    """What was done to one value."""

    REPAIRED = "repaired"
    DROPPED = "dropped"
    PERSONAL = "personal-details-left-out"
    KEPT_IN_SOURCE = "kept-in-source-record-only"
    ADVICE = "to-do"


@dataclass(frozen=True)
class Note:
    """One value and what was done to it; never the personal detail itself."""

    kind: NoteKind
    field: str
    words: str


class Notes(list[Note]):
    """The notes of one row."""

    def repaired(self, field: str, words: str) -> None:
        """A value was mended."""
        self.append(Note(NoteKind.REPAIRED, field, words))

    def dropped(self, field: str, words: str) -> None:
        """A value could not be used; the rest of the row was."""
        self.append(Note(NoteKind.DROPPED, field, words))

    def personal(self, field: str, words: str) -> None:
        """A person's detail was left out."""
        self.append(Note(NoteKind.PERSONAL, field, words))

    def kept(self, field: str, words: str) -> None:
        """A value has no place in a listing and stays in the source record."""
        self.append(Note(NoteKind.KEPT_IN_SOURCE, field, words))

    def advice(self, field: str, words: str) -> None:
        """Something is left for an officer to do."""
        self.append(Note(NoteKind.ADVICE, field, words))


@dataclass
class Row:
    """One service, organisation or place of the source."""

    row: int
    entity: str
    id: str
    name: str
    outcome: Outcome
    reason: str = ""
    notes: list[Note] = field(default_factory=list)
    differences: dict[str, dict[str, Any]] = field(default_factory=dict)


class Report:
    """All rows of a run, with its counts."""

    def __init__(self, source: str, *, is_dry_run: bool, publish: bool) -> None:
        self.source = source
        self.is_dry_run = is_dry_run
        self.publish = publish
        self.rows: list[Row] = []
        self.remarks: list[str] = []

    def counts(self, entity: str = "service") -> Counter[str]:
        """How many rows of one kind had each outcome; ``repaired`` counts rows with a repaired value."""
        rows = [row for row in self.rows if row.entity == entity]
        counts = Counter(str(row.outcome) for row in rows)
        repaired = sum(any(note.kind == NoteKind.REPAIRED for note in row.notes) for row in rows)
        return counts + Counter({"repaired": repaired})

    def rows_with(self, outcome: Outcome) -> list[Row]:
        """The rows that ended so, of every kind."""
        return [row for row in self.rows if row.outcome == outcome]

    @property
    def has_only_refused_services(self) -> bool:
        """Whether nothing at all could be used; an empty list of services counts as nothing."""
        services = [row for row in self.rows if row.entity == "service"]
        return all(row.outcome == Outcome.REFUSED for row in services)

    def as_json(self) -> dict[str, Any]:
        """The report as it is written to a file."""
        return {
            "source": self.source,
            "dry_run": self.is_dry_run,
            "publish": self.publish,
            "remarks": self.remarks,
            "counts": {
                entity: dict(self.counts(entity)) for entity in ("service", "organization", "location")
            },
            "rows": [asdict(row) for row in self.rows],
        }
