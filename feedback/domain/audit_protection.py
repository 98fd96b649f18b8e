"""Triggers that keep the audit trail from being changed or shortened by whoever goes round this program."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

TABLE = "feedback_auditentry"
EVENTS = ("UPDATE", "DELETE")


def protect() -> None:
    """Refuse every change and deletion of an audit entry from now on. Safe to run at any time.

    Not in a migration: the emptying of tables between tests would be refused.
    """
    make = _on_sqlite if connection.vendor == "sqlite" else _on_postgresql
    with transaction.atomic(), connection.cursor() as cursor:
        _drop(cursor)
        for event in EVENTS:
            for statement in make(event):
                cursor.execute(statement)


def is_protected() -> bool:
    """Whether both triggers are there."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE])
        else:
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [TABLE]
            )
        return {_name(event) for event in EVENTS} <= {row[0] for row in cursor.fetchall()}


@contextmanager
def unprotected() -> Iterator[None]:
    """Lets the purge delete old entries: the triggers are away inside this one transaction, and back at its end."""
    with transaction.atomic():
        was_protected = is_protected()
        with connection.cursor() as cursor:
            _drop(cursor)
        yield
        if was_protected:
            protect()


def _name(event: str) -> str:
    return f"{TABLE}_no_{event.lower()}"


def _drop(cursor: object) -> None:
    for event in EVENTS:
        on_table = "" if connection.vendor == "sqlite" else f" ON {TABLE}"
        cursor.execute(f"DROP TRIGGER IF EXISTS {_name(event)}{on_table}")  # type: ignore[attr-defined]


def _on_sqlite(event: str) -> list[str]:
    return [
        f"CREATE TRIGGER {_name(event)} BEFORE {event} ON {TABLE} "
        "BEGIN SELECT RAISE(ABORT, 'the audit trail is never changed'); END"
    ]


def _on_postgresql(event: str) -> list[str]:
    name = _name(event)
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'the audit trail is never changed' USING ERRCODE = '23514'; END $$",
        f"CREATE TRIGGER {name} BEFORE {event} ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
