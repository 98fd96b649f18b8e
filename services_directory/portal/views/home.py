"""The first page of the portal: the listings of the person's providers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from services_directory.portal.access import listings_of, memberships_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """My listings."""
    context = {
        "memberships": memberships_of(request.user),
        "listings": listings_of(request.user).select_related("provider"),
    }
    return render(request, "services_directory/portal/home.html", context)
