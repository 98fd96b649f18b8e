"""Approved words sent on: who reads them, and what they answered."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from feedback.domain.forwarding import forward, note_answer, words_for
from feedback.domain.publication import submit, take_down, write
from feedback.exceptions import InvalidTransition, NotReady
from tests.factories import feedback as make
from tests.factories.directory import ServicePageFactory
from tests.factories.people import ProviderMembershipFactory, UserFactory
from tests.feedback.publishing import approve_words, new_item, publish_item

pytestmark = pytest.mark.django_db


def test_a_provider_reads_in_its_portal_what_was_sent_to_it_and_nothing_else(
    client, officer, approver, settings
):
    settings.DEMO = True
    service = ServicePageFactory()
    text = publish_item(officer, approver, services=[service], heading="Room in the club")
    publish_item(officer, approver, heading="About somebody else")
    client.force_login(ProviderMembershipFactory(provider=service.provider).user)
    assert "Room in the club" not in client.get(reverse("portal:home")).content.decode()

    forward(text, service.provider, by=officer)

    page = client.get(reverse("portal:home")).content.decode()
    assert "Room in the club" in page
    assert "About somebody else" not in page
    take_down(text.item, by=officer, reason="A family could be recognised.")
    assert "Room in the club" not in client.get(reverse("portal:home")).content.decode()


def test_only_words_that_show_are_sent_on(officer, approver):
    text = publish_item(officer, approver)
    take_down(text.item, by=officer, reason="x")

    with pytest.raises(InvalidTransition):
        forward(text, make.PartnerFactory(), by=officer)


def test_older_words_are_not_sent_on(officer, approver):
    text = publish_item(officer, approver)
    approve_words(write(text.item, by=officer, heading="Newer"), author=officer, approver=approver)

    with pytest.raises(InvalidTransition):
        forward(text, make.PartnerFactory(), by=officer)


def test_a_body_gets_words_once(officer, approver):
    text, board = publish_item(officer, approver), make.PartnerFactory()
    forward(text, board, by=officer)

    with pytest.raises(InvalidTransition, match="has these words already"):
        forward(text, board, by=officer)


def test_nobody_else_sends_words_on(officer, approver):
    text = publish_item(officer, approver)

    with pytest.raises(PermissionDenied):
        forward(text, make.PartnerFactory(), by=UserFactory())


def test_an_answer_comes_after_the_words_and_says_something(officer, approver):
    sent = forward(publish_item(officer, approver), make.PartnerFactory(), by=officer)
    today = datetime.date.today()

    with pytest.raises(NotReady):
        note_answer(sent, by=officer, answer=" ", on=today)
    with pytest.raises(NotReady):
        note_answer(sent, by=officer, answer="Thank you.", on=today - datetime.timedelta(days=9))
    note_answer(sent, by=officer, answer="Thank you.", on=today)

    sent.refresh_from_db()
    assert (sent.answer, sent.answered_on) == ("Thank you.", today)


def test_a_draft_that_was_submitted_is_nobodys_to_read(officer):
    submit(write(new_item(), by=officer), by=officer)

    assert words_for([ServicePageFactory().provider_id]) == []
