"""Step "Who can use it": open to all, or rules."""

from collections.abc import Mapping
from typing import Any

from django import forms

from localoffer.form_fields import DayField
from services_directory.enums import CriterionBasis, CriterionEffect, CriterionKind, CriterionPurpose
from services_directory.portal.forms.base import (
    ContentForm,
    RowForm,
    choice,
    drawn,
    line,
    lines,
    web_address,
    whole_number,
)

# As somebody would say it who has never heard of criteria.
EFFECTS = (
    (CriterionEffect.MUST, "Families must have it, or it must be true of them"),
    (CriterionEffect.ANY_OF, "It is one of several things, and one of them is enough"),
    (CriterionEffect.HELPS, "It helps, but they can come without"),
    (CriterionEffect.NOT_NEEDED, "It is not needed. Say this where families may think it is"),
    (CriterionEffect.EXCLUDES, "The service is not for children or families with this"),
)
PURPOSES = (
    (CriterionPurpose.ENTRY, "Using the service"),
    (CriterionPurpose.FUNDING, "Getting it paid for"),
)
FIRST_GROUP = "A"
NUMBERED = frozenset({CriterionKind.AGE, CriterionKind.SCHOOL_YEAR})


class EligibilityForm(ContentForm):
    """Whether it is open to all."""

    is_open_to_all = forms.BooleanField(
        label="It is open to everyone of the right age",
        required=False,
        help_text="Tick this if you have no rules about who can come, apart from age.",
    )


class RuleForm(RowForm):
    """One rule about who can use the service, or get it paid for."""

    hinted = ("sentence",)
    more = ("purpose", "basis", "is_absolute", "group", "source_url", "valid_from", "valid_to")

    kind = forms.ChoiceField(
        label="What is the rule about?",
        choices=[("", "Choose one"), *CriterionKind.choices],
        error_messages={"required": "Choose what the rule is about."},
    )
    effect = choice("What does it mean for families?", EFFECTS)
    sentence = drawn(
        forms.CharField(
            label="Say it as you would to a family",
            max_length=300,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text="For example: You live in Northbury. If it is not needed, just name it: A diagnosis.",
            error_messages={"required": "Say the rule in a sentence."},
        ),
        rows=2,
    )
    minimum = whole_number("From", "Only for an age (in years) or a school year.", most=99)
    maximum = whole_number("To", "Only for an age (in years) or a school year.", most=99)
    medical_reason = lines(
        "Why is a diagnosis needed?",
        250,
        "Only if you ask for a diagnosis. What could go wrong for a child who has the need but no diagnosis yet?",
        rows=2,
    )
    purpose = choice("What is the rule for?", PURPOSES)
    basis = choice("Who made the rule?", CriterionBasis.choices)
    is_absolute = forms.BooleanField(
        label="Nobody may make an exception",
        required=False,
        help_text="Tick only if it is so. Families outside the rule are then told that it is not for them.",
    )
    group = line(
        "Which rules belong together?",
        40,
        "Only where one of several things is enough. Give rules that belong together the same letter, such as A.",
        classes="govuk-input--width-10",
    )
    source_url = web_address("Where can families read the rule?")
    valid_from = DayField(label="First day of the rule", required=False)
    valid_to = DayField(label="Last day of the rule", required=False)

    def initial_of(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """As it is saved; of a new rule nobody has chosen yet what it means for families."""
        shown = super().initial_of(before)
        return shown if before["sentence"] else {**shown, "effect": ""}

    def clean(self) -> dict[str, Any]:
        """Refuse what the database would refuse, beside the field to mend."""
        super().clean()
        said = self.cleaned_data
        kind, effect = said.get("kind"), said.get("effect")
        if kind == CriterionKind.DIAGNOSIS and effect in (CriterionEffect.MUST, CriterionEffect.EXCLUDES):
            if not said.get("medical_reason"):
                self.add_error(
                    "medical_reason",
                    "Say why a diagnosis is needed, or write the rule about the need instead.",
                )
        elif "medical_reason" in said and kind != CriterionKind.DIAGNOSIS:
            said["medical_reason"] = ""
        if kind not in NUMBERED and not self.errors:
            said["minimum"] = said["maximum"] = None
        if effect == CriterionEffect.ANY_OF:
            said["group"] = said.get("group") or FIRST_GROUP
        else:
            said["group"] = ""
        self.refuse_disorder("minimum", "maximum", "‘To’ must not be below ‘from’.")
        self.refuse_disorder("valid_from", "valid_to", "The last day must not come before the first.")
        return said

    def clean_group(self) -> str:
        """Refuse signs that the group's name may not have."""
        group: str = self.cleaned_data["group"].strip()
        if not all(sign.isalnum() or sign in " _-" for sign in group):
            raise forms.ValidationError("Use only letters, numbers, spaces and hyphens.")
        return group

    def given(self) -> dict[str, Any]:
        """The rule; who states a rule of their own confirms it with that."""
        said = super().given()
        if said["basis"] == CriterionBasis.PROVIDER:
            said["is_confirmed"] = True
        return said

    @property
    def opens_more(self) -> bool:
        """Whether anything there differs from what most rules have."""
        usual = {"purpose": CriterionPurpose.ENTRY, "basis": CriterionBasis.PROVIDER}
        return any(
            field.errors
            or field.value() not in (None, "", False, [None] * 3, ["", "", ""], usual.get(field.name))
            for field in self.more_fields
        )
