"""The questions of an accessibility self-assessment: one domain a page, one fixed group for each feature."""

import datetime
from typing import Any

from django import forms

from localoffer.media.models import Picture
from localoffer.media.reencoding import reencode
from services_directory.enums import FindingResult, StaffLevel, StaffShare
from services_directory.models import (
    AccessibilityAssessment,
    AccessibilityFinding,
    ImprovementAction,
    StaffKnowledge,
    TaxonomyTerm,
)

EMPTY_ROWS = 2  # offered below what is there already


def _day(**params: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        required=False, widget=widget, error_messages={"invalid": "Enter a day like 31 3 2027."}, **params
    )


class FeatureForm(forms.Form):
    """One feature: the answer, how much, a note and a photo. "Not known" is always there, and the first choice."""

    result = forms.ChoiceField(choices=FindingResult.choices, widget=forms.RadioSelect)
    measurement = forms.DecimalField(
        required=False,
        min_value=0,
        max_digits=7,
        decimal_places=2,
        error_messages={"invalid": "Enter a number, for example 82.5.", "min_value": "Enter 0 or more."},
    )
    note = forms.CharField(
        required=False,
        max_length=250,
        label="Note for families",
        help_text="For example: the side door is level, ring the bell. No names.",
    )
    photo = forms.FileField(
        required=False, label="Photo", help_text="JPEG, PNG or WebP, up to 8 MB. It helps families most."
    )
    no_child = forms.BooleanField(required=False, label="No child can be recognised in the photo")
    remove_photo = forms.BooleanField(required=False, label="Remove the photo")

    def __init__(
        self, feature: TaxonomyTerm, finding: AccessibilityFinding | None, *args: Any, **kwargs: Any
    ) -> None:
        self.feature = feature
        self.finding = finding
        initial = {"result": FindingResult.NOT_KNOWN}
        if finding is not None:
            initial = {
                "result": finding.result,
                "measurement": finding.measurement,
                "note": finding.note,
            }
        super().__init__(*args, initial=initial, prefix=f"feature-{feature.pk}", **kwargs)
        self.fields["result"].label = feature.name
        self.fields["result"].help_text = feature.description
        if feature.unit:
            self.fields["measurement"].label = f"Measured ({feature.unit})"
        else:
            del self.fields["measurement"]
        if finding is None or finding.photo_id is None:
            del self.fields["remove_photo"]
        self.has_more = bool(finding and (finding.note or finding.photo_id)) or (
            self.is_bound and any(name != "result" for name in self.errors)
        )

    def clean_photo(self) -> Any:
        """Refuse what is no picture.

        Raises:
            ValidationError: in words for the person.
        """
        upload = self.cleaned_data["photo"]
        return reencode(upload) if upload else None

    def clean(self) -> dict[str, Any]:
        """A photo needs the tick that no child can be recognised.

        Raises:
            ValidationError: beside the tick.
        """
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("photo") and not data.get("no_child"):
            self.add_error("no_child", "Tick to say that no child can be recognised, or leave the photo out.")
        return data

    def as_finding(self) -> AccessibilityFinding:
        """The answer, not stored yet; a new photo is."""
        data = self.cleaned_data
        photo = None if data.get("remove_photo") else self.finding.photo if self.finding else None
        if data["photo"]:
            photo = Picture.objects.create(
                title=self.feature.name, file=data["photo"], shows_no_identifiable_child=True
            )
        measurement = data.get("measurement")
        return AccessibilityFinding(
            feature=self.feature,
            result=data["result"],
            measurement=measurement,
            unit=self.feature.unit if measurement is not None else "",
            note=data["note"],
            photo=photo,
        )


class DomainForms:
    """The page of one domain: its features together."""

    def __init__(
        self,
        features: list[TaxonomyTerm],
        assessment: AccessibilityAssessment,
        data: Any = None,
        files: Any = None,
    ) -> None:
        rows = AccessibilityFinding.objects.filter(assessment=assessment, feature__in=features)
        known = {one.feature_id: one for one in rows.select_related("photo")}
        self.forms = [FeatureForm(one, known.get(one.pk), data, files) for one in features]

    def is_valid(self) -> bool:
        """Whether every feature is; each shows its own errors."""
        answers = [form.is_valid() for form in self.forms]  # all of them: each must show its own errors
        return all(answers)

    @property
    def has_errors(self) -> bool:
        """Whether the title says so."""
        return any(form.errors for form in self.forms if form.is_bound)

    def findings(self) -> list[AccessibilityFinding]:
        """Of valid forms, the answers."""
        return [form.as_finding() for form in self.forms]


