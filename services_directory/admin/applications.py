"""Applications at the desk: what an organisation says of itself, what it may double, and the decision."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView
from django_filters import DateFromToRangeFilter, MultipleChoiceFilter
from wagtail.admin import messages
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import DateColumn, TitleColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets import AdminPageChooser

from services_directory.admin.columns import WordsColumn
from services_directory.domain.applications import (
    accept_application,
    join_application,
    refuse_application,
)
from services_directory.domain.exceptions import InvalidTransition, TooOften
from services_directory.domain.provider_duplicates import LikelyDuplicate, likely_duplicates
from services_directory.enums import ApplicationState, EvidenceKind, MembershipRole
from services_directory.models import ProviderApplication, ProviderPage

CHANGE = "services_directory.change_providerapplication"


class ApplicationFilterSet(WagtailFilterSet):
    """The filters of the listing."""

    state = MultipleChoiceFilter(
        label="State", choices=ApplicationState.choices, widget=forms.CheckboxSelectMultiple
    )
    created_at = DateFromToRangeFilter(label="Received", widget=DateRangePickerWidget)

    class Meta:
        model = ProviderApplication
        fields: list[str] = []


class ApplicationsReport(ReportView):
    """Organisations that ask to be listed, those that wait the longest first."""

    page_title = "Applications"
    header_icon = "group"
    results_template_name = "wagtailadmin/reports/base_report_results.html"
    model = ProviderApplication
    filterset_class = ApplicationFilterSet
    any_permission_required = ["view", "change"]
    index_url_name = "desk:applications"
    index_results_url_name = "desk:applications_results"
    is_searchable = True
    columns = [
        TitleColumn("name", label="Organisation", url_name="desk:application", sort_key="name"),
        WordsColumn("applicant", lambda one: one.applicant_name, label="From"),
        DateColumn("created_at", label="Received", sort_key="created_at"),
        WordsColumn("state", lambda one: one.get_state_display(), label="State", sort_key="state"),
        WordsColumn("provider", lambda one: one.provider, label="Provider"),
    ]

    def get_base_queryset(self) -> Any:
        """All; those that wait first."""
        waiting_first = ProviderApplication.objects.select_related("provider")
        return waiting_first.order_by("decided_at", "created_at", "pk")

    def search_queryset(self, queryset: Any) -> Any:
        """By the name of the organisation."""
        for word in self.search_query.split()[:10] if self.is_searching else ():
            queryset = queryset.filter(name__icontains=word)
        return queryset


class DecideForm(forms.Form):
    """What becomes of an application."""

    ACCEPT, JOIN, REFUSE = "accept", "join", "refuse"

    checked = forms.MultipleChoiceField(
        label="What you have seen to be true",
        required=False,
        choices=EvidenceKind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="Families read which of these the council checked, and which not.",
    )
    decision = forms.ChoiceField(
        label="Decision",
        choices=[
            (ACCEPT, "Accept: make a draft of its page, and invite the applicant as manager"),
            (JOIN, "It is listed already: invite the applicant to that provider"),
            (REFUSE, "Refuse"),
        ],
        widget=forms.RadioSelect,
    )
    provider = forms.ModelChoiceField(
        label="The provider that it is",
        queryset=ProviderPage.objects.all(),
        required=False,
        widget=AdminPageChooser(target_models=[ProviderPage]),
        help_text="Only if it is listed already.",
    )
    role = forms.ChoiceField(
        label="Role there",
        choices=MembershipRole.choices,
        initial=MembershipRole.EDITOR,
        required=False,
        help_text="Only if it is listed already. Where nobody manages it yet, they become its manager.",
    )
    reason = forms.CharField(
        label="Why it is refused",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Only if you refuse. The applicant reads exactly these words.",
    )

    def clean(self) -> dict[str, Any]:
        """Joining needs a provider, refusing a reason.

        Raises:
            ValidationError: beside what is missing.
        """
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("decision") == self.JOIN and not data.get("provider") and "provider" not in self.errors:
            self.add_error("provider", "Choose the provider that it is.")
        if data.get("decision") == self.REFUSE and not data.get("reason"):
            self.add_error("reason", "Say why it is refused, in words for the applicant.")
        return data


class ApplicationView(WagtailAdminTemplateMixin, FormView):
    """One application and the decision on it."""

    page_title = "Application"
    header_icon = "group"
    form_class = DecideForm
    template_name = "services_directory/admin/application.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Only with the permission."""
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def application(self) -> ProviderApplication:
        """The one in the address."""
        rows = ProviderApplication.objects.select_related("provider", "decided_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def duplicates(self) -> list[LikelyDuplicate]:
        """What it may be a second entry of, while it waits."""
        is_open = self.application.state == ApplicationState.WAITING
        return likely_duplicates(self.application) if is_open else []

    def get_page_subtitle(self) -> str:
        """The organisation."""
        return self.application.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Back to the list."""
        index = {"url": reverse("desk:applications"), "label": "Applications"}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.application.name}]

    def get_initial(self) -> dict[str, Any]:
        """The provider that it has most in common with."""
        return {"provider": self.duplicates[0].provider if self.duplicates else None}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the application, its evidence, and what it may double."""
        return super().get_context_data(
            application=self.application,
            evidence=self.application.evidence.all(),
            duplicates=self.duplicates,
            is_open=self.application.state == ApplicationState.WAITING,
            **kwargs,
        )

    def form_valid(self, form: DecideForm) -> HttpResponse:
        """Decide, and say what was done."""
        try:
            done, then = self._decide(form)
        except (InvalidTransition, TooOften) as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)
        messages.success(self.request, done)
        return then

    def _decide(self, form: DecideForm) -> tuple[str, HttpResponse]:
        data, by, application = form.cleaned_data, self.request.user, self.application
        checked = [EvidenceKind(kind) for kind in data["checked"]]
        to_list = redirect("desk:applications")
        if data["decision"] == DecideForm.ACCEPT:
            page = accept_application(application, by=by, checked=checked)
            words = f"'{page}' is a draft: read it and publish it. {application.email} is invited as manager."
            return words, redirect("wagtailadmin_pages:edit", page.pk)
        if data["decision"] == DecideForm.JOIN:
            role = MembershipRole(data["role"] or MembershipRole.EDITOR)
            join_application(application, data["provider"], by=by, role=role, checked=checked)
            return f"Joined to '{data['provider']}'. {application.email} is told by email.", to_list
        refuse_application(application, data["reason"], by=by)
        return f"Refused. {application.email} is told why by email.", to_list
