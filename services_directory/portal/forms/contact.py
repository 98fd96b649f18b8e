"""Step "Contact": whom to ask. A contact is a team or a role, never a person."""

from services_directory.enums import ContactKind
from services_directory.portal.forms.base import (
    ContentForm,
    RowForm,
    choice,
    email_address,
    line,
    phone_number,
    web_address,
)

NO_NAMES = "A team or a role. No names of people: everybody can read this."


class ContactStepForm(ContentForm):
    """The web page of the service."""

    website = web_address("Web page of the service")


class ContactForm(RowForm):
    """One contact."""

    kind = choice("What is this contact for?", ContactKind.choices)
    role = line("Team or role", 120, f"For example: Bookings team. {NO_NAMES}")
    telephone = phone_number("Phone number")
    textphone = phone_number("Text relay or SMS number")
    email = email_address("Email address", "One that a team reads, if you can.")
    url = web_address("Web page")
    note = line("When is it best to ask?", 200, "For example: weekday mornings.")

    def clean(self) -> None:
        """Refuse a contact that reaches nobody."""
        super().clean()
        said = self.cleaned_data
        ways = ("telephone", "textphone", "email", "url")
        if all(name in said for name in ways) and not any(said[name] for name in ways):
            self.add_error("telephone", "Give a phone number, an email address or a web page.")
