"""Step "What it is"."""

from django import forms

from services_directory.enums import TaxonomyCode
from services_directory.portal.forms.base import ContentForm, TermsField, drawn, lines
from services_directory.portal.simple_text import HOW_TO_WRITE


class AboutForm(ContentForm):
    """Name, one sentence, what happens there, and kinds."""

    rich = frozenset({"description"})
    hinted = ("summary", "description")

    title = forms.CharField(
        label="Name of the service",
        max_length=255,
        help_text="The name families know. For example: Saturday Swim Club.",
        error_messages={"required": "Give the service a name."},
    )
    summary = lines(
        "What it is, in one sentence",
        250,
        "Who it is for and what you do. This sentence shows in search results. "
        "For example: A weekly swimming lesson for disabled children from 5 to 11.",
        rows=2,
        needed_later=True,
    )
    description = lines(
        "What to expect", 8000, f"What happens there, in short sentences. {HOW_TO_WRITE}", rows=10
    )
    kinds = drawn(
        TermsField(
            TaxonomyCode.KINDS,
            label="What kind of support is it?",
            help_text="Tick what fits best. One or two are usually enough. The council may change them.",
        )
    )
