"""Records that are written once, and drafts that only publication writes.

What is published and what was decided must not be changed afterwards, and nobody else's name may be put under words.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar, NoReturn

from django.apps import apps
from django.db import models
from django.db.models.signals import pre_delete, pre_save

from feedback.exceptions import AppendOnly

_publishing: ContextVar[bool] = ContextVar("publishing", default=False)


@contextmanager
def publishing() -> Iterator[None]:
    """Lets the rows of publication be written. Only ``feedback.domain.publication`` opens it (a test looks)."""
    token = _publishing.set(True)
    try:
        yield
    finally:
        _publishing.reset(token)


_purging: ContextVar[bool] = ContextVar("purging", default=False)


@contextmanager
def purging() -> Iterator[None]:
    """Lets rows be deleted one by one. Only ``feedback.domain.retention`` opens it, for what has had its time."""
    token = _purging.set(True)
    try:
        yield
    finally:
        _purging.reset(token)


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Refuses every way of changing many rows at once."""

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly(f"Each {self.model._meta.verbose_name} is written once, one by one.")

    update = _refuse
    bulk_update = _refuse
    bulk_create = _refuse
    update_or_create = _refuse
    delete = _refuse


class AppendOnlyModel(models.Model):
    """A row that is written once and never changed.

    The signals hold where ``save`` would not: Django's ``loaddata`` and the deletion of a parent go round it.
    ``needs_publishing`` marks what only the domain of publication may write.
    """

    needs_publishing: ClassVar[bool] = False
    may_be_deleted_with_parent: ClassVar[bool] = False

    objects: ClassVar[models.Manager[Any]] = models.Manager.from_queryset(AppendOnlyQuerySet)()

    class Meta:
        abstract = True
        # Django's own writes (save, delete of related rows) go through the same refusals.
        base_manager_name = "objects"


def refuse_change(sender: type[AppendOnlyModel], instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Let a row be stored once.

    Raises:
        AppendOnly: it is stored already, comes from a fixture, or belongs to publication and is written elsewhere.
    """
    name = sender._meta.verbose_name
    if raw or not instance._state.adding:
        raise AppendOnly(f"A {name} is never changed.")
    if instance.pk is not None and sender._base_manager.filter(pk=instance.pk).exists():
        raise AppendOnly(f"A {name} is never changed.")
    if sender.needs_publishing and not _publishing.get():
        raise AppendOnly(f"A {name} is written by publication only.")


def refuse_deletion(sender: type[AppendOnlyModel], instance: Any, origin: Any = None, **kwargs: Any) -> None:
    """Keep the row, unless its parent goes and it may go with it.

    Raises:
        AppendOnly: it is to be deleted.
    """
    if _purging.get():
        return
    alone = origin is instance or (isinstance(origin, models.QuerySet) and origin.model is sender)
    if sender.may_be_deleted_with_parent and origin is not None and not alone:
        return
    raise AppendOnly(f"A {sender._meta.verbose_name} is never deleted.")


class WrittenByPublicationQuerySet(models.QuerySet[Any]):
    """Refuses to write drafts past ``feedback.domain.publication``, which notes who wrote them."""

    def _check(self) -> None:
        if not _publishing.get():
            raise AppendOnly(f"Each {self.model._meta.verbose_name} is written by publication only.")

    def update(self, **values: Any) -> int:
        """Within publication only."""
        self._check()
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Within publication only."""
        self._check()
        return super().delete()

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly(f"Each {self.model._meta.verbose_name} is written one by one.")

    bulk_update = _refuse
    bulk_create = _refuse


class WrittenByPublication(models.Model):
    """A draft whose author counts: any other way of saving it (form, copy, import, fixture) is refused."""

    objects: ClassVar[models.Manager[Any]] = models.Manager.from_queryset(WrittenByPublicationQuerySet)()

    class Meta:
        abstract = True
        base_manager_name = "objects"


def refuse_direct_write(sender: type[models.Model], **kwargs: Any) -> None:
    """Keep the author true.

    Raises:
        AppendOnly: the row is written elsewhere.
    """
    if not _publishing.get():
        raise AppendOnly(f"A {sender._meta.verbose_name} is written by publication only.")


def connect() -> None:
    """Make the refusals hold for every table that they are meant for."""
    for model in apps.get_models():
        if issubclass(model, WrittenByPublication):
            pre_save.connect(refuse_direct_write, sender=model, dispatch_uid=f"draft.{model.__name__}")
            pre_delete.connect(
                refuse_direct_write, sender=model, dispatch_uid=f"draft.delete.{model.__name__}"
            )
        if issubclass(model, AppendOnlyModel):
            pre_save.connect(refuse_change, sender=model, dispatch_uid=f"append_only.save.{model.__name__}")
            pre_delete.connect(refuse_deletion, sender=model, dispatch_uid=f"append_only.{model.__name__}")
