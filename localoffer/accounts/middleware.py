"""The second factor at the door of the officer desk."""

from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

GetResponse = Callable[[HttpRequest], HttpResponse]


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened with a second factor (authenticator app, passkey or recovery code)."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request))


class SecondFactorForTheDesk:
    """Refuses ``/admin/`` to a signed-in session without its second factor, except where ``DEMO`` is on.

    Somebody with no factor yet is sent to set one up; somebody who has one must sign in again with it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page asked for, or the way to a second factor."""
        if settings.DEMO or not request.path_info.startswith("/admin/"):
            return self.get_response(request)
        if not request.user.is_authenticated or has_second_factor(request):
            return self.get_response(request)
        return redirect("mfa_reauthenticate" if is_mfa_enabled(request.user) else "mfa_index")
