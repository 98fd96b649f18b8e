"""Loads the lists that every authority starts from; what an officer has edited is never touched."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from services_directory.models import (
    GlossaryEntry,
    ProfileQuestion,
    ReasonForDecision,
    Taxonomy,
    TaxonomyTerm,
    UrgentHelp,
)
from services_directory.models.glossary import glossary_has_changed

FOLDER = Path(__file__).resolve().parents[1] / "standard_lists"
GLOSSARY = Path(__file__).resolve().parents[1] / "glossary" / "entries.json"


@dataclass(frozen=True)
class Loaded:
    """How many rows were new."""

    terms: int
    questions: int
    urgent_help: int
    words: int


def _read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


@transaction.atomic
def load_standard_lists() -> Loaded:
    """Add what is missing, by code; rows that are there stay as they are."""
    terms = 0
    for data in _read("taxonomies.json"):
        taxonomy, _ = Taxonomy.objects.get_or_create(code=data["code"], defaults={"name": data["name"]})
        known = {term.code: term for term in taxonomy.terms.all()}
        terms += _add_terms(taxonomy, data["terms"], None, known)
    questions = _add_questions(_read("profile_questions.json"))
    helps = 0
    if not UrgentHelp.objects.exists():
        made = [UrgentHelp(**data, sort_order=order) for order, data in enumerate(_read("urgent_help.json"))]
        helps = len(UrgentHelp.objects.bulk_create(made))
    _add_reasons()
    return Loaded(terms, questions, helps, _add_glossary())


def _add_reasons() -> None:
    """The reasons for decisions, if there are none: one that an officer has deleted must not come back."""
    if not ReasonForDecision.objects.exists():
        reasons = enumerate(_read("reasons_for_decisions.json"))
        ReasonForDecision.objects.bulk_create(
            ReasonForDecision(**data, sort_order=order) for order, data in reasons
        )


def _add_glossary() -> int:
    """The glossary, if there is none: a word that an editor has deleted must not come back."""
    if GlossaryEntry.objects.exists():
        return 0
    made = []
    for one in json.loads(GLOSSARY.read_text(encoding="utf-8")):
        synonyms = "\n".join(one.pop("synonyms"))
        made.append(GlossaryEntry(**one, term_key=one["term"].casefold(), synonyms=synonyms))
    GlossaryEntry.objects.bulk_create(made, batch_size=200)
    glossary_has_changed()
    return len(made)


def _add_terms(
    taxonomy: Taxonomy,
    data: list[dict[str, Any]],
    parent: TaxonomyTerm | None,
    known: dict[str, TaxonomyTerm],
) -> int:
    added = 0
    for order, one in enumerate(data):
        term = known.get(one["code"])
        if term is None:
            fields = {name: value for name, value in one.items() if name != "children"}
            term = TaxonomyTerm.objects.create(taxonomy=taxonomy, parent=parent, sort_order=order, **fields)
            added += 1
        added += _add_terms(taxonomy, one.get("children", []), term, known)
    return added


def _add_questions(data: list[dict[str, Any]]) -> int:
    known = set(ProfileQuestion.objects.values_list("code", flat=True))
    missing = [
        ProfileQuestion(**one, sort_order=order) for order, one in enumerate(data) if one["code"] not in known
    ]
    return len(ProfileQuestion.objects.bulk_create(missing))
