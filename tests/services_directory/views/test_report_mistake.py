"""Something wrong?: three fields, no account, kept for officers, answered, and the address forgotten."""

import datetime
import re

import pytest
from django.core import mail as outbox
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from localoffer.mail.models import OutgoingMail
from localoffer.mail.outbox import deliver_due
from services_directory.domain.exceptions import InvalidTransition
from services_directory.domain.mistakes import (
    OUTCOMES,
    ask_provider,
    close_report,
    forget_old_words,
    report_mistake,
)
from services_directory.enums import ReportState
from services_directory.models import MistakeReport, ReviewContact
from services_directory.signals import mistake_reported
from tests.factories.directory import ServicePageFactory
from tests.factories.people import ProviderMembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

SECRET = "The page says Monday, but my Billy was sent home."


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    monkeypatch.setattr("localoffer.public_forms.guard.SHORTEST_SECONDS", 0)


@pytest.fixture
def page(home):
    return ServicePageFactory(title="Chess club")


@pytest.fixture
def officer(home):
    return UserFactory()


def send(client, page, **fields):
    address = reverse("services_directory:mistake", args=[page.pk])
    opened = re.search(r'name="opened" value="([^"]+)"', client.get(address).content.decode())[1]
    data = {"kind": "times", "words": SECRET, "email": "", "opened": opened, "website": "", **fields}
    return client.post(address, data)


def test_a_report_is_kept_for_officers_with_no_account_and_no_cookie(client, page):
    service_page = client.get(page.url).content.decode()
    assert f'href="/service-report/{page.pk}/"' in service_page

    response = send(client, page, email="reader@example.org")

    report = MistakeReport.objects.get()
    assert (report.page, report.kind, report.words, report.email, report.state, report.source) == (
        page,
        "times",
        SECRET,
        "reader@example.org",
        "new",
        "public",
    )
    assert response.status_code == 302
    assert client.get(response["Location"]).status_code == 200
    assert client.cookies == {}
    assert "reader" not in response["Location"]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("kind", "", "Choose what is wrong."),
        ("kind", "nonsense", "Select a valid choice"),
        ("words", "  ", "Tell us what the page should say."),
        ("words", "y" * 2001, "at most 2000 characters"),
        ("email", "not an address", "Enter an email address like"),
    ],
)
def test_bad_input_is_refused_at_its_field_and_kept(client, page, field, value, words):
    response = send(client, page, **{"email": "a@example.org", field: value})

    text = response.content.decode()
    assert response.status_code == 200
    assert "There is a problem" in text
    assert words in text
    kept = {"words": "sent home", "email": "a@example.org"}
    kept.pop(field, None)
    for one in kept.values():
        assert one in text
    assert not MistakeReport.objects.exists()


def test_words_are_text_and_not_markup(client, page, superuser_client):
    send(client, page, words="<script>alert(1)</script> \u202etxt\x07")

    report = MistakeReport.objects.get()
    assert "\u202e" not in report.words
    assert "\x07" not in report.words
    desk = superuser_client.get(reverse("desk:mistake", args=[report.pk])).content.decode()
    assert "&lt;script&gt;alert(1)" in desk
    assert "<script>alert(1)" not in desk


def test_words_are_never_public(client, page, officer):
    ProviderMembershipFactory(provider=page.provider)
    report = report_mistake(page, kind="times", words=SECRET)
    ask_provider(report, by=officer, request="Please check your times.")

    public = client.get(page.url).content.decode() + "".join(
        one.text + one.subject for one in OutgoingMail.objects.all()
    )
    assert "Billy" not in public


def test_a_machine_is_refused(client, page):
    send(client, page, website="https://spam.example.org")
    send(client, page, opened="forged")

    assert not MistakeReport.objects.exists()


def test_reports_from_one_network_are_limited(client, page):
    answers = [send(client, page).status_code for _ in range(6)]

    assert answers == [302] * 5 + [200]
    assert MistakeReport.objects.count() == 5


@pytest.mark.parametrize("live", [False])
def test_only_published_listings_take_reports(client, home, live):
    page = ServicePageFactory(live=live)

    assert client.get(reverse("services_directory:mistake", args=[page.pk])).status_code == 404
    assert client.get(reverse("services_directory:mistake", args=[10**9])).status_code == 404


# --- what officers do -----------------------------------------------------------------------------------
STATES = [state.value for state in ReportState]
ALLOWED = {
    ("new", "asked"),
    ("new", "corrected"),
    ("new", "unchanged"),
    ("new", "set-aside"),
    ("asked", "asked"),
    ("asked", "corrected"),
    ("asked", "unchanged"),
    ("asked", "set-aside"),
}


def in_state(page, state):
    closed = state in {one.value for one in OUTCOMES}
    return MistakeReport.objects.create(
        page=page,
        kind="cost",
        words="x",
        state=state,
        closed_at=timezone.now() if closed else None,
        asked_on=datetime.date.today() if state == "asked" else None,
        request_to_provider="Please check." if state == "asked" else "",
    )


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("after", STATES)
def test_every_step_is_allowed_or_refused(page, officer, before, after):
    report = in_state(page, before)

    def step():
        if after == "asked":
            ask_provider(report, by=officer, request="Please check.")
        else:
            close_report(report, ReportState(after), by=officer)

    if (before, after) in ALLOWED:
        step()
    else:
        with pytest.raises(InvalidTransition):
            step()
    report.refresh_from_db()
    assert report.state == (after if (before, after) in ALLOWED else before)


