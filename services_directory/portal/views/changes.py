"""A change to a listing: its list of tasks, check your answers, preview, send, take back, give up."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from services_directory.domain.exceptions import InvalidTransition, NotReady
from services_directory.domain.listing_changes import (
    ConflictingEdit,
    submit_change,
    take_back_change,
    withdraw_change,
)
from services_directory.enums import ChangeState
from services_directory.models import ListingChange
from services_directory.portal.access import change_or_404, changes_of
from services_directory.portal.answers import sections_of
from services_directory.portal.history import history_of
from services_directory.portal.missing import missing_by_step
from services_directory.portal.pages import pages_of
from services_directory.portal.previewing import preview_response
from services_directory.portal.problems import problems_of
from services_directory.portal.tasks import tasks_of


@require_safe
def change(request: HttpRequest, change: UUID) -> HttpResponse:
    """The list of tasks while it can be edited; after that, where it stands."""
    found = change_or_404(request.user, change)
    pages = pages_of(found)
    context = {
        "change": found,
        "is_sent_back": found.state == ChangeState.SENT_BACK,
        "is_waiting": found.state == ChangeState.SUBMITTED,
        "tasks": tasks_of(found, pages),
        "history": history_of(None, changes_of(request.user).filter(pk=found.pk)),
        "listing_address": listing_address(found),
    }
    return render(request, "services_directory/portal/change.html", context)


def listing_address(change: ListingChange) -> str:
    """The portal's page of the listing; the first page for a new listing and an organisation."""
    if change.page_id is None or change.listing_type == "provider":
        return reverse("portal:home")
    return reverse("portal:listing", kwargs={"listing": change.page.specific.uuid})


def check(request: HttpRequest, change: UUID) -> HttpResponse:
    """Check your answers, then send."""
    found = change_or_404(request.user, change)
    if not found.is_editable:
        return redirect("portal:change", change=found.uuid)
    if request.method == "POST":
        return _send(request, found)
    return render(request, "services_directory/portal/check.html", _check_context(found))


def _check_context(change: ListingChange) -> dict:
    pages = pages_of(change)
    sections = sections_of(
        change.listing_type, change.content, change.base, [page.step.code for page in pages]
    )
    missing = missing_by_step(change.listing_type, change.content)
    return {
        "change": change,
        "sections": sections,
        "has_changed": change.content != change.base,
        "missing": missing,
        "missing_words": [words for found in missing.values() for words in found],
        "problems": problems_of(change),
    }


def _send(request: HttpRequest, change: ListingChange) -> HttpResponse:
    version = request.POST.get("version", "")
    try:
        sent = submit_change(
            change, expected_version=int(version) if version.isdigit() else 0, by=request.user
        )
    except ConflictingEdit as conflict:
        names = ", ".join(dict.fromkeys(one.by for one in conflict.others))
        messages.warning(
            request, f"{names} changed something after you opened this page. Check it again, then send."
        )
    except NotReady:
        messages.error(request, "Something has to be put right before you can send it. It is listed below.")
    except InvalidTransition as refused:
        messages.warning(request, str(refused))
    else:
        if sent.state == ChangeState.SUBMITTED:
            return redirect("portal:sent", change=sent.uuid)
        messages.success(request, "Your change is live now. The council will look at it afterwards.")
        return redirect(listing_address(sent))
    return redirect("portal:check", change=change.uuid)


@require_safe
def sent(request: HttpRequest, change: UUID) -> HttpResponse:
    """What happens next, right after it was sent."""
    found = change_or_404(request.user, change)
    if found.state != ChangeState.SUBMITTED:
        return redirect("portal:change", change=found.uuid)
    context = {"change": found, "listing_address": listing_address(found)}
    return render(request, "services_directory/portal/sent.html", context)


@require_safe
def preview(request: HttpRequest, change: UUID) -> HttpResponse:
    """The page as families will see it."""
    return preview_response(request, change_or_404(request.user, change))


@require_POST
def take_back(request: HttpRequest, change: UUID) -> HttpResponse:
    """Take it out of the council's queue, to edit it again."""
    found = change_or_404(request.user, change)
    try:
        take_back_change(found, by=request.user)
    except InvalidTransition as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, "You have it back. Change what you need, then send it again.")
    return redirect("portal:change", change=found.uuid)


def withdraw(request: HttpRequest, change: UUID) -> HttpResponse:
    """Ask whether to give it up, then do so."""
    found = change_or_404(request.user, change)
    if request.method != "POST":
        return render(request, "services_directory/portal/withdraw.html", {"change": found})
    address = listing_address(found)
    try:
        withdraw_change(found, by=request.user)
    except InvalidTransition as refused:
        messages.warning(request, str(refused))
        return redirect("portal:change", change=found.uuid)
    messages.success(request, "The change is given up. What families see has not changed.")
    return redirect(address)
