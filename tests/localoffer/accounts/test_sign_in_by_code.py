"""Providers sign in by a code from an e-mail: once, for 15 minutes, in the browser that asked; the desk cannot."""

import re
import time

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from localoffer.accounts.models import User
from localoffer.accounts.roles import OFFICERS
from localoffer.mail.models import OutgoingMail
from localoffer.mail.outbox import deliver_due, queue_mail
from tests.factories.people import UserFactory
from tests.localoffer.accounts.codes import ASK, ENTER, ask, enter, is_signed_in, mailed_code

pytestmark = pytest.mark.django_db
EMAIL = "manager@example.org"


@pytest.fixture(autouse=True)
def _no_limits_left_over():
    cache.clear()


@pytest.fixture
def provider(db):
    return User.objects.create_user(EMAIL)


@pytest.fixture
def officer(db):
    user = UserFactory(email="officer@example.org")
    user.groups.add(Group.objects.get(name=OFFICERS))
    return user


@pytest.fixture
def later(monkeypatch):
    """``later(minutes)``: the clock goes on."""
    now = time.time

    def go_on(minutes):
        monkeypatch.setattr(time, "time", lambda: now() + minutes * 60)

    return go_on


def test_a_code_opens_the_portal(client, provider):
    assert ask(client, EMAIL)["Location"] == ENTER

    response = enter(client, mailed_code())

    assert response["Location"] == "/provider/"
    assert is_signed_in(client)


def test_the_mail_says_what_the_code_is_for_and_asks_for_nothing_else(client, provider):
    ask(client, EMAIL)
    deliver_due()

    (message,) = mail.outbox
    assert message.to == [EMAIL]
    assert message.subject == "Your sign-in code"
    assert "It works once, for 15 minutes." in message.body
    assert "If you did not ask for it, do nothing" in message.body
    assert "&" not in message.body


def test_the_mail_goes_before_all_others_that_wait(provider, client):
    for number in range(3):
        queue_mail(to="a@example.org", subject=f"Reminder {number}", text="x", kind="reminder")

    ask(client, EMAIL)

    assert OutgoingMail.objects.due().first().kind == "sign-in"


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "{1}", "{1} "])
def test_a_code_may_be_typed_with_or_without_dash_and_spaces(client, provider, typed):
    ask(client, EMAIL)
    code = mailed_code()

    enter(client, typed.format(code, code.replace("-", "")))

    assert is_signed_in(client)


def test_case_and_spaces_of_the_address_do_not_matter(client, provider):
    ask(client, " Manager@Example.org ")

    enter(client, mailed_code())

    assert is_signed_in(client)


def test_a_code_works_once(client, provider):
    ask(client, EMAIL)
    code = mailed_code()
    enter(client, code)
    client.logout()

    response = enter(client, code)

    assert response["Location"] == ASK
    assert not is_signed_in(client)


def test_a_code_is_no_good_in_another_browser(client, provider):
    ask(client, EMAIL)
    code = mailed_code()
    other = Client()

    assert enter(other, code)["Location"] == ASK
    ask(other, EMAIL)
    enter(other, code)

    assert not is_signed_in(other)


@pytest.mark.parametrize(("minutes", "works"), [(14, True), (16, False)])
def test_a_code_works_for_15_minutes(client, provider, later, minutes, works):
    ask(client, EMAIL)
    code = mailed_code()

    later(minutes)
    response = enter(client, code)

    assert is_signed_in(client) is works
    if not works:
        assert response["Location"] == ASK


def test_three_wrong_codes_end_it_for_the_right_one_too(client, provider):
    ask(client, EMAIL)
    code = mailed_code()
    wrong = "0000-0000" if code != "0000-0000" else "1111-1111"

    answers = [enter(client, wrong).status_code for _ in range(3)]
    enter(client, code)

    assert answers == [200, 200, 302]
    assert not is_signed_in(client)


def test_guessing_is_stopped_however_often_a_code_is_asked_for(provider):
    guesses = 0
    for number in range(60):
        client = Client(REMOTE_ADDR=f"192.0.2.{number}")
        if ask(client, EMAIL).status_code != 302:
            continue
        while enter(client, f"{number:04}-{guesses:04}").status_code == 200:
            guesses += 1
        guesses += 1
        assert not is_signed_in(client)

    assert guesses <= 3 * 3
    assert OutgoingMail.objects.count() <= 3


def test_one_sender_cannot_ask_for_many_addresses(db):
    answers = [ask(Client(), f"person{number}@example.org").status_code for number in range(25)]

    assert answers.count(302) <= 20
    assert answers[-1] == 429 or answers[-1] == 200


