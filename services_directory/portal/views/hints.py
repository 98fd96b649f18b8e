"""Advice on a text while it is typed: asked for by ``portal-hints.js``, kept nowhere."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from services_directory.portal.hints import hints_for

LONGEST = 10_000


@require_POST
def hints(request: HttpRequest) -> HttpResponse:
    """A list of sentences as JSON."""
    found = hints_for(request.POST.get("text", "")[:LONGEST])
    return JsonResponse({"hints": [hint.words for hint in found]})
