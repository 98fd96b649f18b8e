"""The one queue of the desk: everything that waits for an officer, by age and by risk."""

import datetime
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page as PageOfItems
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from services_directory.admin.presence import in_words
from services_directory.admin.queue_sources import SOURCES, QueueItem, sources_for, waiting_items
from services_directory.enums import Risk
from services_directory.models import DeskPresence

PER_PAGE = 50
_RISK_ORDER = {Risk.HIGH: 0, Risk.MEDIUM: 1, Risk.LOW: 2}
SORTS = (("oldest", "Waiting longest first"), ("newest", "Newest first"), ("risk", "Highest risk first"))


class QueueFilterForm(forms.Form):
    """What of the queue to show. Anything it does not know shows everything."""

    q = forms.CharField(label="Words in the title or provider", required=False, max_length=100)
    kind = forms.ChoiceField(label="Kind", required=False)
    risk = forms.ChoiceField(label="Risk", required=False, choices=[("", "All"), *Risk.choices])
    sort = forms.ChoiceField(label="Order", required=False, choices=SORTS)
    provider = forms.CharField(required=False, max_length=255, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "All"), *kinds]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, str]:
        """The values that are valid; none raises an error, since an address may be old."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


def filtered(items: list[QueueItem], chosen: dict[str, str]) -> list[QueueItem]:
    """Those that ``chosen`` asks for, in the order that it asks for; ``items`` come with the oldest first."""
    words = chosen["q"].casefold().split()
    found = [
        item
        for item in items
        if (not chosen["kind"] or item.kind == chosen["kind"])
        and (not chosen["risk"] or item.risk == chosen["risk"])
        and (not chosen["provider"] or item.provider == chosen["provider"])
        and all(word in f"{item.title} {item.provider}".casefold() for word in words)
    ]
    if chosen["sort"] == "newest":
        found.reverse()
    elif chosen["sort"] == "risk":
        found.sort(key=lambda item: _RISK_ORDER[item.risk])
    return found


def waited(since: datetime.datetime, now: datetime.datetime) -> str:
    """How long, in the words of somebody at work: "today", "1 day", "12 days"."""
    days = (timezone.localdate(now) - timezone.localdate(since)).days
    return "today" if days <= 0 else f"{days} day{'' if days == 1 else 's'}"


class QueueView(WagtailAdminTemplateMixin, TemplateView):
    """The list, with filters that are links and a form that needs no script."""

    template_name = "services_directory/admin/queue/index.html"
    page_title = "Waiting for you"
    header_icon = "list-ul"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """For whoever may see at least one kind of work.

        Raises:
            PermissionDenied: there is none for them.
        """
        if not sources_for(request.user):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home, then this."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    @cached_property
    def form(self) -> QueueFilterForm:
        """The filters of the address."""
        kinds = [(source.name, source.label) for source in sources_for(self.request.user)]
        return QueueFilterForm(self.request.GET, kinds=kinds)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With ``items`` of the page, their ``total`` and how many wait of each kind."""
        chosen = self.form.chosen()
        everything = waiting_items(self.request.user)
        found = filtered(everything, chosen)
        page = Paginator(found, PER_PAGE).get_page(self.request.GET.get("p"))
        page.object_list = [self._row(item) for item in self._with_presence(page)]
        asked = {name: value for name, value in chosen.items() if value}
        return super().get_context_data(
            form=self.form,
            page=page,
            total=len(found),
            waiting=len(everything),
            is_filtered=bool(set(asked) - {"sort"}),
            provider=chosen["provider"],
            asked=urlencode(asked),
            without_provider=urlencode({name: value for name, value in asked.items() if name != "provider"}),
            may_bulk=any(row["item"].bulk for row in page.object_list),
            **kwargs,
        )

    def _with_presence(self, page: PageOfItems) -> list[QueueItem]:
        keys = [item.key for item in page.object_list]
        open_now: dict[str, list[str]] = {}
        for presence in DeskPresence.objects.now().filter(key__in=keys):
            if presence.user_id != self.request.user.pk:
                open_now.setdefault(presence.key, []).append(in_words(presence))
        return [replace(item, looking_at=". ".join(open_now.get(item.key, []))) for item in page.object_list]

    def _row(self, item: QueueItem) -> dict[str, Any]:
        return {
            "item": item,
            "kind": SOURCES[item.kind].label if item.kind in SOURCES else item.kind,
            "waited": waited(item.waiting_since, timezone.now()),
            "provider_query": urlencode({"provider": item.provider}),
        }
