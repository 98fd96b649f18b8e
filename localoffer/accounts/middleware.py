"""The second factor at the door of the officer desk."""

from collections.abc import Callable
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

# These lead to allauth's pages and show nothing of the desk.
WAYS_IN_AND_OUT = frozenset({"/admin/login/", "/admin/logout/"})

GetResponse = Callable[[HttpRequest], HttpResponse]


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened with a second factor (authenticator app, passkey or recovery code)."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


class SecondFactorForTheDesk:
    """Refuses ``/admin/`` to a signed-in session without its second factor, except where ``DEMO`` is on.

    Somebody with no factor yet is sent to set one up; somebody who has one must sign in again with it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page asked for, or the way to a second factor."""
        path = request.path_info
        if settings.DEMO or not path.startswith("/admin/") or path in WAYS_IN_AND_OUT:
            return self.get_response(request)
        if not request.user.is_authenticated or has_second_factor(request):
            return self.get_response(request)
        if not is_mfa_enabled(request.user):
            return redirect("mfa_index")
        # Back to the page that was asked for; allauth follows addresses of this site only.
        then = f"?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else ""
        return redirect(reverse("mfa_reauthenticate") + then)
