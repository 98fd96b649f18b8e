"""Sign-in for staff. These stand before Wagtail's own, whose login form takes a bare password (tried)."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import include, path, re_path, reverse
from django.views.generic import RedirectView

from localoffer.accounts import views

to_sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)


def to_sign_out(request: HttpRequest) -> HttpResponse:
    """Wagtail's *Log out* is a POST; it goes on as one (307), so that nobody is asked a second time."""
    status = 307 if request.method == "POST" else 302
    return HttpResponseRedirect(reverse("account_logout"), status=status)


urlpatterns = [
    path("admin/login/", to_sign_in),
    path("admin/logout/", to_sign_out),
    re_path(r"^admin/password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
    # Wagtail's form for private pages: the same bare password, and no limit on guesses.
    path("_util/login/", to_sign_in),
    path("account/", views.account, name="account"),
    path("account/still-here/", views.still_here, name="account_still_here"),
    path("account/sign-out-everywhere/", views.end_all_sessions, name="account_sign_out_everywhere"),
    path("account/signed-out/", views.signed_out_everywhere, name="account_signed_out_everywhere"),
    path("account/", include("allauth.urls")),
]
