"""The review clock at the desk: its policies, whom to ask about a listing, and the listings that nobody confirmed."""

from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.forms import CheckboxSelectMultiple
from django_filters import BooleanFilter, ChoiceFilter, MultipleChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.admin.ui.tables import DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.reports import ReportView
from wagtail.admin.viewsets.model import ModelViewSet

from services_directory.admin.columns import WordsColumn
from services_directory.admin.exports import ExportsColumns
from services_directory.enums import MustBeInOffer, ReviewOutcome
from services_directory.models import (
    ReviewContact,
    ReviewPolicy,
    ReviewReminder,
    ReviewTask,
)


class PolicyIndexView(IndexView):
    """Every policy, by kind."""

    page_title = "Review policies"

    def get_base_queryset(self) -> Any:
        """With the kind, so that rows make no query of their own."""
        return super().get_base_queryset().select_related("kind")


class ReviewPolicyViewSet(ModelViewSet):
    """How often listings of a kind are checked."""

    model = ReviewPolicy
    name = "review_policies"
    icon = "time"
    menu_label = "Review policies"
    add_to_settings_menu = True
    copy_view_enabled = False
    list_display = [
        WordsColumn("kind", lambda one: one.kind, label="Kind of support"),
        WordsColumn("months", lambda one: f"{one.months} months", label="Checked every", sort_key="months"),
        WordsColumn("hides", lambda one: "Yes" if one.hides else "No", label="Hidden when nobody confirms"),
    ]
    index_view_class = PolicyIndexView
    panels = [FieldPanel("kind"), FieldPanel("months"), FieldPanel("hides")]


class ContactIndexView(IndexView):
    """Every named contact."""

    page_title = "Named contacts"
    is_searchable = True

    def get_base_queryset(self) -> Any:
        """With the page, so that rows make no query of their own."""
        return super().get_base_queryset().select_related("page")

    def search_queryset(self, queryset: Any) -> Any:
        """By the listing, the role or the address."""
        for word in self.search_query.split()[:10] if self.is_searching else ():
            found = queryset.filter(page__title__icontains=word) | queryset.filter(role__icontains=word)
            queryset = found | queryset.filter(email__icontains=word)
        return queryset


class ReviewContactViewSet(ModelViewSet):
    """Whom to ask about a listing when nobody answers; not public."""

    model = ReviewContact
    name = "review_contacts"
    icon = "mail"
    menu_label = "Named contacts"
    add_to_settings_menu = True
    copy_view_enabled = False
    list_per_page = 50
    list_display = [
        WordsColumn("page", lambda one: one.page, label="Service or provider", sort_key="page__title"),
        WordsColumn("role", lambda one: one.role, label="Role"),
        WordsColumn("email", lambda one: one.email, label="E-mail"),
    ]
    index_view_class = ContactIndexView
    panels = [
        PageChooserPanel(
            "page",
            ["services_directory.ServicePage", "services_directory.ProviderPage"],
            can_choose_root=False,
        ),
        FieldPanel("role"),
        FieldPanel("email"),
    ]


class OpenFilter(BooleanFilter):
    """Whether an officer has still to act."""

    def filter(self, tasks: QuerySet[ReviewTask], value: bool | None) -> Any:
        """By the day it was closed."""
        return tasks if value is None else tasks.filter(closed_on__isnull=value)


class TaskFilterSet(WagtailFilterSet):
    """The filters of the overdue listings."""

    is_open = OpenFilter(label="Waits for an officer")
    outcome = ChoiceFilter(label="Outcome", choices=ReviewOutcome.choices, empty_label="All")
    must_be_in_offer = MultipleChoiceFilter(
        label="Must be in the offer",
        field_name="page__must_be_in_offer",
        choices=MustBeInOffer.choices,
        widget=CheckboxSelectMultiple,
    )
    nobody_to_ask = BooleanFilter(label="Nobody to ask")

    class Meta:
        model = ReviewTask
        fields: list[str] = []


def _asked(task: ReviewTask) -> str:
    if task.nobody_to_ask:
        return "Nobody to ask: add a member or a named contact"
    reminders = getattr(task, "reminders", 0) or 0
    words = f"{reminders} reminder{'' if reminders == 1 else 's'}, no answer"
    return f"{words}; named contact asked" if task.contact_asked_on else words


def _state(task: ReviewTask) -> str:
    return task.get_outcome_display() if task.closed_on else "Waits for an officer"


def with_reminders(tasks: QuerySet[ReviewTask]) -> QuerySet[ReviewTask]:
    """Tasks with page and provider, and how many reminders were sent in their round."""
    sent = (
        ReviewReminder.objects.filter(page=OuterRef("page"), due_on=OuterRef("due_on"))
        .order_by()
        .values("page")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return tasks.select_related("page__provider").annotate(reminders=Subquery(sent))


class OverdueTasksReport(ExportsColumns, ReportView):
    """Listings that nobody confirmed in time: an officer finds out, and records a check from another source."""

    page_title = "Overdue: officer tasks"
    header_icon = "time"
    results_template_name = "wagtailadmin/reports/base_report_results.html"
    model = ReviewTask
    filterset_class = TaskFilterSet
    any_permission_required = ["view", "change"]
    index_url_name = "desk:overdue_tasks"
    index_results_url_name = "desk:overdue_tasks_results"
    export_filename = "overdue-tasks"
    default_ordering = ["opened_on"]
    columns = [
        TitleColumn(
            "page",
            label="Service",
            accessor=lambda task: task.page,
            url_name="desk:record_check",
            id_accessor="page_id",
            sort_key="page__title",
        ),
        WordsColumn("provider", lambda task: task.page.provider, label="Provider"),
        WordsColumn(
            "late", lambda task: f"{task.days_overdue()} days", label="Overdue by", sort_key="due_on"
        ),
        WordsColumn(
            "must_be", lambda task: task.page.get_must_be_in_offer_display(), label="Must be in the offer"
        ),
        WordsColumn("asked", _asked, label="Asked"),
        DateColumn("opened_on", label="Task since", sort_key="opened_on"),
        WordsColumn("state", _state, label="State"),
    ]
    export_columns = {
        "Service": lambda task: task.page.title,
        "Provider": lambda task: str(task.page.provider or ""),
        "Must be in the offer as": lambda task: task.page.get_must_be_in_offer_display(),
        "Check was due": lambda task: task.due_on,
        "Days overdue": lambda task: task.days_overdue(),
        "Task since": lambda task: task.opened_on,
        "Asked": _asked,
        "State": _state,
    }

    def get_base_queryset(self) -> Any:
        """All tasks, the open ones first, the longest waiting of them first."""
        tasks = with_reminders(ReviewTask.objects.all())
        return tasks.order_by(F("closed_on").desc(nulls_first=True), "opened_on", "pk")


policy_viewset = ReviewPolicyViewSet()
contact_viewset = ReviewContactViewSet()
