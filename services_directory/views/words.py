"""``/words/``: the words of SEND from A to Z, in plain English."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from services_directory.models import GlossaryEntry

FIVE_MINUTES = 300


def _letter(entry: GlossaryEntry) -> str:
    first = entry.term[:1].upper()
    return first if first.isalpha() else "0 to 9"


@require_safe
@cache_control(public=True, max_age=FIVE_MINUTES)
def words(request: HttpRequest) -> HttpResponse:
    """All of them on one page, under their letters, so that a browser's own search finds any."""
    entries = sorted(GlossaryEntry.objects.in_a_to_z(), key=lambda one: (_letter(one), one.term_key))
    letters = [(letter, list(group)) for letter, group in groupby(entries, _letter)]
    return render(request, "services_directory/words.html", {"letters": letters, "total": len(entries)})
