"""Whether a content can become a listing: the rules of the models, before anything is saved."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from localoffer.media.models import Picture
from services_directory.domain.geography import PostcodeError, PostcodesNotBuilt, locate
from services_directory.domain.listing_content import Content, Row, row_model
from services_directory.domain.listing_fields import (
    MODELS,
    OFFICERS_ONLY,
    PLACE_FIELDS,
    PLACES,
    ROWS,
    Rows,
    names_of,
)
from services_directory.models import Location

Errors = dict[str, list[str]]
PICTURES = ("picture", "logo")
# What Wagtail fills in by itself when a page is saved.
_OF_THE_TREE = (
    "path",
    "depth",
    "slug",
    "content_type",
    "draft_title",
    "url_path",
    "locale",
    "translation_key",
)


def errors_of(listing_type: str, content: Content, *, base: Content, provider_id: int) -> Errors:
    """What keeps ``content`` from being a listing, as sentences by path; empty when nothing does.

    Args:
        base: what the change began from, or what is live: a retired term, a picture or a row of it may stay as it is.
        provider_id: pictures must have come from somebody who works for this provider.
    """
    errors: Errors = {}
    page = MODELS[listing_type]()
    for name in names_of(listing_type):
        field = None if name in ROWS else page._meta.get_field(name)
        if name in ROWS:
            # Rows left as they were are right already; each constraint of each row is a query.
            touched = [row for row in content[name] if row not in base[name]]
            _check_rows(row_model(type(page), name), ROWS[name], touched, name, errors)
        elif field is not None and field.many_to_many:
            _check_terms(field, name, content, base, errors)
        elif isinstance(field, models.ForeignKey):
            _check_picture(name, content, base, provider_id, errors)
        elif isinstance(field, models.Field):
            setattr(page, name, field.to_python(content[name]))
    foreign = [name for name in names_of(listing_type) if name in PICTURES]
    _collect(page, [*OFFICERS_ONLY[listing_type], *_OF_THE_TREE, *foreign, "uuid"], "", errors)
    if PLACES in content:
        _check_places(content, base, errors)
    return errors


def _collect(instance: Any, exclude: list[str], path: str, errors: Errors) -> None:
    """All that the model says, once each: a rule is often in ``clean`` and, for the database, a constraint."""
    checks: tuple[Callable[[], None], ...] = (
        partial(instance.clean_fields, exclude=exclude),
        instance.clean,
        partial(instance.validate_constraints, exclude=exclude),
    )
    said: set[str] = set()
    for check in checks:
        try:
            check()
        except ValidationError as error:
            found = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
            for name, sentences in found.items():
                of_the_whole = name == NON_FIELD_ERRORS
                at = "/".join(filter(None, [path, "" if of_the_whole else name])) or "title"
                if new := [words for words in sentences if not (of_the_whole and words in said)]:
                    errors.setdefault(at, []).extend(new)
                said.update(sentences)


def _check_rows(model: type[models.Model], shape: Rows, rows: list[Row], path: str, errors: Errors) -> None:
    own = {"uuid", *shape.fields}
    foreign = {name for name in shape.fields if isinstance(model._meta.get_field(name), models.ForeignKey)}
    exclude = [field.name for field in model._meta.concrete_fields if field.name not in own - foreign]
    for row in rows:
        values = {name: row[name] for name in shape.fields if name not in foreign}
        at = f"{path}/{row['uuid']}"
        instance = model(
            **{name: model._meta.get_field(name).to_python(value) for name, value in values.items()}
        )
        _collect(instance, exclude, at, errors)
        if "question" in foreign and not _exists(model, "question", row["question"]):
            errors.setdefault(f"{at}/question", []).append("This question is no longer asked.")
        for name, inner in shape.rows.items():
            _check_rows(row_model(model, name), inner, row[name], f"{at}/{name}", errors)


def _exists(model: type[models.Model], name: str, key: int | None) -> bool:
    return key is not None and row_model(model, name)._default_manager.filter(pk=key).exists()


def _check_terms(field: Any, name: str, content: Content, base: Content, errors: Errors) -> None:
    new = set(content[name]) - set(base[name])
    if not new:
        return
    offered = field.related_model.objects.complex_filter(field.get_limit_choices_to()).filter(
        retired_on=None, pk__in=new
    )
    if offered.count() < len(new):
        errors.setdefault(name, []).append("Choose from the list: one of these can no longer be chosen.")


def _check_picture(name: str, content: Content, base: Content, provider_id: int, errors: Errors) -> None:
    key = content[name]
    if key is None or key == base[name]:
        return
    own = Picture.objects.filter(pk=key, uploaded_by_user__provider_memberships__provider=provider_id)
    if not own.exists():
        errors.setdefault(name, []).append("Choose a picture that your organisation has sent.")


def _check_places(content: Content, base: Content, errors: Errors) -> None:
    named = {place["uuid"] for place in content[PLACES]}
    for row in content["service_at_locations"]:
        if row not in base["service_at_locations"] and (row["location"] or "") not in named:
            errors.setdefault(f"service_at_locations/{row['uuid']}/location", []).append("Choose a place.")
    known = {str(place.uuid): place for place in Location.objects.filter(uuid__in=named)}
    for place in content[PLACES]:
        there = known.get(place["uuid"])
        is_as_it_is = there and all(place[name] == getattr(there, name) for name in PLACE_FIELDS)
        if not is_as_it_is and place["postal_code"]:
            _check_postcode(place, errors)


def _check_postcode(place: Row, errors: Errors) -> None:
    try:
        locate(place["postal_code"])
    except PostcodesNotBuilt:
        return
    except PostcodeError as error:
        errors.setdefault(f"{PLACES}/{place['uuid']}/postal_code", []).append(str(error))
