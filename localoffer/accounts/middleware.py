"""The second factor at the door of the officer desk."""

from collections.abc import Callable
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.defaults import permission_denied

from localoffer.accounts.roles import works_at_the_desk

# These lead to allauth's pages and show nothing of the desk.
WAYS_IN_AND_OUT = frozenset({"/admin/login/", "/admin/logout/"})

GetResponse = Callable[[HttpRequest], HttpResponse]


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened with a second factor (authenticator app, passkey or recovery code)."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def came_by_mailed_code_alone(request: HttpRequest) -> bool:
    """Whether a code from an e-mail opened this session, and nothing stronger was given since.

    The desk's own people get no code; this is for somebody who was given the desk while signed in.
    """
    methods = {record.get("method") for record in get_authentication_records(request, request.user)}
    return "code" in methods and not methods & {"password", "socialaccount"}


class SecondFactorForTheDesk:
    """Refuses ``/admin/`` to whoever has no work there, and to a session without its second factor.

    Somebody with no factor yet is sent to set one up; somebody who has one must sign in again with it. ``DEMO``
    lifts the second factor, and nothing else. A signed-in person without the right to the desk gets a 403: Wagtail
    would send them to sign in, and the sign-in, seeing them signed in, back to the desk, for ever.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page asked for, or the way to a second factor."""
        path = request.path_info
        if not path.startswith("/admin/") or path in WAYS_IN_AND_OUT or not request.user.is_authenticated:
            return self.get_response(request)
        # Back to the page that was asked for; allauth follows addresses of this site only.
        then = f"?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else ""
        if not works_at_the_desk(request.user):
            return permission_denied(request, PermissionDenied())
        if came_by_mailed_code_alone(request):
            return redirect(reverse("account_reauthenticate") + then)
        if settings.DEMO or has_second_factor(request):
            return self.get_response(request)
        if not is_mfa_enabled(request.user):
            return redirect("mfa_index")
        return redirect(reverse("mfa_reauthenticate") + then)
