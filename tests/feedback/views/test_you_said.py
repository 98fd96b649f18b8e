"""``/you-said/``: what everybody may read, and nothing that they may not."""

import csv
import datetime
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from feedback.domain.publication import take_down, write
from feedback.domain.year import carry_over, follow_up, freeze, promised, start_report
from feedback.enums import CarriedOverReason, CommentState, FollowUp
from feedback.models import CommentTheme
from tests.factories import feedback as make
from tests.factories.directory import ServicePageFactory
from tests.feedback.publishing import NOT_POSSIBLE, UNDER_WAY, approve_words, publish_item

pytestmark = pytest.mark.django_db

SECRET = "zyxwv a word that only stands in comments"


def the_year_before(years=1):
    year = (datetime.date.today() - datetime.timedelta(days=243)).year - years
    return make.FeedbackPeriodFactory(year=year)


def comments(number, period, **fields):
    day = period.starts_on + datetime.timedelta(days=100)
    received_at = timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))
    return make.InScopeCommentFactory.create_batch(number, text=SECRET, received_at=received_at, **fields)


def published_year(officer, approver, years=1, **words):
    """A year with an item of each kind, a theme, and all its tables."""
    period = the_year_before(years)
    make.HowSoughtFactory(period=period, words="We asked at three open mornings.")
    behind = comments(20, period)
    theme = make.ThemeFactory(period=period, title="Finding out")
    for comment in behind:
        CommentTheme.objects.create(comment=comment, theme=theme)
    service = ServicePageFactory(title=f"Splash club {years}")
    publish_item(officer, approver, period=period, theme=theme, comments=behind, services=[service])
    due = period.ends_on + datetime.timedelta(days=300)
    publish_item(officer, approver, period=period, comments=behind[:3], due_on=due, **UNDER_WAY)
    publish_item(officer, approver, period=period, comments=behind[:9], **NOT_POSSIBLE)
    comments(9, period, channel="paper", from_whom="parent-carer")
    comments(4, period, state=CommentState.OUTSIDE)
    report = start_report(period, by=officer)
    for promise in promised(report):
        report = follow_up(report, promise, by=officer, outcome=FollowUp.LATE, words="It took longer.")
    from feedback.domain.year import without_answer

    report = carry_over(
        report, list(without_answer(report)), by=officer, reason=CarriedOverReason.ASKING_FAMILIES
    )
    report = write(report, by=officer, **{"easy_read_text": "You said: tell us more.\nWe did.", **words})
    return approve_words(freeze(report, by=officer), author=officer, approver=approver)


@pytest.fixture
def year(officer, approver):
    """A published year."""
    return published_year(officer, approver)


def addresses(slug):
    return {
        "answers": reverse("feedback:you_said"),
        "answers csv": reverse("feedback:answers_csv"),
        "year": reverse("feedback:year", args=[slug]),
        "easy": reverse("feedback:easy_read", args=[slug]),
        "figures csv": reverse("feedback:figures_csv", args=[slug]),
        "year csv": reverse("feedback:year_answers_csv", args=[slug]),
    }


PAGES = ("answers", "answers csv", "year", "easy", "figures csv", "year csv")


