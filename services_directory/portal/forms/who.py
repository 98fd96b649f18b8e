"""Step "Who it is for", and the areas that a service covers."""

from django import forms

from services_directory.enums import AreaKind, Audience, Coverage, TaxonomyCode
from services_directory.portal.forms.base import (
    ContentForm,
    RowForm,
    TermsField,
    choice,
    drawn,
    ticks,
    whole_number,
)

AGES_IN_ORDER = "The oldest age must not be below the youngest."


class WhoForm(ContentForm):
    """Ages, needs, stages of life, whom it speaks to, and how far it reaches."""

    minimum_age = whole_number("Youngest age", "In years. 0 means from birth.", most=99, needed_later=True)
    maximum_age = whole_number(
        "Oldest age",
        "In years. 11 means until the 12th birthday. Empty means no limit.",
        most=99,
        needed_later=True,
    )
    needs = drawn(
        TermsField(
            TaxonomyCode.NEEDS,
            label="Which needs is it for?",
            help_text="Leave all empty if it is for everyone. A child does not need a diagnosis to have a need.",
        )
    )
    stages = drawn(TermsField(TaxonomyCode.STAGES, label="Which times of life is it for?"))
    audiences = ticks("Who can contact you or take part?", Audience.choices)
    coverage = choice("Where do you work?", Coverage.choices)

    def clean(self) -> None:
        """Refuse ages in the wrong order."""
        super().clean()
        self.refuse_disorder("minimum_age", "maximum_age", AGES_IN_ORDER)


class AreaForm(RowForm):
    """One area."""

    name = forms.CharField(
        label="Name of the area",
        max_length=160,
        help_text="For example: Northbury, or England.",
        error_messages={"required": "Name the area."},
    )
    kind = choice("How large is it?", AreaKind.choices)
