"""A published year as its page shows it, drawn from the approved words and frozen figures and nothing else."""

import datetime
from dataclasses import dataclass
from typing import Any

from feedback.enums import FigureTable, FollowUp, Progress, TextKind
from feedback.models import ApprovedText
from feedback.presenters.answers import FOLLOW_UP_TAGS, Answer, answer, day


@dataclass(frozen=True)
class Row:
    """A row of a table; ``width`` is the bar in hundredths of the longest, none where the number is hidden."""

    label: str
    shown: str
    width: int | None
    includes: str


@dataclass(frozen=True)
class Figures:
    """A table of a year. ``total`` is empty where none may be shown."""

    name: str
    title: str
    rows: list[Row]
    total: str


@dataclass(frozen=True)
class Promise:
    """What became of a promise of the year before."""

    heading: str
    action: str
    due_on: datetime.date | None
    outcome: FollowUp
    words: str

    @property
    def tag_class(self) -> str:
        """The colour of the tag; the word stands in it."""
        return FOLLOW_UP_TAGS[self.outcome]


class Year:
    """The page of one year."""

    def __init__(self, text: ApprovedText) -> None:
        self.text = text
        self.words: dict[str, Any] = text.words
        self.published_on = text.shown_from

    @property
    def name(self) -> str:
        """For example "2025 to 2026"."""
        return self.words["period"]

    @property
    def slug(self) -> str:
        """Of its address."""
        return self.words["slug"]

    @property
    def starts_on(self) -> datetime.date | None:
        """The first day."""
        return day(self.words["starts_on"])

    @property
    def ends_on(self) -> datetime.date | None:
        """The last day."""
        return day(self.words["ends_on"])

    def table(self, name: FigureTable) -> Figures | None:
        """The figures of one table, if it may be shown."""
        rows = self.words["figures"].get(name.value) or []
        if not rows:
            return None
        longest = max((row["rounded"] or 0 for row in rows if not row["is_total"]), default=0)
        return Figures(
            name.value,
            name.label,
            [
                Row(
                    row["label"],
                    row["shown"],
                    None if row["rounded"] is None else max(1, 100 * row["rounded"] // longest),
                    row["includes"],
                )
                for row in rows
                if not row["is_total"]
            ],
            next((row["shown"] for row in rows if row["is_total"]), ""),
        )

    @property
    def tables(self) -> list[Figures]:
        """The tables that may be shown, themes first."""
        names = (FigureTable.THEMES, FigureTable.OUTCOMES, FigureTable.FROM_WHOM, FigureTable.CHANNELS)
        return [table for name in names if (table := self.table(name))]

    @property
    def total(self) -> str:
        """How many comments there were, if that may be shown."""
        totals = (table.total for table in self.tables)
        return next((total for total in totals if total), "")

    def answers(self) -> list[Answer]:
        """Its answers, without those that are taken down."""
        behind = {row["approved_text"]: row["behind"] for row in self.words["answers"]}
        texts = ApprovedText.objects.released().filter(pk__in=behind)
        found = [answer(text, behind[text.pk]) for text in texts]
        return sorted(found, key=lambda one: (one.words["theme"], one.words["heading"]))

    @property
    def promises(self) -> list[Promise]:
        """What became of those of the year before."""
        return [
            Promise(row["heading"], row["action"], day(row["due_on"]), FollowUp(row["outcome"]), row["words"])
            for row in self.words["follow_ups"]
        ]


def years() -> list[Year]:
    """The published years, the newest first."""
    texts = ApprovedText.objects.shown().filter(kind=TextKind.REPORT)
    return sorted((Year(text) for text in texts), key=lambda year: year.words["starts_on"], reverse=True)


def answers_of_this_year(published: list[Year]) -> list[Answer]:
    """Answers that no published year holds yet, the newest first."""
    done = {year.name for year in published}
    texts = ApprovedText.objects.shown().filter(kind=TextKind.ITEM).order_by("-shown_from", "-pk")
    return [answer(text) for text in texts if text.words["period"] not in done]


def counted(answers: list[Answer]) -> dict[Progress, int]:
    """How many answers are in each group. They count answers, not people."""
    return {group: sum(one.progress == group for one in answers) for group in Progress}
