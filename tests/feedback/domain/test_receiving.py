"""A comment is stored once, with its receipt and its entry, or not at all."""

import uuid

import pytest
from django.db import IntegrityError

from feedback.domain.receiving import new_reference, receive_comment, reference_hash
from feedback.models import AuditEntry, Comment, CommentReceipt
from tests.factories.directory import ServicePageFactory

pytestmark = pytest.mark.django_db


def test_comment_is_stored_with_receipt_and_entry():
    service = ServicePageFactory()

    received = receive_comment(text="The club is full.", services=[service], subjects=["service"])

    comment = Comment.objects.get()
    assert received.comment == comment
    assert list(comment.services.all()) == [service]
    assert comment.receipt.reference_hash == reference_hash(received.reference)
    assert AuditEntry.objects.get().facts == {"channel": "web"}
    assert "club" not in str(AuditEntry.objects.values())


def test_comment_sent_twice_is_stored_once():
    token = uuid.uuid4()
    receive_comment(text="The club is full.", token=token)

    assert receive_comment(text="The club is full.", token=token) is None
    assert (Comment.objects.count(), CommentReceipt.objects.count(), AuditEntry.objects.count()) == (1, 1, 1)


def test_nothing_is_stored_when_a_rule_is_broken():
    with pytest.raises(IntegrityError):
        receive_comment(text="a" * 5001)

    assert not Comment.objects.exists()
    assert not CommentReceipt.objects.exists()
    assert not AuditEntry.objects.exists()


def test_reference_is_found_however_it_is_typed():
    reference = new_reference()

    assert reference_hash(reference.lower().replace("-", " ")) == reference_hash(reference)
    assert len(reference) == 20
