"""Cells that more than one listing of the desk draws."""

import datetime
from collections.abc import Callable
from typing import Any

from wagtail.admin.ui.tables import BaseColumn, Column

from services_directory.admin.clock import CALLS_FOR_WORK, assurance_of, state_of


class WordsColumn(Column):
    """A cell of plain words from a function of the row; a dash where there are none."""

    empty_value_display = "–"

    def __init__(self, name: str, words: Callable[[Any], Any], **kwargs: Any) -> None:
        super().__init__(name, accessor=words, **kwargs)


class ClockColumn(BaseColumn):
    """When a listing was last checked, by whom, and where it stands on the review clock."""

    cell_template_name = "services_directory/admin/cells/clock.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """With ``assurance`` (or none), ``state`` and whether it ``calls`` for work."""
        state = state_of(instance, datetime.date.today())
        return {
            **super().get_cell_context_data(instance, parent_context),
            "assurance": assurance_of(instance),
            "state": state.label,
            "calls": state in CALLS_FOR_WORK,
        }


class MissingColumn(BaseColumn):
    """What a listing does not say yet."""

    cell_template_name = "services_directory/admin/cells/missing.html"

    def __init__(self, name: str, missing: Callable[[Any], list[str]], **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.missing = missing

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """With ``missing``, a list of words."""
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "missing": self.missing(instance)}
