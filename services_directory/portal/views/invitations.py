"""Opening an invitation, accepting it, and asking for a new link. Nobody needs to be signed in."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from localoffer.public_forms.guard import GuardedForm
from localoffer.public_forms.limits import allow, sender
from services_directory.domain.exceptions import InvitationUnusable
from services_directory.domain.memberships import (
    AN_HOUR,
    accept_invitation,
    find_invitation,
    renew_invitations,
)
from services_directory.models import ProviderInvitation

LINKS_ASKED_AN_HOUR = 10


class AcceptForm(forms.Form):
    """The person's name, for their colleagues."""

    name = forms.CharField(
        label="Your name",
        required=False,
        max_length=120,
        help_text="Your colleagues and the council see it. Families do not.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class NewLinkForm(GuardedForm):
    """Where to send a new link."""

    guard_name = "new invitation"

    email = forms.EmailField(
        label="Your email address",
        help_text="The one that you were invited with.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": "Enter your email address."},
    )


def _draw(request: HttpRequest, template: str, status: int = 200, **context: object) -> HttpResponse:
    return render(request, f"services_directory/portal/invitation/{template}.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    """What the link opens. Opening changes nothing, since mail scanners open links; the button accepts.

    The token travels in the query string and the body, which no log keeps.
    """
    token = request.POST.get("token", "") if request.method == "POST" else request.GET.get("token", "")
    form = AcceptForm(request.POST if request.method == "POST" else None)
    try:
        found = find_invitation(token)
        if _is_somebody_else(request, found):
            return _draw(request, "foreign", status=409, invitation=found)
        if form.is_valid():
            membership = accept_invitation(token, name=form.cleaned_data["name"])
            return _on_to_the_portal(request, membership.provider.title)
    except InvitationUnusable as unusable:
        return _draw(request, "unusable", status=410, state=unusable.state, form=NewLinkForm())
    return _draw(request, "invitation", invitation=found, token=token, form=form)


def _is_somebody_else(request: HttpRequest, found: ProviderInvitation) -> bool:
    user = request.user
    return user.is_authenticated and user.email.lower() != found.email.lower()


def _on_to_the_portal(request: HttpRequest, provider: str) -> HttpResponse:
    words = f"You have accepted. You can now keep the listings of {provider} right."
    if request.user.is_authenticated:
        messages.success(request, words)
        return redirect("portal:home")
    messages.success(request, f"{words} Sign in with the address that the invitation came to.")
    return redirect("account_request_login_code")


@require_http_methods(["GET", "HEAD", "POST"])
def new_link(request: HttpRequest) -> HttpResponse:
    """Ask for a new link; the answer is the same whether the address was invited or not."""
    form = NewLinkForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if not allow("new invitation", sender(request), times=LINKS_ASKED_AN_HOUR, seconds=AN_HOUR):
            return render(request, "429.html", status=429)
        email = form.cleaned_data["email"]
        renew_invitations(email)
        return _draw(request, "new_link_sent", email=email)
    return _draw(request, "new_link", form=form)
