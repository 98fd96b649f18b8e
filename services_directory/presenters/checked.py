"""When a listing was last checked, and by which organisation; never by which person."""

import datetime
from dataclasses import dataclass

from services_directory.enums import ClockState
from services_directory.models import ListingAssurance, SourceRecord
from services_directory.presenters.words import day


@dataclass(frozen=True)
class Checked:
    """``words`` for the foot of the page and the card; ``warning`` for its top, empty where all is well."""

    words: str
    warning: str = ""
    is_hidden: bool = False


def checked(assurance: ListingAssurance | None, source: SourceRecord | None, today: datetime.date) -> Checked:
    """What to tell families about the last check of a listing."""
    if assurance is None or assurance.checked_on is None:
        if source is not None:
            copied = (
                f"Copied from {source.source} on {day(source.imported_at.date())}, not yet checked by us."
            )
            return Checked(copied, "Nobody here has checked this yet. Call before you go.")
        return Checked("Not yet checked.", "Nobody has checked this yet. Call before you go.")
    words = f"Checked by {assurance.checked_by} on {day(assurance.checked_on)}."
    if assurance.next_due_on:
        words += f" Next check {assurance.next_due_on:%B %Y}."
    if assurance.is_warned(today):
        since = f"{assurance.checked_on:%B %Y}"
        warning = f"No one has confirmed this since {since}. Call before you go."
        return Checked(words, warning, is_hidden=assurance.clock_state(today) == ClockState.HIDDEN)
    return Checked(words)
