"""Rules that the database itself keeps, for writes that go round Django.

Made after every ``migrate`` and dropped before it: SQLite makes a changed table anew and would lose them, and refuses
to rename a table that a trigger names. What refuses deletion is made by ``manage.py protect_audit`` alone, since it
would break the emptying of tables between tests.
"""

from typing import Any

from django.db import connections, router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

WRITTEN_ONCE = (
    "feedback_submittedtext",
    "feedback_approvedtext",
    "feedback_takedown",
    "feedback_putbackrequest",
    "feedback_putback",
    "feedback_triagedecision",
)
# What must already be stored when a row comes in: nothing is approved that nobody else submitted.
NEEDS = {
    "feedback_approvedtext": (
        "SELECT 1 FROM feedback_submittedtext s WHERE s.id = NEW.submission_id AND s.kind = NEW.kind "
        "AND s.content = NEW.content AND s.digest = NEW.digest AND s.author_id = NEW.author_id "
        "AND COALESCE(s.item_id, 0) = COALESCE(NEW.item_id, 0) "
        "AND COALESCE(s.report_id, 0) = COALESCE(NEW.report_id, 0) "
        "AND COALESCE(s.consultation_id, 0) = COALESCE(NEW.consultation_id, 0) "
        "AND COALESCE(s.outcome_id, 0) = COALESCE(NEW.outcome_id, 0)"
    ),
    "feedback_putback": (
        "SELECT 1 FROM feedback_putbackrequest r "
        "WHERE r.take_down_id = NEW.take_down_id AND r.asked_by_id = NEW.asked_by_id"
    ),
}


def make_triggers(connection: BaseDatabaseWrapper) -> None:
    """Make what is missing; safe to run at any time."""
    tables = set(connection.introspection.table_names())
    if not set(WRITTEN_ONCE) <= tables:
        return
    drop_triggers(connection)
    make = _make_on_sqlite if connection.vendor == "sqlite" else _make_on_postgresql
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in make():
            cursor.execute(statement)


def drop_triggers(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away, for a migration."""
    tables = set(connection.introspection.table_names())
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for table in sorted(tables & set(WRITTEN_ONCE)):
            on_table = "" if connection.vendor == "sqlite" else f" ON {table}"
            for name in (f"{table}_once", f"{table}_needs"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


def _make_on_sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER {table}_once BEFORE UPDATE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END"
        for table in WRITTEN_ONCE
    ] + [
        f"CREATE TRIGGER {table}_needs BEFORE INSERT ON {table} WHEN NOT EXISTS ({needed}) "
        f"BEGIN SELECT RAISE(ABORT, '{table} copies no submitted row'); END"
        for table, needed in NEEDS.items()
    ]


def _make_on_postgresql() -> list[str]:
    statements = []
    for table in WRITTEN_ONCE:
        statements += _postgresql_trigger(
            f"{table}_once", "UPDATE", table, f"{table} is never changed", "TRUE"
        )
    for table, needed in NEEDS.items():
        statements += _postgresql_trigger(
            f"{table}_needs", "INSERT", table, f"{table} copies no submitted row", f"NOT EXISTS ({needed})"
        )
    return statements


def _postgresql_trigger(name: str, event: str, table: str, words: str, when: str) -> list[str]:
    # check_violation, so that Django raises IntegrityError as for a constraint
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {when} THEN RAISE EXCEPTION '{words}' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def before_migrating(using: str = "default", **kwargs: Any) -> None:
    """For the signal ``pre_migrate``."""
    if router.allow_migrate(using, "feedback"):
        drop_triggers(connections[using])


def after_migrating(using: str = "default", **kwargs: Any) -> None:
    """For the signal ``post_migrate``."""
    if router.allow_migrate(using, "feedback"):
        make_triggers(connections[using])
