"""The state of the search index for officers: which engine, how far behind, and what failed."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Min
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

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


def _in_words(error: str) -> str:
    """An error as officers read it; that the server is behind goes without saying here."""
    return error.removeprefix("ServerBehind: ")


def _failures() -> list[Failure]:
    rows = list(IndexOutbox.objects.filter(attempts__gt=0).order_by("-attempts", "marked_at")[:MOST_SHOWN])
    titles = dict(
        ServicePage.objects.filter(pk__in=[row.service_id for row in rows]).values_list("pk", "title")
    )
    return [
        Failure(
            titles.get(row.service_id, "A service that is gone"),
            reverse("wagtailadmin_pages:edit", args=[row.service_id]) if row.service_id in titles else "",
            _in_words(row.last_error),
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


class SearchIndexView(WagtailAdminTemplateMixin, TemplateView):
    """The page; a POST tries again at once what has failed."""

    page_title = "Search index"
    header_icon = "search"
    template_name = "services_directory/admin/search_index.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """For those who work on pages."""
        if not user_has_any_page_permission(request.user):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Where this is."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the state, in numbers and in words."""
        indexed, findable = SearchRow.objects.count(), ServicePage.objects.for_search().public().count()
        waiting = IndexOutbox.objects.count()
        failed = IndexOutbox.objects.exclude(last_error="").order_by("-not_before").first()
        return super().get_context_data(
            state=IndexState.objects.filter(pk=1).first(),
            server=_server(),
            indexed=indexed,
            findable=findable,
            differ=indexed != findable and not waiting,
            waiting=waiting,
            oldest=IndexOutbox.objects.aggregate(oldest=Min("marked_at"))["oldest"],
            last_error=_in_words(failed.last_error) if failed else "",
            failures=_failures(),
            words=GlossaryEntry.objects.count(),
            **kwargs,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Try again now."""
        tried = IndexOutbox.objects.filter(attempts__gt=0).update(not_before=timezone.now(), attempts=0)
        messages.success(request, f"The worker tries {tried} again now." if tried else "Nothing had failed.")
        return HttpResponseRedirect(reverse("desk:search_index"))
