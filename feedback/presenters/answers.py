"""Approved words as a page shows them. Reads ``ApprovedText`` only: no comment, no draft."""

import datetime
from dataclasses import dataclass
from typing import Any

from feedback.enums import FollowUp, Progress, ResponseKind
from feedback.models import ApprovedText

TAGS = {
    Progress.DONE: "govuk-tag--green",
    Progress.UNDER_WAY: "govuk-tag--light-blue",
    Progress.NOT_POSSIBLE: "govuk-tag--grey",
}
FOLLOW_UP_TAGS = {
    FollowUp.KEPT: "govuk-tag--green",
    FollowUp.UNDER_WAY: "govuk-tag--light-blue",
    FollowUp.LATE: "govuk-tag--yellow",
    FollowUp.DROPPED: "govuk-tag--grey",
}


@dataclass(frozen=True)
class Answer:
    """One "you said, we did". ``said_by`` is empty where no number is shown."""

    anchor: str
    words: dict[str, Any]
    progress: Progress
    we: str
    due_on: datetime.date | None
    said_by: str
    answered_on: datetime.date

    @property
    def tag_class(self) -> str:
        """The colour of the tag; the word stands in it."""
        return TAGS[self.progress]


def answer(text: ApprovedText, behind: str = "") -> Answer:
    """``text`` of an item; ``behind`` is the frozen number as it is shown."""
    words = text.words
    return Answer(
        anchor=f"answer-{text.item_id}",
        words=words,
        progress=Progress(words["progress"]),
        we=ResponseKind(words["response_kind"]).label,
        due_on=day(words["due_on"]),
        said_by=said_by(behind),
        answered_on=text.shown_from,
    )


def said_by(behind: str) -> str:
    """A frozen number in words; numbers are rounded, so it says about."""
    if not behind:
        return ""
    return f"Said by {behind} people" if behind.startswith("fewer") else f"Said by about {behind} people"


def day(text: str) -> datetime.date | None:
    """A day kept in words."""
    return datetime.date.fromisoformat(text) if text else None
