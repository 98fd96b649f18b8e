"""What every template may ask: the authority's own names, and whether this is the demonstration."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from localoffer.models import AuthoritySettings


def authority(request: HttpRequest) -> dict[str, Any]:
    """``authority`` (the settings row, read when first used) and ``demo``."""
    return {
        "authority": SimpleLazyObject(lambda: AuthoritySettings.load(request_or_site=request)),
        "demo": settings.DEMO,
    }
