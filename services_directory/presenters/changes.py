"""The values of a provider's change in words, for the portal's "check your answers" and the officer's decision."""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from wagtail.fields import RichTextField

from localoffer.form_fields import clock_words
from localoffer.media.models import Picture
from services_directory.domain.listing_content import Content, Row
from services_directory.domain.listing_fields import PLACES, ROWS, Rows
from services_directory.domain.listing_labels import field_label, model_at
from services_directory.fields import ChoiceListField, labels_of
from services_directory.models import Location, ProfileQuestion, TaxonomyTerm
from services_directory.portal.simple_text import as_text

TERMS = ("kinds", "needs", "stages", "languages")
PICTURES = ("picture", "logo")


class ChangeWords:
    """Words for values of the given contents. The names behind keys are read at once, in four queries at most.

    Args:
        listing_type: ``service`` or ``provider``.
        contents: all whose values will be asked for.
    """

    def __init__(self, listing_type: str, contents: Iterable[Content]) -> None:
        self.listing_type = listing_type
        self._terms: dict[Any, str] = {}
        self._pictures: dict[Any, str] = {}
        self._questions: dict[Any, str] = {}
        self._places: dict[Any, str] = {}
        self._read(list(contents))

    def _read(self, contents: list[Content]) -> None:
        terms = {key for one in contents for name in TERMS for key in one.get(name, ())}
        pictures = {one[name] for one in contents for name in PICTURES if one.get(name)}
        rows = [row for one in contents for row in one.get("service_at_locations", ())]
        answers = [
            answer
            for one in contents
            for profile in one.get("setting_profiles", ())
            for answer in profile["answers"]
        ]
        if terms:
            self._terms = dict(TaxonomyTerm.objects.filter(pk__in=terms).values_list("pk", "name"))
        if pictures:
            self._pictures = dict(Picture.objects.filter(pk__in=pictures).values_list("pk", "title"))
        if answers:
            asked = {answer["question"] for answer in answers}
            self._questions = dict(ProfileQuestion.objects.filter(pk__in=asked).values_list("pk", "question"))
        if rows:
            places = Location.objects.filter(uuid__in={row["location"] for row in rows if row["location"]})
            self._places = {str(place.uuid): str(place) for place in places}
        # What a change proposes goes before what the directory says.
        for one in contents:
            for place in one.get(PLACES, ()):
                self._places[place["uuid"]] = ", ".join(
                    filter(None, [place["name"], place["city"], place["postal_code"]])
                )

    def value(self, path: tuple[str, ...], value: Any) -> str:
        """A value of a field in words; nothing said is an empty text. Paragraphs stand on lines of their own."""
        if value is None or value == "" or value == []:
            return ""
        name = path[-1]
        if name in TERMS:
            return ", ".join(self._terms.get(key, "a term that is gone") for key in value)
        if name in PICTURES:
            return self._pictures.get(value, "A picture that is gone")
        if name == "question":
            return self._questions.get(value, "A question that is gone")
        if name == "location":
            return self._places.get(value, "A place that is gone")
        return _in_words(model_at(self.listing_type, path)._meta.get_field(name), value)

    def row(self, path: tuple[str, ...], row: Row) -> list[tuple[str, str]]:
        """What a row says, as pairs of label and words; what it does not say is left out."""
        return list(self._pairs(path, row, _shape_at(path)))

    def _pairs(self, path: tuple[str, ...], row: Row, shape: Rows) -> Iterator[tuple[str, str]]:
        blank = model_at(self.listing_type, path)()
        for name in shape.fields:
            words = self.value((*path, name), row[name])
            is_default = name not in ("kind", "effect") and _is_default(blank, name, row[name])
            if words and not is_default:
                yield field_label(self.listing_type, (*path, name)), words
        for name in shape.rows:
            for inner in row[name]:
                yield field_label(self.listing_type, (*path, name)), self.row_name((*path, name), inner)

    def row_name(self, path: tuple[str, ...], row: Row) -> str:
        """A row in a few words, such as "Admissions team" or "Every Monday, 4pm to 5pm"."""
        name = path[-1]
        if name == "service_at_locations":
            return self.value((*path, "location"), row["location"]) or "No place chosen"
        if name == PLACES:
            return str(row["name"])
        if name == "answers":
            question = self.value((*path, "question"), row["question"])
            return f"{question}: {row['answer']}"
        model = model_at(self.listing_type, path)
        fields = _shape_at(path).fields
        return str(model(**{one: model._meta.get_field(one).to_python(row[one]) for one in fields}))


def _shape_at(path: tuple[str, ...]) -> Rows:
    shape = ROWS[path[0]]
    for name in path[1:]:
        shape = shape.rows[name]
    return shape


def _is_default(blank: models.Model, name: str, value: Any) -> bool:
    field = blank._meta.get_field(name)
    return isinstance(field, models.Field) and field.has_default() and value == field.get_default()


def _in_words(field: Any, value: Any) -> str:
    if isinstance(field, RichTextField):
        return as_text(value)
    if isinstance(field, ChoiceListField) and field.choices_class is not None:
        return ", ".join(labels_of(value, field.choices_class))
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(field, models.DateField):
        day = datetime.date.fromisoformat(value)
        return f"{day.day} {day:%B %Y}"
    if isinstance(field, models.TimeField):
        return clock_words(datetime.time.fromisoformat(value))
    return f"£{value}" if isinstance(field, models.DecimalField) else str(value)
