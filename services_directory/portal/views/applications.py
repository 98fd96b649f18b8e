"""The form of an organisation that asks to be listed: one page, no account."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from localoffer.form_fields import DayField
from localoffer.public_forms.guard import GuardedForm
from localoffer.public_forms.limits import EVERYBODY, allow, sender
from services_directory.domain.applications import Evidence, receive_application
from services_directory.enums import EvidenceKind

AN_HOUR = 3600
APPLICATIONS_AN_HOUR, OF_ALL_AN_HOUR = 5, 60
POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}")


@dataclass(frozen=True)
class Question:
    """How one kind of evidence is asked for. ``ends`` means that the date is an end, which must not be past."""

    kind: EvidenceKind
    heading: str
    detail: str
    detail_hint: str
    day: str
    because_hint: str
    ends: bool = False


QUESTIONS = (
    Question(
        EvidenceKind.REGULATOR,
        "Regulator",
        "Regulator, and your number there",
        "For example: Ofsted, EY123456. Or: Care Quality Commission, 1-123456789.",
        "Day you registered",
        "For example: there is no regulator for sports clubs.",
    ),
    Question(
        EvidenceKind.INSURANCE,
        "Public liability insurance",
        "Insurer, and the number of the policy",
        "",
        "Day it ends",
        "For example: the council insures us.",
        ends=True,
    ),
    Question(
        EvidenceKind.SAFEGUARDING,
        "Safeguarding lead",
        "Role of whoever leads on safeguarding",
        "The role, not a name. For example: club manager.",
        "Day of their last training",
        "For example: no child comes without a parent.",
    ),
    Question(
        EvidenceKind.STAFF_CHECKS,
        "Checks on staff and volunteers (DBS)",
        "Who is checked, and how",
        "For example: all coaches, enhanced with barred list.",
        "Day of the last check",
        "For example: nobody of ours meets children.",
    ),
)


def _text(label: str, longest: int, hint: str = "", *, needed: str = "", **attributes: str) -> Any:
    """A line of text; ``needed`` is what is said when it is left empty, or nothing where it may be."""
    return forms.CharField(
        label=label,
        max_length=longest,
        help_text=hint,
        required=bool(needed),
        widget=forms.TextInput(attrs=attributes),
        error_messages={"required": needed},
    )


class ApplicationForm(GuardedForm):
    """Who you are, and how you keep children safe."""

    guard_name = "application"

    name = _text(
        "Name of the organisation",
        200,
        needed="Enter the name of the organisation.",
        autocomplete="organization",
    )
    what_it_does = forms.CharField(
        label="What you offer to children, young people or families",
        max_length=1000,
        help_text="In a few sentences. You can write more for each service later.",
        widget=forms.Textarea,
        error_messages={"required": "Say what you offer."},
    )
    legal_status = _text("Kind of organisation", 80, "For example: charity, company, club, childminder.")
    register_number = _text("Charity or company number", 40)
    postal_code = _text("Postcode", 10, needed="Enter your postcode.", autocomplete="postal-code")
    telephone = _text("Telephone number for families", 60, autocomplete="tel", inputmode="tel")
    web_address = forms.URLField(
        label="Website", max_length=500, required=False, assume_scheme="https", widget=forms.TextInput
    )
    applicant_name = _text("Your name", 120, needed="Enter your name.", autocomplete="name")
    applicant_role = _text(
        "Your job or role there",
        120,
        needed="Enter your job or role.",
        autocomplete="organization-title",
    )
    email = forms.EmailField(
        label="Your email address",
        help_text="We write to you here. Later you sign in with it.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": "Enter your email address."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            kind = question.kind.value
            self.fields[f"{kind}_detail"] = _text(question.detail, 250, question.detail_hint)
            self.fields[f"{kind}_on"] = DayField(
                label=question.day, required=False, help_text="For example, 27 3 2026."
            )
            self.fields[f"{kind}_because"] = _text(
                "If you do not need this, say why", 250, question.because_hint
            )
            # One or the other is needed, so none is called optional.
            for part in ("detail", "on", "because"):
                self.fields[f"{kind}_{part}"].needed_later = True

    def clean_postal_code(self) -> str:
        """The postcode in its usual form.

        Raises:
            ValidationError: it is none.
        """
        written = "".join(self.cleaned_data["postal_code"].upper().split())
        if not POSTCODE.fullmatch(written):
            raise forms.ValidationError("Enter a full postcode, like HP20 1UY.")
        return f"{written[:-3]} {written[-3:]}"

    def clean(self) -> dict[str, Any]:
        """Of each kind of evidence: what you have and its date, or why you need none.

        Raises:
            ValidationError: beside what is missing.
        """
        cleaned = super().clean()
        for question in QUESTIONS:
            self._clean_evidence(question, cleaned)
        return cleaned

    def _clean_evidence(self, question: Question, cleaned: dict[str, Any]) -> None:
        kind = question.kind.value
        detail, because = cleaned.get(f"{kind}_detail", ""), cleaned.get(f"{kind}_because", "")
        day_name = f"{kind}_on"
        day = cleaned.get(day_name)
        if because:
            if detail or day:
                self.add_error(f"{kind}_because", "Leave this empty if you have it, or empty the rest.")
            return
        if not detail and day_name not in self.errors:
            self.add_error(f"{kind}_detail", f"{question.heading}: say what you have, or why you need none.")
        elif day_name not in self.errors:
            self._clean_day(question, day_name, day)

    def _clean_day(self, question: Question, name: str, day: datetime.date | None) -> None:
        today = datetime.date.today()
        if day is None:
            self.add_error(name, f"{question.heading}: give the {question.day[0].lower()}{question.day[1:]}.")
        elif question.ends and day < today:
            self.add_error(name, f"{question.heading}: this has ended.")
        elif not question.ends and day > today:
            self.add_error(name, f"{question.heading}: this day has not come yet.")

    def groups(self) -> Iterator[tuple[Question, list[forms.BoundField]]]:
        """Each question with its fields, for the page."""
        for question in QUESTIONS:
            yield question, [self[f"{question.kind.value}_{part}"] for part in ("detail", "on", "because")]

    def about(self) -> list[forms.BoundField]:
        """The fields on the organisation."""
        names = ("name", "what_it_does", "legal_status", "register_number", "postal_code", "telephone")
        return [self[name] for name in (*names, "web_address")]

    def you(self) -> list[forms.BoundField]:
        """The fields on the applicant."""
        return [self[name] for name in ("applicant_name", "applicant_role", "email")]

    def details(self) -> dict[str, Any]:
        """The fields of the application, of a valid form."""
        names = [field.name for field in (*self.about(), *self.you())]
        return {name: self.cleaned_data[name] for name in names}

    def evidence(self) -> list[Evidence]:
        """What was said of each kind, of a valid form."""
        return [
            Evidence(
                question.kind,
                detail=self.cleaned_data[f"{question.kind.value}_detail"],
                dated_on=self.cleaned_data[f"{question.kind.value}_on"],
                not_needed_because=self.cleaned_data[f"{question.kind.value}_because"],
            )
            for question in QUESTIONS
        ]


@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """The form; what was typed stays whatever is wrong."""
    form = ApplicationForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _is_allowed(request, form):
        receive_application(form.details(), form.evidence())
        return redirect("portal:application_sent")
    return render(request, "services_directory/portal/application/apply.html", {"form": form})


def _is_allowed(request: HttpRequest, form: ApplicationForm) -> bool:
    mine = allow("application", sender(request), times=APPLICATIONS_AN_HOUR, seconds=AN_HOUR)
    if mine and allow("application", EVERYBODY, times=OF_ALL_AN_HOUR, seconds=AN_HOUR):
        return True
    form.add_error(None, "We got many applications just now. Wait an hour, then send this again, or call us.")
    return False


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """It has come; what happens next."""
    return render(request, "services_directory/portal/application/sent.html")
