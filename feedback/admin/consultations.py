"""Consultations at the desk: the question, whom else was asked (regulation 54), and what came of it."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from feedback.domain.publication import WRITE, write
from feedback.enums import Consultee
from feedback.exceptions import OutOfDate
from feedback.models import Consultation, ConsultationAsked, ConsultationOutcome

CHANGE = WRITE[Consultation]


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class _ForWriters(WagtailAdminTemplateMixin):
    """Only for those who write."""

    header_icon = "help"
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse everybody else."""
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Back to the list."""
        items = [*self.breadcrumbs_items, {"url": reverse("answers:consultations"), "label": "Consultations"}]
        return [*items, {"url": "", "label": self.get_page_subtitle() or self.page_title}]


class ConsultationsView(_ForWriters, TemplateView):
    """All of them, the newest first."""

    page_title = "Consultations"
    template_name = "feedback/desk/answers/consultations.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the rows."""
        rows = Consultation.objects.select_related("outcome", "author").order_by("-opens_on", "-pk")
        return super().get_context_data(consultations=rows[:200], **kwargs)


class ConsultationForm(forms.ModelForm):
    """The question and its days."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Consultation
        fields = ["title", "slug", "subject", "item", "question", "background", "opens_on", "closes_on"]
        widgets = {"background": forms.Textarea(attrs={"rows": 5}), "opens_on": _day(), "closes_on": _day()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version


class OutcomeForm(forms.ModelForm):
    """What was said and what changed."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = ConsultationOutcome
        fields = ["what_was_said", "what_changed"]
        widgets = {
            "what_was_said": forms.Textarea(attrs={"rows": 6}),
            "what_changed": forms.Textarea(attrs={"rows": 6}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version


class AskedForm(forms.Form):
    """One of those whom regulation 54 names: a tick, with days and the answer."""

    is_asked = forms.BooleanField(label="Asked", required=False)
    who = forms.CharField(
        label="Which", max_length=160, required=False, help_text="The body, never a person."
    )
    asked_on = forms.DateField(label="On", required=False, widget=_day())
    answered_on = forms.DateField(label="Answered on", required=False, widget=_day())
    answer = forms.CharField(max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def clean(self) -> dict[str, Any]:
        """What belongs together.

        Raises:
            ValidationError: beside the field.
        """
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not data.get("is_asked"):
            return data
        asked, answered = data.get("asked_on"), data.get("answered_on")
        if not asked and "asked_on" not in self.errors:
            self.add_error("asked_on", "Say on which day.")
        if bool(data.get("answer")) != bool(answered):
            self.add_error("answered_on", "An answer and its day belong together.")
        elif asked and answered and answered < asked:
            self.add_error("answered_on", "The answer must not come before the question.")
        return data


class _WritesWords(_ForWriters, FormView):
    """Saves a draft by way of publication."""

    template_name = "feedback/desk/answers/consultation_form.html"
    kind = "consultation"

    @cached_property
    def subject(self) -> Any:
        """What is written."""
        raise NotImplementedError

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the row."""
        return {**super().get_form_kwargs(), "instance": self.subject}

    def _fresh(self) -> Any:
        """The row as it is stored: the form has set its own instance already."""
        model = type(self.subject)
        return model.objects.get(pk=self.subject.pk) if self.subject.pk else model()

    def form_valid(self, form: Any) -> HttpResponse:
        """Store it; nothing of it is public until somebody else has approved it."""
        data = dict(form.cleaned_data)
        version = data.pop("version")
        row = self._fresh()
        try:
            saved = write(row, by=self.request.user, version=version if row.pk else None, **data)
        except OutOfDate as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(self.request, "Saved. It is not public until somebody else has approved it.")
            return redirect("answers:words", self.kind, saved.pk)
        return self.form_invalid(form)


class WriteConsultationView(_WritesWords):
    """A new consultation, or another wording."""

    page_title = "Consultation"
    form_class = ConsultationForm

    @cached_property
    def subject(self) -> Any:
        """The one in the address, or a new one."""
        number = self.kwargs.get("pk")
        return get_object_or_404(Consultation, pk=number) if number else Consultation()


class WriteOutcomeView(_WritesWords):
    """What came of a consultation."""

    page_title = "Outcome of the consultation"
    form_class = OutcomeForm
    kind = "outcome"

    @cached_property
    def consultation(self) -> Consultation:
        """The one in the address."""
        return get_object_or_404(Consultation, pk=self.kwargs["pk"])

    @cached_property
    def subject(self) -> Any:
        """Its outcome, or a new one."""
        found = ConsultationOutcome.objects.filter(consultation=self.consultation).first()
        return found or ConsultationOutcome(consultation=self.consultation)

    def _fresh(self) -> Any:
        row = super()._fresh()
        row.consultation = self.consultation
        return row

    def get_page_subtitle(self) -> str:
        """Of which."""
        return str(self.consultation)


class AskedView(_ForWriters, TemplateView):
    """The consultees of regulation 54 as a list to tick."""

    page_title = "Who was asked"
    template_name = "feedback/desk/answers/asked.html"
    forms: list[tuple[str, AskedForm]] | None = None

    @cached_property
    def consultation(self) -> Consultation:
        """The one in the address."""
        return get_object_or_404(Consultation, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        """Of which."""
        return str(self.consultation)

    def _forms(self, data: Any = None) -> list[tuple[str, AskedForm]]:
        rows = {row.consultee: row for row in self.consultation.asked.order_by("-pk")}
        found = []
        for consultee in Consultee:
            row = rows.get(consultee.value)
            initial = {
                name: getattr(row, name) for name in ("who", "asked_on", "answered_on", "answer") if row
            }
            form = AskedForm(data, prefix=consultee.value, initial={**initial, "is_asked": row is not None})
            found.append((str(consultee.label), form))
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With a form for each."""
        return super().get_context_data(
            consultation=self.consultation, asked_forms=self.forms or self._forms(), **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep the ticks; the outcome must then be approved again, since it says who was asked."""
        self.forms = self._forms(request.POST)
        refused = [
            form for _, form in self.forms if not form.is_valid()
        ]  # each is asked, to show all that is wrong
        if refused:
            messages.error(request, "Something is not right. See below.")
            return self.render_to_response(self.get_context_data())
        with transaction.atomic():
            self.consultation.asked.all().delete()
            for _, form in self.forms:
                data = form.cleaned_data
                if data.pop("is_asked"):
                    ConsultationAsked.objects.create(
                        consultation=self.consultation, consultee=form.prefix, **data
                    )
            outcome = ConsultationOutcome.objects.filter(consultation=self.consultation).first()
            if outcome:
                write(outcome, by=request.user)
        messages.success(request, "Kept.")
        return redirect("answers:asked", self.consultation.pk)
