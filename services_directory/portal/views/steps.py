"""One question page of a change: shown, saved, and shown again with what somebody else did meanwhile."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from services_directory.domain.exceptions import InvalidTransition
from services_directory.domain.listing_changes import ConflictingEdit, save_step
from services_directory.models import ListingChange
from services_directory.portal import typed
from services_directory.portal.access import change_or_404
from services_directory.portal.answers import Theirs, theirs_in_words
from services_directory.portal.forms.base import ContentForm, part_of
from services_directory.portal.forms.photos import PictureForm
from services_directory.portal.hints import hints_of_step
from services_directory.portal.pages import StepPage, next_step, pages_of
from services_directory.portal.rows import RowKind

# What the person pressed: go on, back to the list, look at my words; or, of a row, "add:contact", "row:contact:<uuid>".
NEXT, TASKS, WORDS = "next", "tasks", "words"


def step(request: HttpRequest, change: UUID, step: str) -> HttpResponse:
    """One step of a change."""
    found = change_or_404(request.user, change)
    pages = pages_of(found)
    page = next((one for one in pages if one.step.code == step), None)
    if page is None:
        raise Http404
    if not found.is_editable:
        return closed(request, found)
    names = page.step.names
    if request.method != "POST":
        kept = typed.take(request)
        form = page.form(kept, before=part_of(found.content, names))
        return _shown(request, found, page, form, version=version_in(kept, found), was_kept=kept is not None)
    form = page.form(request.POST, request.FILES, before=part_of(found.content, names))
    form.by = request.user
    version = version_in(request.POST, found)
    if not form.is_valid():
        return _shown(request, found, page, form, version=version)
    try:
        saved = save_step(found, step=step, content=form.given(), expected_version=version, by=request.user)
    except ConflictingEdit as conflict:
        fresh = change_or_404(request.user, change)
        again = page.form(before={**part_of(fresh.content, names), **conflict.merged})
        if isinstance(form, PictureForm) and isinstance(again, PictureForm):
            again.by = request.user
            again.keep(form.key)
        theirs = theirs_in_words(found.listing_type, conflict.theirs, fresh.content)
        return _shown(request, fresh, page, again, version=conflict.version, conflict=conflict, theirs=theirs)
    except ValidationError as error:
        put_errors(form, error)
        return _shown(request, found, page, form, version=version)
    except InvalidTransition as refused:
        messages.warning(request, str(refused))
        return redirect("portal:change", change=found.uuid)
    return _onwards(request, saved, pages, page)


step.keeps_typed = True  # type: ignore[attr-defined]


def version_in(data: QueryDict | None, change: ListingChange) -> int:
    """The version that the sender was shown; whatever is no number counts as never having seen any."""
    if data is None:
        return change.version
    sent = data.get("version", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0


def closed(request: HttpRequest, change: ListingChange) -> HttpResponse:
    """Where a change that cannot be edited leads."""
    messages.warning(
        request, "You cannot change it now. Take it back first, if you want to change something."
    )
    return redirect("portal:change", change=change.uuid)


def put_errors(form: ContentForm, error: ValidationError) -> None:
    """Put what the domain refused beside the fields it names; the rest at the top."""
    found = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for path, sentences in found.items():
        name = path.rpartition("/")[2]
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)


def _onwards(
    request: HttpRequest, change: ListingChange, pages: list[StepPage], page: StepPage
) -> HttpResponse:
    then = request.POST.get("then", NEXT)
    here = reverse("portal:step", kwargs={"change": change.uuid, "step": page.step.code})
    verb, _, rest = then.partition(":")
    code, _, row = rest.partition(":")
    if verb in ("add", "row", "remove") and code in {kind.code for kind in page.kinds}:
        return redirect(row_address(change, verb, code, row) or here)
    if then == WORDS:
        return redirect(f"{here}?words=1#hints")
    following = next_step(pages, page.step.code)
    if then == TASKS or following is None:
        messages.success(request, f"{page.step.title}: saved.")
        return redirect("portal:change", change=change.uuid)
    return redirect("portal:step", change=change.uuid, step=following.step.code)


def row_address(change: ListingChange, verb: str, code: str, row: str) -> str:
    """Where a row is added, changed or removed; nothing where ``row`` is no UUID."""
    if verb == "add":
        if code == "place":
            return reverse("portal:place_find", kwargs={"change": change.uuid})
        return reverse("portal:row_new", kwargs={"change": change.uuid, "kind": code})
    try:
        identifier = UUID(row)
    except ValueError:
        return ""
    name = "portal:row_remove" if verb == "remove" else "portal:row"
    return reverse(name, kwargs={"change": change.uuid, "kind": code, "row": identifier})


def _shown(
    request: HttpRequest,
    change: ListingChange,
    page: StepPage,
    form: ContentForm,
    *,
    version: int,
    conflict: ConflictingEdit | None = None,
    theirs: list[Theirs] | None = None,
    was_kept: bool = False,
) -> HttpResponse:
    context: dict[str, Any] = {
        "change": change,
        "page": page,
        "form": form,
        "version": version,
        "conflict": conflict,
        "theirs": theirs,
        "was_kept": was_kept,
        "lists": [RowList(kind, change) for kind in page.kinds],
        "hints": hints_of_step(change, page) if request.GET.get("words") else None,
    }
    return render(request, "services_directory/portal/step.html", context)


class RowList:
    """The rows of one kind as a step shows them."""

    def __init__(self, kind: RowKind, change: ListingChange) -> None:
        self.kind = kind
        self.rows = [(row["uuid"], kind.line(row, change.content)) for row in change.content[kind.relation]]
