"""Reports of the desk: listings that are out of date, and listings that leave something out."""

import datetime
from functools import partial
from typing import Any

from django.db.models import F, Q
from django.forms import CheckboxSelectMultiple
from django_filters import BooleanFilter, ChoiceFilter, ModelChoiceFilter, MultipleChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.views.reports import ReportView

from services_directory.admin.clock import assurance_of, in_state, state_of
from services_directory.admin.columns import ClockColumn, MissingColumn, WordsColumn
from services_directory.admin.exports import ExportsColumns
from services_directory.admin.service_filters import MissingFilter, SectorFilter
from services_directory.admin.services import for_listing, missing_of, sectors_of
from services_directory.domain.essentials import ESSENTIALS, incomplete
from services_directory.domain.quality import without_response
from services_directory.enums import ClockState, MustBeInOffer, Sector, TaxonomyCode
from services_directory.models import ProviderPage, ServicePage, TaxonomyTerm

OUT_OF_DATE: tuple[Any, ...] = (ClockState.OVERDUE, ClockState.HIDDEN, ClockState.NEVER_CHECKED)


class ReportFilterSet(WagtailFilterSet):
    """The filters of both reports."""

    sector = SectorFilter(label="Sector", choices=Sector.choices, widget=CheckboxSelectMultiple)
    must_be_in_offer = MultipleChoiceFilter(
        label="Must be in the offer", choices=MustBeInOffer.choices, widget=CheckboxSelectMultiple
    )

    class Meta:
        model = ServicePage
        fields: list[str] = []


class OutOfDateStateFilter(ChoiceFilter):
    """One of the ways to be out of date."""

    def filter(self, services: Any, value: str | None) -> Any:
        """As the clock counts."""
        return services.filter(in_state(value, datetime.date.today())) if value else services


class NoResponseFilter(BooleanFilter):
    """Whether nobody answered any reminder of this round."""

    def filter(self, services: Any, value: bool | None) -> Any:
        """After the last reminder."""
        if value is None:
            return services
        silent = without_response(ServicePage.objects.live()).order_by().values("pk")
        return services.filter(pk__in=silent) if value else services.exclude(pk__in=silent)


class OutOfDateFilterSet(ReportFilterSet):
    """And how, whose and of which kind."""

    state = OutOfDateStateFilter(
        label="State", choices=[(state.value, state.label) for state in OUT_OF_DATE], empty_label="All"
    )
    no_response = NoResponseFilter(label="No answer to reminders")
    provider = ModelChoiceFilter(
        label="Provider", queryset=ProviderPage.objects.order_by("title"), empty_label="All"
    )
    kind = ModelChoiceFilter(
        label="Kind of support",
        field_name="kinds",
        queryset=TaxonomyTerm.objects.of(TaxonomyCode.KINDS),
        empty_label="All",
    )


class MissingReportFilterSet(ReportFilterSet):
    """And which essential is missing."""

    missing = MissingFilter(
        label="Missing",
        choices=[(one.code, one.words.capitalize()) for one in ESSENTIALS],
        empty_label="Anything",
    )


def _title() -> TitleColumn:
    return TitleColumn("title", label="Service", url_name="wagtailadmin_pages:edit", sort_key="title")


def _provider() -> WordsColumn:
    return WordsColumn(
        "provider", lambda service: service.provider, label="Provider", sort_key="provider__title"
    )


def _is_missing(words: str, service: ServicePage) -> str:
    return "Yes" if words in missing_of(service) else ""


class ServiceReport(ExportsColumns, ReportView):
    """Published services, for those who may work on pages."""

    results_template_name = "wagtailadmin/reports/base_report_results.html"
    model = ServicePage
    filterset_class = ReportFilterSet
    any_permission_required = ["add", "change", "publish"]
    columns: list[Any]

    def get_base_queryset(self) -> Any:
        """Published services with all that a row shows."""
        return for_listing(ServicePage.objects.live())


class OutOfDateReport(ServiceReport):
    """Published listings that nobody has confirmed in time, those not checked for longest first."""

    page_title = "Out of date listings"
    header_icon = "time"
    index_url_name = "desk:out_of_date"
    index_results_url_name = "desk:out_of_date_results"
    filterset_class = OutOfDateFilterSet
    export_filename = "out-of-date-listings"
    columns = [
        _title(),
        _provider(),
        WordsColumn(
            "must_be_in_offer",
            lambda service: service.get_must_be_in_offer_display(),
            label="Must be in the offer",
        ),
        ClockColumn("checked_on", label="Checked", sort_key="assurance__checked_on"),
    ]
    export_columns = {
        "Service": lambda service: service.title,
        "Provider": lambda service: str(service.provider or ""),
        "Must be in the offer as": lambda service: service.get_must_be_in_offer_display(),
        "Checked on": lambda service: getattr(assurance_of(service), "checked_on", None),
        "Checked by": lambda service: getattr(assurance_of(service), "checked_by", ""),
        "Next check due": lambda service: getattr(assurance_of(service), "next_due_on", None),
        "State": lambda service: state_of(service, datetime.date.today()).label,
    }

    def get_base_queryset(self) -> Any:
        """Overdue, hidden or never checked."""
        condition = Q()
        for state in OUT_OF_DATE:
            condition |= in_state(state, datetime.date.today())
        rows = super().get_base_queryset().filter(condition)
        return rows.order_by(F("assurance__checked_on").asc(nulls_first=True), "title")


class MissingEssentialsReport(ServiceReport):
    """Published listings that leave out something that families cannot do without."""

    page_title = "Missing essentials"
    header_icon = "warning"
    index_url_name = "desk:missing_essentials"
    index_results_url_name = "desk:missing_essentials_results"
    filterset_class = MissingReportFilterSet
    export_filename = "missing-essentials"
    columns = [
        _title(),
        _provider(),
        WordsColumn("sectors", sectors_of, label="Sector"),
        MissingColumn("missing", missing_of, label="Missing"),
    ]
    export_columns = {
        "Service": lambda service: service.title,
        "Provider": lambda service: str(service.provider or ""),
        "Sectors": sectors_of,
        "Missing": lambda service: ", ".join(missing_of(service)),
        **{f"Missing: {one.words}": partial(_is_missing, one.words) for one in ESSENTIALS},
    }

    def get_base_queryset(self) -> Any:
        """Those that are not whole."""
        return incomplete(super().get_base_queryset()).order_by("title")
