"""What every template may ask: the authority's own names, the links of the frame, whether this is a demonstration."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from localoffer.models import AuthoritySettings
from localoffer.navigation import links


def authority(request: HttpRequest) -> dict[str, Any]:
    """``authority`` (the settings row), ``main_links`` and ``footer_links``, each read when first used; ``demo``."""
    found = SimpleLazyObject(links)
    return {
        "authority": SimpleLazyObject(lambda: AuthoritySettings.load(request_or_site=request)),
        "main_links": SimpleLazyObject(lambda: found["main_links"]),
        "footer_links": SimpleLazyObject(lambda: found["footer_links"]),
        "demo": settings.DEMO,
    }
