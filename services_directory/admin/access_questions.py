"""What families asked about access, at the desk: the most asked first, and the answers that wait for an officer."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from django_filters import MultipleChoiceFilter
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import DateColumn, TitleColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView

from services_directory.admin.columns import WordsColumn
from services_directory.admin.exports import ExportsColumns
from services_directory.domain.access_questions import approve_answer, decline_answer
from services_directory.domain.exceptions import InvalidTransition
from services_directory.enums import QuestionState
from services_directory.models import AccessQuestion

CHANGE = "services_directory.change_accessquestion"


class QuestionFilterSet(WagtailFilterSet):
    """The filters of the listing."""

    state = MultipleChoiceFilter(
        label="State", choices=QuestionState.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = AccessQuestion
        fields: list[str] = []


def _answer(question: AccessQuestion) -> str:
    if not question.result:
        return ""
    measured = (
        f", {question.measurement.normalize():f} {question.feature.unit}" if question.measurement else ""
    )
    note = f". {question.note}" if question.note else ""
    return f"{question.get_result_display()}{measured}{note}"


class QuestionsReport(ExportsColumns, ReportView):
    """Every question, what most families asked first."""

    page_title = "Questions about access"
    header_icon = "help"
    results_template_name = "wagtailadmin/reports/base_report_results.html"
    model = AccessQuestion
    filterset_class = QuestionFilterSet
    any_permission_required = ["view", "change"]
    index_url_name = "desk:questions"
    index_results_url_name = "desk:questions_results"
    export_filename = "questions-about-access"
    columns = [
        TitleColumn("feature", label="Feature", accessor=lambda one: one.feature, url_name="desk:question"),
        WordsColumn("subject", lambda one: one.subject_name, label="Asked of"),
        WordsColumn("asked", lambda one: one.asked, label="Families", sort_key="asked"),
        DateColumn("last_asked_on", label="Last asked", sort_key="last_asked_on"),
        WordsColumn("answer", _answer, label="Answer"),
        WordsColumn("state", lambda one: one.get_state_display(), label="State", sort_key="state"),
    ]
    export_columns = {
        "Feature": lambda one: one.feature.name,
        "Asked of": lambda one: one.subject_name,
        "Families": lambda one: one.asked,
        "First asked": lambda one: one.first_asked_on,
        "Last asked": lambda one: one.last_asked_on,
        "Answer": _answer,
        "State": lambda one: one.get_state_display(),
    }

    def get_base_queryset(self) -> Any:
        """With what a row shows."""
        rows = AccessQuestion.objects.select_related("feature", "location", "service", "provider")
        return rows.order_by("-asked", "first_asked_on", "pk")


class QuestionView(WagtailAdminTemplateMixin, TemplateView):
    """One question; an answer is approved or declined."""

    page_title = "Question about access"
    header_icon = "help"
    template_name = "services_directory/admin/question.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Only with the permission."""
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def question(self) -> AccessQuestion:
        """The one in the address."""
        rows = AccessQuestion.objects.select_related("feature", "location", "service", "provider")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        """Feature and subject."""
        return str(self.question)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Back to the list."""
        index = {"url": reverse("desk:questions"), "label": "Questions about access"}
        return [*self.breadcrumbs_items, index, {"url": "", "label": str(self.question)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the question and whether it waits for an officer."""
        waits = self.question.state == QuestionState.ANSWERED
        return super().get_context_data(
            question=self.question, answer=_answer(self.question), waits=waits, **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Approve, or decline."""
        try:
            if request.POST.get("decision") == "approve":
                approve_answer(self.question, by=request.user)
                messages.success(request, "Families see the answer now.")
            else:
                decline_answer(self.question, by=request.user)
                messages.success(request, "The answer is not shown.")
        except InvalidTransition as refused:
            messages.error(request, str(refused))
            return redirect("desk:question", self.question.pk)
        return redirect("desk:questions")
