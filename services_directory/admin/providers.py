"""The listing of providers: the explorer below the organisations, with columns, filters, search and export."""

import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.forms import CheckboxSelectMultiple
from django_filters import BooleanFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.viewsets.pages import PageViewSet

from services_directory.admin.clock import assurance_of, state_of
from services_directory.admin.columns import ClockColumn, WordsColumn
from services_directory.admin.copying import ListingCopyView
from services_directory.admin.exports import ExportsColumns
from services_directory.admin.service_filters import ClockFilter
from services_directory.enums import ClockState, IdentifierScheme
from services_directory.models import ProviderPage


class HasServicesFilter(BooleanFilter):
    """Whether any service is run by it."""

    def filter(self, providers: QuerySet[ProviderPage], value: bool | None) -> QuerySet[ProviderPage]:
        """With or without services."""
        return providers if value is None else providers.filter(services__isnull=not value).distinct()


class ProviderFilterSet(WagtailFilterSet):
    """The filters of the listing."""

    clock = ClockFilter(label="Check", choices=ClockState.choices, widget=CheckboxSelectMultiple)
    has_services = HasServicesFilter(label="Has services")

    class Meta:
        model = ProviderPage
        fields = ["live"]


def identifiers_of(provider: ProviderPage) -> str:
    """Its numbers in public registers."""
    rows = provider.identifiers.all()
    return ", ".join(f"{IdentifierScheme(row.scheme).name} {row.identifier}" for row in rows)


def services_of(provider: Any) -> str:
    """How many services, and how many of them are published."""
    if not provider.service_count:
        return "None"
    return f"{provider.live_count} of {provider.service_count} published"


class ProviderIndexView(ExportsColumns, ExplorableIndexView):
    """The organisations."""

    page_title = "Providers"
    add_item_label = "Add provider"
    base_columns = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label="Title", sort_key="title", classname="title", width="22%"),
        WordsColumn("services", services_of, label="Services", sort_key="service_count"),
        WordsColumn("identifiers", identifiers_of, label="Register numbers"),
        WordsColumn("legal_status", lambda provider: provider.legal_status, label="Kind"),
        PageStatusColumn("status", label="Status", sort_key="live"),
        ClockColumn("checked_on", label="Checked", sort_key="assurance__checked_on"),
        DateColumn("latest_revision_created_at", label="Updated", sort_key="latest_revision_created_at"),
    ]
    export_columns = {
        "Title": lambda provider: provider.title,
        "Address": lambda provider: provider.full_url or "",
        "Services": lambda provider: provider.service_count,
        "Services published": lambda provider: provider.live_count,
        "Register numbers": identifiers_of,
        "Kind": lambda provider: provider.legal_status,
        "Website": lambda provider: provider.website,
        "Published": lambda provider: "Yes" if provider.live else "No",
        "Checked on": lambda provider: getattr(assurance_of(provider), "checked_on", None),
        "State of the check": lambda provider: state_of(provider, datetime.date.today()).label,
        "Identifier": lambda provider: str(provider.uuid),
    }

    @property
    def explorable_columns(self) -> list[Any]:
        """All of them: a provider has no pages below it to go to."""
        return self.columns

    def annotate_queryset(self, pages: Any) -> Any:
        """With the count of services and what a row refers to."""
        rows = pages.select_related("assurance").prefetch_related(
            "identifiers", "content_type", "sites_rooted_here"
        )
        rows = rows.annotate(
            service_count=Count("services", distinct=True),
            live_count=Count("services", filter=Q(services__live=True), distinct=True),
        )
        return rows.prefetch_workflow_states().annotate_site_root_state().annotate_approved_schedule()

    def search_queryset(self, queryset: Any) -> Any:
        """By name or number in a register."""
        for word in self.search_query.split()[:10] if self.is_searching else ():
            numbers = ProviderPage.objects.filter(identifiers__identifier__icontains=word).order_by()
            queryset = queryset.filter(
                Q(title__icontains=word) | Q(draft_title__icontains=word) | Q(pk__in=numbers.values("pk"))
            )
        return queryset

    def get_page_subtitle(self) -> str:
        """None: the title says it."""
        return ""


class ProviderViewSet(PageViewSet):
    """Gives providers their listing; everything else is Wagtail's own."""

    model = ProviderPage
    index_view_class = ProviderIndexView
    copy_view_class = ListingCopyView
    filterset_class = ProviderFilterSet
    export_filename = "providers"


provider_viewset = ProviderViewSet()
