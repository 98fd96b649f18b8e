"""The page behind the link in a reminder: the whole listing, and two buttons. Reading it changes nothing.

Mail scanners open links by themselves, so only a POST confirms. The token in the address is the secret that a form
must carry anyway: no cookie and no CSRF token, which would need a session, are asked for on top of it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from localoffer.public_forms.guard import GuardedForm
from localoffer.public_forms.limits import allow, sender
from services_directory.domain.confirming import (
    ListingChanged,
    confirm_listing,
    say_what_changed,
    send_new_link,
    send_new_links_to,
)
from services_directory.domain.exceptions import InvalidTransition
from services_directory.domain.review_links import DAYS_GOOD, LinkState, OpenedLink, open_link
from services_directory.models import ListingAssurance
from services_directory.models.mistakes import LONGEST_REPORT
from services_directory.presenters.whole_listing import whole_listing

ACTS = frozenset({LinkState.OPEN, LinkState.TOLD})
LINKS_AN_HOUR = 5
AN_HOUR = 60 * 60


class ChangedForm(forms.Form):
    """What has changed, in words, for somebody who does not want to sign in."""

    words = forms.CharField(
        label="What has changed?",
        widget=forms.Textarea,
        max_length=LONGEST_REPORT,
        help_text="For example: we now meet on Tuesdays at 5pm. Do not write about a child or a family.",
        error_messages={"required": "Write what has changed."},
    )


class NewLinkForm(GuardedForm):
    """Where to send new links."""

    guard_name = "new link"

    email = forms.EmailField(
        label="Your email address",
        help_text="The address that our reminder went to.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Enter your email address.",
            "invalid": "Enter an email address like name@example.org.",
        },
    )


def private(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The address is a key: it goes into no cache, no index and no other site's log."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["Cache-Control"] = "no-store, private"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        return response

    return guarded


@private
@require_http_methods(["GET", "HEAD", "POST"])
def check_listing(request: HttpRequest, reminder: str) -> HttpResponse:
    """Show the listing; POST says that everything is right."""
    opened = open_link(reminder)
    if opened.state not in ACTS or opened.reminder is None:
        return _no_longer(request, opened, reminder)
    problem = ""
    if request.method == "POST":
        try:
            confirm_listing(opened.reminder, seen_revision=_number(request.POST.get("seen", "")))
        except ListingChanged as changed:
            problem = str(changed)
            opened = open_link(reminder)
        except InvalidTransition:
            pass  # the address now says when, and by whom
        if not problem:
            return redirect("services_directory:check_listing", reminder)
    page = opened.reminder.page  # type: ignore[union-attr]
    context = {
        "token": reminder,
        "page": page,
        "reminder": opened.reminder,
        "has_told": opened.state == LinkState.TOLD,
        "sections": whole_listing(page),
        "assurance": ListingAssurance.objects.filter(page_id=page.pk).first(),
        "problem": problem,
    }
    return render(request, "services_directory/check/listing.html", context)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def changed(request: HttpRequest, reminder: str) -> HttpResponse:
    """Something has changed: sign in and change it, or say it in words."""
    opened = open_link(reminder)
    if opened.state not in ACTS or opened.reminder is None:
        return _no_longer(request, opened, reminder)
    form = ChangedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        say_what_changed(opened.reminder, form.cleaned_data["words"])
        return redirect("services_directory:check_listing_told", reminder)
    context = {"token": reminder, "page": opened.reminder.page, "reminder": opened.reminder, "form": form}
    return render(request, "services_directory/check/changed.html", context)


@private
@require_http_methods(["GET", "HEAD"])
def told(request: HttpRequest, reminder: str) -> HttpResponse:
    """Thank you: an officer reads it."""
    opened = open_link(reminder)
    if opened.reminder is None:
        return _no_longer(request, opened, reminder)
    context = {"page": opened.reminder.page}
    return render(request, "services_directory/check/told.html", context)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def new_link(request: HttpRequest, reminder: str = "") -> HttpResponse:
    """A new link to the same address for a link that was whole once; else links to an address that is typed in."""
    opened = open_link(reminder)
    if opened.state == LinkState.EXPIRED and opened.reminder is not None and request.method == "POST":
        if allow("new link", str(opened.reminder.uuid), times=LINKS_AN_HOUR, seconds=AN_HOUR):
            send_new_link(opened.reminder)
        return redirect("services_directory:new_link_sent")
    form = NewLinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not allow("new link", sender(request), times=LINKS_AN_HOUR, seconds=AN_HOUR):
            form.add_error(None, "You have asked for many links. Try again in an hour, or call us.")
        else:
            send_new_links_to(form.cleaned_data["email"])
            return redirect("services_directory:new_link_sent")
    return render(request, "services_directory/check/new_link.html", {"form": form})


@private
@require_http_methods(["GET", "HEAD"])
def new_link_sent(request: HttpRequest) -> HttpResponse:
    """The same words whether or not the address is known."""
    return render(request, "services_directory/check/sent.html", {"days": DAYS_GOOD})


def _no_longer(request: HttpRequest, opened: OpenedLink, token: str) -> HttpResponse:
    """Why the link does nothing now, and what to do instead."""
    page = opened.reminder.page if opened.reminder else None
    context = {
        "state": opened.state.value,
        "token": token if opened.reminder else "",
        "page": page,
        "reminder": opened.reminder,
        "assurance": ListingAssurance.objects.filter(page_id=page.pk).first() if page else None,
        "form": NewLinkForm(),
        "days": DAYS_GOOD,
    }
    status = 200 if opened.state == LinkState.DONE else 404 if opened.state == LinkState.BROKEN else 410
    return render(request, "services_directory/check/no_longer.html", context, status=status)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None
