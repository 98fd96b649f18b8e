"""Building a year at the desk, and the clock on its first page."""

import datetime

import pytest
from django.urls import reverse

from feedback.domain.publication import latest_submission
from feedback.enums import ApprovalCheck
from feedback.models import AnnualReport, ApprovedText, FeedbackSettings
from tests.factories import feedback as make
from tests.feedback.publishing import publish_item
from tests.feedback.views.test_you_said import comments, published_year, the_year_before

pytestmark = pytest.mark.django_db


def do(client, period, what, **data):
    return client.post(
        reverse("answers:year", args=[period.pk]), {"do": what, **data}, follow=True
    ).content.decode()


def test_a_year_is_built_from_beginning_to_end(client, desk, approving, officer, approver):
    period = the_year_before()
    behind = comments(12, period)
    publish_item(officer, approver, period=period, comments=behind[:10])
    assert period.name in desk.get(reverse("answers:years")).content.decode()

    page = do(desk, period, "start")
    assert "2 comments in scope without an answer" in page
    assert "Say how comments were sought" in page
    make.HowSoughtFactory(period=period)
    do(desk, period, "carry-over", comments=[one.pk for one in behind[10:]], reason="finding-out")
    do(desk, period, "words", introduction="A busy year.")
    page = do(desk, period, "freeze")
    assert "Figures frozen" in page
    report = AnnualReport.objects.get()
    words = reverse("answers:words", args=["report", report.pk])
    assert "A busy year." in desk.get(words).content.decode()
    desk.post(words, {"do": "submit"})
    approving.post(
        words,
        {"do": "approve", "seen": latest_submission(report).digest, "checks": ApprovalCheck.values},
    )

    assert ApprovedText.objects.shown().filter(kind="report").exists()
    assert "A busy year." in client.get(reverse("feedback:year", args=[period.slug])).content.decode()


def test_what_is_missing_is_said_and_nothing_is_frozen(desk):
    period = the_year_before()
    comments(1, period)
    do(desk, period, "start")

    page = do(desk, period, "freeze")

    assert "without an answer" in page
    assert AnnualReport.objects.get().frozen_at is None


def test_carrying_over_needs_a_choice(desk):
    period = the_year_before()
    comments(1, period)
    do(desk, period, "start")

    assert "Choose the comments and a reason" in do(desk, period, "carry-over", reason="finding-out")


def test_promises_are_followed_up(desk, officer, approver):
    published_year(officer, approver, years=2)
    period = the_year_before()
    do(desk, period, "start")
    promise = ApprovedText.objects.get(item__heading="Waiting times")

    refused = do(desk, period, "follow-up", promise=promise.pk, outcome="late", words="")
    page = do(desk, period, "follow-up", promise=promise.pk, outcome="late", words="It took longer.")

    assert "Say why it is late or dropped" in refused
    assert "It took longer." in page


def test_the_clock_warns_on_the_first_page_of_the_desk(desk):
    settings = FeedbackSettings.load()
    settings.last_published_elsewhere_on = datetime.date.today() - datetime.timedelta(days=400)
    settings.save()

    page = desk.get("/admin/").content.decode()

    assert "<strong>Overdue:</strong> comments and answers were last published" in page


@pytest.mark.parametrize("name", ["periods", "themes", "how_sought", "partners", "signposts"])
def test_the_lists_open_for_officers_for_comments(desk, name):
    make.ThemeFactory()
    make.HowSoughtFactory()
    make.PartnerFactory()
    make.SignpostRouteFactory()

    assert desk.get(reverse(f"{name}:index")).status_code == 200
    assert desk.get(reverse(f"{name}:add")).status_code == 200