def test_the_provider_is_asked_in_the_words_of_the_officer(page, officer):
    member = ProviderMembershipFactory(provider=page.provider, role="manager")
    report = report_mistake(page, kind="times", words=SECRET)

    asked = ask_provider(report, by=officer, request="Please check your times.")

    mail = OutgoingMail.objects.get()
    assert (asked, mail.to) == (1, member.user.email)
    assert "Please check your times." in mail.text
    assert list(MistakeReport.objects.asked_of([page.provider_id])) == [report]


def test_a_provider_with_no_members_is_asked_by_its_named_contact(page, officer):
    ReviewContact.objects.create(page=page.provider, role="Office", email="office@example.org")

    ask_provider(report_mistake(page, kind="cost", words="x"), by=officer, request="Please check.")

    assert OutgoingMail.objects.get().to == "office@example.org"


@pytest.mark.parametrize(
    ("outcome", "is_told"), [("corrected", True), ("unchanged", True), ("set-aside", False)]
)
def test_the_reader_is_told_once_and_the_address_forgotten(page, officer, outcome, is_told):
    report = report_mistake(page, kind="cost", words="x", email="reader@example.org")

    close_report(report, ReportState(outcome), by=officer, words="It costs £2 now.")

    report.refresh_from_db()
    assert report.email == ""
    deliver_due()
    assert [(one.to, "It costs £2 now." in one.body) for one in outbox.outbox] == (
        [(["reader@example.org"], True)] if is_told else []
    )
    forget_old_words()
    assert not OutgoingMail.objects.filter(to="reader@example.org").exists()


def test_words_are_forgotten_after_a_year_and_the_count_stays(page, officer):
    report = report_mistake(page, kind="cost", words=SECRET)
    close_report(report, ReportState.CORRECTED, by=officer)
    fresh = report_mistake(page, kind="cost", words=SECRET)

    assert forget_old_words() == 0
    assert forget_old_words(datetime.date.today() + datetime.timedelta(days=367)) == 1

    assert not MistakeReport.objects.get(pk=report.pk).words
    assert MistakeReport.objects.get(pk=fresh.pk).words == SECRET
    assert MistakeReport.objects.about_content().count() == 2


def test_whoever_counts_what_families_say_is_told_and_can_ask(
    page, officer, django_capture_on_commit_callbacks
):
    heard = []
    listen = lambda report, **others: heard.append(report)  # noqa: E731
    mistake_reported.connect(listen)

    with django_capture_on_commit_callbacks(execute=True):
        report = report_mistake(page, kind="cost", words="x")
    provider_says = report_mistake(page, kind="other", words="x", source="provider")
    spam = report_mistake(page, kind="other", words="x")
    close_report(spam, ReportState.SET_ASIDE, by=officer)

    assert heard == [report]
    assert list(MistakeReport.objects.about_content()) == [report]
    assert provider_says not in MistakeReport.objects.about_content()


@pytest.mark.parametrize(
    "fields",
    [
        {"words": "y" * 2001},
        {"state": "corrected"},
        {"closed_at": timezone.now()},
        {"state": "corrected", "closed_at": timezone.now(), "email": "a@example.org"},
        {"state": "asked"},
        {"state": "asked", "asked_on": datetime.date.today()},
    ],
)
def test_a_report_that_cannot_be_is_refused(page, fields):
    with pytest.raises(IntegrityError):
        MistakeReport.objects.create(page=page, kind="cost", **fields)


# --- at the desk ----------------------------------------------------------------------------------------
def test_an_officer_asks_then_closes(superuser_client, page):
    ProviderMembershipFactory(provider=page.provider)
    report = report_mistake(page, kind="times", words=SECRET, email="reader@example.org")
    address = reverse("desk:mistake", args=[report.pk])
    assert "Please check the days, times and place" in superuser_client.get(address).content.decode()

    refused = superuser_client.post(address, {"action": "asked", "request_to_provider": " "})
    assert "Say what the provider is asked." in refused.content.decode()
    superuser_client.post(address, {"action": "asked", "request_to_provider": "Please check."})
    report.refresh_from_db()
    assert report.state == "asked"

    superuser_client.post(address, {"action": "corrected", "outcome": "Put right."})
    report.refresh_from_db()
    assert (report.state, report.outcome, report.email) == ("corrected", "Put right.", "")
    assert "What now?" not in superuser_client.get(address).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_whatever_it_holds(
    superuser_client, page, rows, django_assert_max_num_queries
):
    for _ in range(rows):
        report_mistake(ServicePageFactory(), kind="cost", words="x")
    superuser_client.get(reverse("desk:mistakes"))

    with django_assert_max_num_queries(16):
        text = superuser_client.get(reverse("desk:mistakes")).content.decode()

    assert text.count("desk:mistake") == 0
    assert text.count("/admin/directory/mistakes/") >= rows
