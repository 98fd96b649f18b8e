"""What happened to mine: by the reference alone, with no word of the comment."""

import pytest

from feedback.domain.receiving import new_reference, receive_comment
from feedback.enums import CommentState, ReceiptState
from feedback.models import (
    AuditEntry,
    Comment,
    CommentContact,
    CommentReceipt,
    SafeguardingReferral,
    SignpostRoute,
)
from feedback.views.follow import NOT_FOUND, TOO_OFTEN
from tests.feedback.saying.pages import PERSON

pytestmark = pytest.mark.django_db

FOLLOW, EMAIL, WITHDRAW = "/feedback/follow/", "/feedback/follow/email/", "/feedback/follow/withdraw/"


@pytest.fixture
def received():
    return receive_comment(text="A word that nobody reads: quokka.", subjects=["missing"])


def show(client, reference, address=FOLLOW, **fields):
    return client.post(address, {"reference": reference, **fields}, **PERSON)


def words(response):
    return response.content.decode()


def test_the_reference_shows_where_the_comment_is_and_no_word_of_it(client, received):
    page = show(client, received.reference)

    assert "We have your comment" in words(page)
    assert "quokka" not in words(page)
    assert "no-store" in page["Cache-Control"]
    assert not page.cookies


def test_the_page_reads_no_comment(client, received, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        show(client, received.reference)

    assert not [query for query in queries if 'FROM "feedback_comment"' in query["sql"]]


@pytest.mark.parametrize("change", [str.lower, lambda one: one.replace("-", " "), lambda one: f" {one} "])
def test_a_reference_may_be_typed_in_any_way(client, received, change):
    assert "We have your comment" in words(show(client, change(received.reference)))


@pytest.mark.parametrize("typed", ["", "x", "ABCD-EFGH-2345-6789Z", "' OR 1=1 --", "a" * 1000, "\x00"])
def test_a_wrong_reference_is_told_what_to_look_at(client, received, typed):
    page = show(client, typed)

    assert page.status_code == 200
    assert "There is a problem" in words(page)


def test_guessing_is_limited(client, received):
    for _ in range(30):
        show(client, new_reference())

    page = show(client, new_reference())

    assert page.status_code == 429
    assert TOO_OFTEN in words(page)
    assert NOT_FOUND not in words(page)


def test_an_email_is_kept_apart_encrypted_and_with_its_permissions(client, received):
    page = show(client, received.reference, EMAIL, email="pat@example.org", permissions=["contact_me"])

    contact = CommentContact.objects.get()
    assert "We have kept your email" in words(page)
    assert "pat@example.org" not in contact.email_encrypted
    assert (contact.contact_me, contact.quote_me, contact.pass_on) == (True, False, False)
    assert contact.token == Comment.objects.get().contact_token


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"email": "pat at example", "permissions": ["contact_me"]}, "Write an email like name@example.org."),
        ({"email": "pat@example.org"}, "Tick what we may use your email for."),
    ],
)
def test_an_email_that_cannot_be_kept_stays_in_its_box(client, received, fields, message):
    page = show(client, received.reference, EMAIL, **fields)

    assert message in words(page)
    assert fields["email"] in words(page)
    assert not CommentContact.objects.exists()


def test_a_comment_is_taken_back_after_one_more_question(client, received):
    show(client, received.reference, EMAIL, email="pat@example.org", permissions=["contact_me"])

    asked = show(client, received.reference, WITHDRAW)
    assert "Take your comment back?" in words(asked)
    assert Comment.objects.get().text
    done = show(client, received.reference, WITHDRAW, sure="yes")

    comment = Comment.objects.get()
    assert "We have deleted your words" in words(done)
    assert (comment.state, comment.text) == (CommentState.WITHDRAWN, "")
    assert not CommentContact.objects.exists()
    assert CommentReceipt.objects.get().state == ReceiptState.WITHDRAWN
    assert AuditEntry.objects.last().action == "comment.withdrawn"


def test_words_about_danger_stay_until_that_is_closed(client, received):
    SafeguardingReferral.objects.create(comment=received.comment)

    show(client, received.reference, WITHDRAW, sure="yes")

    comment = Comment.objects.get()
    assert comment.state == CommentState.WITHDRAWN
    assert "quokka" in comment.text


def test_a_comment_is_taken_back_once(client, received):
    show(client, received.reference, WITHDRAW, sure="yes")

    again = show(client, received.reference, WITHDRAW, sure="yes")
    late = show(client, received.reference, EMAIL, email="pat@example.org", permissions=["contact_me"])

    assert "taken back before" in words(again)
    assert "we have kept no email" in words(late)
    assert not CommentContact.objects.exists()


def test_a_comment_for_somebody_else_says_who_can_help(client, received):
    route = SignpostRoute.objects.create(
        kind="complaint", title="A complaint about the NHS", body="The hospital", who_may_use="Anybody"
    )
    CommentReceipt.objects.update(state=ReceiptState.ELSEWHERE, signpost=route)

    page = words(show(client, received.reference))

    assert "The hospital" in page
    assert "Somebody else can help with this" in page


def test_a_link_or_a_prefetch_changes_nothing(client, received):
    assert client.get(WITHDRAW).status_code == 405
    assert client.get(EMAIL).status_code == 405
    assert Comment.objects.get().text


def test_routes_are_shown_with_who_when_and_why(client):
    SignpostRoute.objects.create(
        kind="appeal",
        title="Appeal to the tribunal",
        body="First-tier Tribunal",
        who_may_use="Parents and young people",
        time_limit="2 months after the decision",
        legal_source="Children and Families Act 2014, section 51",
    )
    SignpostRoute.objects.create(
        kind="advice", title="Old advice", body="Gone", who_may_use="Anybody", is_shown=False
    )

    page = words(client.get("/feedback/where-to-go/"))

    assert "2 months after the decision" in page
    assert "section 51" in page
    assert "Old advice" not in page
