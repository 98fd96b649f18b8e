"""A migrated SQLite database kept in ``var/``, so that a run of tests need not apply 300 migrations again.

Its name holds a hash of every migration and of the lock file: whatever changes one of them makes a new one.
Only the in-memory database of tests is filled from it; PostgreSQL is always migrated for real, and so is the first
run after a change.
"""

import hashlib
import os
import sqlite3
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.backends.signals import connection_created

ROOT = Path(__file__).resolve().parents[1]


def _template() -> Path:
    digest = hashlib.sha256()
    for path in [ROOT / "requirements-dev.lock", *sorted(ROOT.glob("*/**/migrations/*.py"))]:
        if ".venv" not in path.parts:
            digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return ROOT / "var" / "tests" / f"migrated-{digest.hexdigest()[:16]}.sqlite3"


TEMPLATE = _template()


def _fill(sender: Any, connection: Any, **kwargs: Any) -> None:
    """On the first connection to an empty in-memory database."""
    if connection.vendor != "sqlite" or not connection.is_in_memory_db() or not TEMPLATE.exists():
        return
    if connection.connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
        with sqlite3.connect(TEMPLATE) as kept:
            kept.backup(connection.connection)
        kept.close()


def fill_from_template() -> None:
    """Begin to fill in-memory databases; call it before the first connection."""
    connection_created.connect(_fill, dispatch_uid="migrated database")


def keep_as_template() -> None:
    """Keep the database that was just migrated, unless one is kept already or it is no in-memory one."""
    if connection.vendor != "sqlite" or not connection.is_in_memory_db() or TEMPLATE.exists():
        return
    TEMPLATE.parent.mkdir(parents=True, exist_ok=True)
    for old in TEMPLATE.parent.glob("migrated-*.sqlite3"):
        old.unlink(missing_ok=True)
    unfinished = TEMPLATE.with_suffix(f".{os.getpid()}")
    with sqlite3.connect(unfinished) as kept:
        connection.connection.backup(kept)
    kept.close()
    unfinished.replace(TEMPLATE)


def restore() -> None:
    """Put the first rows back after a test that has emptied every table, for the tests that come after it."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        connection.ensure_connection()
        with sqlite3.connect(TEMPLATE) as kept:
            kept.backup(connection.connection)
        kept.close()
    else:
        connection.creation.deserialize_db_from_string(connection._test_serialized_contents)  # type: ignore[attr-defined]
