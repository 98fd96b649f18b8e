"""How fresh and whole the offer is: numbers that lead to lists, tables with bars, and the same as a workbook."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe
from openpyxl import Workbook
from wagtail.admin.auth import require_admin_access, user_has_any_page_permission

from services_directory.admin.clock import in_state
from services_directory.domain.essentials import incomplete, without_essential
from services_directory.domain.quality import (
    Share,
    access_by_sector,
    stale,
    stale_by_kind,
    stale_by_provider,
    waits_for_decision,
)
from services_directory.domain.quality import without_response as silent
from services_directory.enums import ClockState
from services_directory.models import ServicePage

MOST_BARS = 8  # then "others": a long list is read in the workbook
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Number:
    """One number that leads to its list."""

    number: int
    of: int
    words: str
    address: str


@dataclass(frozen=True)
class Bar:
    """One row: label, the numbers in words, how long the bar is in a hundredth, and where it leads."""

    label: str
    cells: list[Any]
    width: int
    address: str = ""


@dataclass(frozen=True)
class Table:
    """A table with bars. ``headings`` are those of the cells after the label; ``rest`` says what was left out."""

    title: str
    sentence: str
    first_heading: str
    headings: list[str]
    bars: list[Bar]
    rest: str = ""
    rows: list[list[Any]] = field(default_factory=list)  # all of them, for the workbook


def numbers(today: datetime.date) -> list[Number]:
    """What can be counted at once."""
    live = ServicePage.objects.live()
    total = live.count()
    report, missing = reverse("desk:out_of_date"), reverse("desk:missing_essentials")

    def number(services: Any, words: str, address: str) -> Number:
        return Number(services.count(), total, words, address)

    never = live.filter(in_state(ClockState.NEVER_CHECKED, today))
    return [
        number(stale(live, today), "out of date or never checked", report),
        number(never, "never checked by anybody", f"{report}?state=never-checked"),
        number(silent(live), "no answer to any reminder", f"{report}?no_response=true"),
        number(
            live.filter(in_state(ClockState.HIDDEN, today)), "hidden from search", f"{report}?state=hidden"
        ),
        number(incomplete(live), "leave out something essential", missing),
        number(without_essential(live, "who"), "do not say who can use them", f"{missing}?missing=who"),
    ]


def _stale_table(title: str, heading: str, shares: Sequence[Share], parameter: str) -> Table:
    report = reverse("desk:out_of_date")
    longest = max((one.number for one in shares), default=0)
    bars = [
        Bar(
            one.label,
            [one.number, one.of, f"{one.percent}%"],
            round(100 * one.number / longest),
            f"{report}?{urlencode({parameter: one.key})}",
        )
        for one in shares[:MOST_BARS]
    ]
    others = shares[MOST_BARS:]
    rest = (
        f"And {len(others)} more with {sum(one.number for one in others)}. See the workbook."
        if others
        else ""
    )
    top = shares[0] if shares else None
    sentence = f"{top.label} has the most: {top.number} of {top.of}." if top else "Everything is up to date."
    return Table(
        title,
        sentence,
        heading,
        ["Out of date", "Published", "Share"],
        bars,
        rest,
        [[one.label, one.number, one.of, one.percent / 100] for one in shares],
    )


def _access_table(today: datetime.date) -> Table:
    sectors = access_by_sector(today)
    address = reverse("assessments:index")
    bars = [
        Bar(
            one.label,
            [one.services, one.held, one.in_date, one.published],
            round(100 * one.in_date / one.services) if one.services else 0,
            f"{address}?{urlencode({'sector': one.sector})}",
        )
        for one in sectors
    ]
    return Table(
        "Accessibility assessments by sector",
        "The bar shows how many services have an assessment that is in date, their own or of a building they use.",
        "Sector",
        ["Services", "Held", "In date", "Published"],
        bars,
        rows=[[one.label, one.services, one.held, one.in_date, one.published] for one in sectors],
    )


def _waits_table() -> Table:
    waits = waits_for_decision()
    longest = max((one.median or 0 for one in waits), default=0)
    year = waits[0]
    sentence = (
        f"Half of all changes were decided within {year.median:g} days, nine in ten within {year.ninetieth:g}."
        if year.median is not None and year.ninetieth is not None
        else "Nothing was decided in the last 12 months."
    )
    bars = [
        Bar(
            one.label,
            [one.decided, _days(one.median), _days(one.ninetieth)],
            round(100 * one.median / longest) if one.median and longest else 0,
            reverse("desk:decided"),
        )
        for one in waits
    ]
    return Table(
        "From sent to decided",
        sentence,
        "When",
        ["Decided", "Median (days)", "90th percentile (days)"],
        bars,
        rows=[[one.label, one.decided, one.median, one.ninetieth] for one in waits],
    )


def _days(number: float | None) -> str:
    return "–" if number is None else f"{number:g}"


def tables(today: datetime.date) -> list[Table]:
    """Every table of the page, in order."""
    return [
        _stale_table("Out of date by provider", "Provider", stale_by_provider(today), "provider"),
        _stale_table("Out of date by kind of support", "Kind of support", stale_by_kind(today), "kind"),
        _access_table(today),
        _waits_table(),
    ]


@require_admin_access
@require_safe
def quality(request: HttpRequest) -> HttpResponse:
    """The page; with ``?export=xlsx`` the workbook.

    Raises:
        PermissionDenied: for somebody who may not work on pages.
    """
    if not user_has_any_page_permission(request.user):
        raise PermissionDenied
    today = datetime.date.today()
    found = tables(today)
    if request.GET.get("export") == "xlsx":
        return _workbook(numbers(today), found, today)
    context = {"numbers": numbers(today), "tables": found}
    return render(request, "services_directory/admin/quality.html", context)


def _workbook(counted: list[Number], found: list[Table], today: datetime.date) -> HttpResponse:
    book = Workbook()
    book.remove(book.active)
    first = [["Published listings that are …", "Number", "Of"]]
    _sheet(book, "Numbers", [*first, *([one.words, one.number, one.of] for one in counted)])
    for table in found:
        _sheet(book, table.title[:31], [[table.first_heading, *table.headings], *table.rows])
    written = BytesIO()
    book.save(written)
    response = HttpResponse(written.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="quality-{today}.xlsx"'
    return response


def _sheet(book: Workbook, title: str, rows: list[list[Any]]) -> None:
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(row)
    for cells in sheet.iter_rows():
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # openpyxl takes a text that begins with "=" for a formula
