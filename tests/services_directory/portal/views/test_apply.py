"""The form of an organisation that asks to be listed."""

import datetime
import re

import pytest
from django.test import Client

from localoffer.public_forms import guard
from services_directory.enums import EvidenceKind
from services_directory.models import ProviderApplication

pytestmark = pytest.mark.django_db
APPLY = "/provider/apply/"


def day(name, value):
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


@pytest.fixture
def answers(today):
    past, future = today - datetime.timedelta(days=40), today + datetime.timedelta(days=40)
    return {
        "name": "Riverside Trampoline Club",
        "what_it_does": "Bouncing for everybody.",
        "postal_code": "hp201uy",
        "applicant_name": "Sam Sample",
        "applicant_role": "Treasurer",
        "email": "sam@example.org",
        "regulator_because": "There is no regulator for clubs.",
        "insurance_detail": "Sample Mutual, 12345",
        **day("insurance_on", future),
        "safeguarding_detail": "Club manager",
        **day("safeguarding_on", past),
        "staff-checks_detail": "All coaches, enhanced",
        **day("staff-checks_on", past),
    }


@pytest.fixture
def send(client, monkeypatch, home):
    """Send the form as a person who reads it first."""

    def press(data, client=client):
        page = client.get(APPLY).content.decode()
        opened = re.search(r'name="opened" value="([^"]+)"', page)[1]
        later = guard.time.time() + 60
        with monkeypatch.context() as patch:
            patch.setattr(guard.time, "time", lambda: later)
            return client.post(APPLY, {**data, "opened": opened})

    return press


def text(response):
    return " ".join(response.content.decode().split())


def test_a_full_application_is_kept(send, answers, client):
    response = send(answers)

    assert response["Location"] == "/provider/apply/sent/"
    assert "We have your application" in text(client.get(response["Location"]))
    application = ProviderApplication.objects.get()
    assert (application.name, application.postal_code) == ("Riverside Trampoline Club", "HP20 1UY")
    kept = {one.kind: one for one in application.evidence.all()}
    assert set(kept) == set(EvidenceKind)
    assert kept["regulator"].not_needed_because == "There is no regulator for clubs."
    assert kept["insurance"].detail == "Sample Mutual, 12345"
    assert kept["insurance"].dated_on > datetime.date.today()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "Enter the name of the organisation."),
        ({"postal_code": "nowhere"}, "Enter a full postcode, like HP20 1UY."),
        ({"email": "sam"}, "Enter a valid email address."),
        ({"web_address": "not a site"}, "Enter a valid URL."),
        ({"regulator_because": ""}, "Regulator: say what you have, or why you need none."),
        ({"insurance_because": "No need"}, "Leave this empty if you have it, or empty the rest."),
        ({"insurance_on_year": "2020"}, "Public liability insurance: this has ended."),
        ({"safeguarding_on_year": "2099"}, "Safeguarding lead: this day has not come yet."),
        ({"safeguarding_on_month": "13"}, "must be a real date"),
        ({"staff-checks_on_year": ""}, "must include a year"),
        (
            {f"safeguarding_on_{part}": "" for part in ("day", "month", "year")},
            "Safeguarding lead: give the day of their last training.",
        ),
        ({"what_it_does": "x" * 1001}, "at most 1000 characters"),
        ({"name": "a\x00b"}, "Null characters are not allowed."),
    ],
)
def test_a_mistake_is_said_at_the_field_and_nothing_typed_is_lost(send, answers, change, words):
    response = send({**answers, **change})

    page = text(response)
    assert response.status_code == 200
    assert "There is a problem" in page
    assert words in page
    assert "Error: Ask to be listed" in page
    assert "Sample Mutual, 12345" in page
    assert "All coaches, enhanced" in page
    assert not ProviderApplication.objects.exists()
    for target in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{target}"' in page


def test_a_machine_is_turned_away(client, answers, home):
    assert "There is a problem" in text(client.post(APPLY, answers))
    assert not ProviderApplication.objects.exists()


def test_a_field_that_people_do_not_see_must_stay_empty(send, answers):
    assert "There is a problem" in text(send({**answers, "website": "https://spam.example"}))
    assert not ProviderApplication.objects.exists()


def test_one_sender_may_send_five_an_hour(send, answers):
    for number in range(5):
        assert send({**answers, "name": f"Club {number}"}).status_code == 302

    page = text(send({**answers, "name": "Club 6"}))

    assert "We got many applications just now" in page
    assert 'value="Club 6"' in page
    assert ProviderApplication.objects.count() == 5


def test_a_form_of_another_site_is_refused(answers, home):
    assert Client(enforce_csrf_checks=True).post(APPLY, answers).status_code == 403


def test_every_control_has_a_label(client, home):
    page = client.get(APPLY).content.decode()
    labelled = set(re.findall(r'<label[^>]*for="([^"]+)"', page))

    for control in re.findall(r"<(?:input|textarea)[^>]*>", page):
        if 'type="hidden"' not in control:
            assert re.search(r'id="([^"]+)"', control)[1] in labelled, control