def get(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("page", [*PAGES, "home", "sitemap"])
def test_no_query_of_a_public_page_touches_a_comment_or_a_draft(client, year, officer, approver, page):
    publish_item(officer, approver, comments=make.InScopeCommentFactory.create_batch(2))
    address = {**addresses(year.words["slug"]), "home": "/", "sitemap": "/sitemap.xml"}[page]

    with CaptureQueriesContext(
        connection,
    ) as queries:
        body = get(client, address)

    touched = set(re.findall(r'"(feedback_\w+)"', " ".join(query["sql"] for query in queries)))
    assert touched <= {
        "feedback_approvedtext",
        "feedback_takedown",
        "feedback_putback",
        "feedback_feedbacksettings",
    }
    assert "zyxwv" not in body


@pytest.mark.parametrize("page", PAGES)
def test_pages_can_be_cached_but_are_asked_again_each_time_and_set_no_cookie(client, year, page):
    address = addresses(year.words["slug"])[page]

    response = client.get(address)
    again = client.get(address, headers={"if-none-match": response["ETag"]})

    assert {"public", "max-age=0", "must-revalidate"} <= set(response["Cache-Control"].split(", "))
    assert not response.cookies
    assert (again.status_code, again.content) == (304, b"")
    assert client.post(address).status_code == 405


def test_what_is_taken_down_is_gone_everywhere_at_once(client, year, officer, approver):
    text = publish_item(officer, approver, heading="Buses to school")
    address = addresses(year.words["slug"])["answers"]
    before = client.get(address)
    assert b"Buses to school" in before.content
    assert "Buses to school" in get(client, addresses("x")["answers csv"])

    take_down(text.item, by=officer, reason="A family could be recognised.")

    after = client.get(address, headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200
    assert b"Buses to school" not in after.content
    assert "Buses to school" not in get(client, addresses("x")["answers csv"])
    assert "Buses to school" not in get(client, "/")


def test_an_answer_of_a_published_year_that_is_taken_down_leaves_page_and_csv(client, year, officer):
    from feedback.models import SummaryItem

    where = addresses(year.words["slug"])
    assert "A pool" in get(client, where["year"])

    take_down(SummaryItem.objects.get(heading="A pool"), by=officer, reason="A family could be recognised.")

    assert "A pool" not in get(client, where["year"])
    assert "A pool" not in get(client, where["year csv"])


def test_a_year_that_is_taken_down_is_not_found_and_in_no_list(client, year, officer):
    where = addresses(year.words["slug"])

    take_down(year.report, by=officer, reason="A family could be recognised.")

    for page in ("year", "easy", "figures csv", "year csv"):
        assert client.get(where[page]).status_code == 404
    assert where["year"] not in get(client, where["answers"])
    assert where["year"] not in get(client, "/sitemap.xml")


def test_the_page_of_a_year_says_everything_the_law_asks_for(client, officer, approver):
    published_year(officer, approver, years=2)
    text = published_year(officer, approver, years=1, introduction="Many spoke of waiting.")

    body = get(client, addresses(text.words["slug"])["year"])

    for words in (
        "Many spoke of waiting.",
        "We asked at three open mornings.",
        "Clubs are full before families hear of them.",
        "Pages now show whether there is room.",
        "There is no money for it until the next plan.",
        "Local Offer team",
        "Said by about 20 people",
        "Said by fewer than 8 people",
        "It took longer.",
        "What became of last year",
        "Splash club 1",
        "Read it in easy words",
    ):
        assert words in body
    assert "style=" not in body
    assert re.findall(r'<rect width="(\d+)"', body)


@pytest.mark.parametrize(
    ("chosen", "headings"),
    [
        ("", {"Room in clubs", "Waiting times", "A pool"}),
        ("done", {"Room in clubs"}),
        ("under-way", {"Waiting times"}),
        ("not-possible", {"A pool"}),
        ("nonsense", {"Room in clubs", "Waiting times", "A pool"}),
    ],
)
def test_answers_are_filtered(client, year, chosen, headings):
    body = get(client, addresses(year.words["slug"])["year"] + f"?show={chosen}")

    found = {name for name in ("Room in clubs", "Waiting times", "A pool") if f">{name} <strong" in body}
    assert found == headings


def test_every_number_of_page_and_files_is_rounded(client, year):
    where = addresses(year.words["slug"])
    rows = list(csv.reader(io.StringIO(get(client, where["figures csv"]).removeprefix("\ufeff"))))[1:]

    assert rows
    for _, _, number, _ in rows:
        assert number.startswith("fewer than") or int(number.replace(",", "")) % 5 == 0
    shown = re.findall(r'<td class="govuk-table__cell">([^<]*)</td>', get(client, where["year"]))
    assert sorted(shown) == sorted(number for _, _, number, _ in rows)


def test_csv_carries_no_formula(client, officer, approver):
    publish_item(officer, approver, heading="=HYPERLINK(1)", response="@SUM(1)", you_said="+1 more club")

    rows = list(
        csv.DictReader(io.StringIO(get(client, addresses("x")["answers csv"]).removeprefix("\ufeff")))
    )

    assert [row["About"] for row in rows] == ["'=HYPERLINK(1)"]
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


def test_hostile_words_are_shown_as_words(client, officer, approver):
    publish_item(
        officer, approver, heading="<script>alert(1)</script>", response="<img src=x onerror=alert(1)>"
    )

    body = get(client, "/you-said/")

    assert "<script>alert" not in body
    assert "<img src=x" not in body
    assert "&lt;script&gt;alert(1)" in body


def test_without_any_answer_the_page_says_so(client):
    assert "We are reading what people told us" in get(client, "/you-said/")
    assert "You said, we did</h2>" not in get(client, "/")


def test_a_draft_or_submitted_answer_shows_nowhere(client, officer):
    from feedback.domain.publication import submit
    from tests.feedback.publishing import new_item

    submit(write(new_item(heading="Not yet"), by=officer), by=officer)

    assert "Not yet" not in get(client, "/you-said/")


def test_home_page_and_navigation_lead_there(client, officer, approver):
    publish_item(officer, approver)

    body = get(client, "/")

    assert "Pages now show whether there is room." in body
    assert body.count('href="/you-said/"') >= 2


@pytest.mark.parametrize("number", [1, 3])
def test_list_makes_the_same_queries_however_long(
    client, officer, approver, number, django_assert_max_num_queries
):
    for place in range(number):
        publish_item(officer, approver, heading=f"Answer {place}")
    client.get("/you-said/")

    with django_assert_max_num_queries(8):
        client.get("/you-said/")


def test_unknown_year_is_not_found(client):
    assert client.get("/you-said/1999-to-2000/").status_code == 404
