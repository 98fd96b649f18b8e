"""Reports of mistakes at the desk: read, ask the provider, close, tell the reader."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView
from django_filters import ChoiceFilter, MultipleChoiceFilter
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import DateColumn, TitleColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView

from services_directory.admin.columns import WordsColumn
from services_directory.admin.exports import ExportsColumns
from services_directory.domain.exceptions import InvalidTransition
from services_directory.domain.mistakes import ask_provider, close_report
from services_directory.enums import MistakeKind, ReportSource, ReportState
from services_directory.models import MistakeReport
from services_directory.models.mistakes import OPEN_STATES

CHANGE = "services_directory.change_mistakereport"
# What a provider is asked before the officer changes a word.
STANDARD_REQUESTS = {
    MistakeKind.CONTACT: "Please check the phone number, email and web address on your page, and put them right.",
    MistakeKind.TIMES: "Please check the days, times and place on your page, and put them right.",
    MistakeKind.COST: "Please check the cost on your page, and put it right.",
    MistakeKind.WHO: "Please check who can use your service and how to get it, and put it right.",
    MistakeKind.ACCESS: "Please check what your page says about accessibility, and put it right.",
    MistakeKind.ENDED: "Please tell us whether your service still runs.",
    MistakeKind.OTHER: "Please check that everything on your page is right.",
}


class OpenFilter(ChoiceFilter):
    """Open or closed."""

    def filter(self, reports: Any, value: str | None) -> Any:
        """By whether there is an outcome."""
        if not value:
            return reports
        return (
            reports.filter(state__in=OPEN_STATES)
            if value == "open"
            else reports.exclude(state__in=OPEN_STATES)
        )


class MistakeFilterSet(WagtailFilterSet):
    """The filters of the listing."""

    open = OpenFilter(label="Waiting", choices=[("open", "Open"), ("closed", "Closed")], empty_label="All")
    state = MultipleChoiceFilter(
        label="State", choices=ReportState.choices, widget=forms.CheckboxSelectMultiple
    )
    kind = MultipleChoiceFilter(
        label="About", choices=MistakeKind.choices, widget=forms.CheckboxSelectMultiple
    )
    source = ChoiceFilter(label="From", choices=ReportSource.choices, empty_label="All")

    class Meta:
        model = MistakeReport
        fields: list[str] = []


class MistakesReport(ExportsColumns, ReportView):
    """What readers and providers say is wrong. The words stay on the page of each report."""

    page_title = "Reports of mistakes"
    header_icon = "warning"
    results_template_name = "wagtailadmin/reports/base_report_results.html"
    model = MistakeReport
    filterset_class = MistakeFilterSet
    any_permission_required = ["view", "change"]
    index_url_name = "desk:mistakes"
    index_results_url_name = "desk:mistakes_results"
    export_filename = "reports-of-mistakes"
    columns = [
        TitleColumn("page", label="Service", accessor=lambda one: one.page, url_name="desk:mistake"),
        WordsColumn("provider", lambda one: one.page.provider, label="Provider"),
        WordsColumn("kind", lambda one: one.get_kind_display(), label="About", sort_key="kind"),
        WordsColumn("source", lambda one: one.get_source_display(), label="From", sort_key="source"),
        DateColumn("received_at", label="Received", sort_key="received_at"),
        WordsColumn("state", lambda one: one.get_state_display(), label="State", sort_key="state"),
    ]
    export_columns = {
        "Service": lambda one: one.page.title,
        "Provider": lambda one: str(one.page.provider or ""),
        "About": lambda one: one.get_kind_display(),
        "From": lambda one: one.get_source_display(),
        "Received": lambda one: one.received_at.date(),
        "State": lambda one: one.get_state_display(),
        "Provider asked on": lambda one: one.asked_on,
        "Closed": lambda one: one.closed_at.date() if one.closed_at else None,
    }

    def get_base_queryset(self) -> Any:
        """All, the newest first; the page and provider with them."""
        return MistakeReport.objects.select_related("page__provider").order_by("-received_at", "-pk")


class DecideForm(forms.Form):
    """What to do with a report."""

    ASK = "asked"
    action = forms.ChoiceField(
        label="What now?",
        choices=[
            (ASK, "Ask the provider to put it right"),
            (ReportState.CORRECTED.value, "It is put right: close"),
            (ReportState.UNCHANGED.value, "Nothing to change: close"),
            (ReportState.SET_ASIDE.value, "Not a report of a mistake (spam, abuse): set aside"),
        ],
        widget=forms.RadioSelect,
    )
    request_to_provider = forms.CharField(
        label="What the provider is asked",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Only when you ask the provider. What the reader wrote is not passed on: it may name a child.",
    )
    outcome = forms.CharField(
        label="What the reader is told",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Only when you close it and they left an email address. One or two plain sentences.",
    )

    def clean(self) -> dict[str, Any]:
        """Asking needs words.

        Raises:
            ValidationError: beside the words.
        """
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("action") == self.ASK and not data.get("request_to_provider"):
            self.add_error("request_to_provider", "Say what the provider is asked.")
        return data


class MistakeView(WagtailAdminTemplateMixin, FormView):
    """One report: the words, the listing, and what to do."""

    page_title = "Report of a mistake"
    header_icon = "warning"
    form_class = DecideForm
    template_name = "services_directory/admin/mistake.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Only with the permission."""
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def report(self) -> MistakeReport:
        """The one in the address."""
        rows = MistakeReport.objects.select_related("page__provider", "closed_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        """The listing."""
        return self.report.page.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Back to the list."""
        index = {"url": reverse("desk:mistakes"), "label": "Reports of mistakes"}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.report.page.title}]

    def get_initial(self) -> dict[str, Any]:
        """The standard request for this kind of mistake."""
        return {"request_to_provider": STANDARD_REQUESTS[MistakeKind(self.report.kind)]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the report and whether it is open."""
        is_open = self.report.state in OPEN_STATES
        others = MistakeReport.objects.open().filter(page=self.report.page).exclude(pk=self.report.pk)
        return super().get_context_data(report=self.report, is_open=is_open, others=others, **kwargs)

    def form_valid(self, form: DecideForm) -> HttpResponse:
        """Ask or close; say what was done."""
        data, by = form.cleaned_data, self.request.user
        try:
            if data["action"] == DecideForm.ASK:
                asked = ask_provider(self.report, by=by, request=data["request_to_provider"])
                done = (
                    f"{asked} {'person' if asked == 1 else 'people'} asked."
                    if asked
                    else "Nobody could be asked by mail: the provider has no members and no named contact."
                )
            else:
                had_address = bool(self.report.email)
                close_report(self.report, ReportState(data["action"]), by=by, words=data["outcome"])
                told = had_address and data["action"] != ReportState.SET_ASIDE
                done = f"The report is closed.{' The reader is told by email.' if told else ''}"
        except InvalidTransition as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)
        messages.success(self.request, done)
        return redirect("desk:mistakes")
