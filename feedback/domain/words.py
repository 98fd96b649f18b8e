"""The exact words of a subject: what is submitted, approved, and read by the public, and nothing besides."""

import hashlib
import json
from typing import Any

from feedback.enums import ActionState, ConsultationSubject, Progress, ResponseKind, TextKind
from feedback.models import AnnualReport, Consultation, ConsultationOutcome, SummaryItem
from feedback.models.drafting import Drafted
from services_directory.models import ServicePage

Words = dict[str, Any]

# Fields that somebody wrote, in the order in which they are read; the gate looks at these.
WRITTEN = (
    "title",
    "heading",
    "theme",
    "question",
    "background",
    "you_said",
    "response",
    "reason",
    "action",
    "owner",
    "what_was_said",
    "what_changed",
    "introduction",
    "how_involved",
    "easy_read_text",
)


def words_of(subject: Drafted) -> Words:
    """The words of an item, report, consultation or outcome, by name; only texts, numbers and lists of them.

    Raises:
        TypeError: it is something else.
    """
    if isinstance(subject, SummaryItem):
        return _item_words(subject)
    if isinstance(subject, Consultation):
        return _consultation_words(subject)
    if isinstance(subject, ConsultationOutcome):
        return _outcome_words(subject)
    if isinstance(subject, AnnualReport):
        from feedback.domain.year import report_words  # a year is built from all the others

        return report_words(subject)
    raise TypeError(f"{type(subject).__name__} is never published.")


def kind_of(subject: Drafted) -> TextKind:
    """Which of the kinds of text a subject is."""
    kinds = {
        SummaryItem: TextKind.ITEM,
        AnnualReport: TextKind.REPORT,
        Consultation: TextKind.CONSULTATION,
        ConsultationOutcome: TextKind.OUTCOME,
    }
    return kinds[type(subject)]


def canonical(words: Words) -> str:
    """Words as they are kept: JSON with sorted names, so that equal words are equal text."""
    return json.dumps(words, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(content: str) -> str:
    """SHA-256 of canonical words."""
    return hashlib.sha256(content.encode()).hexdigest()


def written_texts(words: Words) -> list[tuple[str, str]]:
    """(name, text) of every text in ``words`` that somebody wrote, those in lists included."""
    texts = [(name, words[name]) for name in WRITTEN if words.get(name)]
    for name, rows in words.items():
        if isinstance(rows, list):
            for number, row in enumerate(rows, start=1):
                if isinstance(row, dict) and row.get("words"):
                    texts.append((f"{name} {number}", row["words"]))
    return texts


def _item_words(item: SummaryItem) -> Words:
    return {
        "period": item.period.name,
        "theme": item.theme.title if item.theme else "",
        "heading": item.heading,
        "you_said": item.you_said,
        "response_kind": ResponseKind(item.response_kind).value,
        "response": item.response,
        "reason": item.reason,
        "action": item.action,
        "owner": item.owner,
        "due_on": item.due_on.isoformat() if item.due_on else "",
        "action_state": ActionState(item.action_state).value,
        "progress": progress_of(item).value,
        "services": _services(item.services.order_by("title")),
        "partners": list(item.partners.order_by("name").values_list("name", flat=True)),
    }


def progress_of(item: SummaryItem) -> Progress:
    """The one of three groups in which a family finds an answer."""
    if item.response_kind == ResponseKind.CANNOT or item.action_state == ActionState.DROPPED:
        return Progress.NOT_POSSIBLE
    if item.action_state in (ActionState.PLANNED, ActionState.UNDER_WAY):
        return Progress.UNDER_WAY
    return Progress.DONE


def _services(services: Any) -> list[dict[str, str]]:
    return [
        {"title": one.title, "address": f"/service/{one.slug}/"}
        for one in services
        if isinstance(one, ServicePage)
    ]


def _consultation_words(consultation: Consultation) -> Words:
    return {
        "title": consultation.title,
        "slug": consultation.slug,
        "subject": ConsultationSubject(consultation.subject).value,
        "question": consultation.question,
        "background": consultation.background,
        "opens_on": consultation.opens_on.isoformat(),
        "closes_on": consultation.closes_on.isoformat(),
    }


def _outcome_words(outcome: ConsultationOutcome) -> Words:
    return {
        "title": outcome.consultation.title,
        "slug": outcome.consultation.slug,
        "what_was_said": outcome.what_was_said,
        "what_changed": outcome.what_changed,
        "asked": [
            {
                "who": row.who or row.get_consultee_display(),
                "asked_on": row.asked_on.isoformat(),
                "words": row.answer,
            }
            for row in outcome.consultation.asked.all()
        ],
    }
