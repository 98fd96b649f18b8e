"""Advice on the words of a step, or on one text while it is typed."""

from dataclasses import dataclass

from services_directory.domain.writing_hints import Hint, referral_hints, rule_hints, text_hints
from services_directory.models import ListingChange
from services_directory.portal.answers import label_of
from services_directory.portal.missing import missing_by_step
from services_directory.portal.pages import StepPage
from services_directory.portal.simple_text import as_text
from services_directory.search.jargon import current_jargon


@dataclass(frozen=True)
class Advice:
    """Hints on one thing that a step asks."""

    label: str
    hints: list[Hint]


def is_explained(initials: str) -> bool:
    """Whether the glossary explains these initials on every page."""
    return any(True for _ in current_jargon().found_in(initials))


def hints_for(text: str) -> list[Hint]:
    """Advice on one text."""
    return text_hints(text, is_explained)


def hints_of_step(change: ListingChange, page: StepPage) -> list[Advice]:
    """Advice on what is saved of a step; empty when there is nothing to say."""
    content = change.content
    found = []
    if missing := missing_by_step(change.listing_type, content).get(page.step.code):
        words = f"Families will look for: {', '.join(missing)}."
        found.append(Advice("Not said yet", [Hint("missing", words)]))
    for name in page.form.hinted:
        text = as_text(content[name]) if name in page.form.rich else content[name]
        if hints := hints_for(text):
            found.append(Advice(label_of(change.listing_type, name), hints))
    if page.step.code == "eligibility":
        found += _of_rows("rule", content["eligibility_criteria"], "sentence")
        if hints := rule_hints(content["eligibility_criteria"]):
            found.append(Advice("Diagnosis", hints))
    if page.step.code == "how":
        found += _of_rows("way", content["referral_routes"], "how")
        if hints := referral_hints(content["referral_routes"]):
            found.append(Advice("Who can ask", hints))
    if page.step.code == "setting":
        for profile in content["setting_profiles"]:
            for answer in profile["answers"]:
                if hints := hints_for(answer["answer"]):
                    begins = " ".join(answer["answer"].split()[:6])
                    found.append(Advice(f"“{begins}…”", hints))
    return found


def _of_rows(kind: str, rows: list[dict], name: str) -> list[Advice]:
    found = []
    for row in rows:
        if row[name] and (hints := hints_for(row[name])):
            found.append(Advice(f"“{row[name]}”", hints))
    return found
