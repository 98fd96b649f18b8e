"""Building the report of a year at the desk: what is missing, freezing the figures, the words around them."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from feedback.domain import year
from feedback.domain.clock import publication_clock
from feedback.domain.publication import latest_approved, write
from feedback.enums import CarriedOverReason, FigureTable, FollowUp
from feedback.exceptions import InvalidTransition, NotReady, OutOfDate
from feedback.models import AnnualReport, ApprovedText, Comment, FeedbackPeriod

CHANGE = "feedback.change_annualreport"


class YearsView(WagtailAdminTemplateMixin, TemplateView):
    """The periods, their reports, and the clock."""

    page_title = "Years"
    header_icon = "calendar"
    template_name = "feedback/desk/answers/years.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """For those who build them."""
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the periods."""
        periods = FeedbackPeriod.objects.select_related("report").order_by("-starts_on")
        return super().get_context_data(periods=periods, clock=publication_clock(), **kwargs)


class ReportForm(forms.ModelForm):
    """The words around the figures."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = AnnualReport
        fields = ["introduction", "how_involved", "easy_read_text", "easy_read_file"]
        widgets = {
            "introduction": forms.Textarea(attrs={"rows": 5}),
            "how_involved": forms.Textarea(attrs={"rows": 4}),
            "easy_read_text": forms.Textarea(attrs={"rows": 8}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version


class CarryOverForm(forms.Form):
    """Comments that get their answer next year."""

    comments = forms.ModelMultipleChoiceField(
        queryset=Comment.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    reason = forms.ChoiceField(label="Reason, published with their number", choices=CarriedOverReason.choices)

    def __init__(self, *args: Any, report: AnnualReport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["comments"].queryset = year.without_answer(report)  # type: ignore[attr-defined]


class FollowUpForm(forms.Form):
    """What became of one promise."""

    promise = forms.ModelChoiceField(queryset=ApprovedText.objects.all(), widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label="What became of it", choices=FollowUp.choices)
    words = forms.CharField(
        label="What happened",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Public. Needed when it is late or dropped.",
    )


class YearView(WagtailAdminTemplateMixin, TemplateView):
    """The report of one period."""

    header_icon = "calendar"
    template_name = "feedback/desk/answers/year.html"
    form: forms.BaseForm | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """For those who build it."""
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def period(self) -> FeedbackPeriod:
        """The one in the address."""
        return get_object_or_404(FeedbackPeriod, pk=self.kwargs["number"])

    @property
    def report(self) -> AnnualReport | None:
        """Its report as it is now."""
        return AnnualReport.objects.select_related("period", "author").filter(period=self.period).first()

    @property
    def page_title(self) -> str:
        """The year."""
        return f"Report of {self.period}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Back to the years."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("answers:years"), "label": "Years"},
            {"url": "", "label": str(self.period)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything that the page shows."""
        report = self.report
        context = super().get_context_data(period=self.period, report=report, **kwargs)
        if report is None:
            return context
        followed = {row.approved_text_id: row for row in report.follow_ups.all()}
        begin, end = year.covers(report)
        waiting = year.without_answer(report)
        context.update(
            problems=year.problems(report),
            begin=begin,
            end=end,
            items=year.items_of(report),
            waiting=waiting.count(),
            carry_over_form=self._form(CarryOverForm, report=report) if waiting else None,
            carried=report.carried_over.count(),
            promises=[
                (
                    promise,
                    followed.get(promise.pk),
                    FollowUpForm(
                        initial={
                            "promise": promise.pk,
                            "outcome": getattr(followed.get(promise.pk), "outcome", FollowUp.KEPT),
                            "words": getattr(followed.get(promise.pk), "words", ""),
                        },
                        auto_id=f"promise-{promise.pk}-%s",
                    ),
                )
                for promise in year.promised(report)
            ],
            tables=[
                (table, [row for row in report.figures.all() if row.table == table])
                for table in FigureTable
                if table != FigureTable.ITEMS
            ],
            report_form=self._form(ReportForm, instance=report),
            is_published=latest_approved(report) is not None,
        )
        return context

    def _form(self, form_class: Any, **kwargs: Any) -> forms.BaseForm:
        return self.form if isinstance(self.form, form_class) else form_class(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do what a button says; a refusal is told on the page and changes nothing."""
        steps = {
            "start": self._start,
            "words": self._words,
            "carry-over": self._carry_over,
            "follow-up": self._follow_up,
            "freeze": self._freeze,
        }
        step = steps.get(request.POST.get("do", ""))
        report = self.report
        if step is None or (report is None) != (step == self._start):
            raise Http404
        try:
            said = step(report) if report else self._start()
        except (InvalidTransition, NotReady, OutOfDate) as error:
            said, _ = "", messages.error(request, str(error))
        except ValidationError as error:
            said, _ = "", messages.error(request, " ".join(error.messages))
        if not said:
            return self.render_to_response(self.get_context_data())
        messages.success(request, said)
        return redirect("answers:year", self.period.pk)

    def _start(self, report: AnnualReport | None = None) -> str:
        year.start_report(self.period, by=self.request.user)
        return "Begun."

    def _words(self, report: AnnualReport) -> str:
        form = ReportForm(self.request.POST, instance=report)
        self.form = form
        if not form.is_valid():
            messages.error(self.request, "Something is not right. See below.")
            return ""
        data = dict(form.cleaned_data)
        version = data.pop("version")
        write(AnnualReport.objects.get(pk=report.pk), by=self.request.user, version=version, **data)
        return "Saved."

    def _carry_over(self, report: AnnualReport) -> str:
        form = CarryOverForm(self.request.POST, report=report)
        self.form = form
        if not form.is_valid():
            messages.error(self.request, "Choose the comments and a reason.")
            return ""
        comments = list(form.cleaned_data["comments"])
        reason = CarriedOverReason(form.cleaned_data["reason"])
        year.carry_over(report, comments, by=self.request.user, reason=reason)
        return f"{len(comments)} carried over."

    def _follow_up(self, report: AnnualReport) -> str:
        form = FollowUpForm(self.request.POST)
        if not form.is_valid():
            messages.error(self.request, "Say what became of it.")
            return ""
        data = form.cleaned_data
        year.follow_up(
            report,
            data["promise"],
            by=self.request.user,
            outcome=FollowUp(data["outcome"]),
            words=data["words"],
        )
        return "Kept."

    def _freeze(self, report: AnnualReport) -> str:
        year.freeze(report, by=self.request.user)
        return "Figures frozen. Read them below, then submit the report for approval."
