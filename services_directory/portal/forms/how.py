"""Step "How to get it": who may ask, the steps, the wait, and who decides."""

from django import forms

from localoffer.form_fields import DayField
from services_directory.enums import Referrer
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
from services_directory.portal.simple_text import HOW_TO_WRITE


class HowForm(ContentForm):
    """The steps to the service."""

    rich = frozenset({"application_process"})
    hinted = ("application_process", "who_decides", "how_to_challenge")

    application_process = lines(
        "What does a family do, step by step?",
        6000,
        f"Start each step with a number, for example: 1. Ring us. Say when a family hears back. {HOW_TO_WRITE}",
        rows=6,
        needed_later=True,
    )
    waiting_time = line(
        "How long is the wait?", 160, "In words. For example: about 12 weeks to the first visit."
    )
    waiting_time_weeks = whole_number("The wait in weeks", "Only the number. 0 means no wait.", most=520)
    waiting_time_as_at = drawn(
        DayField(
            label="When did you last check the wait?",
            required=False,
            help_text="Needed if you say how long the wait is. For example 27 3 2026.",
        )
    )
    who_decides = lines(
        "Who decides who gets a place?", 250, "A team or a panel. No names of people.", rows=2
    )
    how_to_challenge = lines("What can a family do if you say no?", 300, "Whom to ask, and by when.", rows=2)

    def clean(self) -> None:
        """A wait is of a day: an old one misleads."""
        super().clean()
        said = self.cleaned_data
        waits = said.get("waiting_time") or said.get("waiting_time_weeks") is not None
        if waits and "waiting_time_as_at" in said and not said["waiting_time_as_at"]:
            self.add_error("waiting_time_as_at", "Say on which day you last checked the wait.")


class WayForm(RowForm):
    """One way to ask for the service."""

    hinted = ("how",)

    referrer = choice("Who can ask for it?", Referrer.choices)
    how = drawn(
        forms.CharField(
            label="What do they do first?",
            max_length=300,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text="For example: Ring us, or fill in the form on our website.",
        ),
        rows=2,
    )
    url = web_address("Web page or form, if there is one")
