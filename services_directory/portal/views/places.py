"""The place where a service happens: found in the directory, or proposed with the listing."""

import uuid
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from services_directory.domain.exceptions import InvalidTransition, NotTheirs
from services_directory.domain.listing_changes import ConflictingEdit, may_edit_place, save_step
from services_directory.domain.listing_content import Row, places_of
from services_directory.models import ListingChange
from services_directory.portal import typed
from services_directory.portal.access import change_or_404
from services_directory.portal.answers import theirs_in_words
from services_directory.portal.finding_places import at_postcode, find_places
from services_directory.portal.forms.base import drawn
from services_directory.portal.forms.times import PlaceForm
from services_directory.portal.rows import MOST_ROWS, blank_row, with_row
from services_directory.portal.saving import save_rows
from services_directory.portal.views.steps import closed, put_errors, version_in

RELATION = "service_at_locations"


class FindPlaceForm(forms.Form):
    """Words of a place, or its postcode."""

    q = drawn(
        forms.CharField(
            label="Name of the place, street or postcode",
            max_length=120,
            help_text="For example: Northbury leisure centre, or HP20 1UY.",
            error_messages={"required": "Write a name or a postcode to look for."},
        ),
        type="search",
    )


def place_find(request: HttpRequest, change: UUID) -> HttpResponse:
    """Look for a place (GET), then take one of those found (POST)."""
    found = change_or_404(request.user, change)
    if found.listing_type != "service":
        raise Http404
    if not found.is_editable:
        return closed(request, found)
    if request.method == "POST":
        return _take(request, found)
    form = FindPlaceForm(request.GET if "q" in request.GET else None)
    places = find_places(form.cleaned_data["q"], found.provider) if form.is_valid() else None
    context = {"change": found, "form": form, "places": places}
    return render(request, "services_directory/portal/place_find.html", context)


def _take(request: HttpRequest, change: ListingChange) -> HttpResponse:
    try:
        wanted = str(uuid.UUID(request.POST.get("place", "")))
    except ValueError:
        wanted = ""
    places = places_of([{"location": wanted}]) if wanted else []
    if not places:
        messages.warning(request, "Choose one of the places, or add a new one.")
        return redirect("portal:place_find", change=change.uuid)
    return _add(request, change, places[0])


def _add(request: HttpRequest, change: ListingChange, place: Row) -> HttpResponse:
    """Add a row for this place, then ask for the times there."""
    if len(change.content[RELATION]) >= MOST_ROWS:
        messages.warning(
            request, f"There are {MOST_ROWS} places already. Make a second listing for the others."
        )
        return redirect("portal:step", change=change.uuid, step="times")
    row = {**blank_row(RELATION), "location": place["uuid"]}
    try:
        save_rows(
            change,
            RELATION,
            lambda rows: with_row(rows, row),
            row=row["uuid"],
            version=change.version,
            by=request.user,
            also={"places": [place]},
        )
    except InvalidTransition as refused:
        messages.warning(request, str(refused))
        return redirect("portal:change", change=change.uuid)
    messages.success(request, f"{place['name']} is added. Now say when you are there.")
    return redirect("portal:row", change=change.uuid, kind="place", row=row["uuid"])


def place_new(request: HttpRequest, change: UUID) -> HttpResponse:
    """Propose a place that the directory does not know; places at the same postcode are offered first."""
    found = change_or_404(request.user, change)
    if found.listing_type != "service":
        raise Http404
    if not found.is_editable:
        return closed(request, found)
    blank: Row = {**_blank_place(), "uuid": str(uuid.uuid4())}
    if request.method != "POST":
        form = PlaceForm(typed.take(request), before={**blank, "name": request.GET.get("name", "")[:160]})
        return _shown_place(request, found, form, is_new=True)
    form = PlaceForm(request.POST, before=blank)
    if not form.is_valid():
        return _shown_place(request, found, form, is_new=True)
    alike = at_postcode(form.cleaned_data["postal_code"], found.provider)
    if alike and not request.POST.get("sure"):
        return _shown_place(request, found, form, is_new=True, alike=alike)
    return _add(request, found, form.row())


def place(request: HttpRequest, change: UUID, place: UUID) -> HttpResponse:
    """Change the name or address of a place that is the provider's alone."""
    found = change_or_404(request.user, change)
    row = next((one for one in found.content.get("places", []) if one["uuid"] == str(place)), None)
    if row is None or not may_edit_place(row["uuid"], found.provider):
        raise Http404
    if not found.is_editable:
        return closed(request, found)
    if request.method != "POST":
        kept = typed.take(request)
        return _shown_place(request, found, PlaceForm(kept, before=row), version=version_in(kept, found))
    form = PlaceForm(request.POST, before=row)
    version = version_in(request.POST, found)
    if not form.is_valid():
        return _shown_place(request, found, form, version=version)
    others = [one for one in found.content["places"] if one["uuid"] != row["uuid"]]
    content = {"places": [*others, form.row()]}
    try:
        save_step(found, step="times", content=content, expected_version=version, by=request.user)
    except ConflictingEdit as conflict:
        fresh = change_or_404(request.user, change)
        merged = next((one for one in conflict.merged["places"] if one["uuid"] == row["uuid"]), form.row())
        about = [one for one in conflict.theirs if row["uuid"] in one.key]
        return _shown_place(
            request,
            fresh,
            PlaceForm(before=merged),
            version=conflict.version,
            conflict=conflict,
            theirs=theirs_in_words("service", about, fresh.content),
        )
    except ValidationError as error:
        put_errors(form, error)
        return _shown_place(request, found, form, version=version)
    except (InvalidTransition, NotTheirs) as refused:
        messages.warning(request, str(refused))
        return redirect("portal:change", change=found.uuid)
    messages.success(request, "The place is saved.")
    return redirect(_times_step(found))


place_new.keeps_typed = place.keeps_typed = True  # type: ignore[attr-defined]


def _blank_place() -> Row:
    return blank_row("places")


def _times_step(change: ListingChange) -> str:
    return reverse("portal:step", kwargs={"change": change.uuid, "step": "times"}) + "#place"


def _shown_place(
    request: HttpRequest, change: ListingChange, form: PlaceForm, *, is_new: bool = False, **more: Any
) -> HttpResponse:
    context = {"change": change, "form": form, "is_new": is_new, "back": _times_step(change), **more}
    return render(request, "services_directory/portal/place.html", context)
