"""Spreadsheets of listings, whose cells a spreadsheet program does not run as formulas."""

from collections.abc import Callable
from typing import Any

# A cell that begins so is a formula to a spreadsheet program (OWASP, "CSV injection").
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(value: Any) -> Any:
    """``value``; a text that would be a formula gets an apostrophe in front. XLSX needs none: its cells are typed."""
    return f"'{value}" if isinstance(value, str) and value.startswith(STARTS_A_FORMULA) else value


class ExportsColumns:
    """For listing views: ``export_columns`` maps a heading to a function of the row."""

    export_columns: dict[str, Callable[[Any], Any]] = {}
    FORMAT_CSV: str

    @property
    def list_export(self) -> list[str]:
        """The headings, in order."""
        return list(self.export_columns)

    def get_heading(self, queryset: Any, field: str) -> str:
        """The heading itself."""
        return field

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """One row, by heading."""
        return {heading: value(item) for heading, value in self.export_columns.items()}

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """As Wagtail's, and harmless in CSV."""
        drawn = super().preprocess_field_value(field, value, export_format)  # type: ignore[misc]
        return harmless(drawn) if export_format == self.FORMAT_CSV else drawn
