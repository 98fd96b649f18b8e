"""One listing of a provider: where it stands, and what can be done with it."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from services_directory.domain.confirming import ListingChanged, confirm_as_member
from services_directory.domain.listing_changes import copy_listing, save_step, start_change
from services_directory.enums import ChangeState, OperationalState, ReportState
from services_directory.models import (
    ListingAssurance,
    ListingChange,
    MistakeReport,
    OperationalStatus,
    ServicePage,
)
from services_directory.portal.access import (
    changes_of,
    listing_or_404,
    memberships_of,
    provider_or_404,
    providers_of,
)
from services_directory.portal.history import history_of
from services_directory.portal.my_listings import CLOCK_RUNS_OUT, standings_of
from services_directory.presenters.whole_listing import whole_listing
from services_directory.presenters.words import day


@require_safe
def listing(request: HttpRequest, listing: UUID) -> HttpResponse:
    """Where it stands, and what can be done with it."""
    page = listing_or_404(request.user, listing)
    changes = changes_of(request.user).filter(page_id=page.pk)
    change = changes.open().defer("base", "content", "submitted_content").first()
    assurance = ListingAssurance.objects.filter(page_id=page.pk).first()
    status = OperationalStatus.objects.filter(service_id=page.pk).exclude(state=OperationalState.OPEN).first()
    standings = standings_of(page.live, change, assurance)
    context = {
        "listing": page,
        "needs_check": page.live and not CLOCK_RUNS_OUT.isdisjoint(standings),
        "change": change,
        "assurance": assurance,
        "status": status,
        "status_words": _status_words(status),
        "standings": standings,
        "history": history_of(page, changes),
        "asked": MistakeReport.objects.filter(page_id=page.pk, state=ReportState.ASKED).order_by("asked_on"),
        "is_sent_back": change is not None and change.state == ChangeState.SENT_BACK,
        "is_waiting": change is not None and change.state == ChangeState.SUBMITTED,
    }
    return render(request, "services_directory/portal/listing.html", context)


def _status_words(status: OperationalStatus | None) -> str:
    if status is None:
        return "Open"
    words = f"{OperationalState(status.state).label} since {day(status.since)}"
    return f"{words}, until about {day(status.until)}" if status.until else words


def confirm(request: HttpRequest, listing: UUID) -> HttpResponse:
    """The whole listing, and a button that says that everything is right."""
    page = listing_or_404(request.user, listing)
    if not page.live:
        raise Http404
    problem = ""
    if request.method == "POST":
        sent = request.POST.get("seen", "")
        seen = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 18 else None
        try:
            confirm_as_member(page, seen_revision=seen, by=request.user)
        except ListingChanged as changed:
            problem = str(changed)
        else:
            messages.success(request, f"Thank you. {page.title} is checked.")
            return redirect("portal:listing", listing=page.uuid)
    context = {"listing": page, "sections": whole_listing(page), "problem": problem}
    return render(request, "services_directory/portal/confirm.html", context)


@require_POST
def change_listing(request: HttpRequest, listing: UUID) -> HttpResponse:
    """Begin a change from what is live, or go on with the one that is open."""
    page = listing_or_404(request.user, listing)
    return _to_change(start_change(page, provider=page.provider, by=request.user))


@require_POST
def change_organisation(request: HttpRequest, provider: UUID) -> HttpResponse:
    """The same for an organisation's own page."""
    page = provider_or_404(request.user, provider)
    return _to_change(start_change(page, provider=page, by=request.user))


def copy(request: HttpRequest, listing: UUID) -> HttpResponse:
    """Ask for the name of the copy, then make it: a new listing that begins with the same words."""
    page: ServicePage = listing_or_404(request.user, listing)
    form = CopyForm(request.POST or None, initial={"title": f"{page.title} (copy)"[:255]})
    if request.method == "POST" and form.is_valid():
        change = copy_listing(page, provider=page.provider, by=request.user)
        change = _named(request, change, form.cleaned_data["title"])
        messages.success(
            request, f"You have a copy of {page.title}. Go through the parts that are different."
        )
        return _to_change(change)
    return render(request, "services_directory/portal/copy.html", {"listing": page, "form": form})


class CopyForm(forms.Form):
    """What the copy is called."""

    title = forms.CharField(
        label="Name of the new listing",
        max_length=255,
        help_text="It needs a name of its own, so that families can tell them apart.",
        error_messages={"required": "Give the new listing a name."},
    )


class NewListingForm(forms.Form):
    """Whose the new listing is, and its name."""

    provider = forms.ChoiceField(
        label="Which organisation runs it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the organisation.", "invalid_choice": "Choose one of these."},
    )
    title = forms.CharField(
        label="What is the service called?",
        max_length=255,
        help_text="The name families know. You can change it later. For example: Saturday Swim Club.",
        error_messages={"required": "Give the service a name."},
    )


def new_listing(request: HttpRequest) -> HttpResponse:
    """Ask for the organisation and the name, then begin."""
    providers = {str(one.uuid): one for one in providers_of(request.user)}
    form = NewListingForm(request.POST or None)
    form.fields["provider"].choices = [(key, one.title) for key, one in providers.items()]  # type: ignore[attr-defined]
    if len(providers) == 1:
        del form.fields["provider"]
    if request.method == "POST" and providers and form.is_valid():
        provider = providers[form.cleaned_data.get("provider") or next(iter(providers))]
        change = start_change(None, provider=provider, by=request.user)
        return _to_change(_named(request, change, form.cleaned_data["title"]))
    context = {"form": form, "memberships": memberships_of(request.user)}
    return render(request, "services_directory/portal/new_listing.html", context)


def _named(request: HttpRequest, change: ListingChange, title: str) -> ListingChange:
    return save_step(
        change, step="about", content={"title": title}, expected_version=change.version, by=request.user
    )


def _to_change(change: ListingChange) -> HttpResponse:
    return redirect("portal:change", change=change.uuid)