def test_opening_the_page_of_the_code_signs_nobody_in_and_uses_nothing_up(client, provider):
    """A mail scanner or a browser that fetches ahead."""
    ask(client, EMAIL)
    code = mailed_code()
    for address in (ENTER, f"{ENTER}?code={code}", ASK):
        client.get(address)
        client.head(address)
    assert not is_signed_in(client)

    enter(client, code)

    assert is_signed_in(client)


def page_of(email):
    client = Client()
    first = ask(client, email)
    page = client.get(ENTER).content.decode().replace(email, "ADDRESS")
    wrong = enter(client, "0000-0000").content.decode().replace(email, "ADDRESS")
    token = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    return first.status_code, first["Location"], token.sub("", page), token.sub("", wrong)


def test_known_and_unknown_addresses_and_the_desk_get_the_same_pages(provider, officer):
    known = page_of(EMAIL)

    assert known == page_of("nobody@example.org") == page_of(officer.email)
    assert "We have sent" not in known[2]


def work_of(email):
    client = Client()
    with CaptureQueriesContext(connection) as queries:
        ask(client, email)
    tables = re.compile(r'(?:FROM|INTO|UPDATE) ("\w+")')
    return [(query["sql"].split()[0], *tables.findall(query["sql"])) for query in queries]


def test_known_and_unknown_addresses_and_the_desk_cost_the_same_work(provider, officer):
    ask(Client(), "warm@example.org")

    known = work_of(EMAIL)

    assert known == work_of("nobody@example.org") == work_of(officer.email)
    assert OutgoingMail.objects.count() == 4


def test_the_desk_gets_no_code_and_is_told_how_to_sign_in(client, officer):
    ask(client, officer.email)

    assert mailed_code() is None
    assert "If you work for the council: you sign in with your password." in mail.outbox[-1].body
    assert "/account/login/" in mail.outbox[-1].body


def test_somebody_given_the_desk_while_signed_in_by_code_must_give_a_password(client, provider, settings):
    settings.DEMO = True  # lifts the second factor, and not this
    ask(client, EMAIL)
    enter(client, mailed_code())
    provider.groups.add(Group.objects.get(name=OFFICERS))
    provider.set_password("correct horse battery")
    provider.save()
    ask_again = client.get("/admin/")
    # Django ends the session when the password changes, so the person signs in again; by password only.
    assert ask_again["Location"].startswith("/account/login/")

    ask(client, EMAIL)

    assert mailed_code() is None


def test_a_code_session_with_the_desk_is_asked_for_the_password(client, officer, settings):
    settings.DEMO = True
    officer.groups.clear()
    ask(client, officer.email)
    enter(client, mailed_code())
    officer.groups.add(Group.objects.get(name=OFFICERS))

    refused = client.get("/admin/reports/site-history/")
    assert refused["Location"] == "/account/reauthenticate/?next=%2Fadmin%2Freports%2Fsite-history%2F"

    client.post(refused["Location"], {"password": "correct horse battery", "next": "/admin/"})
    assert client.get("/admin/").status_code == 200


def test_without_the_demonstration_a_code_session_never_reaches_the_desk_nor_the_second_factor(
    client, officer
):
    officer.groups.clear()
    ask(client, officer.email)
    enter(client, mailed_code())
    officer.groups.add(Group.objects.get(name=OFFICERS))

    assert client.get("/admin/")["Location"].startswith("/account/reauthenticate/")
    assert client.get("/account/2fa/totp/activate/")["Location"].startswith("/account/reauthenticate/")


def test_somebody_who_is_not_active_gets_no_code(client, provider):
    provider.is_active = False
    provider.save()

    ask(client, EMAIL)

    assert mailed_code() is None


@pytest.mark.parametrize("step", ["ask", "enter"])
@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(client, provider, step, target):
    next_of = {step: {"next": target}}
    ask(client, EMAIL, **next_of.get("ask", {}))

    response = enter(client, mailed_code(), **next_of.get("enter", {}))

    assert response["Location"] == "/provider/"


def test_the_page_that_was_asked_for_follows(client, provider):
    sign_in = client.get("/provider/?provider=x")["Location"]
    page = client.get(sign_in).content.decode()
    then = re.search(r'name="next" value="([^"]+)"', page)[1]
    enter_at = ask(client, EMAIL, next=then)["Location"]

    response = client.post(enter_at, {"code": mailed_code(), "next": then})

    assert response["Location"] == "/provider/?provider=x"


def test_signing_in_makes_a_new_session(client, provider):
    client.get(ASK)
    ask(client, EMAIL)
    before = client.session.session_key

    enter(client, mailed_code())

    assert client.session.session_key != before
    planted = Client()
    planted.cookies["sessionid"] = before
    assert planted.get("/provider/").status_code == 302


def test_the_code_is_not_kept_after_use(client, provider):
    ask(client, EMAIL)
    code = mailed_code()
    enter(client, code)

    assert code not in str(dict(client.session))
    assert not OutgoingMail.objects.filter(text__contains=code).exists()
