"""A content in words: what a listing says, and what of it differs from before."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.text import Truncator

from localoffer.html import plain_text
from services_directory.domain.listing_content import Content, Row
from services_directory.domain.listing_fields import MODELS, PLACE_FIELDS, PLACES, ROWS, STEPS
from services_directory.domain.merging import Difference, DifferenceKind
from services_directory.fields import ChoiceListField
from services_directory.models import Location, ProfileQuestion, TaxonomyTerm
from services_directory.portal.rows import KINDS, Line, place_line
from services_directory.presenters.words import day

NOTHING = "Nothing yet"
# Where the model's own name of a field is not what a provider was asked.
LABELS: Mapping[str, str] = {
    "title": "Name",
    "description": "What to expect",
    "summary": "In one sentence",
    "kinds": "Kind of support",
    "minimum_age": "Youngest age",
    "maximum_age": "Oldest age",
    "coverage": "Where you work",
    "audiences": "Who can take part",
    "is_open_to_all": "Open to everyone of the right age",
    "application_process": "What a family does",
    "waiting_time": "The wait",
    "waiting_time_weeks": "The wait in weeks",
    "waiting_time_as_at": "Wait last checked",
    "how_to_challenge": "If you say no",
    "personal_budget": "Personal budget",
    "delivery": "How families get it",
    "adjustments": "What you can change for a child",
    "website": "Web page",
    "picture": "Picture",
    "picture_text": "What the picture shows",
    "setting_profiles": "School or setting",
}
YES_NO = {True: "Yes", False: "No", "yes": "Yes", "no": "No", "unknown": "Not known"}
_LINES = {kind.relation: kind for kind in KINDS}


class Names:
    """What keys stand for, read once for all that is going to be said."""

    def __init__(self, *contents: Content) -> None:
        terms: set[int] = set()
        questions: set[int | None] = set()
        for content in contents:
            for name, value in content.items():
                if name in _TERM_LISTS:
                    terms.update(value)
            for profile in content.get("setting_profiles", ()):
                questions.update(answer["question"] for answer in profile["answers"])
        self.terms = TaxonomyTerm.objects.in_bulk(terms) if terms else {}
        self.questions = ProfileQuestion.objects.in_bulk(questions - {None}) if questions else {}


_TERM_LISTS = {"kinds", "needs", "stages", "languages"}


@dataclass(frozen=True)
class Answer:
    """One thing that a listing says.

    Args:
        lines: what it says now; none means nothing yet.
        was: what it said before, where that differs.
        change: ``changed``, ``added`` or ``removed``; empty where it is as it was.
    """

    label: str
    lines: list[str]
    was: list[str] = field(default_factory=list)
    change: str = ""


@dataclass(frozen=True)
class Section:
    """A step and what is said on it."""

    code: str
    title: str
    answers: list[Answer]

    @property
    def said(self) -> list[Answer]:
        """What it says, or no longer says."""
        return [answer for answer in self.answers if answer.lines or answer.change]

    @property
    def not_said(self) -> list[str]:
        """What nothing is said of."""
        return [answer.label for answer in self.answers if not (answer.lines or answer.change)]

    @property
    def has_changed(self) -> bool:
        """Whether anything in it differs from before."""
        return any(answer.change for answer in self.answers)


def label_of(listing_type: str, name: str) -> str:
    """What a field or list of rows is called."""
    if name in _LINES:
        return _LINES[name].heading
    if name in LABELS and (listing_type, name) != ("provider", "description"):
        return LABELS[name]
    words = str(getattr(MODELS[listing_type]._meta.get_field(name), "verbose_name", name))
    return words[:1].upper() + words[1:]


def sections_of(listing_type: str, content: Content, base: Content, codes: Iterable[str]) -> list[Section]:
    """What ``content`` says, step by step for the steps named, seen against ``base``; two queries at most."""
    names = Names(content, base)
    wanted = set(codes)
    return [
        Section(
            step.code,
            step.title,
            [
                answer
                for name in step.names
                if name != PLACES
                for answer in _answers(listing_type, name, content, base, names)
            ],
        )
        for step in STEPS[listing_type]
        if step.code in wanted
    ]


def _answers(listing_type: str, name: str, content: Content, base: Content, names: Names) -> list[Answer]:
    if name == "setting_profiles":
        return _profile_answers(content, base, names)
    if name in ROWS:
        return _row_answers(listing_type, name, content, base)
    now = value_lines(listing_type, name, content[name], names)
    before = value_lines(listing_type, name, base[name], names)
    if content[name] == base[name]:
        return [Answer(label_of(listing_type, name), now)]
    return [Answer(label_of(listing_type, name), now, before, "changed")]


def _row_answers(listing_type: str, name: str, content: Content, base: Content) -> list[Answer]:
    kind, label = _LINES[name], label_of(listing_type, name)
    was = {row["uuid"]: kind.line(row, base).words for row in base[name]}
    answers = []
    for row in content[name]:
        words = kind.line(row, content).words
        before = was.pop(row["uuid"], None)
        change = "added" if before is None else "changed" if before != words else ""
        answers.append(Answer(label, [words], [before] if change == "changed" and before else [], change))
    answers += [Answer(label, [], [words], "removed") for words in was.values()]
    return answers or [Answer(label, [])]


def _profile_answers(content: Content, base: Content, names: Names) -> list[Answer]:
    now, before = _profile(content, names), _profile(base, names)
    answers = []
    for label in dict.fromkeys([*now, *before]):
        said, was = now.get(label, []), before.get(label, [])
        answers.append(Answer(label, said, was if said != was else [], "changed" if said != was else ""))
    return answers or [Answer(LABELS["setting_profiles"], [])]


def _profile(content: Content, names: Names) -> dict[str, list[str]]:
    """Label and lines of the one profile that a listing has."""
    said: dict[str, list[str]] = {}
    for profile in content["setting_profiles"][:1]:
        relation: Any = MODELS["service"]._meta.get_field("setting_profiles")
        for name in ROWS["setting_profiles"].fields:
            model_field = relation.related_model._meta.get_field(name)
            label = str(model_field.verbose_name)
            said[label[:1].upper() + label[1:]] = _value(model_field, profile[name])
        for answer in profile["answers"]:
            question = names.questions.get(answer["question"])
            said[question.question if question else "Another question"] = [answer["answer"]]
    return said


def value_lines(listing_type: str, name: str, value: Any, names: Names) -> list[str]:
    """A value of a content in lines of words; none where it says nothing."""
    if name in _TERM_LISTS:
        return [names.terms[key].name for key in value if key in names.terms]
    return _value(MODELS[listing_type]._meta.get_field(name), value)


def _value(model_field: Any, value: Any) -> list[str]:
    if value in (None, "", []):
        return []
    if isinstance(value, bool) or (isinstance(value, str) and value in YES_NO):
        return [YES_NO[value]]
    if isinstance(model_field, ChoiceListField) and model_field.choices_class:
        return [str(model_field.choices_class(one).label) for one in value]
    if isinstance(model_field, models.ForeignKey):
        return ["A picture"]
    if isinstance(model_field, models.DateField):
        return [day(datetime.date.fromisoformat(str(value)))]
    if model_field.choices:
        return [str(dict(model_field.flatchoices).get(value, value))]
    if type(model_field).__name__ == "RichTextField":
        return plain_text(str(value)).split("\n")
    return str(value).split("\n")


# --- What somebody else changed meanwhile ----------------------------------------------------------------


@dataclass(frozen=True)
class Theirs:
    """What another person changed: what it is about, what it said before and says now."""

    label: str
    was: str
    now: str
    is_conflict: bool


LONGEST_SHOWN = 300


def theirs_in_words(listing_type: str, theirs: Iterable[Difference], content: Content) -> list[Theirs]:
    """What somebody else changed of the same step, for the person who was writing there.

    Args:
        theirs: of a ``ConflictingEdit``: ``base`` is what was shown, ``proposed`` what they made of it.
    """
    found = list(theirs)
    names = Names(
        *({one.name: value} for one in found for value in (one.base, one.proposed) if _is_terms(one, value))
    )
    return [
        Theirs(
            _label_of(listing_type, one, content),
            _shortened(_side(listing_type, one, one.base, names, content)),
            _shortened(_side(listing_type, one, one.proposed, names, content)),
            one.is_conflict,
        )
        for one in found
        if one.kind != DifferenceKind.REORDERED
    ]


def _is_terms(one: Difference, value: Any) -> bool:
    return one.name in _TERM_LISTS and isinstance(value, list)


def _shortened(words: str) -> str:
    return str(Truncator(words).chars(LONGEST_SHOWN))


def _label_of(listing_type: str, one: Difference, content: Content) -> str:
    if one.name == PLACES:
        return "The place"
    label = label_of(listing_type, one.name)
    if len(one.path) == 1:
        return label
    row = _row_line(one.name, one.row, content)
    return f"{label}: {row}" if row else label


def _row_line(name: str, row: Row | None, content: Content) -> str:
    if row is None or name not in _LINES or not set(ROWS[name].fields) <= row.keys():
        return ""
    line: Line = _LINES[name].line(row, content)
    return line.title


def _side(listing_type: str, one: Difference, value: Any, names: Names, content: Content) -> str:
    if value in (None, "", []):
        return NOTHING
    if len(one.path) == 1 and one.name not in ROWS:
        return "; ".join(value_lines(listing_type, one.name, value, names)) or NOTHING
    if isinstance(value, dict):
        if one.name == PLACES:
            return ", ".join(filter(None, [value[name] for name in PLACE_FIELDS[:5]]))
        if one.name == "service_at_locations" and "schedules" in value:
            return place_line(value, content).words
        return _row_line(one.name, value, content) or "; ".join(
            str(part) for key, part in value.items() if key != "uuid" and part not in (None, "", [])
        )
    model: Any = MODELS[listing_type]
    if one.path[0] == PLACES:
        return "; ".join(_value(Location._meta.get_field(one.path[1]), value))
    for step in one.path[:-1]:
        model = model._meta.get_field(step).related_model
    return "; ".join(_value(model._meta.get_field(one.path[-1]), value)) or NOTHING
