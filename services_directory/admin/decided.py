"""What was decided: a list to look back at, the cases that a rule published, and the buttons that undo."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views import View
from django.views.generic import TemplateView
from django_filters import BooleanFilter
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView

from services_directory.admin.columns import WordsColumn
from services_directory.admin.decisions import MayDecide
from services_directory.admin.exports import ExportsColumns
from services_directory.admin.presence import leave
from services_directory.admin.queue_changes import key_of
from services_directory.admin.queue_sources import DECIDE
from services_directory.domain.change_decisions import MustChoose, approve, review_of, undo
from services_directory.domain.exceptions import InvalidTransition, NotReady
from services_directory.domain.listing_labels import label_of_key
from services_directory.enums import ChangeState
from services_directory.models import ListingChange
from services_directory.models.changes import DECIDED, PUBLISHED

MOST_AT_ONCE = 50


def _sent(keys: list[str]) -> QuerySet[ListingChange]:
    """The changes of keys of the queue such as ``change-12``; what is no such key is left out."""
    numbers = [key.removeprefix("change-") for key in keys if key.startswith("change-")]
    ids = [int(number) for number in numbers if number.isdecimal() and len(number) < 19][:MOST_AT_ONCE]
    return ListingChange.objects.filter(pk__in=ids).select_related("provider").order_by("submitted_at", "pk")


class BulkApproveView(MayDecide, TemplateView):
    """Several changes at once: first what each would do, then a button. What needs a choice is left out."""

    template_name = "services_directory/admin/queue/bulk.html"
    page_title = "Approve several changes"
    header_icon = "check"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Back to the queue."""
        queue = {"url": reverse("desk:queue"), "label": "Waiting for you"}
        return [*self.breadcrumbs_items, queue, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Nothing was ticked, or the page was reloaded."""
        return redirect("desk:queue")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page that asks, or with ``confirm`` the approval."""
        changes = list(_sent(request.POST.getlist("item")))
        if not changes:
            messages.error(request, "Tick at least one change first.")
            return redirect("desk:queue")
        if "confirm" in request.POST:
            return self._approve(changes)
        rows = [self._row(change) for change in changes]
        return self.render_to_response(
            self.get_context_data(
                ready=[row for row in rows if not row["problem"]],
                not_ready=[row for row in rows if row["problem"]],
            )
        )

    def _row(self, change: ListingChange) -> dict[str, Any]:
        row = {"change": change, "problem": "", "token": "", "labels": []}
        if change.state != ChangeState.SUBMITTED:
            return {**row, "problem": "It does not wait any more."}
        review = review_of(change)
        labels = [label_of_key(change.listing_type, one.key) for one in review.differences]
        if review.conflicts:
            row["problem"] = (
                "The live listing has changed in the same places: it must be looked at by itself."
            )
        elif review.blocked:
            row["problem"] = "It changes a place that other providers use: it must be looked at by itself."
        return {**row, "token": review.token, "labels": list(dict.fromkeys(labels))}

    def _approve(self, changes: list[ListingChange]) -> HttpResponse:
        done, problems = [], []
        for change in changes:
            seen = self.request.POST.get(f"token-{change.pk}", "")
            try:
                # Each in a transaction of its own: one that cannot be published holds up no other.
                done.append(approve(change, by=self.request.user, seen=seen))
                leave(key_of(change.pk))
            except (InvalidTransition, MustChoose, NotReady, ValueError, ValidationError) as error:
                problems.append(f"'{change}' was not approved: {error}")
        for problem in problems:
            messages.error(self.request, problem)
        if not done:
            return redirect("desk:queue")
        messages.success(self.request, f"{len(done)} approved and published.")
        ids = ",".join(str(change.pk) for change in done)
        return redirect(f"{reverse('desk:just_approved')}?ids={ids}")


class JustApprovedView(MayDecide, TemplateView):
    """What was approved together, with one button that undoes all of it."""

    template_name = "services_directory/admin/queue/just_approved.html"
    page_title = "Approved together"
    header_icon = "check"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Back to the queue."""
        queue = {"url": reverse("desk:queue"), "label": "Waiting for you"}
        return [*self.breadcrumbs_items, queue, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With ``changes`` that are still published."""
        keys = [f"change-{number}" for number in self.request.GET.get("ids", "").split(",")]
        changes = _sent(keys).filter(state__in=PUBLISHED).select_related("page", "decided_by")
        return super().get_context_data(changes=changes, **kwargs)


class UndoView(View):
    """Undo one decision or several, each in a transaction of its own."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Publish again what was live before; the changes wait again.

        Raises:
            PermissionDenied: they may not decide.
        """
        if not request.user.has_perm(DECIDE):
            raise PermissionDenied
        undone = 0
        for change in _sent(request.POST.getlist("item")):
            try:
                undo(change, by=request.user)
                undone += 1
            except InvalidTransition as error:
                messages.error(request, f"'{change}': {error}")
        if undone:
            what = (
                "1 decision is undone. It waits"
                if undone == 1
                else f"{undone} decisions are undone. They wait"
            )
            messages.success(request, f"{what} in the queue again.")
        return redirect("desk:queue")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Undoing is a POST.

        Raises:
            PermissionDenied: they may not decide.
        """
        if not request.user.has_perm(DECIDE):
            raise PermissionDenied
        return redirect("desk:queue")


class DecidedFilterSet(WagtailFilterSet):
    """Which decisions."""

    decided_by_rule = BooleanFilter(label="Published by a rule, with no officer")

    class Meta:
        model = ListingChange
        fields = ["state", "decided_by_rule"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(state.value, state.label) for state in ChangeState if state in DECIDED]
        self.filters["state"].extra["choices"] = choices


def _who(change: ListingChange) -> str:
    return "A rule" if change.decided_by_rule else str(change.decided_by)


class DecidedReport(ExportsColumns, ReportView):
    """Every decision about a provider's change, the newest first."""

    results_template_name = "wagtailadmin/reports/base_report_results.html"
    model = ListingChange
    filterset_class = DecidedFilterSet
    permission_required = "decide"
    page_title = "Decisions on changes"
    header_icon = "check"
    index_url_name = "desk:decided"
    index_results_url_name = "desk:decided_results"
    export_filename = "decisions-on-changes"
    columns = [
        TitleColumn("title", label="Listing", url_name="desk:change", sort_key="title"),
        WordsColumn("provider", lambda change: change.provider, label="Provider", sort_key="provider__title"),
        WordsColumn("state", lambda change: change.get_state_display(), label="Decision"),
        WordsColumn("who", _who, label="Decided by"),
        DateColumn("decided_at", label="When", sort_key="decided_at"),
        WordsColumn("risk_words", lambda change: change.risk_words, label="What it changed"),
    ]
    export_columns = {
        "Listing": lambda change: change.title,
        "Provider": lambda change: str(change.provider),
        "Decision": lambda change: change.get_state_display(),
        "Decided by": _who,
        "Sent": lambda change: change.submitted_at,
        "Decided": lambda change: change.decided_at,
        "What it changed": lambda change: change.risk_words,
    }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """For those who decide.

        Raises:
            PermissionDenied: they may not.
        """
        if not request.user.has_perm(DECIDE):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_base_queryset(self) -> Any:
        """With what a row shows; the contents are not read."""
        found = ListingChange.objects.filter(state__in=DECIDED).select_related("provider", "decided_by")
        return found.defer("base", "content", "submitted_content", "outcome").order_by("-decided_at", "-pk")
