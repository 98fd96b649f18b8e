"""Whoever changes, takes away, adds or moves an entry is noticed, and a protected trail refuses it."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from feedback.domain.audit import record
from feedback.domain.audit_protection import protect
from feedback.domain.audit_verification import verify_audit
from feedback.models import AuditEntry
from tests.factories.feedback import CommentFactory

pytestmark = pytest.mark.django_db

ENTRIES = 12


@pytest.fixture
def trail():
    comment = CommentFactory()
    return [record("comment.received", comment, turn=number) for number in range(ENTRIES)]


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_a_whole_trail_is_whole(trail):
    assert verify_audit() == type(verify_audit())(ENTRIES)


@pytest.mark.parametrize("place", range(ENTRIES))
@pytest.mark.parametrize("column", ["actor_name", "action", "object_id", "facts", "at"])
def test_every_change_is_noticed(trail, place, column):
    value = '{"turn": 99}' if column == "facts" else "2020-01-01 00:00:00" if column == "at" else "forged"

    sql(f"UPDATE feedback_auditentry SET {column} = %s WHERE number = %s", value, place + 1)

    assert verify_audit().problem == f"Entry {place + 1} was changed."


@pytest.mark.parametrize("place", range(ENTRIES))
def test_every_gap_is_noticed(trail, place):
    sql("DELETE FROM feedback_auditentry WHERE number = %s", place + 1)

    assert verify_audit().problem


def test_a_new_order_is_noticed(trail):
    for old, new in ((3, 1000), (4, 3), (1000, 4)):
        sql("UPDATE feedback_auditentry SET number = %s WHERE number = %s", new, old)

    assert verify_audit().problem


def test_a_copy_slipped_in_is_noticed(trail):
    sql(
        "INSERT INTO feedback_auditentry (number, at, actor_id, actor_name, action, object_kind, object_id, facts, "
        "previous_digest, digest) SELECT number + 100, at, actor_id, actor_name, action, object_kind, object_id, "
        "facts, digest, 'made up' FROM feedback_auditentry WHERE number = %s",
        ENTRIES,
    )

    assert verify_audit().problem


def test_a_chain_made_anew_without_the_key_is_noticed(trail, settings):
    settings.AUDIT_KEY = "somebody else's key"

    assert verify_audit().problem == "Entry 1 was changed."


def test_the_command_names_the_place_and_fails(trail):
    call_command("verify_audit")
    sql("UPDATE feedback_auditentry SET action = 'forged' WHERE number = 5")

    with pytest.raises(CommandError, match="Entry 5 was changed"):
        call_command("verify_audit")


@pytest.mark.parametrize(
    "statement",
    ["UPDATE feedback_auditentry SET action = 'forged'", "DELETE FROM feedback_auditentry WHERE number = 2"],
)
def test_a_protected_trail_refuses(trail, statement):
    protect()
    protect()

    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        sql(statement)
    assert AuditEntry.objects.count() == ENTRIES
    assert verify_audit().problem == ""
    record("comment.received", CommentFactory())
