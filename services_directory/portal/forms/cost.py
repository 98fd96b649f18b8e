"""Step "Cost"."""

from django import forms

from localoffer.form_fields import DayField
from services_directory.enums import YesNoUnknown
from services_directory.portal.forms.base import ContentForm, RowForm, choice, drawn, line


class CostForm(ContentForm):
    """What holds for all prices."""

    personal_budget = choice(
        "Can a family pay with a personal budget or direct payment?",
        [
            (YesNoUnknown.YES, "Yes"),
            (YesNoUnknown.NO, "No"),
            (YesNoUnknown.UNKNOWN, "I do not know"),
        ],
    )


class PriceForm(RowForm):
    """One price."""

    more = ("valid_from", "valid_to")

    option = line(
        "What is it for?", 120, "For example: one session, or a term. Leave empty if there is only one price."
    )
    amount = drawn(
        forms.DecimalField(
            label="Price",
            max_digits=8,
            decimal_places=2,
            min_value=0,
            required=False,
            help_text="0 if it is free.",
            error_messages={
                "invalid": "Write the price in pounds, such as 4.50.",
                "min_value": "A price cannot be below 0.",
            },
        ),
        prefix={"text": "£"},
        classes="govuk-input--width-5",
        inputmode="decimal",
        type="text",
        needed_later=True,
    )
    amount_description = line(
        "In words", 200, "For example: pay what you can, or brothers and sisters come free."
    )
    valid_from = DayField(label="First day of this price", required=False)
    valid_to = DayField(label="Last day of this price", required=False)

    def clean(self) -> None:
        """Refuse a price that says nothing."""
        super().clean()
        said = self.cleaned_data
        if "amount" in said and said["amount"] is None and not said.get("amount_description"):
            self.add_error("amount", "Give a price, or say the cost in words.")
        self.refuse_disorder("valid_from", "valid_to", "The last day must not come before the first.")
