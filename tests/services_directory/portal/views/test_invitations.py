"""The link of an invitation: opening changes nothing, one button accepts, and what does not work says so."""

import datetime
import re
import threading

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from localoffer.accounts.models import User
from localoffer.mail.models import OutgoingMail
from localoffer.public_forms import guard
from services_directory.models import ProviderInvitation, ProviderMembership
from tests.factories.directory import ProviderPageFactory
from tests.factories.membership import InvitationFactory
from tests.factories.people import UserFactory
from tests.localoffer.accounts.codes import ask, enter, mailed_code

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
ADDRESS, NEW = "/provider/invitation/", "/provider/invitation/new/"


@pytest.fixture(autouse=True)
def _no_limits_left_over():
    cache.clear()


@pytest.fixture
def invitation(home):
    return InvitationFactory(
        provider=ProviderPageFactory(title="Harebell"), email="new@example.org", token="good"
    )


def text(response):
    return " ".join(response.content.decode().split())


def accept(client, token="good", **more):
    return client.post(ADDRESS, {"token": token, **more})


def test_from_the_link_to_the_portal(client, invitation):
    page = client.get(f"{ADDRESS}?token=good")
    assert "You are invited to Harebell" in text(page)
    assert "new@example.org" in text(page)

    response = accept(client, name="Noor New")
    assert response["Location"] == "/account/login/code/"
    assert "You have accepted." in text(client.get("/account/login/code/"))

    ask(client, "new@example.org")
    assert enter(client, mailed_code())["Location"] == "/provider/"
    assert client.get("/provider/").status_code == 200
    assert ProviderMembership.objects.get().user.get_full_name() == "Noor New"


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_opening_the_link_changes_nothing(client, invitation, method):
    """Mail scanners open every link."""
    for _ in range(3):
        getattr(client, method)(f"{ADDRESS}?token=good")

    invitation.refresh_from_db()
    assert invitation.accepted_at is None
    assert not User.objects.filter(email="new@example.org").exists()


def test_accepting_signs_nobody_in(client, invitation):
    """Whoever finds the link has not the letter box."""
    accept(client)

    assert "_auth_user_id" not in client.session


def test_the_token_goes_to_no_other_site_and_into_no_cache(client, invitation):
    response = client.get(f"{ADDRESS}?token=good")

    assert response["Referrer-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]
    assert 'content="noindex"' in text(response)


def test_a_form_of_another_site_accepts_nothing(invitation):
    strict = Client(enforce_csrf_checks=True)

    assert accept(strict).status_code == 403
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


def test_a_used_link_says_so_and_leads_to_the_sign_in(client, invitation):
    accept(client)

    response = client.get(f"{ADDRESS}?token=good")

    assert response.status_code == 410
    assert "This invitation was used" in text(response)
    assert accept(client).status_code == 410
    assert ProviderMembership.objects.count() == 1


def test_an_expired_link_offers_a_new_one(client, invitation):
    now = timezone.now()
    ProviderInvitation.objects.update(created_at=now - 9 * DAY, expires_at=now - 2 * DAY)

    response = client.get(f"{ADDRESS}?token=good")

    assert response.status_code == 410
    assert "This invitation has run out" in text(response)
    assert "Send me a new link" in text(response)


@pytest.mark.parametrize("query", ["", "?token=", "?token=goo", "?token=good%20", "?token=%00", "?other=1"])
def test_a_link_that_is_not_whole_offers_a_new_one(client, invitation, query):
    response = client.get(f"{ADDRESS}{query}")

    assert response.status_code == 410
    assert "This link is not whole" in text(response)
    assert "Send me a new link" in text(response)


def test_a_withdrawn_link_says_so(client, invitation):
    ProviderInvitation.objects.update(withdrawn_at=timezone.now())

    assert "This invitation does not work any more" in text(client.get(f"{ADDRESS}?token=good"))


def test_somebody_else_who_is_signed_in_cannot_take_it(client, invitation):
    client.force_login(UserFactory(email="other@example.org"))

    for response in (client.get(f"{ADDRESS}?token=good"), accept(client)):
        assert response.status_code == 409
        assert "This invitation is for another person" in text(response)
        assert "new@example.org" not in text(response)
    assert not ProviderMembership.objects.exists()


def test_its_owner_who_is_signed_in_goes_on_to_the_portal(client, invitation):
    client.force_login(UserFactory(email="new@example.org"))

    response = client.post(ADDRESS, {"token": "good"}, follow=True)

    assert response.redirect_chain == [("/provider/", 302)]
    assert "You have accepted." in text(response)


def ask_for_new(client, email, monkeypatch):
    """As a person who reads the page first."""
    page = client.get(NEW).content.decode()
    opened = re.search(r'name="opened" value="([^"]+)"', page)[1]
    later = guard.time.time() + 10
    monkeypatch.setattr(guard.time, "time", lambda: later)
    return client.post(NEW, {"email": email, "opened": opened})


def test_a_new_link_comes_to_whoever_was_invited_and_to_nobody_else(client, invitation, monkeypatch):
    known = ask_for_new(client, "new@example.org", monkeypatch)
    unknown = ask_for_new(client, "nobody@example.org", monkeypatch)

    assert text(known).replace("new@", "X@") == text(unknown).replace("nobody@", "X@")
    assert "a new link is on its way" in text(known)
    assert [mail.to for mail in OutgoingMail.objects.all()] == ["new@example.org"]


def test_a_machine_gets_no_new_link(client, invitation):
    response = client.post(NEW, {"email": "new@example.org", "website": "https://spam.example"})

    assert "There is a problem" in text(response)
    assert 'value="new@example.org"' in text(response)
    assert not OutgoingMail.objects.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_many_who_press_at_once_one_accepts(home):
    if connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"]):
        pytest.skip("an in-memory SQLite database has one connection; PostgreSQL runs this")
    InvitationFactory(email="new@example.org", token="good")
    answers = []

    def press():
        answers.append(accept(Client()).status_code)
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [302] + [410] * 7
    assert ProviderMembership.objects.count() == 1
