"""Pages that hold what somebody is saying."""

from django.http import HttpResponse
from django.utils.cache import patch_cache_control


def private(response: HttpResponse) -> HttpResponse:
    """Nobody keeps a copy, and no other host learns of the page. ``same-origin`` lets the form prove its origin."""
    patch_cache_control(response, private=True, no_store=True)
    response["Referrer-Policy"] = "same-origin"
    return response
