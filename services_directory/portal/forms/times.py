"""Step "Times and places": how it reaches families, a time, a place of the service, and a new place."""

from collections.abc import Mapping
from typing import Any

from django import forms

from localoffer.form_fields import ClockField, DayField
from services_directory.domain.geography import PostcodeError, PostcodesNotBuilt, locate
from services_directory.enums import Delivery, Frequency, PublicPoint, TermTime
from services_directory.models.schedules import DayOfWeek
from services_directory.portal.forms.base import (
    ContentForm,
    RowForm,
    choice,
    drawn,
    line,
    lines,
    ticks,
    whole_number,
)
from services_directory.portal.forms.who import AGES_IN_ORDER

# How often, as a person would say it: how often and every how many.
HOW_OFTEN = {
    "weekly": (Frequency.WEEKLY, 1, "Every week"),
    "fortnightly": (Frequency.WEEKLY, 2, "Every other week"),
    "monthly": (Frequency.MONTHLY, 1, "Once a month"),
    "daily": (Frequency.DAILY, 1, "Every day, weekends as well"),
    "words": ("", 1, "It changes. I will say it in words"),
}
AS_IT_IS = "as-it-is"


class TimesForm(ContentForm):
    """How it reaches families."""

    delivery = ticks("How do families get it?", Delivery.choices, "Tick all that apply.", needed_later=True)


class TimeForm(RowForm):
    """One regular time."""

    more = ("valid_from", "valid_to")

    often = choice("How often is it?", [(key, words) for key, (_, _, words) in HOW_OFTEN.items()])
    days = ticks("On which days?", DayOfWeek.choices, needed_later=True)
    week_of_month = forms.TypedChoiceField(
        label="In which week of the month?",
        choices=[
            ("", "Choose one"),
            ("1", "The first"),
            ("2", "The second"),
            ("3", "The third"),
            ("4", "The fourth"),
            ("-1", "The last"),
        ],
        coerce=int,
        empty_value=None,
        required=False,
        help_text="Only if it is once a month. For example: the first Monday.",
    )
    opens_at = drawn(
        ClockField(label="Starts at", required=False, max_length=20, help_text="For example 4pm or 9:30am."),
        classes="govuk-input--width-5",
        needed_later=True,
    )
    closes_at = drawn(
        ClockField(label="Ends at", required=False, max_length=20, help_text="For example 5:30pm."),
        classes="govuk-input--width-5",
        needed_later=True,
    )
    term_time = choice("When in the year?", TermTime.choices)
    note = lines("Anything else about this time", 250, "For example: not on bank holidays.", rows=2)
    valid_from = DayField(label="First day", required=False, help_text="For example 1 9 2026.")
    valid_to = DayField(label="Last day", required=False)

    def __init__(self, *args: Any, before: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, before=before, **kwargs)
        if self.initial["often"] == AS_IT_IS:
            field = self.fields["often"]
            field.choices = [*field.choices, (AS_IT_IS, _in_words(before))]  # type: ignore[attr-defined]

    def initial_of(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """How often, put together from how often and every how many."""
        pair = (before["freq"], before["interval"])
        often = next((key for key, (*both, _) in HOW_OFTEN.items() if tuple(both) == pair), AS_IT_IS)
        if often == "words" and before["days"]:
            often = AS_IT_IS
        return {**super().initial_of(before), "often": often}

    def clean(self) -> None:
        """Refuse a time that says nothing or contradicts itself."""
        super().clean()
        said = self.cleaned_data
        often = said.get("often")
        if often == "monthly" and not self.errors and not said["week_of_month"]:
            self.add_error("week_of_month", "Choose which week of the month it is.")
        if often != "monthly" and often != AS_IT_IS:
            said["week_of_month"] = None
        if often in ("daily", "words"):
            said["days"] = []
        if often in ("weekly", "fortnightly", "monthly") and "days" in said and not said["days"]:
            self.add_error("days", "Tick at least one day.")
        if often == "words" and "note" in said and not said["note"]:
            self.add_error("note", "Say in words when it is.")
        opens, closes = said.get("opens_at"), said.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", "It must end after it starts.")
        self.refuse_disorder("valid_from", "valid_to", "The last day must not come before the first.")

    def given(self) -> dict[str, Any]:
        """The time, with how often taken apart again."""
        said = super().given()
        often = self.cleaned_data["often"]
        if often != AS_IT_IS:
            said["freq"], said["interval"], _ = HOW_OFTEN[often]
        return said


def _in_words(row: Mapping[str, Any]) -> str:
    if not row["freq"]:
        return "On these days, as it is now"
    period = "weeks" if row["freq"] == Frequency.WEEKLY else "months"
    return f"Every {row['interval']} {period}, as it is now"


class ServicePlaceForm(RowForm):
    """What is particular about the service at one of its places."""

    description = line("What is different here?", 250, "For example: the under 8s group meets here.")
    minimum_age = whole_number(
        "Youngest age here", "In years. Only if it is different at this place.", most=99
    )
    maximum_age = whole_number("Oldest age here", "In years. Only if it is different at this place.", most=99)

    def clean(self) -> None:
        """Refuse ages in the wrong order."""
        super().clean()
        self.refuse_disorder("minimum_age", "maximum_age", AGES_IN_ORDER)


class PlaceForm(RowForm):
    """A place that is not in the directory yet, or one that is the provider's alone."""

    name = forms.CharField(
        label="Name of the place",
        max_length=160,
        help_text="For example: Northbury Community Hall.",
        error_messages={"required": "Give the place a name."},
    )
    address_1 = line("Address, first line", 160, autocomplete="address-line1")
    address_2 = line("Address, second line", 160, autocomplete="address-line2")
    city = line("Town or city", 80, autocomplete="address-level2", classes="govuk-input--width-20")
    postal_code = forms.CharField(
        label="Postcode", max_length=10, error_messages={"required": "Give the postcode of the place."}
    )
    shown_as = choice(
        "What may families see?",
        [
            (PublicPoint.EXACT, "The full address"),
            (PublicPoint.AREA, "Only the town and the first half of the postcode"),
        ],
        "Choose the second if it is somebody’s home, or if the address must stay private.",
    )
    directions = lines("Getting there", 1000, "The bus, where to park, and how to find the door.", rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        drawn(self.fields["postal_code"], classes="govuk-input--width-10", autocomplete="postal-code")

    def clean_postal_code(self) -> str:
        """The postcode as it is written, if there is such a one."""
        typed: str = self.cleaned_data["postal_code"].upper()
        try:
            locate(typed)
        except PostcodeError as error:
            raise forms.ValidationError(str(error)) from error
        except PostcodesNotBuilt:
            pass  # nothing to compare with: officers see it
        return _spaced(typed)


def _spaced(postcode: str) -> str:
    """With one space before the last three signs."""
    signs = "".join(postcode.split())
    return f"{signs[:-3]} {signs[-3:]}"
