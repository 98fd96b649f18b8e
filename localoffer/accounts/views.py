"""The account of somebody who signs in: what they may do, and signing out everywhere."""

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from localoffer.accounts.roles import works_at_the_desk
from localoffer.accounts.session_limits import sign_out_everywhere


@require_safe
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Your account."""
    return render(request, "account/account.html", {"works_at_the_desk": works_at_the_desk(request.user)})


@require_safe
def still_here(request: HttpRequest) -> HttpResponse:
    """Asked by a page on which somebody types; that it is asked keeps the session (``session_limits``)."""
    return HttpResponse(status=204)


@require_POST
@login_required
def end_all_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out here and on every other device."""
    sign_out_everywhere(request.user)
    logout(request)
    return redirect("account_signed_out_everywhere")


@require_safe
def signed_out_everywhere(request: HttpRequest) -> HttpResponse:
    """It is done."""
    return render(request, "account/signed_out_everywhere.html")
