"""One row of a listing: added, changed, removed. A page for each, so that it works with no script."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from services_directory.domain.exceptions import InvalidTransition, NotTheirs
from services_directory.domain.listing_changes import ConflictingEdit, may_edit_place
from services_directory.domain.listing_content import Row
from services_directory.domain.listing_fields import step_with
from services_directory.models import ListingChange
from services_directory.portal import typed
from services_directory.portal.access import change_or_404
from services_directory.portal.answers import Theirs, theirs_in_words
from services_directory.portal.forms.base import RowForm
from services_directory.portal.pages import page_of_step
from services_directory.portal.rows import (
    MOST_ROWS,
    PLACE_TIME,
    RowKind,
    blank_row,
    find_row,
    kind_of,
    place_of,
    time_line,
    with_row,
    without_row,
)
from services_directory.portal.saving import save_rows
from services_directory.portal.views.steps import closed, put_errors, version_in

PLACES = "service_at_locations"
ADDRESS = ("address_1", "address_2", "city", "postal_code")
AGAIN = "again"


@dataclass(frozen=True)
class Spot:
    """Where a row stands: in a list of the listing, or in the times of one of its places.

    Args:
        rows: the list, as it is now.
        back: the page that shows the list.
    """

    change: ListingChange
    kind: RowKind
    place: Row | None = None

    @property
    def rows(self) -> list[Row]:
        rows: list[Row] = self.place["schedules"] if self.place else self.change.content[self.kind.relation]
        return rows

    @property
    def back(self) -> str:
        if self.place:
            values = {"change": self.change.uuid, "kind": "place", "row": self.place["uuid"]}
            return reverse("portal:row", kwargs=values)
        code = step_with("service", self.kind.relation).code
        address = reverse("portal:step", kwargs={"change": self.change.uuid, "step": code})
        return f"{address}#{self.kind.code}"

    @property
    def title(self) -> str:
        """Where the row belongs, above the heading."""
        if self.place:
            place = place_of(self.place, self.change.content)
            return place["name"] if place else "Times and places"
        return step_with("service", self.kind.relation).title

    def blank(self) -> Row:
        return blank_row(PLACES, of="schedules") if self.place else self.kind.blank()

    def save(self, row: Row, alter: Callable[[list[Row]], list[Row]], version: int, by: Any) -> ListingChange:
        """Save the list as ``alter`` leaves it; of the times of a place, the place's row with them."""
        if self.place is None:
            return save_rows(self.change, self.kind.relation, alter, row=row["uuid"], version=version, by=by)
        place = self.place["uuid"]

        def alter_times(places: list[Row]) -> list[Row]:
            return [
                {**one, "schedules": alter(one["schedules"])} if one["uuid"] == place else one
                for one in places
            ]

        return save_rows(
            self.change, PLACES, alter_times, row=f"{place}/schedules/{row['uuid']}", version=version, by=by
        )


def _spot(request: HttpRequest, change: UUID, kind: str, place: UUID | None) -> Spot:
    found = change_or_404(request.user, change)
    if found.listing_type != "service":
        raise Http404
    if place is not None:
        row = find_row(found.content[PLACES], place)
        if row is None:
            raise Http404
        return Spot(found, PLACE_TIME, row)
    try:
        known = kind_of(kind)
    except KeyError as error:
        raise Http404 from error
    return Spot(found, known)


def row_new(
    request: HttpRequest, change: UUID, kind: str = "time", place_row: UUID | None = None
) -> HttpResponse:
    """Add a row."""
    spot = _spot(request, change, kind, place_row)
    if not spot.change.is_editable:
        return closed(request, spot.change)
    if spot.kind.code == "place":
        return redirect("portal:place_find", change=change)
    if len(spot.rows) >= MOST_ROWS:
        messages.warning(
            request, f"There are {MOST_ROWS} already. Say more in fewer, or make a second listing."
        )
        return redirect(spot.back)
    row = spot.blank()
    if sent := _identifier(request.POST.get("row", "")):
        # Sent twice, it is one row.
        row["uuid"] = sent
    return _edit(request, spot, row, is_new=True)


def row(
    request: HttpRequest,
    change: UUID,
    row: UUID | None = None,
    kind: str = "time",
    place_row: UUID | None = None,
    time: UUID | None = None,
) -> HttpResponse:
    """Change a row."""
    spot = _spot(request, change, kind, place_row)
    found = find_row(spot.rows, time or row)
    if found is None:
        raise Http404
    if not spot.change.is_editable:
        return closed(request, spot.change)
    return _edit(request, spot, found, is_new=False)


row_new.keeps_typed = row.keeps_typed = True  # type: ignore[attr-defined]


def _identifier(sent: str) -> str:
    try:
        return str(uuid.UUID(sent))
    except ValueError:
        return ""


