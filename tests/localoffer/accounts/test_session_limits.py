"""A sign-in ends unused after 30 minutes, in any case after 12 hours, and everywhere at once when its owner says so."""

import time

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from localoffer.accounts.roles import OFFICERS
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
START = 1_800_000_000.0


@pytest.fixture
def clock(monkeypatch):
    """``clock(minutes)``: so long after the sign-in."""

    def at(minutes):
        monkeypatch.setattr(time, "time", lambda: START + minutes * 60)

    at(0)
    return at


@pytest.fixture
def user(db):
    return UserFactory()


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def is_in(client):
    return client.get("/provider/").status_code == 200


@pytest.mark.parametrize(("minutes", "lasts"), [(29, True), (31, False)])
def test_a_session_ends_after_30_minutes_without_use(user, clock, minutes, lasts):
    client = signed_in(user)

    clock(minutes)

    assert is_in(client) is lasts
    assert ("_auth_user_id" in client.session) is lasts


def test_use_keeps_a_session_going_for_12_hours_and_no_longer(user, clock):
    client = signed_in(user)
    for minutes in range(20, 12 * 60, 20):
        clock(minutes)
        assert is_in(client), minutes

    clock(12 * 60 + 1)

    assert not is_in(client)


def test_the_desk_ends_as_well(clock, settings, user):
    settings.DEMO = True
    user.groups.add(Group.objects.get(name=OFFICERS))
    client = signed_in(user)
    assert client.get("/admin/").status_code == 200

    clock(31)

    assert client.get("/admin/")["Location"].startswith("/account/login/")


def test_an_open_editor_that_asks_who_is_there_does_not_keep_a_session(clock, settings, user):
    settings.DEMO = True
    user.groups.add(Group.objects.get(name=OFFICERS))
    client = signed_in(user)
    for minutes in range(5, 30, 5):
        clock(minutes)
        client.post("/admin/editing-sessions/ping/services_directory/servicepage/1/1/")

    clock(31)

    assert client.get("/admin/").status_code == 302


def test_somebody_who_types_is_not_idle(user, clock):
    client = signed_in(user)
    for minutes in range(5, 60, 5):
        clock(minutes)
        assert client.get("/account/still-here/").status_code == 204

    clock(60)

    assert is_in(client)


def test_a_stranger_who_types_is_still_a_stranger(client, db):
    response = client.get("/account/still-here/")

    assert response.status_code == 204
    assert response.cookies == {}


def test_the_page_after_says_why(user, clock):
    client = signed_in(user)
    clock(31)

    page = client.get("/provider/", follow=True).content.decode()

    assert "You were signed out, to keep your account safe" in page


def test_a_public_page_forgets_the_session_too_and_says_nothing(user, clock):
    client = signed_in(user)
    clock(31)

    client.get("/cookies/")

    assert "_auth_user_id" not in client.session
    assert "messages" not in client.cookies


def test_a_reader_without_a_session_costs_no_query(client, django_assert_num_queries, db):
    client.get("/robots.txt")

    with django_assert_num_queries(0):
        client.get("/robots.txt")


def test_signing_out_everywhere_ends_every_session_of_the_person_and_nobody_elses(user):
    phone, office, other = signed_in(user), signed_in(user), signed_in(UserFactory())

    response = phone.post("/account/sign-out-everywhere/", follow=True)

    assert "You are signed out everywhere" in response.content.decode()
    assert not is_in(phone)
    assert not is_in(office)
    assert is_in(other)


def test_after_signing_out_everywhere_one_can_sign_in_again(user):
    signed_in(user).post("/account/sign-out-everywhere/")

    assert is_in(signed_in(user))


def test_a_stolen_cookie_is_worth_nothing_after_signing_out_everywhere(user):
    client = signed_in(user)
    stolen = Client()
    stolen.cookies["sessionid"] = client.cookies["sessionid"].value
    assert is_in(stolen)

    client.post("/account/sign-out-everywhere/")

    assert not is_in(stolen)


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_link_cannot_sign_out_everywhere(user, method):
    client = signed_in(user)

    assert getattr(client, method)("/account/sign-out-everywhere/").status_code == 405
    assert is_in(client)


def test_signing_out_leaves_the_other_device_alone(user):
    phone, office = signed_in(user), signed_in(user)

    phone.post("/account/logout/")

    assert not is_in(phone)
    assert is_in(office)


def test_account_pages_are_kept_by_nobody(user):
    assert "no-store" in signed_in(user).get("/account/")["Cache-Control"]
    assert "no-store" in Client().get("/account/login/code/")["Cache-Control"]


def test_the_account_page_needs_somebody(client, db):
    assert client.get("/account/")["Location"] == "/account/login/?next=/account/"
