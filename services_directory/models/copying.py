"""What happens to the identifiers of a page's rows when the page is copied."""

import uuid
from typing import Any

from django.db import models, transaction
from modelcluster.models import get_all_child_relations


def _derived(page_uuid: uuid.UUID, row_uuid: uuid.UUID | str) -> uuid.UUID:
    """The identifier of a copied row: the same for a row's live and draft versions, different for each copy."""
    return uuid.uuid5(page_uuid, uuid.UUID(str(row_uuid)).hex)


def _renew_in_json(content: Any, page_uuid: uuid.UUID) -> None:
    for value in content.values():
        for row in value if isinstance(value, list) else ():
            if isinstance(row, dict):
                if "uuid" in row:
                    row["uuid"] = str(_derived(page_uuid, row["uuid"]))
                _renew_in_json(row, page_uuid)


def _renew_rows(parent: models.Model, page_uuid: uuid.UUID) -> None:
    for relation in get_all_child_relations(parent):
        for row in relation.related_model._default_manager.filter(**{relation.field.name: parent.pk}):
            if hasattr(row, "uuid"):
                row.uuid = _derived(page_uuid, row.uuid)
                row.save(update_fields=["uuid"])
            _renew_rows(row, page_uuid)


class CopiesWithFreshRows:
    """For pages whose rows carry a UUID that ties versions of one listing together.

    Wagtail copies rows and revisions with the old row UUIDs. Two listings whose rows share identifiers cannot be
    told apart when a provider's change is merged by row, so a copy gets identifiers of its own, the same in its
    live rows and its drafts.
    """

    @transaction.atomic
    def copy(self, *args: Any, **kwargs: Any) -> Any:
        """The copy of this page, as Wagtail makes it, with fresh row identifiers."""
        page_copy = super().copy(*args, **kwargs)  # type: ignore[misc]
        _renew_rows(page_copy, page_copy.uuid)
        for revision in page_copy.revisions.all():
            _renew_in_json(revision.content, page_copy.uuid)
            revision.save(update_fields=["content"])
        return page_copy

    def create_alias(self, *args: Any, **kwargs: Any) -> Any:
        """Refused: an alias would be a second listing with one set of identifiers.

        Raises:
            ValueError: always.
        """
        raise ValueError("A listing cannot have an alias. Copy it, or add a second place to it.")