class StaffForm(forms.Form):
    """One training that staff have had."""

    training = forms.CharField(required=False, max_length=160, label="What is the training about?")
    level = forms.ChoiceField(
        required=False,
        label="How deep does it go?",
        choices=[
            ("", "Choose"),
            (StaffLevel.AWARENESS.value, "Awareness: the basics"),
            (StaffLevel.ENHANCED.value, "Enhanced: for those who work with the children most"),
            (StaffLevel.SPECIALIST.value, "Specialist: to advise others"),
        ],
    )
    share = forms.ChoiceField(
        required=False,
        label="How many of your staff have had it?",
        choices=StaffShare.choices,
        initial=StaffShare.NOT_KNOWN,
    )
    trained_on = _day(label="When was it last held?", help_text="Leave empty if you do not know.")

    def clean(self) -> dict[str, Any]:
        """A training has a level, and is not in the future.

        Raises:
            ValidationError: beside the field.
        """
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("training") and not data.get("level"):
            self.add_error("level", "Choose how deep the training goes.")
        if data.get("level") and not data.get("training"):
            self.add_error("training", "Say what the training is about.")
        if (day := data.get("trained_on")) and day > datetime.date.today():
            self.add_error("trained_on", "This day is in the future.")
        return data

    def as_row(self) -> StaffKnowledge | None:
        """The training; nothing where none is named."""
        data = self.cleaned_data
        if not data["training"]:
            return None
        data["share"] = data["share"] or StaffShare.NOT_KNOWN
        return StaffKnowledge(**data)


class ImprovementForm(forms.Form):
    """A barrier, what will change, and by when."""

    barrier = forms.CharField(
        required=False,
        max_length=250,
        label="What gets in the way?",
        help_text="For example: a step at the door.",
    )
    change = forms.CharField(
        required=False, max_length=250, label="What will change?", help_text="For example: we fit a ramp."
    )
    due_on = _day(label="By when?", help_text="Leave empty if you do not know.")

    def clean(self) -> dict[str, Any]:
        """A barrier and a change belong together.

        Raises:
            ValidationError: beside the empty one.
        """
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("barrier") and not data.get("change"):
            self.add_error("change", "Say what will change.")
        if data.get("change") and not data.get("barrier"):
            self.add_error("barrier", "Say what gets in the way.")
        return data

    def as_row(self) -> ImprovementAction | None:
        """The improvement; nothing where none is named."""
        data = self.cleaned_data
        return ImprovementAction(**data) if data["barrier"] else None


class RowForms:
    """A few rows of one kind on one page, and two empty ones; an emptied row is taken away."""

    def __init__(self, form_class: Any, rows: list[Any], data: Any = None) -> None:
        names = list(form_class.base_fields)
        number = len(rows) + EMPTY_ROWS
        initials = [{name: getattr(row, name) for name in names} for row in rows] + [{}] * EMPTY_ROWS
        self.forms = [
            form_class(data, prefix=f"row-{place}", initial=initials[place]) for place in range(number)
        ]

    def is_valid(self) -> bool:
        """Whether every row is."""
        answers = [form.is_valid() for form in self.forms]  # all of them: each must show its own errors
        return all(answers)

    @property
    def has_errors(self) -> bool:
        """Whether the title says so."""
        return any(form.errors for form in self.forms if form.is_bound)

    def rows(self) -> list[Any]:
        """What was filled in, not stored yet."""
        return [row for form in self.forms if (row := form.as_row()) is not None]


class AnswerForm(forms.Form):
    """The answer to a question that families asked; "not known" is no answer."""

    result = forms.ChoiceField(
        label="Your answer",
        choices=[choice for choice in FindingResult.choices if choice[0] != FindingResult.NOT_KNOWN],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose an answer."},
    )
    measurement = FeatureForm.base_fields["measurement"]
    note = forms.CharField(
        required=False,
        max_length=250,
        label="Anything to add?",
        help_text="For example: ask at the desk for the key. No names.",
    )

    def __init__(self, feature: TaxonomyTerm, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if feature.unit:
            self.fields["measurement"].label = f"Measured ({feature.unit})"
        else:
            del self.fields["measurement"]
