"""The list of tasks of a change: each step, and whether there is something to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from services_directory.domain.listing_content import Content
from services_directory.domain.listing_fields import PLACES
from services_directory.models import ListingChange
from services_directory.portal.missing import missing_by_step
from services_directory.portal.pages import StepPage


@dataclass(frozen=True)
class Task:
    """One step in the list.

    Args:
        hint: what is missing, if anything.
        status: in words; ``colour`` is empty where it is plain text.
    """

    title: str
    address: str
    hint: str
    status: str
    colour: str


def tasks_of(change: ListingChange, pages: Iterable[StepPage]) -> list[Task]:
    """The steps of a change."""
    missing = missing_by_step(change.listing_type, change.content)
    return [_task(change, page, missing.get(page.step.code, [])) for page in pages]


def _task(change: ListingChange, page: StepPage, missing: list[str]) -> Task:
    names = page.step.names
    address = reverse("portal:step", kwargs={"change": change.uuid, "step": page.step.code})
    hint = f"Families will look for: {', '.join(missing)}." if missing else ""
    if missing:
        status, colour = "To fill in", "blue"
    elif change.is_new_listing:
        status, colour = ("Filled in", "") if _says_something(change.content, names) else ("Optional", "")
    elif any(change.content[name] != change.base[name] for name in names):
        status, colour = "Changed", "green"
    else:
        status, colour = "As it is", ""
    return Task(page.step.title, address, hint, status, colour)


def _says_something(content: Content, names: Iterable[str]) -> bool:
    """Whether a new listing says anything there beyond what is chosen beforehand."""
    return any(_is_said(content[name]) for name in names if name != PLACES)


def _is_said(value: Any) -> bool:
    return value not in (None, "", [], False, "unknown", "in")
