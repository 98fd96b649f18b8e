"""The form of an accessibility assessment: one fixed row for each feature, none to be added or forgotten."""

import datetime
from dataclasses import dataclass
from typing import Any

from django import forms
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.widgets import AdminPageChooser
from wagtail.images.widgets import AdminImageChooser
from wagtail.snippets.widgets import AdminSnippetChooser

from services_directory.enums import AssessmentState, FindingResult, TaxonomyCode
from services_directory.models import (
    AccessibilityAssessment,
    AccessibilityFinding,
    Location,
    ServicePage,
    TaxonomyTerm,
)

# What an officer may set; "published" has an action of its own.
STATES = [choice for choice in AssessmentState.choices if choice[0] != AssessmentState.PUBLISHED]


class SubjectForm(forms.Form):
    """What an assessment is about, asked before anything else."""

    location = forms.ModelChoiceField(
        Location.objects.all(),
        label="Place",
        required=False,
        widget=AdminSnippetChooser(Location),
        help_text="The building, or the place where the service is. Leave empty for a service with no place.",
    )
    service = forms.ModelChoiceField(
        ServicePage.objects.all(),
        required=False,
        widget=AdminPageChooser(target_models=[ServicePage]),
        help_text="Leave empty for the building itself: every service there then shares what you find.",
    )

    def clean(self) -> dict[str, Any]:
        """Refuse neither, and a service at a place where it is not.

        Raises:
            ValidationError: nothing is chosen, or the two do not belong together.
        """
        data: dict[str, Any] = super().clean() or self.cleaned_data
        location, service = data.get("location"), data.get("service")
        if not self.errors and not location and not service:
            raise forms.ValidationError("Choose a place, a service, or a service at a place.")
        if location and service and not service.service_at_locations.filter(location=location).exists():
            self.add_error(
                "location", f"'{service}' is not at this place. Add the place to the service first."
            )
        return data


class FindingForm(forms.ModelForm):
    """The row of one feature."""

    class Meta:
        model = AccessibilityFinding
        fields = ["result", "measurement", "note", "photo", "out_of_order_from", "out_of_order_until"]
        widgets = {
            "measurement": forms.NumberInput(attrs={"step": "any", "size": 6}),
            "photo": AdminImageChooser,
            "out_of_order_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "out_of_order_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, feature: TaxonomyTerm, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.feature = feature
        self.instance.feature = feature
        self.instance.unit = feature.unit
        self.fields["result"].label = feature.name
        if not feature.unit:
            del self.fields["measurement"]

    @property
    def says_something(self) -> bool:
        """Whether the row must be kept: it was there before, or somebody filled it in."""
        return bool(self.instance.pk) or self.has_changed()


@dataclass(frozen=True)
class Domain:
    """A domain and the rows of its features; ``heading`` is empty for features that belong to none."""

    heading: str
    rows: list[FindingForm]


class AssessmentForm(WagtailAdminModelForm):
    """An assessment with a row for each feature of the right scope."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.state == AssessmentState.PUBLISHED:
            self.fields.pop("state", None)
        elif "state" in self.fields:
            self.fields["state"].choices = STATES
        self.finding_forms = [self._row(feature) for feature in self._features()]

    def _features(self) -> list[TaxonomyTerm]:
        """Features in use of the right scope, and any that this assessment has findings of already."""
        terms = TaxonomyTerm.objects.of(TaxonomyCode.ACCESS_FEATURES).filter(parent__isnull=False)
        scope = self.instance.scope
        self._known = (
            {one.feature_id: one for one in self.instance.findings.all()} if self.instance.pk else {}
        )
        return [
            term
            for term in terms.select_related("parent").order_by("parent__sort_order", "sort_order", "name")
            if term.pk in self._known or (term.retired_on is None and (scope is None or term.scope == scope))
        ]

    def _row(self, feature: TaxonomyTerm) -> FindingForm:
        finding = self._known.get(feature.pk) or AccessibilityFinding(
            assessment=self.instance, feature=feature
        )
        data = self.data if self.is_bound else None
        return FindingForm(feature, data, prefix=f"feature-{feature.pk}", instance=finding)

    @property
    def domains_of_findings(self) -> list[Domain]:
        """The rows grouped by domain, in the order of the list."""
        groups: dict[Any, list[FindingForm]] = {}
        for row in self.finding_forms:
            groups.setdefault(row.feature.parent, []).append(row)
        return [Domain(str(parent or ""), rows) for parent, rows in groups.items()]

    @property
    def media(self) -> forms.Media:
        """With that of the photo choosers."""
        return sum((row.media for row in self.finding_forms[:1]), super().media)

    def is_valid(self) -> bool:
        """Whether the assessment and every row are."""
        # All of them: each row must show its own errors.
        rows = [row.is_valid() for row in self.finding_forms]
        return super().is_valid() and all(rows)

    def save(self, commit: bool = True) -> AccessibilityAssessment:
        """Save the assessment and the rows that say something."""
        assessment: AccessibilityAssessment = super().save(commit=commit)
        if commit:
            for row in self.finding_forms:
                if row.says_something:
                    row.instance.assessment = assessment
                    row.save()
        return assessment


class SendBackForm(forms.Form):
    """What the provider should look at again."""

    reason = forms.CharField(
        label="What should they look at again?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The provider reads this in the portal and in an e-mail. Plain, kind words.",
    )


class OutOfOrderForm(forms.Form):
    """Something that families count on is broken, or works again."""

    finding = forms.ModelChoiceField(
        AccessibilityFinding.objects.none(), label="What is out of order?", empty_label=None
    )
    out_of_order_from = forms.DateField(
        label="Since", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    out_of_order_until = forms.DateField(
        label="Until about",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Leave empty if nobody knows. Families see it as out of order until you clear it.",
    )
    works_again = forms.BooleanField(label="It works again", required=False)

    def __init__(self, assessment: AccessibilityAssessment, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = [FindingResult.YES, FindingResult.PARTLY]
        findings = assessment.findings.filter(result__in=present).select_related("feature")
        self.fields["finding"].queryset = findings
        self.fields["out_of_order_from"].initial = datetime.date.today

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning.

        Raises:
            ValidationError: beside "until".
        """
        data: dict[str, Any] = super().clean() or self.cleaned_data
        begin, end = data.get("out_of_order_from"), data.get("out_of_order_until")
        if begin and end and end < begin:
            self.add_error("out_of_order_until", "'Until' must not come before 'since'.")
        return data

    def save(self) -> AccessibilityFinding:
        """Store the days, or take them away."""
        data = self.cleaned_data
        finding: AccessibilityFinding = data["finding"]
        if data["works_again"]:
            finding.out_of_order_from = finding.out_of_order_until = None
        else:
            finding.out_of_order_from = data["out_of_order_from"] or datetime.date.today()
            finding.out_of_order_until = data["out_of_order_until"]
        finding.save(update_fields=["out_of_order_from", "out_of_order_until"])
        return finding
