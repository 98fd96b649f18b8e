"""The listing of services: the explorer below the directory, with columns, filters, search and export."""

import datetime
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.viewsets.pages import PageViewSet

from services_directory.admin.clock import assurance_of, state_of
from services_directory.admin.columns import ClockColumn, MissingColumn, WordsColumn
from services_directory.admin.copying import ListingCopyView
from services_directory.admin.exports import ExportsColumns
from services_directory.admin.service_filters import ServiceFilterSet, StateFilter
from services_directory.admin.side_panels import ListingSidePanel
from services_directory.domain.essentials import missing_as_saved, missing_in_draft, with_essentials
from services_directory.enums import OperationalState, Sector
from services_directory.fields import labels_of
from services_directory.models import ServicePage


def missing_of(service: ServicePage) -> list[str]:
    """What the listing does not say: of a draft as it was last written, else as families see it."""
    if service.live or service.latest_revision is None:
        return missing_as_saved(service)
    assurance = assurance_of(service)
    return missing_in_draft(
        service.latest_revision.content, is_checked=bool(assurance and assurance.checked_on)
    )


def sectors_of(service: ServicePage) -> str:
    """The sectors in words."""
    return ", ".join(labels_of(service.sectors, Sector))


def operational_state_of(service: ServicePage) -> str:
    """Whether it can be used now; no row means open."""
    status = getattr(service, "operational_status", None)
    return str(status.get_state_display() if status else OperationalState(OperationalState.OPEN).label)


def publication_state_of(service: ServicePage) -> str:
    """Published, draft or withdrawn, in the words of the filter."""
    if service.live:
        return StateFilter.words["live"]
    return StateFilter.words["withdrawn" if service.is_withdrawn else "draft"]


def _checked_on(service: ServicePage) -> datetime.date | None:
    assurance = assurance_of(service)
    return assurance.checked_on if assurance else None


def for_listing(services: QuerySet[ServicePage]) -> Any:
    """Services with all that a row of the listing shows, so that rows make no query of their own."""
    rows = with_essentials(services).select_related(
        "provider", "support_level", "assurance", "operational_status", "latest_revision"
    )
    pages: Any = rows.prefetch_related("content_type", "sites_rooted_here")
    return pages.prefetch_workflow_states().annotate_site_root_state().annotate_approved_schedule()


def matching(services: QuerySet[ServicePage], words: str) -> QuerySet[ServicePage]:
    """Services that have every word in their name, summary, provider, or the name or postcode of a place."""
    for word in words.split()[:10]:
        services = services.filter(
            Q(title__icontains=word)
            | Q(draft_title__icontains=word)
            | Q(summary__icontains=word)
            | Q(provider__title__icontains=word)
            | Q(
                pk__in=ServicePage.objects.filter(
                    Q(service_at_locations__location__name__icontains=word)
                    | Q(service_at_locations__location__postal_code__icontains=word)
                )
                .order_by()
                .values("pk")
            )
        )
    return services


class ServiceIndexView(ExportsColumns, ExplorableIndexView):
    """The services of the directory."""

    page_title = "Services"
    add_item_label = "Add service"
    base_columns = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label="Title", sort_key="title", classname="title", width="22%"),
        WordsColumn(
            "provider", lambda service: service.provider, label="Provider", sort_key="provider__title"
        ),
        WordsColumn("sectors", sectors_of, label="Sector"),
        WordsColumn("support_level", lambda service: service.support_level or "", label="Support level"),
        PageStatusColumn("status", label="Status", sort_key="live"),
        WordsColumn("operational_state", operational_state_of, label="Now"),
        ClockColumn("checked_on", label="Checked", sort_key="assurance__checked_on"),
        MissingColumn("missing", missing_of, label="Missing"),
        DateColumn("latest_revision_created_at", label="Updated", sort_key="latest_revision_created_at"),
    ]
    export_columns = {
        "Title": lambda service: service.title,
        "Address": lambda service: service.full_url or "",
        "Provider": lambda service: service.provider.title if service.provider else "",
        "Sectors": sectors_of,
        "Support level": lambda service: str(service.support_level or ""),
        "Status": publication_state_of,
        "Can be used now": operational_state_of,
        "Must be in the offer as": lambda service: service.get_must_be_in_offer_display(),
        "In or outside the area": lambda service: service.get_coverage_display(),
        "Youngest age": lambda service: service.minimum_age,
        "Oldest age": lambda service: service.maximum_age,
        "Checked on": _checked_on,
        "Checked by": lambda service: getattr(assurance_of(service), "checked_by", ""),
        "Next check due": lambda service: getattr(assurance_of(service), "next_due_on", None),
        "State of the check": lambda service: state_of(service, datetime.date.today()).label,
        "Missing": lambda service: ", ".join(missing_of(service)),
        "Updated": lambda service: service.latest_revision_created_at,
        "Identifier": lambda service: str(service.uuid),
    }

    @property
    def explorable_columns(self) -> list[Any]:
        """All of them: a service has no pages below it to go to."""
        return self.columns

    def annotate_queryset(self, pages: QuerySet[ServicePage]) -> Any:
        """One query for the rows and what they refer to."""
        return for_listing(pages)

    def search_queryset(self, queryset: QuerySet[ServicePage]) -> QuerySet[ServicePage]:
        """Every word must be found; also in the provider and the places, which Wagtail's search cannot do."""
        return matching(queryset, self.search_query) if self.is_searching else queryset

    def get_page_subtitle(self) -> str:
        """None: the title says it."""
        return ""


class ServiceEditView(EditView):
    """The form of a service, with what stands beside it."""

    def get_side_panels(self) -> MediaContainer:
        """Wagtail's panels and, first, the state of the listing."""
        panels = super().get_side_panels()
        return MediaContainer([ListingSidePanel(self.page, self.request), *panels])


class ServiceViewSet(PageViewSet):
    """Gives services their listing; everything else is Wagtail's own."""

    model = ServicePage
    index_view_class = ServiceIndexView
    edit_view_class = ServiceEditView
    copy_view_class = ListingCopyView
    filterset_class = ServiceFilterSet
    export_filename = "services"


service_viewset = ServiceViewSet()
