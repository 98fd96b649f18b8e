"""What was decided or approved is stored once: no way of Django's or of SQL changes it."""

import pytest
from django.core import serializers
from django.db import IntegrityError, connection, transaction

from feedback import models
from feedback.enums import CommentState
from feedback.exceptions import AppendOnly
from feedback.models.append_only import publishing, purging
from tests.factories import feedback as make
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

ROWS = {
    "submitted text": make.SubmittedTextFactory,
    "approved text": make.ApprovedTextFactory,
    "taking down": make.TakeDownFactory,
    "request to put back": make.PutBackRequestFactory,
    "putting back": make.PutBackFactory,
    "decision": lambda: models.TriageDecision.objects.create(
        comment=make.CommentFactory(), outcome=CommentState.IN_SCOPE, decided_by=UserFactory()
    ),
}
WAYS = {
    "save": lambda row: row.save(),
    "save_base": lambda row: row.save_base(),
    "delete": lambda row: row.delete(),
    "queryset update": lambda row: type(row).objects.filter(pk=row.pk).update(pk=row.pk),
    "queryset delete": lambda row: type(row).objects.all().delete(),
    "bulk_update": lambda row: type(row).objects.bulk_update([row], ["id"]),
    "bulk_create": lambda row: type(row).objects.bulk_create([row]),
    "update_or_create": lambda row: type(row).objects.update_or_create(pk=row.pk),
    "base manager": lambda row: type(row)._base_manager.filter(pk=row.pk).update(pk=row.pk),
    "same key again": lambda row: type(row)(
        pk=row.pk, **{"reason": "x"} if hasattr(row, "reason") else {}
    ).save(),
    "loaddata": lambda row: [
        one.save() for one in serializers.deserialize("json", serializers.serialize("json", [row]))
    ],
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", ROWS)
def test_row_is_never_changed(kind, way):
    row = ROWS[kind]()
    before = type(row).objects.filter(pk=row.pk).values().get()

    with pytest.raises(AppendOnly), transaction.atomic(), publishing():
        WAYS[way](row)

    assert type(row).objects.filter(pk=row.pk).values().get() == before


@pytest.mark.parametrize("kind", ROWS)
def test_database_refuses_a_change_in_sql(kind):
    row = ROWS[kind]()

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET id = id + 100")


def test_database_refuses_approved_words_that_nobody_submitted():
    approved = make.ApprovedTextFactory()
    others = make.SubmittedTextFactory()
    columns = ", ".join(field.column for field in approved._meta.concrete_fields if field.column != "id")
    changed = columns.replace("submission_id", str(others.pk))

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO feedback_approvedtext ({columns}) SELECT {changed} FROM feedback_approvedtext"
        )


def test_database_refuses_to_put_back_what_nobody_asked_for():
    down = make.TakeDownFactory()

    with pytest.raises(IntegrityError), transaction.atomic(), publishing():
        models.PutBack.objects.create(take_down=down, asked_by=UserFactory(), agreed_by=UserFactory())


def test_approved_words_are_written_by_publication_only():
    submitted = make.SubmittedTextFactory()

    with pytest.raises(AppendOnly):
        models.ApprovedText.objects.create(submission=submitted)


def test_decisions_go_with_their_comment():
    decision = ROWS["decision"]()

    decision.comment.delete()

    assert not models.TriageDecision.objects.exists()


def test_words_never_approved_can_be_purged():
    submitted = make.SubmittedTextFactory()

    with purging():
        submitted.delete()

    assert not models.SubmittedText.objects.exists()
