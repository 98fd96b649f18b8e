"""The link in a reminder: reading changes nothing, one button confirms, and what no longer works says so."""

import datetime
import re

import pytest
from django.core import signing
from django.urls import reverse

from localoffer.mail.models import OutgoingMail
from services_directory.domain.assurance import record_check
from services_directory.domain.review_clock import run_review_clock
from services_directory.domain.review_links import token_for
from services_directory.enums import CheckSource
from services_directory.models import (
    Contact,
    ListingAssurance,
    MistakeReport,
    ReviewContact,
    ReviewReminder,
    ServicePage,
)
from tests.factories.directory import ListingAssuranceFactory, ServicePageFactory
from tests.factories.people import ProviderMembershipFactory

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def page(today):
    page = ServicePageFactory(
        title="Swimming club",
        summary="Swimming for all.",
        contacts=[Contact(role="Enquiries", telephone="01632 960123")],
    )
    ListingAssuranceFactory(
        page=page, checked_on=today - 182 * DAY, checked_by="Swim Trust", next_due_on=today
    )
    ProviderMembershipFactory(provider=page.provider, role="manager")
    return page


@pytest.fixture
def link(page, today):
    """The address in the mail."""
    run_review_clock(today)
    mail = OutgoingMail.objects.get(kind="reminder")
    return re.search(r"https?://[^/]+(/provider/check/\S+)", mail.text)[1]


def checked_on(page):
    return ListingAssurance.objects.get(page_id=page.pk).checked_on


def seen(page):
    return {"seen": ServicePage.objects.get(pk=page.pk).live_revision_id}


def test_link_shows_everything_and_changes_nothing(client, link, page, today):
    response = client.get(link)
    client.head(link)

    text = response.content.decode()
    for words in ("Swimming for all.", "01632 960123", "Everything is right", "Something has changed"):
        assert words in text
    assert "by Swim Trust" in text
    assert checked_on(page) == today - 182 * DAY
    assert ReviewReminder.objects.get().answer == ""
    assert response.cookies == {}


def test_address_is_kept_from_others_and_tells_nothing_of_the_person(client, link, page):
    response = client.get(link)

    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"] == "no-store, private"
    assert response["X-Robots-Tag"] == "noindex"
    person = ReviewReminder.objects.get().user
    for secret in (person.email, person.email.partition("@")[0], person.last_name, "@"):
        assert secret not in link
    assert "?" not in link


def test_one_button_confirms_without_signing_in(client, link, page, today):
    response = client.post(link, seen(page), follow=True)

    assurance = ListingAssurance.objects.get(page_id=page.pk)
    assert (assurance.checked_on, assurance.checked_by, assurance.source) == (
        today,
        page.provider.title,
        "provider",
    )
    assert ReviewReminder.objects.get().answer == "right"
    assert "There is nothing else to do" in response.content.decode()
    assert response.status_code == 200
    assert response.cookies == {}
    assert page.revisions.count() == 1


def test_pressing_twice_is_one_check(client, link, page):
    client.post(link, seen(page))
    before = ListingAssurance.objects.values().get()

    response = client.post(link, seen(page))

    assert response.status_code == 200
    assert ListingAssurance.objects.values().get() == before


def test_what_changed_since_it_was_opened_must_be_seen_first(client, link, page, today):
    old = seen(page)
    again = ServicePage.objects.get(pk=page.pk)
    again.summary = "Swimming for under 8s."
    again.save_revision().publish()

    response = client.post(link, old)

    assert checked_on(page) == today - 182 * DAY
    assert "This listing has changed since you opened it" in response.content.decode()
    assert "Swimming for under 8s." in response.content.decode()
    client.post(link, seen(page))
    assert checked_on(page) == today


def test_without_the_version_nothing_is_confirmed(client, link, page, today):
    for data in ({}, {"seen": "x"}, {"seen": "9" * 40}):
        client.post(link, data)

    assert checked_on(page) == today - 182 * DAY


@pytest.mark.parametrize("how", ["cut", "letter", "nonsense", "other reminder", "another key"])
def test_a_tampered_or_foreign_link_does_nothing_and_offers_a_new_one(
    client, link, page, today, how, settings
):
    token = link.split("/")[3]
    if how == "other reminder":
        other = ServicePageFactory(provider=page.provider)
        ListingAssuranceFactory(page=other, checked_on=today - 182 * DAY, next_due_on=today)
        run_review_clock(today)
        second = ReviewReminder.objects.get(page=other)
        token = f"{second.uuid.hex}.{token.partition('.')[2]}"
    if how == "another key":
        reminder = ReviewReminder.objects.get()
        token = signing.TimestampSigner(key="x", sep=".").sign(reminder.uuid.hex)
    token = {
        "cut": token[:-5],
        "letter": f"{token[:-1]}{'A' if token[-1] != 'A' else 'B'}",
        "nonsense": "x",
    }.get(how, token)
    address = reverse("services_directory:check_listing", args=[token])

    response = client.post(address, seen(page))

    assert response.status_code == 404
    assert "This link does not work" in response.content.decode()
    assert 'action="/provider/check/new/"' in response.content.decode()
    assert checked_on(page) == today - 182 * DAY
    assert client.get(address).status_code == 404


