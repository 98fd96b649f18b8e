"""A family says something in under a minute, loses nothing on the way, and is stored once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feedback.enums import ArrivedVia, FromWhom, Subject
from feedback.models import AuditEntry, Comment, CommentReceipt, FeedbackSettings
from feedback.saying.sending import Refusal
from feedback.views.comment import REFUSALS, STARTED_OVER
from localoffer.mail.models import OutgoingMail
from services_directory.search.outbox import drain
from tests.factories.directory import ServicePageFactory
from tests.feedback.saying.pages import ADDRESS, PERSON, aged, hidden, post, reference, say

pytestmark = pytest.mark.django_db


def words(response):
    return response.content.decode()


def test_a_comment_is_stored_with_its_receipt_and_its_audit_entry(client):
    sent = post(client, say(client, "We could not find a club for teenagers."))

    comment = Comment.objects.get()
    assert comment.text == "We could not find a club for teenagers."
    assert comment.from_whom == FromWhom.PARENT_CARER
    assert comment.subjects == [Subject.INFORMATION]
    assert comment.arrived_via == ArrivedVia.FORM
    assert CommentReceipt.objects.get().comment == comment
    assert AuditEntry.objects.get().action == "comment.received"
    assert len(reference(sent)) > 15
    assert "We could not find a club" not in words(sent)


def test_no_page_of_the_way_sets_a_cookie_or_may_be_kept(client):
    page = client.get(ADDRESS)
    pages = [page, post(client, page, from_whom="child"), say(client), post(client, say(client))]

    for one in pages:
        assert not one.cookies
        assert "no-store" in one["Cache-Control"]
        assert one["Referrer-Policy"] == "same-origin"


def test_sending_twice_stores_once_and_gives_the_same_reference(client):
    check = say(client)

    first, second = post(client, check), post(client, check)

    assert Comment.objects.count() == 1
    assert reference(first) == reference(second)


def test_other_words_sent_with_the_same_page_are_not_lost(client):
    check = say(client, "The first words.")
    post(client, check)
    again = post(client, post(client, check, go="words"), text="Other words.")

    refused = post(client, again)
    assert REFUSALS[Refusal.SENT_BEFORE] in words(refused)
    post(client, refused)

    assert set(Comment.objects.values_list("text", flat=True)) == {"The first words.", "Other words."}


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ({}, {"from_whom": ""}, "Choose who you are"),
        ({}, {"from_whom": "the king"}, "Select a valid choice"),
        ({"from_whom": "child"}, {"subjects": []}, "Tick what it is about"),
    ],
)
def test_a_question_left_out_is_asked_again(client, field, value, message):
    page = client.get(ADDRESS)
    if field:
        page = post(client, page, **field)

    again = post(client, page, **value)

    assert message in words(again)
    assert "<title>Error: " in words(again)


def test_a_comment_that_is_too_long_stays_in_its_box(client):
    page = post(client, post(client, client.get(ADDRESS), from_whom="child"), subjects=["missing"])
    long = "word " * 1200

    again = post(client, page, text=long)
    assert "Your comment is too long. It can have 5000 characters and has" in words(again)
    assert long.strip() in words(again)

    back = post(client, again, text=long, go="about")
    forth = post(client, back, subjects=["missing"])
    assert long.strip() in words(forth)


def test_exactly_5000_characters_with_any_line_ends_are_taken(client):
    text = "a\r\n" * 2499 + "ab"

    post(client, say(client, text))

    assert len(Comment.objects.get().text) == 5000


def test_change_goes_back_and_keeps_the_rest(client):
    check = say(client, "Please add a map.")

    who = post(client, check, go="who")
    assert 'value="parent-carer" checked' in words(who)
    check = post(client, who, from_whom="young-person")

    assert "Check your answers" in words(check)
    assert "A young person" in words(check)
    assert "Please add a map." in words(check)


def test_from_a_listing_the_service_is_chosen_already(client):
    service = ServicePageFactory(title="Saturday club")

    check = say(client, "It was good.", address=f"{ADDRESS}?service={service.pk}")
    assert "Saturday club" in words(check)
    post(client, check)

    comment = Comment.objects.get()
    assert list(comment.services.all()) == [service]
    assert comment.arrived_via == ArrivedVia.LISTING


def test_from_an_empty_search_the_subject_is_what_is_missing(client):
    post(client, say(client, "A climbing club.", address=f"{ADDRESS}?missing=1"))

    comment = Comment.objects.get()
    assert comment.subjects == [Subject.MISSING]
    assert comment.arrived_via == ArrivedVia.EMPTY_SEARCH


@pytest.mark.parametrize(
    "query", ["service=0", "service=x", "service=²", "service=99999999999999", "consultation=none"]
)
def test_an_address_made_up_by_somebody_starts_an_ordinary_comment(client, query):
    assert "Who are you?" in words(client.get(f"{ADDRESS}?{query}"))


def test_services_are_found_by_name_and_ticked(client):
    club = ServicePageFactory(title="Otter swimming club")
    ServicePageFactory(title="Badger chess club")
    drain()
    page = post(client, client.get(ADDRESS), from_whom="child")
    page = post(client, page, subjects=["service"])

    found = post(client, page, words="otter", find="1")
    assert "Otter swimming club" in words(found)
    assert "Badger" not in words(found)
    post(client, post(client, post(client, found, services=[str(club.pk)]), text="Good."))

    assert list(Comment.objects.get().services.all()) == [club]


def test_a_service_that_is_not_there_does_not_stop_anybody(client):
    page = post(client, post(client, client.get(ADDRESS), from_whom="child"), subjects=["service"])

    found = post(client, page, words="zzzz", find="1")

    assert "We found no service for" in words(found)
    assert "What do you want to tell us?" in words(post(client, found))


def test_the_version_for_young_people_asks_the_same_in_shorter_words(client):
    page = client.get("/feedback/comment/young/")
    assert "I am under 16" in words(page)
    page = post(client, page, "/feedback/comment/young/", from_whom="child")
    assert "Something I need that is not there" in words(page)
    page = post(client, page, "/feedback/comment/young/", subjects=["missing"])
    assert "Childline" in words(page)
    check = post(client, page, "/feedback/comment/young/", text="A swing.")
    sent = post(client, check, "/feedback/comment/young/")

    assert "Thank you. We have it." in words(sent)
    assert Comment.objects.get().from_whom == FromWhom.CHILD


def test_a_day_later_what_was_typed_is_still_there(client):
    page = post(client, post(client, client.get(ADDRESS), from_whom="child"), subjects=["missing"])

    again = client.post(
        ADDRESS, {**hidden(page), "answers": "not a token", "text": "I wrote a lot."}, **PERSON
    )

    assert STARTED_OVER in words(again)
    assert "I wrote a lot." in words(again)


def test_answers_made_by_somebody_else_are_not_believed(client):
    client.post(ADDRESS, {"answers": "eyJ0ZXh0IjoieCJ9:x:y", "question": "check"}, **PERSON)

    assert not Comment.objects.exists()


def test_a_form_of_another_site_is_refused(client):
    page = client.get(ADDRESS)

    response = client.post(ADDRESS, {**hidden(page), "from_whom": "child"}, HTTP_SEC_FETCH_SITE="cross-site")

    assert response.status_code == 403


def test_a_machine_that_is_too_fast_or_fills_every_box_stores_nothing_and_a_person_can_go_on(client):
    check = say(client)

    fast = (
        post(client, check, age=0)
        if False
        else client.post(ADDRESS, {**hidden(check), "answers": aged(hidden(check)["answers"], 0)}, **PERSON)
    )
    filled = post(client, check, website="https://example.org")

    assert REFUSALS[Refusal.TOO_FAST] in words(fast)
    assert REFUSALS[Refusal.TOO_FAST] in words(filled)
    assert not Comment.objects.exists()
    post(client, fast)
    assert Comment.objects.count() == 1


def test_a_flood_from_one_network_is_told_to_wait_and_another_is_heard(client, settings):
    settings.COMMENTS_AN_HOUR = 2
    pages = [say(client, f"Comment {number}") for number in range(3)]

    answers = [post(client, page) for page in pages]
    elsewhere = client.post(
        ADDRESS,
        {**hidden(pages[2]), "answers": aged(hidden(pages[2])["answers"])},
        REMOTE_ADDR="203.0.113.9",
        **PERSON,
    )

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert REFUSALS[Refusal.TOO_OFTEN] in words(answers[2])
    assert "Comment 2" in words(answers[2])
    assert "We have your comment" in words(elsewhere)


def test_officers_get_one_mail_an_hour_with_no_word_of_a_comment(client):
    settings = FeedbackSettings.load()
    settings.new_comments_email = "send-comments@example.org"
    settings.save()

    for number in range(3):
        post(client, say(client, f"Secret words {number}"))

    mail = OutgoingMail.objects.get()
    assert mail.to == "send-comments@example.org"
    assert "Secret" not in mail.text + mail.subject


def test_too_much_at_once_is_refused_before_it_is_read(client):
    response = client.post(ADDRESS, {"answers": "x" * 300_000}, **PERSON)

    assert response.status_code == 413
    assert "Too much was sent at once" in words(response)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "\u202eevil", "=cmd()", "a\x00b", "{{ 7 }}"])
def test_hostile_words_are_kept_as_typed_and_shown_as_text(client, text):
    check = say(client, text)
    post(client, check)

    assert "<script>alert" not in words(check)
    assert Comment.objects.get().text == text.replace("\x00", "")


def test_the_queries_of_sending_do_not_grow_with_what_is_stored(client):
    post(client, say(client, "Warm."))

    counts = []
    for _ in range(2):
        check = say(client, "More.")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            post(client, check)
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert counts[0] <= 40
