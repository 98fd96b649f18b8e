"""One page for the words of anything that is published: read, submit, approve, send back, take down, send on."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from feedback.domain import publication
from feedback.domain.forwarding import forward, note_answer
from feedback.domain.gate import gate_spans
from feedback.domain.words import Words, words_of, written_texts
from feedback.enums import (
    ActionState,
    ApprovalCheck,
    ConsultationSubject,
    DraftState,
    Progress,
    ResponseKind,
    TextKind,
)
from feedback.exceptions import FourEyesNeeded, GateClosed, InvalidTransition, NotReady, OutOfDate
from feedback.models import (
    AnnualReport,
    ApprovedText,
    Consultation,
    ConsultationOutcome,
    ForwardingRecord,
    Partner,
    PutBackRequest,
    SummaryItem,
)
from feedback.presenters.changes import Piece, changes
from services_directory.models import ProviderPage

MODELS: dict[str, Any] = {
    TextKind.ITEM: SummaryItem,
    TextKind.REPORT: AnnualReport,
    TextKind.CONSULTATION: Consultation,
    TextKind.OUTCOME: ConsultationOutcome,
}
LABELS = {
    "you_said": "You said",
    "response_kind": "Answer",
    "response": "What we say",
    "reason": "Why",
    "owner": "Who does it",
    "due_on": "By when",
    "action_state": "How far",
    "progress": "Shown among",
    "partners": "Commissioners",
    "how_involved": "How families helped",
    "easy_read_text": "In easy words",
    "follow_ups": "Promises of the year before",
}
# As it is read; what is not here comes after.
ORDER = (
    "period",
    "theme",
    "title",
    "heading",
    "subject",
    "question",
    "background",
    "you_said",
    "response_kind",
    "response",
    "reason",
    "action",
    "owner",
    "due_on",
    "action_state",
    "progress",
    "introduction",
    "figures",
)
CHOICES: dict[str, Any] = {
    "response_kind": ResponseKind,
    "action_state": ActionState,
    "progress": Progress,
    "subject": ConsultationSubject,
}
HIDDEN = frozenset({"slug", "answers", "themes"})
REFUSALS = (FourEyesNeeded, InvalidTransition, OutOfDate, NotReady)


@dataclass(frozen=True)
class WordsRow:
    """One text: its name and its pieces, marked where they were changed since the last approval."""

    label: str
    pieces: list[Piece]
    is_changed: bool


def in_words(name: str, value: Any) -> str:
    """A value of approved words as an officer reads it."""
    if value in (None, "", [], {}):
        return ""
    if name in CHOICES:
        return str(CHOICES[name](value).label)
    if isinstance(value, dict):
        return "\n".join(
            f"{key}: {in_words('', one)}" for key, one in value.items() if one not in (None, "", [])
        )
    if isinstance(value, list):
        return "\n".join(in_words("", one).replace("\n", "; ") for one in value)
    return str(value)


def rows(new: Words, old: Words | None) -> list[WordsRow]:
    """Every text of ``new`` beside ``old``."""
    found = []
    order = {name: place for place, name in enumerate(ORDER)}
    for name, value in sorted(new.items(), key=lambda pair: order.get(pair[0], len(order))):
        text, before = in_words(name, value), in_words(name, (old or {}).get(name))
        if name in HIDDEN or not (text or before):
            continue
        label = LABELS.get(name, name.replace("_", " ").capitalize())
        pieces = changes(before, text) if old is not None else [Piece("same", text)]
        found.append(WordsRow(label, pieces, old is not None and text != before))
    return found


class ApproveForm(forms.Form):
    """What the approver has thought of, and why the gate may be lifted."""

    checks = forms.MultipleChoiceField(
        label="Think of everybody who could read this",
        choices=ApprovalCheck.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    lift_reason = forms.CharField(
        label="Why nobody can be recognised all the same",
        max_length=300,
        required=False,
        help_text="Only where the gate sees something. It is kept.",
    )
    seen = forms.CharField(widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    """A reason for colleagues."""

    reason = forms.CharField(label="Reason, for colleagues", max_length=300)


class ForwardForm(forms.Form):
    """Which bodies get the words."""

    partners = forms.ModelMultipleChoiceField(
        queryset=Partner.objects.filter(is_in_use=True), required=False, widget=forms.CheckboxSelectMultiple
    )
    providers = forms.ModelMultipleChoiceField(
        queryset=ProviderPage.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, text: ApprovedText, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        providers = ProviderPage.objects.none()
        if text.item:
            providers = ProviderPage.objects.filter(services__in=text.item.services.all()).distinct()
        self.fields["providers"].queryset = providers.order_by("title")  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """What a body answered."""

    sent = forms.ModelChoiceField(queryset=ForwardingRecord.objects.all(), widget=forms.HiddenInput)
    answer = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    on = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class WordsView(WagtailAdminTemplateMixin, TemplateView):
    """The words as they stand, what was changed since they were approved last, and what can be done now."""

    page_title = "Words for the public"
    header_icon = "comment"
    template_name = "feedback/desk/answers/words.html"
    kind = ""
    form: forms.Form | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """For those who may read them."""
        self.kind = kwargs.pop("kind", self.kind)
        if self.kind not in MODELS:
            raise Http404
        if not request.user.has_perm(publication.WRITE[MODELS[self.kind]]):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def subject(self) -> Any:
        """What the words are about."""
        return get_object_or_404(MODELS[self.kind].objects.select_related("author"), pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        """Its name."""
        return str(self.subject)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Back to the list."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("answers:index"), "label": "You said, we did"},
            {"url": "", "label": str(self.subject)},
        ]

    @property
    def edit_address(self) -> str:
        """Where the words are changed."""
        if self.kind == TextKind.ITEM:
            return reverse("answers:edit", args=[self.subject.pk])
        if self.kind == TextKind.REPORT:
            return reverse("answers:year", args=[self.subject.period_id])
        if self.kind == TextKind.CONSULTATION:
            return reverse("answers:consultation", args=[self.subject.pk])
        return reverse("answers:outcome", args=[self.subject.consultation_id])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything that the page shows."""
        subject, user = self.subject, self.request.user
        approved = publication.latest_approved(subject)
        waiting = publication.latest_submission(subject) if subject.state == DraftState.SUBMITTED else None
        words = waiting.words if waiting else words_of(subject)
        down = publication.open_take_down(subject)
        asked = PutBackRequest.objects.filter(take_down=down).first() if down else None
        may_approve = user.has_perm(publication.APPROVE)
        may_take_down = user.has_perm(publication.TAKE_DOWN)
        is_mine = user.pk == subject.author_id
        shown = ApprovedText.objects.shown().filter(pk=approved.pk).first() if approved else None
        return super().get_context_data(
            subject=subject,
            kind=self.kind,
            rows=rows(words, approved.words if approved else None),
            spans=[
                (span, dict(written_texts(words))[span.name][span.start : span.end])
                for span in gate_spans(words)
            ],
            submission=waiting,
            approved=approved,
            is_shown=shown is not None,
            down=down,
            asked=asked,
            is_mine=is_mine,
            may_approve=may_approve,
            may_take_down=may_take_down,
            edit_address=self.edit_address,
            approve_form=self._form(ApproveForm, seen=waiting.digest if waiting else ""),
            reason_form=self._form(ReasonForm),
            forward_form=ForwardForm(text=shown) if shown and self.kind == TextKind.ITEM else None,
            forwardings=approved.forwardings.select_related("forwarded_by") if approved else [],
            answer_form=AnswerForm(initial={"on": datetime.date.today()}),
            comments=subject.comments.count() if self.kind == TextKind.ITEM else None,
            **kwargs,
        )

    def _form(self, form_class: type[forms.Form], **initial: Any) -> forms.Form:
        """The form that was just refused, or an empty one."""
        return self.form if isinstance(self.form, form_class) else form_class(initial=initial)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do what a button says; a refusal is told on the page and changes nothing."""
        steps: dict[str, Callable[[], str]] = {
            "submit": self._submit,
            "approve": self._approve,
            "send-back": self._send_back,
            "take-down": self._take_down,
            "ask": self._ask,
            "agree": self._agree,
            "delete": self._delete,
            "forward": self._forward,
            "answer": self._answer,
        }
        step = steps.get(request.POST.get("do", ""))
        if step is None:
            raise Http404
        try:
            said = step()
        except GateClosed as error:
            messages.error(request, str(error))
            return self.render_to_response(self.get_context_data())
        except REFUSALS as error:
            messages.error(request, str(error))
            return self.render_to_response(self.get_context_data())
        if not said:
            return self.render_to_response(self.get_context_data())
        messages.success(request, said)
        if request.POST["do"] == "delete":
            return redirect("answers:index")
        return redirect("answers:words", self.kind, self.subject.pk)

    def _checked(self, form_class: type[forms.Form], **kwargs: Any) -> dict[str, Any] | None:
        """The data of a form, or nothing when it is refused; the form is then shown again as it was filled in."""
        form = form_class(self.request.POST, **kwargs)
        self.form = form
        if form.is_valid():
            return form.cleaned_data
        messages.error(self.request, "Something is missing. See below.")
        return None

    def _submit(self) -> str:
        publication.submit(self.subject, by=self.request.user)
        return "Submitted. Somebody else must approve these exact words."

    def _approve(self) -> str:
        data = self._checked(ApproveForm)
        submission = publication.latest_submission(self.subject)
        if data is None or submission is None:
            return ""
        approved = publication.approve(submission, by=self.request.user, **data)
        if approved.shown_from > datetime.date.today():
            return f"Approved. It shows from {approved.shown_from:%-d %B %Y}."
        return "Approved. It shows now."

    def _send_back(self) -> str:
        data = self._checked(ReasonForm)
        if data is None:
            return ""
        publication.send_back(self.subject, by=self.request.user, note=data["reason"])
        return "Sent back to its author."

    def _take_down(self) -> str:
        data = self._checked(ReasonForm)
        if data is None:
            return ""
        publication.take_down(self.subject, by=self.request.user, reason=data["reason"])
        return "Taken down. Nobody sees it any more. Two people can put it back."

    def _ask(self) -> str:
        data = self._checked(ReasonForm)
        if data is None:
            return ""
        publication.ask_to_put_back(self.subject, by=self.request.user, reason=data["reason"])
        return "Asked. Another person must agree."

    def _agree(self) -> str:
        publication.agree_to_put_back(self.subject, by=self.request.user)
        return "Put back."

    def _delete(self) -> str:
        publication.delete_draft(self.subject, by=self.request.user)
        return "Deleted."

    def _forward(self) -> str:
        text = publication.latest_approved(self.subject)
        data = self._checked(ForwardForm, text=text) if text else None
        if data is None or text is None:
            return ""
        bodies = [*data["partners"], *data["providers"]]
        for body in bodies:
            forward(text, body, by=self.request.user)
        return f"Sent to {', '.join(map(str, bodies))}." if bodies else "Nobody was chosen."

    def _answer(self) -> str:
        data = self._checked(AnswerForm)
        if data is None:
            return ""
        note_answer(data["sent"], by=self.request.user, answer=data["answer"], on=data["on"])
        return "Answer kept."
