"""Step "Accessibility": what is kept with the listing. What a place is like is answered in its own assessment."""

from services_directory.enums import TaxonomyCode
from services_directory.portal.forms.base import ContentForm, TermsField, drawn, line, lines


class AccessibilityForm(ContentForm):
    """Adjustments, languages, interpreters."""

    hinted = ("adjustments",)

    adjustments = lines(
        "What can you change for a child, and whom does a family ask?",
        250,
        "For example: We can turn the music off. Ring us the day before.",
        rows=3,
    )
    languages = drawn(TermsField(TaxonomyCode.LANGUAGES, label="Which languages do you speak?"))
    interpretation_services = line(
        "Interpreters", 200, "For example: BSL and spoken languages if you ask a week before."
    )