def _edit(request: HttpRequest, spot: Spot, row: Row, *, is_new: bool) -> HttpResponse:
    if request.method != "POST":
        kept = typed.take(request)
        form = spot.kind.form(kept, before=row)
        version = version_in(kept, spot.change)
        return _shown(request, spot, form, version=version, is_new=is_new, was_kept=kept is not None)
    form = spot.kind.form(request.POST, before=row)
    version = version_in(request.POST, spot.change)
    if not form.is_valid():
        return _shown(request, spot, form, version=version, is_new=is_new)
    try:
        saved = spot.save(row, lambda rows: with_row(rows, _filled(form, rows)), version, request.user)
    except ConflictingEdit as conflict:
        return _conflict(request, spot, row, conflict)
    except ValidationError as error:
        put_errors(form, error)
        return _shown(request, spot, form, version=version, is_new=is_new)
    except InvalidTransition as refused:
        messages.warning(request, str(refused))
        return redirect("portal:change", change=spot.change.uuid)
    return _onwards(request, Spot(saved, spot.kind, spot.place), row)


def _filled(form: RowForm, rows: list[Row]) -> Row:
    """The row as the form leaves it, over what it holds now: times of a place may have been added meanwhile."""
    now = next((one for one in rows if one["uuid"] == form.before["uuid"]), form.before)
    return {**now, **form.given()}


def _onwards(request: HttpRequest, spot: Spot, row: Row) -> HttpResponse:
    then = request.POST.get("then", "")
    verb, _, time = then.partition(":")
    values = {"change": spot.change.uuid, "place_row": row["uuid"]}
    if spot.kind.code == "place" and verb == "add":
        return redirect(reverse("portal:time_new", kwargs=values))
    if spot.kind.code == "place" and verb in ("row", "remove") and _identifier(time):
        name = "portal:time" if verb == "row" else "portal:time_remove"
        return redirect(reverse(name, kwargs={**values, "time": _identifier(time)}))
    messages.success(request, f"The {spot.kind.one} is saved.")
    if then == AGAIN:
        return redirect(request.path if "/new/" in request.path else spot.back)
    return redirect(spot.back)


def _conflict(request: HttpRequest, spot: Spot, row: Row, conflict: ConflictingEdit) -> HttpResponse:
    fresh = change_or_404(request.user, spot.change.uuid)
    relation = PLACES if spot.place else spot.kind.relation
    rows = conflict.merged.get(relation, [])
    if spot.place:
        place = next((one for one in rows if one["uuid"] == spot.place["uuid"]), spot.place)
        rows = place["schedules"]
        spot = Spot(fresh, spot.kind, place)
    else:
        spot = Spot(fresh, spot.kind)
    mine = next((one for one in rows if one["uuid"] == row["uuid"]), row)
    about = [one for one in conflict.theirs if row["uuid"] in one.key]
    theirs = theirs_in_words("service", about, fresh.content)
    form = spot.kind.form(None, before=mine)
    return _shown(
        request, spot, form, version=conflict.version, is_new=False, conflict=conflict, theirs=theirs
    )


def _shown(
    request: HttpRequest,
    spot: Spot,
    form: RowForm,
    *,
    version: int,
    is_new: bool,
    conflict: ConflictingEdit | None = None,
    theirs: list[Theirs] | None = None,
    was_kept: bool = False,
) -> HttpResponse:
    context: dict[str, Any] = {
        "change": spot.change,
        "spot": spot,
        "kind": spot.kind,
        "form": form,
        "row": form.before,
        "version": version,
        "is_new": is_new,
        "conflict": conflict,
        "theirs": theirs,
        "was_kept": was_kept,
    }
    if spot.kind.code == "place":
        place = place_of(dict(form.before), spot.change.content)
        context |= {
            "place": place,
            "place_lines": [place[name] for name in ADDRESS if place[name]] if place else [],
            "may_edit": place is not None and may_edit_place(place["uuid"], spot.change.provider),
            "times": [(time["uuid"], time_line(time)) for time in form.before["schedules"]],
        }
    return render(request, "services_directory/portal/row.html", context)


def row_remove(
    request: HttpRequest,
    change: UUID,
    row: UUID | None = None,
    kind: str = "time",
    place_row: UUID | None = None,
    time: UUID | None = None,
) -> HttpResponse:
    """Ask, then take a row away; a row that is gone already leads back to the list."""
    spot = _spot(request, change, kind, place_row)
    found = find_row(spot.rows, time or row)
    if found is None:
        raise Http404
    if not spot.change.is_editable:
        return closed(request, spot.change)
    line = spot.kind.line(found, spot.change.content)
    if request.method == "POST":
        version = version_in(request.POST, spot.change)
        try:
            spot.save(found, lambda rows: without_row(rows, found), version, request.user)
        except ConflictingEdit as conflict:
            names = ", ".join(dict.fromkeys(one.by for one in conflict.others))
            messages.warning(request, f"{names} has just changed it. Look at it again before you remove it.")
        except (InvalidTransition, NotTheirs) as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, f"Removed: {line.title}")
        return redirect(spot.back)
    page = page_of_step("service", step_with("service", PLACES if spot.place else spot.kind.relation).code)
    context = {"change": spot.change, "spot": spot, "kind": spot.kind, "line": line, "page": page}
    return render(request, "services_directory/portal/row_remove.html", context)
