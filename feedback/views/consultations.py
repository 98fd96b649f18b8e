"""What families are being asked, ``/feedback/consultations/``, and what came of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from feedback.saying.consultations import shown_consultation, shown_consultations


@require_safe
@cache_control(public=True, max_age=60)
def consultations(request: HttpRequest) -> HttpResponse:
    """Those that can be answered now, those to come, and those that are over."""
    shown = shown_consultations()
    context = {
        "open": [one for one in shown if one.is_open],
        "to_come": [one for one in shown if one.is_to_come],
        "over": [one for one in shown if not one.is_open and not one.is_to_come],
    }
    return render(request, "feedback/consultations.html", context)


@require_safe
@cache_control(public=True, max_age=60)
def consultation(request: HttpRequest, slug: str) -> HttpResponse:
    """One question with what to know first, the way to answer it, and later its outcome.

    Raises:
        Http404: it is not approved, or was taken down.
    """
    shown = shown_consultation(slug)
    if shown is None:
        raise Http404("There is no such consultation.")
    return render(request, "feedback/consultation.html", {"consultation": shown})
