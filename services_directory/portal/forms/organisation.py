"""The steps of an organisation's own page."""

from django import forms

from services_directory.portal.forms.base import (
    ContentForm,
    email_address,
    line,
    lines,
    phone_number,
    web_address,
)
from services_directory.portal.simple_text import HOW_TO_WRITE


class OrganisationForm(ContentForm):
    """Name and what it does."""

    rich = frozenset({"description"})
    hinted = ("description",)

    title = forms.CharField(
        label="Name of the organisation",
        max_length=255,
        error_messages={"required": "Give the name of the organisation."},
    )
    description = lines(
        "What does it do?", 4000, f"Two or three short sentences. {HOW_TO_WRITE}", rows=6, needed_later=True
    )
    legal_status = line(
        "What kind of organisation is it?", 80, "For example: charity, school, company, NHS trust."
    )


class OrganisationContactForm(ContentForm):
    """How to reach the organisation."""

    telephone = phone_number("Phone number")
    email = email_address("Email address", "Everybody can read it. Use one that a team reads.")
    website = web_address("Website")
