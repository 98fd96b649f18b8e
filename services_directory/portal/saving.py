"""Saving one row of a listing: what others did meanwhile to other rows is no conflict."""

from collections.abc import Callable, Mapping
from typing import Any

from localoffer.accounts.models import User
from services_directory.domain.listing_changes import ConflictingEdit, save_step
from services_directory.domain.listing_content import Content, Row
from services_directory.domain.listing_fields import step_with
from services_directory.models import ListingChange


def save_rows(
    change: ListingChange,
    relation: str,
    alter: Callable[[list[Row]], list[Row]],
    *,
    row: str,
    version: int,
    by: User,
    also: Mapping[str, Any] | None = None,
) -> ListingChange:
    """Save the rows of a relation as ``alter`` leaves them.

    Args:
        row: UUID of the row that was typed; only where somebody else changed this one too is it a conflict.
        version: of the change, when the row was shown.
        also: further names of the same step.

    Raises:
        as ``save_step``.
    """
    step = step_with("service", relation).code

    def save(fresh: ListingChange, seen: int) -> ListingChange:
        content = {relation: alter(fresh.content[relation]), **(also or {})}
        return save_step(fresh, step=step, content=content, expected_version=seen, by=by)

    try:
        return save(change, version)
    except ConflictingEdit as conflict:
        key = f"{relation}/{row}"
        if any(one.key == key or one.key.startswith(f"{key}/") for one in conflict.theirs):
            raise
        fresh = ListingChange.objects.get(pk=change.pk)
        return save(fresh, conflict.version)


def merged_row(conflict: ConflictingEdit, relation: str, row: str) -> Content | None:
    """Of a conflict, the row with what was typed where it was typed and theirs elsewhere."""
    return next((one for one in conflict.merged.get(relation, ()) if one["uuid"] == row), None)
