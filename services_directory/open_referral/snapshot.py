"""What a listing says, apart from its bookkeeping: to see whether anybody changed it since an import wrote it."""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from modelcluster.models import get_serializable_data_for_fields
from wagtail.models import Page

from services_directory.open_referral.rich_text import without_block_keys

# Of Wagtail's own page fields only these are words of the listing; an address (slug) is not the source's to give.
_PAGE_WORDS = frozenset({"title", "seo_title", "search_description"})
_ROW_BOOKKEEPING = """
    pk id uuid page page_ptr sort_order service_at_location wagtail_admin_comments live latest_revision
    live_revision has_unpublished_changes first_published_at last_published_at go_live_at expire_at expired
"""
_PAGE_FIELDS = frozenset(field.name for field in Page._meta.get_fields())
_BOOKKEEPING = (_PAGE_FIELDS - _PAGE_WORDS) | frozenset(_ROW_BOOKKEEPING.split())
_EMPTY: tuple[Any, ...] = (None, "", [], False)

Snapshot = dict[str, Any]


def as_json(content: dict[str, Any]) -> dict[str, Any]:
    """``content`` as the database would give it back: dates, times and amounts as text."""
    loaded: dict[str, Any] = json.loads(json.dumps(content, cls=DjangoJSONEncoder))
    return loaded


def snapshot(content: dict[str, Any]) -> Snapshot:
    """The words and facts in a revision's ``content``; empty ones are left out, so a new field changes nothing."""
    return {
        key: value
        for key, item in content.items()
        if key not in _BOOKKEEPING and (value := _plain(item)) not in _EMPTY
    }


def row_snapshot(instance: models.Model) -> Snapshot:
    """The same from the row in the database, without its child rows."""
    return snapshot(as_json(get_serializable_data_for_fields(instance)))


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return without_block_keys(value)
    if not isinstance(value, list):
        return value
    if all(isinstance(item, int) for item in value):
        return sorted(value)  # ids of terms: a set
    rows = sorted(value, key=lambda row: row.get("sort_order") or 0) if _are_rows(value) else value
    return [snapshot(row) if isinstance(row, dict) else row for row in rows]


def _are_rows(value: list[Any]) -> bool:
    return all(isinstance(item, dict) for item in value)


def digest(value: Any) -> str:
    """A hash of any JSON value."""
    text = json.dumps(value, sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def differences(here: Snapshot, there: Snapshot) -> dict[str, dict[str, Any]]:
    """Field by field what the listing says ``here`` and what the ``source`` says, where they differ."""
    return {
        key: {"here": here.get(key), "source": there.get(key)}
        for key in sorted(here.keys() | there.keys())
        if here.get(key) != there.get(key)
    }