def test_link_ends_after_60_days_and_a_new_one_goes_to_the_same_address(client, page, today, monkeypatch):
    run_review_clock(today)
    reminder = ReviewReminder.objects.get()
    now = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now - 60 * 86400 - 1)
    token = token_for(reminder)
    monkeypatch.undo()
    OutgoingMail.objects.all().delete()
    address = reverse("services_directory:check_listing", args=[token])

    response = client.post(address, seen(page))

    assert response.status_code == 410
    assert "This link is too old" in response.content.decode()
    assert checked_on(page) == today - 182 * DAY
    response = client.post(reverse("services_directory:renew_link", args=[token]), follow=True)
    assert "Check your email" in response.content.decode()
    mail = OutgoingMail.objects.get()
    assert mail.to == reminder.user.email
    fresh = re.search(r"(/provider/check/\S+)", mail.text)[1]
    client.post(fresh, seen(page))
    assert checked_on(page) == today


def test_a_new_link_is_not_sent_by_reading(client, page, today, monkeypatch):
    run_review_clock(today)
    now = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now - 61 * 86400)
    token = token_for(ReviewReminder.objects.get())
    monkeypatch.undo()
    OutgoingMail.objects.all().delete()

    client.get(reverse("services_directory:renew_link", args=[token]))

    assert not OutgoingMail.objects.exists()


def test_link_dies_when_the_listing_is_checked_by_somebody_else(client, link, page, today):
    record_check(page, organisation="The council", source=CheckSource.OFFICER, on=today)

    response = client.post(link, seen(page), follow=True)

    assert ListingAssurance.objects.get(page_id=page.pk).checked_by == "The council"
    assert "Checked by The council" in response.content.decode()


@pytest.mark.parametrize("how", ["left", "new address", "inactive"])
def test_link_dies_when_the_person_no_longer_looks_after_the_listing(client, link, page, today, how):
    membership = page.provider.memberships.get()
    if how == "left":
        membership.ends_on = today
        membership.save()
    else:
        membership.user.email = "other@example.org" if how == "new address" else membership.user.email
        membership.user.is_active = how != "inactive"
        membership.user.save()

    assert client.post(link, seen(page)).status_code == 404
    assert checked_on(page) == today - 182 * DAY


def test_link_to_a_withdrawn_listing_says_so(client, link, page):
    ServicePage.objects.get(pk=page.pk).unpublish()

    response = client.get(link)

    assert response.status_code == 410
    assert "no longer shown" in response.content.decode()


def test_something_has_changed_goes_to_an_officer_and_confirms_nothing(client, link, page, today):
    address = f"{link}changed/"
    assert "Sign in and change it" in client.get(address).content.decode()
    assert not MistakeReport.objects.exists()

    response = client.post(address, {"words": "We now meet on Tuesdays."}, follow=True)

    report = MistakeReport.objects.get()
    assert (report.page, report.source, report.words) == (page, "provider", "We now meet on Tuesdays.")
    assert "Thank you" in response.content.decode()
    assert checked_on(page) == today - 182 * DAY
    assert ReviewReminder.objects.get().answer == "changed"
    assert "Thank you for telling us" in client.get(link).content.decode()


@pytest.mark.parametrize("words", ["", "  ", "x" * 2001])
def test_bad_words_are_refused_beside_the_field_and_kept(client, link, words):
    response = client.post(f"{link}changed/", {"words": words})

    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()
    assert words.strip() in response.content.decode()
    assert not MistakeReport.objects.exists()


def test_a_named_contact_is_not_sent_to_the_sign_in(client, page, today):
    page.provider.memberships.all().delete()
    ReviewContact.objects.create(page=page, role="Office", email="office@example.org")
    run_review_clock(today)
    token = token_for(ReviewReminder.objects.get())

    text = client.get(reverse("services_directory:check_listing_changed", args=[token])).content.decode()

    assert "Sign in and change it" not in text
    response = client.post(reverse("services_directory:check_listing", args=[token]), seen(page))
    assert response.status_code == 302
    assert checked_on(page) == today


# --- a new link for an address --------------------------------------------------------------------------
@pytest.fixture
def patient(monkeypatch):
    """Somebody who takes their time over a form."""
    monkeypatch.setattr("localoffer.public_forms.guard.SHORTEST_SECONDS", 0)


def ask(client, email):
    address = reverse("services_directory:new_link")
    opened = re.search(r'name="opened" value="([^"]+)"', client.get(address).content.decode())[1]
    return client.post(address, {"email": email, "opened": opened, "website": ""})


def test_known_and_unknown_addresses_get_the_same_answer_and_only_the_known_a_mail(client, page, patient):
    known = page.provider.memberships.get().user.email

    answers = [ask(client, email) for email in (known, "stranger@example.org")]

    assert [(one.status_code, one["Location"]) for one in answers] == [(302, "/provider/check/sent/")] * 2
    assert [mail.to for mail in OutgoingMail.objects.all()] == [known]
    link = re.search(r"(/provider/check/\S+)", OutgoingMail.objects.get().text)[1]
    assert client.get(link).status_code == 200


def test_new_links_are_limited(client, page, patient):
    known = page.provider.memberships.get().user.email

    answers = [ask(client, known) for _ in range(7)]

    assert [one.status_code for one in answers].count(302) == 5
    assert "in an hour" in answers[-1].content.decode()
    assert OutgoingMail.objects.count() == 5
