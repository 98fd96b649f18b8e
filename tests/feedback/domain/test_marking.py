"""What the worker does with a new comment: danger first, then identifiers; nothing in the request."""

import pytest

from feedback.domain import known_names, marking
from feedback.domain.contact_keys import keep_contact
from feedback.domain.danger import suggests_danger
from feedback.domain.marking import mark_new_comments
from feedback.domain.safeguarding import close_worry, raise_worry, refer_worry
from feedback.exceptions import InvalidTransition
from feedback.models import FeedbackSettings, SafeguardingReferral
from localoffer.mail.models import OutgoingMail
from services_directory.worker import JOBS
from tests.factories.directory import ServicePageFactory
from tests.factories.feedback import CommentFactory, SafeguardingReferralFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_names():
    known_names.forget_names()
    marking._failed.clear()
    yield
    known_names.forget_names()


@pytest.fixture
def duty_contact(db):
    settings = FeedbackSettings.load()
    settings.safeguarding_contact = "duty@example.org"
    settings.save()


def test_the_worker_marks_comments_every_few_seconds():
    job = next(one for one in JOBS if one.run is mark_new_comments)

    assert job.seconds <= 60


def test_a_new_comment_is_marked_once():
    comment = CommentFactory(text="my son jayden")

    mark_new_comments()
    mark_new_comments()

    comment.refresh_from_db()
    assert [(span.start, span.end, span.kind) for span in comment.spans.all()] == [(7, 13, "person")]
    assert comment.marks_made_at


def test_the_names_of_this_site_are_known():
    ServicePageFactory(title="Daisy Grace Club")
    UserFactory(first_name="Blue", last_name="Skies")
    comment = CommentFactory(text="Daisy Grace Club is great. blue skies rang me.")

    mark_new_comments()

    assert [comment.text[span.start : span.end] for span in comment.spans.all()] == ["blue skies"]


def test_what_the_sender_gave_later_is_marked_too():
    comment = CommentFactory(text="ring flumpkin please")
    mark_new_comments()
    assert not comment.spans.exists()

    keep_contact(comment, email="flumpkin@example.org")
    mark_new_comments()

    assert comment.spans.get().reason == "the commenter's own details"


def test_one_comment_that_fails_does_not_hold_up_the_others(monkeypatch):
    bad, good = CommentFactory(text="bad"), CommentFactory(text="my son jayden")
    find = marking.find_identifiers

    def sometimes(text, **options):
        if text == "bad":
            raise RuntimeError
        return find(text, **options)

    monkeypatch.setattr(marking, "find_identifiers", sometimes)
    mark_new_comments()

    bad.refresh_from_db()
    assert bad.marks_made_at is None
    assert good.spans.count() == 1


@pytest.mark.parametrize(
    "text",
    [
        "he said he wants to kill himself",
        "she is self-harming every night",
        "I want to die",
        "his dad hits him",
        "my daughter has bruises on her arms from the escort",
        "we are not safe at home",
        "she was touched inappropriately",
        "no food in the house",
        "they locked him in a cupboard",
        "s\u200buicidal",
        "HE HAS A KNIFE AND HE IS VIOLENT. SUICIDAL",
        "I can't cope anymore",
    ],
)
def test_words_of_danger_are_heard(text):
    assert suggests_danger(text)


@pytest.mark.parametrize(
    "text",
    [
        "The waiting list is killing me",
        "It is a hit and miss service",
        "We were locked out of the portal",
        "Please help me find a club",
        "The building is safe and friendly",
        "Cuts to short breaks hurt families",
    ],
)
def test_other_strong_words_are_no_alarm(text):
    assert not suggests_danger(text)


def test_danger_is_told_at_once_with_a_reference_and_no_words(duty_contact):
    comment = CommentFactory(text="my son Jayden wants to die")

    mark_new_comments()
    mark_new_comments()

    mail = OutgoingMail.objects.get()
    assert mail.to == "duty@example.org"
    assert f"/admin/comments/{comment.pk}/" in mail.text
    assert "Jayden" not in mail.text + mail.subject
    assert "die" not in mail.text + mail.subject
    assert comment.referrals.get().alerted_at


def test_a_worry_waits_until_somebody_can_be_told():
    CommentFactory(text="I want to die")
    mark_new_comments()
    assert SafeguardingReferral.objects.without_alert().count() == 1

    settings = FeedbackSettings.load()
    settings.safeguarding_contact = "duty@example.org"
    settings.save()
    mark_new_comments()

    assert OutgoingMail.objects.count() == 1
    assert not SafeguardingReferral.objects.without_alert().exists()


def test_a_worry_is_referred_and_closed(duty_contact):
    officer, referral = UserFactory(), SafeguardingReferralFactory()

    refer_worry(referral, to="Children's social care", by=officer)
    close_worry(referral, by=officer)

    referral.refresh_from_db()
    assert (referral.referred_to, referral.referred_by, referral.closed_by) == (
        "Children's social care",
        officer,
        officer,
    )
    assert not SafeguardingReferral.objects.open().exists()


def test_a_worry_is_not_closed_before_it_is_referred_or_found_to_be_none():
    officer, referral = UserFactory(), SafeguardingReferralFactory()

    with pytest.raises(InvalidTransition):
        close_worry(referral, by=officer)
    close_worry(referral, by=officer, no_concern=True)
    with pytest.raises(InvalidTransition):
        refer_worry(referral, to="Police", by=officer)
    with pytest.raises(InvalidTransition):
        close_worry(referral, by=officer, no_concern=True)


def test_an_open_worry_is_kept_and_a_closed_one_may_be_raised_again():
    comment = CommentFactory()
    first = raise_worry(comment)

    assert raise_worry(comment) == first
    close_worry(first, by=UserFactory(), no_concern=True)
    assert raise_worry(comment) != first
