"""A listing as plain data: what a provider edits, what an officer compares, and what is put into the page.

A *content* has a value for each name of ``listing_fields.names_of``, all of it JSON:

- a field of the page: its text, number, date (``2026-09-01``), list of choices, key of a picture, or None;
  a list of terms (``kinds``, ``needs`` …) as a sorted list of their keys; rich text as cleaned HTML;
- a relation (``contacts`` …): a list of rows in their order, each ``{"uuid": …, field: value …}``; rows of rows
  (``schedules`` of a place) are lists in them;
- ``places``: the places that rows refer to, each ``{"uuid": …, "name": …, "address_1": …}``; a row of
  ``service_at_locations`` names its place by this UUID (``"location": uuid``). A place whose UUID the directory
  does not know is a new one, made when the change is approved.
"""

import uuid
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.fields import RichTextField

from localoffer.html import clean_html
from services_directory.domain.listing_fields import MODELS, PLACE_FIELDS, PLACES, ROWS, Rows, names_of
from services_directory.models import Location, ProviderPage, ServicePage

Content = dict[str, Any]
Row = dict[str, Any]
Listing = ServicePage | ProviderPage


def listing_type_of(page: Listing) -> str:
    """``service`` or ``provider``."""
    return "service" if isinstance(page, ServicePage) else "provider"


# --- Reading ---------------------------------------------------------------------------------------------


def content_of(page: Listing) -> Content:
    """What a page says now, whether it is live, a draft in memory or not saved yet."""
    listing_type = listing_type_of(page)
    names = names_of(listing_type)
    content = {
        name: _rows_of(page, name, ROWS[name]) if name in ROWS else _value_of(page, name)
        for name in names
        if name != PLACES
    }
    if PLACES not in names:
        return content
    content[PLACES] = places_of(content["service_at_locations"])
    return {name: content[name] for name in names}


def blank_content(listing_type: str) -> Content:
    """What a listing says before anything is written."""
    return content_of(MODELS[listing_type]())


def places_of(rows: Iterable[Row]) -> list[Row]:
    """The places of rows of ``service_at_locations``, as the directory holds them now; unknown ones are left out."""
    wanted = list(dict.fromkeys(row["location"] for row in rows if row["location"]))
    known = {str(place.uuid): place for place in Location.objects.filter(uuid__in=wanted)} if wanted else {}
    return [_place(known[one]) for one in wanted if one in known]


def _place(place: Location) -> Row:
    return {"uuid": str(place.uuid), **{name: getattr(place, name) for name in PLACE_FIELDS}}


def _value_of(instance: models.Model, name: str) -> Any:
    field = instance._meta.get_field(name)
    if field.many_to_many:
        return (
            sorted(term.pk for term in getattr(instance, name).all())
            if instance.pk or _has_rows(instance, name)
            else []
        )
    if isinstance(field, models.ForeignKey) and field.related_model is Location:
        place = getattr(instance, name)
        return str(place.uuid) if place else None
    assert isinstance(field, models.Field)
    return canonical(field, field.value_from_object(instance))


def _has_rows(instance: models.Model, name: str) -> bool:
    return name in getattr(instance, "_cluster_related_objects", {})


def _rows_of(parent: Any, name: str, shape: Rows) -> list[Row]:
    manager = getattr(parent, name)
    found = manager.all()
    if name == "service_at_locations" and isinstance(found, models.QuerySet):
        found = found.select_related("location")
    return [
        {
            "uuid": str(row.uuid),
            **{field: _value_of(row, field) for field in shape.fields},
            **{inner: _rows_of(row, inner, rows) for inner, rows in shape.rows.items()},
        }
        for row in found
    ]


# --- Cleaning what was typed -----------------------------------------------------------------------------


def canonical(field: Any, value: Any) -> Any:
    """``value`` as JSON, one way only, so that equal values compare equal.

    Raises:
        ValidationError: the field cannot hold it.
    """
    if isinstance(field, RichTextField):
        return clean_html(value or "")
    if isinstance(field, models.ForeignKey):
        return _key(value)
    if isinstance(value, str) and not isinstance(field, models.JSONField):
        value = value.replace("\x00", "").strip()
        if value == "" and not field.empty_strings_allowed:
            value = None
    if isinstance(field, models.JSONField):
        return field.clean(value, None) if hasattr(field, "choices_class") else list(value or [])
    if isinstance(field, models.CharField | models.TextField):
        return str(value) if value is not None else ""
    value = field.to_python(value)
    if isinstance(value, Decimal) and isinstance(field, models.DecimalField):
        return str(round(value, field.decimal_places))
    return value.isoformat() if hasattr(value, "isoformat") else value


def _key(value: Any) -> int | None:
    if value in (None, ""):
        return None
    try:
        return int(getattr(value, "pk", value))
    except (TypeError, ValueError) as error:
        raise ValidationError("Choose from the list.") from error


def _identifier(value: Any) -> str:
    """A row's UUID; a new one where none is given.

    Raises:
        ValidationError: it is no UUID.
    """
    try:
        return str(uuid.UUID(str(value))) if value else str(uuid.uuid4())
    except ValueError as error:
        raise ValidationError("This row has no valid identifier.") from error


