"""Whether a service can be used now."""

import datetime

from django import forms

from localoffer.form_fields import DayField
from services_directory.enums import OperationalState
from services_directory.portal.forms.base import choice, lines

STATES = (
    (OperationalState.OPEN, "Open: families can use it"),
    (OperationalState.FULL, "Full: no places at the moment"),
    (OperationalState.CLOSED_FOR_NOW, "Closed for now: it comes back"),
    (OperationalState.ENDED, "Ended: it does not come back"),
)


class StatusForm(forms.Form):
    """The state, until when, and what families can do meanwhile."""

    state = choice("Can families use it now?", STATES)
    until = DayField(
        label="Until when, as far as you know?",
        required=False,
        help_text="Only if it is full or closed for now. For example 27 3 2026.",
    )
    note = lines(
        "What can families do meanwhile?",
        250,
        "For example: You can still join the waiting list. No names of people.",
        rows=2,
    )

    def clean(self) -> None:
        """Refuse an end in the past; what has ended or is open has no end to wait for."""
        super().clean()
        said = self.cleaned_data
        if said.get("state") in (OperationalState.OPEN, OperationalState.ENDED):
            said["until"] = None
            self.errors.pop("until", None)
        elif said.get("until") and said["until"] < datetime.date.today():
            self.add_error("until", "This day is over. Give a day to come, or leave it empty.")
