"""The demonstration shows the whole life of comments, and nothing that the rules do not allow."""

import datetime

import pytest
from django.core.management import CommandError, call_command

from feedback.demo.load import LifeLoader, read_comments
from feedback.domain.audit_verification import verify_audit
from feedback.enums import Channel, CommentState, DraftState, Progress
from feedback.models import AnnualReport, ApprovedText, Comment, SummaryItem
from localoffer.demo.people import load_people
from tests.feedback.saying.pages import post

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(settings):
    settings.DEMO = True
    call_command("load_feedback_demo", verbosity=0)


def test_the_life_of_comments_is_whole(loaded):
    assert Comment.objects.count() == len(read_comments()) >= 120
    channels = set(Comment.objects.values_list("channel", flat=True))
    assert set(Channel) - channels == {Channel.LISTING_REPORT}
    states = set(Comment.objects.values_list("state", flat=True))
    assert {
        CommentState.RECEIVED,
        CommentState.IN_SCOPE,
        CommentState.INDIVIDUAL,
        CommentState.VEXATIOUS,
        CommentState.OUTSIDE,
        CommentState.SPAM,
        CommentState.DUPLICATE,
    } <= states
    assert AnnualReport.objects.count() == 2
    assert {item.state for item in SummaryItem.objects.all()} == {
        DraftState.APPROVED,
        DraftState.SUBMITTED,
        DraftState.DRAFT,
    }
    shown = {text.words["progress"] for text in ApprovedText.objects.shown().exclude(item=None)}
    assert shown == set(Progress)
    assert verify_audit().problem == ""


def test_its_public_pages_answer(loaded, client):
    for report in AnnualReport.objects.all():
        assert client.get(f"/you-said/{report.period.slug}/").status_code == 200
    page = client.get("/feedback/consultations/").content.decode()
    assert "Should the drop-in move to Saturdays?" in page
    assert "How should we show waiting times?" in page


def test_an_open_consultation_is_answered_like_a_comment(loaded, client):
    page = client.get("/feedback/comment/?consultation=drop-in-on-saturdays")
    page = post(client, page, from_whom="parent-carer")
    assert "two Saturdays a month" in page.content.decode()
    check = post(client, page, text="One Saturday and one evening.")
    assert "Should the drop-in move to Saturdays?" in check.content.decode()
    post(client, check)

    comment = Comment.objects.latest("pk")
    assert comment.consultation.slug == "drop-in-on-saturdays"
    assert comment.text == "One Saturday and one evening."


def test_a_closed_consultation_shows_its_outcome_and_takes_no_answer(loaded, client):
    page = client.get("/feedback/consultations/how-to-show-waiting-times/").content.decode()

    assert "Most people wanted weeks" in page
    assert "Answer now" not in page
    begun = client.get("/feedback/comment/?consultation=how-to-show-waiting-times").content.decode()
    assert "Who are you?" in begun
    assert client.get("/feedback/consultations/none/").status_code == 404


def test_it_is_loaded_once_and_only_in_the_demonstration(loaded, settings):
    before = Comment.objects.count()
    call_command("load_feedback_demo", verbosity=0)
    assert Comment.objects.count() == before

    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO is off"):
        call_command("load_feedback_demo")


@pytest.mark.parametrize("day", ["2027-01-01", "2027-02-28", "2028-02-29", "2027-09-01"])
def test_it_loads_on_any_day(day, settings):
    people = load_people()
    LifeLoader(
        people["comments@example.org"], people["approver@example.org"], datetime.date.fromisoformat(day)
    ).load()

    assert AnnualReport.objects.count() == 2
