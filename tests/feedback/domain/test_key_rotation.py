"""Contact details move to a new key; a lost key breaks nothing and is said."""

import pytest
from django.core.management import CommandError, call_command

from feedback.domain.contact_keys import keep_contact, read_contact
from feedback.models import CommentContact
from tests.factories.feedback import CommentFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

OLD, NEW = "an old key of more than thirty-two letters", "a new key of more than thirty-two letters"


@pytest.fixture
def contact(settings):
    settings.CONTACT_KEYS = [OLD]
    return keep_contact(CommentFactory(), email="pat@example.org", contact_me=True)


def email_of(contact):
    contact.refresh_from_db()
    return read_contact(contact, by=UserFactory()).email


def test_rotation_leaves_nothing_under_the_old_key(contact, settings, capsys):
    settings.CONTACT_KEYS = [NEW, OLD]

    call_command("rotate_contact_keys")
    settings.CONTACT_KEYS = [NEW]

    assert email_of(contact) == "pat@example.org"
    assert "1 contacts are under the newest key" in capsys.readouterr().out


def test_a_lost_key_is_an_error_that_says_what_to_do(contact, settings):
    settings.CONTACT_KEYS = [NEW]
    before = CommentContact.objects.get().email_encrypted

    with pytest.raises(CommandError, match="cannot be read with any of the keys"):
        call_command("rotate_contact_keys")

    assert CommentContact.objects.get().email_encrypted == before
    assert email_of(contact) == ""
