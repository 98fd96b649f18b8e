"""Mail is written with what it tells, sent once, and tried again while the mail server is away."""

import datetime
import socket

import pytest
from aiosmtpd.controller import Controller
from django.db import transaction
from django.utils import timezone

from localoffer.mail.models import GIVES_UP_AFTER, OutgoingMail
from localoffer.mail.outbox import DAYS_KEPT, deliver_due, forget_old, queue_mail, try_again_now

pytestmark = pytest.mark.django_db

SMTP = "django.core.mail.backends.smtp.EmailBackend"


def write(**fields):
    return queue_mail(
        **{"to": "pia@example.org", "subject": "Hello", "text": "Good day.", "kind": "test", **fields}
    )


class Inbox:
    def __init__(self):
        self.received = []

    async def handle_DATA(self, server, session, envelope):
        self.received.append((envelope.rcpt_tos, envelope.content.decode()))
        return "250 OK"


@pytest.fixture
def smtp(settings):
    """A real mail server on this machine."""
    inbox = Inbox()
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", port
    yield inbox
    controller.stop()


def test_a_mail_reaches_its_server_once_and_its_words_are_forgotten(smtp):
    write(text="The link is https://example.org/secret")

    assert deliver_due().sent == 1
    assert deliver_due().sent == 0
    [(recipients, content)] = smtp.received
    assert recipients == ["pia@example.org"]
    assert "https://example.org/secret" in content
    mail = OutgoingMail.objects.get()
    assert mail.sent_at is not None
    assert mail.text == ""


def test_a_mail_of_a_key_is_written_once():
    assert write(key="reminder-1") is not None
    assert write(key="reminder-1") is None
    assert OutgoingMail.objects.count() == 1


def test_mails_without_a_key_are_all_written():
    write()
    write()

    assert OutgoingMail.objects.count() == 2


def test_a_mail_is_not_left_behind_by_what_was_rolled_back():
    with transaction.atomic():
        write()
        transaction.set_rollback(True)

    assert not OutgoingMail.objects.exists()


def test_a_line_break_in_a_subject_adds_no_header(mailoutbox):
    write(subject="Hello\nBcc: everybody@example.org")

    deliver_due()

    assert mailoutbox[0].subject == "Hello Bcc: everybody@example.org"
    assert mailoutbox[0].bcc == []


def test_a_server_that_is_away_loses_nothing_and_is_tried_later_and_later(settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", 9
    write()
    waits = []

    for _ in range(3):
        OutgoingMail.objects.update(not_before=timezone.now())
        assert deliver_due().failed == 1
        mail = OutgoingMail.objects.get()
        waits.append(round((mail.not_before - timezone.now()).total_seconds() / 60))

    assert waits == [1, 2, 4]
    assert mail.text == "Good day."
    assert "ConnectionRefusedError" in mail.last_error
    assert not OutgoingMail.objects.due().exists()


def test_what_was_given_up_is_tried_again_when_an_officer_says_so(mailoutbox):
    mail = write()
    OutgoingMail.objects.update(attempts=GIVES_UP_AFTER, last_error="no such host")
    mail.refresh_from_db()

    assert mail.has_given_up
    assert deliver_due().sent == 0
    assert try_again_now() == 1
    assert deliver_due().sent == 1
    assert len(mailoutbox) == 1


def test_a_mail_that_another_process_has_taken_is_left_alone(mailoutbox):
    mail = write()
    OutgoingMail.objects.filter(pk=mail.pk).update(not_before=timezone.now() + datetime.timedelta(minutes=5))

    assert deliver_due().sent == 0


def test_what_was_sent_long_ago_is_deleted():
    old, new, waiting = write(), write(), write()
    OutgoingMail.objects.exclude(pk=waiting.pk).update(sent_at=timezone.now(), text="")
    OutgoingMail.objects.filter(pk=old.pk).update(
        sent_at=timezone.now() - datetime.timedelta(days=DAYS_KEPT + 1)
    )

    assert forget_old() == 1
    assert set(OutgoingMail.objects.values_list("pk", flat=True)) == {new.pk, waiting.pk}


def test_a_sent_mail_cannot_keep_its_words():
    from django.db import IntegrityError

    mail = write()

    with pytest.raises(IntegrityError, match="mail_words_gone_once_sent"):
        OutgoingMail.objects.filter(pk=mail.pk).update(sent_at=timezone.now())
