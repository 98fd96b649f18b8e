"""The e-mail address of a sender, asked for once the comment is stored, with three separate permissions."""

from typing import Any

from django import forms

PERMISSIONS = {
    "contact_me": "Tell me what came of it, or ask me about it",
    "quote_me": "Quote a few of my words, without my name, if nobody can be known from them",
    "pass_on": "Pass my comment and my email to the service or body that can help with it",
}


class ContactForm(forms.Form):
    """An address and what it may be used for. The reference says for which comment."""

    email = forms.EmailField(
        label="Your email",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Write your email, or leave this page: your comment is stored.",
            "invalid": "Write an email like name@example.org.",
        },
    )
    permissions = forms.MultipleChoiceField(
        label="What may we use it for?",
        choices=list(PERMISSIONS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick what we may use your email for."},
    )
    reference = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, data: Any = None, *, reference: str = "") -> None:
        super().__init__(data, initial={"reference": reference}, auto_id="%s")

    @property
    def granted(self) -> dict[str, bool]:
        """Each permission and whether it was given."""
        ticked = self.cleaned_data["permissions"]
        return {name: name in ticked for name in PERMISSIONS}
