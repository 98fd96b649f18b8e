"""How long a sign-in lasts: so long unused, so long at all, and not after "sign out everywhere".

The times are kept in the session itself, which the browser cannot read or write.
"""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from localoffer.accounts.models import User

SIGNED_IN_AT, SEEN_AT = "signed_in_at", "seen_at"  # seconds since 1970
# A session is written at most so often to say that it is used.
SECONDS_BETWEEN_NOTES = 60
# The editor asks every few seconds who else is there: an open window is not a person at work.
NOT_A_SIGN_OF_LIFE = ("/admin/editing-sessions/",)
STAFF_PAGES = ("/account/", "/admin/", "/provider/")
ENDED = "You were signed out, to keep your account safe. Sign in again to go on."

GetResponse = Callable[[HttpRequest], HttpResponse]


@receiver(user_logged_in)
def note_the_sign_in(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """The clocks of a new session start."""
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = time.time()


def sign_out_everywhere(user: User) -> None:
    """End every session of ``user``, this one too: each is refused from its next request on."""
    user.sessions_from = timezone.now()
    user.save(update_fields=["sessions_from"])


def is_over(request: HttpRequest) -> bool:
    """Whether the session of this signed-in request has ended."""
    signed_in_at = request.session.get(SIGNED_IN_AT, 0.0)
    seen_at = request.session.get(SEEN_AT, 0.0)
    now = time.time()
    ended_at = request.user.sessions_from
    return (
        now - seen_at > settings.SESSION_IDLE_SECONDS
        or now - signed_in_at > settings.SESSION_COOKIE_AGE
        or (ended_at is not None and signed_in_at <= ended_at.timestamp())
    )


class SessionLimits:
    """Signs out whose session has ended, before anything is shown; a reader without a session costs nothing."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page asked for, as somebody signed in or not."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            self._check(request)
        response = self.get_response(request)
        if request.path_info.startswith("/account/"):
            response.headers["Cache-Control"] = "no-store, private"
        return response

    def _check(self, request: HttpRequest) -> None:
        path = request.path_info
        if is_over(request):
            logout(request)
            if path.startswith(STAFF_PAGES):
                messages.info(request, ENDED)
        elif not path.startswith(NOT_A_SIGN_OF_LIFE):
            now = time.time()
            if now - request.session[SEEN_AT] > SECONDS_BETWEEN_NOTES:
                request.session[SEEN_AT] = now
