"""Asking families, keeping who else was asked, and saying what came of it."""

import datetime

import pytest
from django.urls import reverse

from feedback.domain.publication import latest_approved
from feedback.models import Consultation, ConsultationAsked, ConsultationOutcome
from tests.factories import feedback as make
from tests.feedback.publishing import approve_words

pytestmark = pytest.mark.django_db


def question(**more):
    today = datetime.date.today()
    return {
        "title": "How should we show waits?",
        "slug": "waits",
        "subject": "publishing",
        "question": "What would help you to see how long a wait is?",
        "opens_on": today.isoformat(),
        "closes_on": (today + datetime.timedelta(days=28)).isoformat(),
        **more,
    }


def ticks(**answers):
    return {
        f"{name.replace('_', '-')}-{field}": value
        for name, row in answers.items()
        for field, value in row.items()
    }


def test_a_question_is_written_and_waits_for_approval(desk, officer):
    response = desk.post(reverse("answers:new_consultation"), question())

    one = Consultation.objects.get()
    assert response["Location"] == reverse("answers:words", args=["consultation", one.pk])
    assert one.author == officer
    assert "What would help you" in desk.get(response["Location"]).content.decode()
    assert latest_approved(one) is None


def test_days_in_the_wrong_order_are_refused_and_what_was_typed_stays(desk):
    page = desk.post(reverse("answers:new_consultation"), question(closes_on="2020-01-01")).content.decode()

    assert "The last day must not come before the first." in page
    assert "What would help you to see" in page
    assert not Consultation.objects.exists()


def test_consultees_are_ticked_with_day_and_answer(desk):
    one = make.ConsultationFactory()
    row = {
        "is_asked": "on",
        "who": "Ash Academy Trust",
        "asked_on": "2026-01-05",
        "answered_on": "2026-01-19",
        "answer": "Show weeks.",
    }

    desk.post(
        reverse("answers:asked", args=[one.pk]), ticks(academies=row, nhs_england={"asked_on": "2026-01-05"})
    )

    (kept,) = ConsultationAsked.objects.all()
    assert (kept.consultee, kept.who, kept.answer) == ("academies", "Ash Academy Trust", "Show weeks.")
    assert "Ash Academy Trust" in desk.get(reverse("answers:asked", args=[one.pk])).content.decode()


def test_a_tick_without_its_day_is_refused_and_nothing_is_lost(desk):
    one = make.ConsultationAskedFactory().consultation

    page = desk.post(
        reverse("answers:asked", args=[one.pk]), ticks(post_16={"is_asked": "on", "answer": "Yes"})
    ).content.decode()

    assert "Say on which day." in page
    assert "An answer and its day belong together." in page
    assert ConsultationAsked.objects.count() == 1


def test_the_outcome_says_who_was_asked_and_must_be_approved_again_when_that_changes(desk, officer, approver):
    one = make.ConsultationAskedFactory(who="Ash Academy Trust").consultation
    desk.post(
        reverse("answers:outcome", args=[one.pk]),
        {"what_was_said": "Most wanted weeks.", "what_changed": "Pages show weeks."},
    )
    outcome = ConsultationOutcome.objects.get()
    text = approve_words(outcome, author=officer, approver=approver)
    assert [row["who"] for row in text.words["asked"]] == ["Ash Academy Trust"]

    desk.post(
        reverse("answers:asked", args=[one.pk]), ticks(post_16={"is_asked": "on", "asked_on": "2026-01-05"})
    )

    outcome.refresh_from_db()
    assert outcome.state == "draft"
    assert latest_approved(outcome) == text


def test_list_opens(desk):
    make.ConsultationOutcomeFactory()
    make.ConsultationFactory()

    page = desk.get(reverse("answers:consultations")).content.decode()

    assert "Tick who was asked" in page
    assert "Write it" in page