def cleaned(listing_type: str, given: Mapping[str, Any]) -> Content:
    """``given``, a part of a content as forms hand it over (dates, decimals, model objects), as JSON.

    Keys of rows that are not in the allow-list are dropped.

    Raises:
        KeyError: a name that providers may not write.
        ValidationError: by path (``minimum_age``, ``contacts/<uuid>/email``), a value that a field cannot hold.
    """
    allowed = names_of(listing_type)
    if strangers := [name for name in given if name not in allowed]:
        raise KeyError(f"Not for providers to write: {', '.join(strangers)}")
    errors: dict[str, list[str]] = {}
    content: Content = {}
    model = MODELS[listing_type]
    for name, value in given.items():
        if name in ROWS:
            related = row_model(model, name)
            content[name] = _cleaned_rows(related, ROWS[name], value, name, errors)
        else:
            content[name] = _cleaned_value(model, name, value, name, errors)
    if errors:
        raise ValidationError(errors)
    return content


def row_model(model: type[models.Model], name: str) -> type[Any]:
    """The model of the rows of a relation."""
    related: Any = Location if name == PLACES else model._meta.get_field(name).related_model
    return related


def _cleaned_rows(
    model: type[models.Model], shape: Rows, given: Any, path: str, errors: dict[str, list[str]]
) -> list[Row]:
    rows: list[Row] = []
    for one in given or ():
        try:
            identifier = _identifier(one.get("uuid"))
        except ValidationError as error:
            errors.setdefault(path, []).extend(error.messages)
            continue
        if any(row["uuid"] == identifier for row in rows):
            errors.setdefault(path, []).append("Two rows have the same identifier.")
            continue
        blank = model()
        row: Row = {"uuid": identifier}
        for name in shape.fields:
            value = one[name] if name in one else _value_of(blank, name)
            row[name] = _cleaned_value(model, name, value, f"{path}/{identifier}/{name}", errors)
        for name, inner in shape.rows.items():
            inner_path = f"{path}/{identifier}/{name}"
            row[name] = _cleaned_rows(row_model(model, name), inner, one.get(name), inner_path, errors)
        rows.append(row)
    return rows


def _cleaned_value(
    model: type[models.Model], name: str, value: Any, path: str, errors: dict[str, list[str]]
) -> Any:
    field = model._meta.get_field(name)
    try:
        if field.many_to_many:
            return sorted({key for key in map(_key, value or ()) if key is not None})
        if isinstance(field, models.ForeignKey) and field.related_model is Location:
            return _identifier(getattr(value, "uuid", value)) if value else None
        assert isinstance(field, models.Field)
        return canonical(field, value)
    except ValidationError as error:
        errors.setdefault(path, []).extend(error.messages)
        return None


def with_fresh_rows(content: Content) -> Content:
    """A content whose rows have identifiers of their own, for a copy; places stay the same places."""
    return {
        name: [_fresh(row, ROWS[name]) for row in value] if name in ROWS and name != PLACES else value
        for name, value in content.items()
    }


def _fresh(row: Row, shape: Rows) -> Row:
    inner = {name: [_fresh(one, rows) for one in row[name]] for name, rows in shape.rows.items()}
    return {**row, **inner, "uuid": str(uuid.uuid4())}


# --- Putting it into a page ------------------------------------------------------------------------------


def put_into(page: Listing, content: Content, names: Iterable[str]) -> None:
    """Write the named parts of ``content`` into a page in memory; nothing is saved.

    A row that the page has keeps what is for officers alone; the page's other fields and rows stay. Places are
    not written here, only looked up.

    Raises:
        ValidationError: a row names a place that does not exist.
    """
    for name in names:
        if name == PLACES:
            continue
        if name in ROWS:
            _put_rows(page, name, ROWS[name], content[name])
        else:
            _put_value(page, name, content[name])


def _put_value(instance: Any, name: str, value: Any) -> None:
    field = instance._meta.get_field(name)
    if field.many_to_many:
        setattr(instance, name, list(field.related_model._default_manager.filter(pk__in=value)))
    elif isinstance(field, models.ForeignKey):
        setattr(instance, field.attname, value)
    else:
        setattr(instance, name, field.to_python(value))


def _put_rows(parent: Any, relation: str, shape: Rows, wanted: list[Row]) -> None:
    manager = getattr(parent, relation)
    there = {str(row.uuid): row for row in manager.all()}
    places = _places_by_uuid(wanted) if "location" in shape.fields else {}
    made = []
    for order, data in enumerate(wanted):
        row = there.get(data["uuid"]) or manager.model(uuid=uuid.UUID(data["uuid"]))
        for name in shape.fields:
            if name == "location":
                row.location = places[data["location"]] if data["location"] else None
            else:
                _put_value(row, name, data[name])
        for name, inner in shape.rows.items():
            _put_rows(row, name, inner, data[name])
        row.sort_order = order
        made.append(row)
    setattr(parent, relation, made)


def _places_by_uuid(rows: list[Row]) -> dict[str, Location]:
    wanted = {row["location"] for row in rows if row["location"]}
    found = {str(place.uuid): place for place in Location.objects.filter(uuid__in=wanted)} if wanted else {}
    if wanted - found.keys():
        raise ValidationError(
            {
                "service_at_locations": [
                    "It names a place that is not in the directory: take the place as well."
                ]
            }
        )
    return found
