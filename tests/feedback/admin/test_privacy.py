"""Officers who may do so find, hand over and erase what one person sent, and see how long everything is kept."""

import json

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from feedback.enums import CommentState
from feedback.models import AuditEntry, Comment
from localoffer.accounts.roles import APPROVERS, FEEDBACK_OFFICERS, OFFICERS
from tests.factories.feedback import CommentFactory, CommentReceiptFactory, long_ago
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

PERSON, RETENTION = "/admin/personal-data/one-person/", "/admin/personal-data/retention/"


def signed_in(group, settings):
    settings.DEMO = True
    user = UserFactory()
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def officer(settings):
    return signed_in(FEEDBACK_OFFICERS, settings)


@pytest.fixture
def sent():
    comment = CommentFactory(text="<b>One person's words</b>")
    CommentReceiptFactory(comment=comment, reference="ABCD-EFGH-2345-6789Z")
    return comment


@pytest.mark.parametrize("group", [OFFICERS, APPROVERS])
@pytest.mark.parametrize("address", [PERSON, RETENTION, f"{PERSON}1/erase/"])
def test_others_are_refused(group, address, settings, sent):
    response = signed_in(group, settings).get(address)

    assert response.status_code in (302, 403)
    assert response.get("Location", "/admin/") == "/admin/"


def test_a_person_is_found_by_reference_and_the_words_are_shown_as_text(officer, sent):
    page = officer.post(PERSON, {"reference": "abcdefgh23456789z"}).content.decode()

    assert "&lt;b&gt;One person&#x27;s words&lt;/b&gt;" in page


@pytest.mark.parametrize(
    ("sent_fields", "message"),
    [
        ({}, "Fill in one of the three."),
        ({"reference": "x", "words": "quokka"}, "Fill in one of the three."),
        ({"words": "a"}, "at least 4 characters"),
        ({"email": "pat"}, "valid email"),
    ],
)
def test_a_search_for_nothing_or_too_much_is_told(officer, sent_fields, message):
    page = officer.post(PERSON, sent_fields).content.decode()

    assert message in page


def test_everything_is_handed_over_as_a_file(officer, sent):
    response = officer.post(f"{PERSON}{sent.pk}/export/")

    assert json.loads(response.content)["words"] == sent.text
    assert "attachment" in response["Content-Disposition"]
    assert officer.get(f"{PERSON}{sent.pk}/export/").status_code == 405


def test_erasing_asks_first(officer, sent):
    assert "cannot be undone" in officer.get(f"{PERSON}{sent.pk}/erase/").content.decode()
    assert Comment.objects.get().text

    officer.post(f"{PERSON}{sent.pk}/erase/")

    assert Comment.objects.get().text == ""
    again = officer.post(f"{PERSON}{sent.pk}/erase/", follow=True).content.decode()
    assert "gone already" in again


def test_what_is_due_is_shown_and_deleted(officer):
    CommentFactory(state=CommentState.SPAM, state_changed_at=long_ago(40))

    before = officer.get(RETENTION).content.decode()
    assert "Nothing has been deleted yet" in before
    assert "protect_audit" in before
    officer.post(RETENTION)

    after = officer.get(RETENTION).content.decode()
    assert "Last deleted on" in after
    assert Comment.objects.get().text == ""


def test_a_broken_trail_is_shown(officer):
    CommentFactory(state=CommentState.SPAM, state_changed_at=long_ago(40))
    officer.post(RETENTION)
    entry = AuditEntry.objects.first()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE feedback_auditentry SET action = 'x' WHERE number = %s", [entry.number])

    assert f"Entry {entry.number} was changed" in officer.get(RETENTION).content.decode()
