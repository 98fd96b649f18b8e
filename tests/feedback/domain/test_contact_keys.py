"""How to reach a sender is kept encrypted, and every reading is noted."""

import pytest
from django.db import IntegrityError, connection

from feedback.domain.contact_keys import ContactDetails, keep_contact, key_id, read_contact
from feedback.models import AuditEntry, CommentContact
from tests.factories import feedback as make
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

OLD, NEW = "the-old-key-of-thirty-two-letters-1", "the-new-key-of-thirty-two-letters-2"


def test_details_are_encrypted_in_the_database_and_read_back():
    officer = UserFactory()
    contact = keep_contact(make.CommentFactory(), email="sam@example.org", contact_me=True)

    details = read_contact(contact, by=officer)

    assert details == ContactDetails("sam@example.org", "")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM feedback_commentcontact")
        assert "sam" not in str(cursor.fetchall())
    entry = AuditEntry.objects.get(action="contact.read")
    assert (entry.actor_id, entry.object_id, entry.facts) == (officer.pk, str(contact.pk), {})


def test_details_given_again_replace_the_first():
    comment = make.CommentFactory()
    keep_contact(comment, email="sam@example.org", quote_me=True)

    keep_contact(comment, telephone="01632 960001", pass_on=True)

    contact = CommentContact.objects.get(token=comment.contact_token)
    assert read_contact(contact, by=UserFactory()) == ContactDetails("", "01632 960001")
    assert (contact.contact_me, contact.quote_me, contact.pass_on) == (False, False, True)


def test_an_older_key_still_reads_and_the_newest_writes(settings):
    settings.CONTACT_KEYS = [OLD]
    contact = keep_contact(make.CommentFactory(), email="sam@example.org")
    settings.CONTACT_KEYS = [NEW, OLD]

    assert read_contact(contact, by=UserFactory()).email == "sam@example.org"
    assert contact.key_id == key_id(OLD)
    assert keep_contact(make.CommentFactory(), email="a@example.org").key_id == key_id(NEW)


def test_a_lost_key_breaks_nothing(settings):
    settings.CONTACT_KEYS = [OLD]
    contact = keep_contact(make.CommentFactory(), email="sam@example.org")
    settings.CONTACT_KEYS = [NEW]

    assert read_contact(contact, by=UserFactory()) == ContactDetails("", "", is_readable=False)


def test_details_must_reach_somebody():
    with pytest.raises(IntegrityError):
        keep_contact(make.CommentFactory())
