"""The chain of deeds."""

import pytest
from django.db import transaction

from feedback.domain.audit import digest_of, record
from feedback.models import AuditEntry, AuditHead
from tests.factories import feedback as make
from tests.factories.people import UserFactory


@pytest.mark.django_db
def test_entries_follow_each_other():
    comment, officer = make.CommentFactory(), UserFactory()

    first = record("comment.received", comment, channel="web")
    second = record("comment.decided", comment, by=officer, outcome="in-scope")

    assert (first.number, second.number) == (1, 2)
    assert second.previous_digest == first.digest
    assert AuditHead.objects.get().digest == second.digest
    assert (second.actor_id, second.actor_name) == (officer.pk, str(officer))
    assert [digest_of(entry) for entry in AuditEntry.objects.all()] == [first.digest, second.digest]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_entry_goes_with_the_deed_that_failed():
    comment = make.CommentFactory()

    with transaction.atomic():
        record("comment.decided", comment)
        transaction.set_rollback(True)

    assert not AuditEntry.objects.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_entry_needs_the_transaction_of_its_deed():
    comment = make.CommentFactory()

    with pytest.raises(RuntimeError):
        record("comment.decided", comment)
