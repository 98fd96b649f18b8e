"""The state of the search index for officers: which engine, how far behind, and what failed."""

import datetime
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Min
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.auth import require_admin_access, user_has_any_page_permission

from services_directory.models import GlossaryEntry, IndexOutbox, IndexState, SearchRow, ServicePage
from services_directory.search.engine import get_server, in_words, server_problem

MOST_SHOWN = 50


@dataclass(frozen=True)
class Failure:
    """A service whose search entry could not be brought up to date."""

    title: str
    address: str
    error: str
    attempts: int
    next_try: datetime.datetime


def _failures() -> list[Failure]:
    rows = list(IndexOutbox.objects.filter(attempts__gt=0).order_by("-attempts", "marked_at")[:MOST_SHOWN])
    titles = dict(
        ServicePage.objects.filter(pk__in=[row.service_id for row in rows]).values_list("pk", "title")
    )
    return [
        Failure(
            titles.get(row.service_id, "A service that is gone"),
            reverse("wagtailadmin_pages:edit", args=[row.service_id]) if row.service_id in titles else "",
            row.last_error,
            row.attempts,
            row.not_before,
        )
        for row in rows
    ]


def _server() -> dict[str, object]:
    """The search server in words; ``problem`` is empty where it answers."""
    server = get_server()
    if server is None:
        return {"is_used": False}
    problem = server_problem(server)
    try:
        indexes = server.indexes()
    except Exception as error:  # whatever is wrong with it is what this page is there to say
        indexes, problem = [], problem or in_words(error)
    return {"is_used": True, "indexes": indexes, "problem": problem}


@require_admin_access
def search_index(request: HttpRequest) -> HttpResponse:
    """The page; a POST tries again at once what has failed."""
    if not user_has_any_page_permission(request.user):
        raise PermissionDenied
    if request.method == "POST":
        tried = IndexOutbox.objects.filter(attempts__gt=0).update(not_before=timezone.now(), attempts=0)
        messages.success(request, f"The worker tries {tried} again now." if tried else "Nothing had failed.")
        return HttpResponseRedirect(reverse("desk:search_index"))
    outbox = IndexOutbox.objects.aggregate(oldest=Min("marked_at"))
    context = {
        "state": IndexState.objects.filter(pk=1).first(),
        "server": _server(),
        "indexed": SearchRow.objects.count(),
        "findable": ServicePage.objects.for_search().public().count(),
        "waiting": IndexOutbox.objects.count(),
        "oldest": outbox["oldest"],
        "failures": _failures(),
        "words": GlossaryEntry.objects.count(),
    }
    return render(request, "services_directory/admin/search_index.html", context)
