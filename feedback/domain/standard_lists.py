"""Loads the signposts that every authority starts from; what an officer has edited is never touched."""

import json
from pathlib import Path

from django.db import transaction

from feedback.models import SignpostRoute

SIGNPOSTS = Path(__file__).resolve().parents[1] / "standard_lists" / "signposts.json"


@transaction.atomic
def load_signposts() -> int:
    """Add the signposts that are missing, by code, and say how many were new.

    Their day of checking is left open: an officer reads each, adds local names and numbers, and dates it.
    """
    new = 0
    for position, data in enumerate(json.loads(SIGNPOSTS.read_text(encoding="utf-8"))):
        _, is_new = SignpostRoute.objects.get_or_create(
            code=data["code"], defaults={**data, "sort_order": position}
        )
        new += is_new
    return new
