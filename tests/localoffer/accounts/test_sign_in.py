"""Signing in: a password alone opens nothing, Wagtail's own forms are out of reach, and guessing is slow."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import Group
from django.core import mail
from django.core.cache import cache
from django.core.cache.backends.db import DatabaseCache
from django.test import Client
from django.utils.module_loading import import_string

from localoffer.accounts.roles import OFFICERS
from localoffer.mail.outbox import deliver_due
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _no_limits_left_over():
    cache.clear()


@pytest.fixture
def officer():
    user = UserFactory(email="officer@example.org")
    user.groups.add(Group.objects.get(name=OFFICERS))
    return user


@pytest.fixture
def secret(officer):
    """The secret of the officer's authenticator app."""
    TOTP.activate(officer, "JBSWY3DPEHPK3PXP")
    return "JBSWY3DPEHPK3PXP"


def code_of(secret):
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def sign_in(client, email="officer@example.org", password=PASSWORD):
    return client.post("/account/login/", {"login": email, "password": password})


def test_a_password_alone_does_not_open_the_desk(client, officer):
    sign_in(client)

    response = client.get("/admin/")

    assert response.status_code == 302
    assert response["Location"] == "/account/2fa/"


def test_the_demonstration_lifts_the_second_factor(client, officer, settings):
    settings.DEMO = True
    sign_in(client)

    assert client.get("/admin/").status_code == 200


def test_with_an_app_the_code_is_asked_before_anybody_is_signed_in(client, officer, secret):
    response = sign_in(client)

    assert response["Location"] == "/account/2fa/authenticate/"
    assert client.get("/admin/")["Location"].startswith("/account/login/")


def test_password_and_code_open_the_desk(client, officer, secret):
    sign_in(client)

    response = client.post("/account/2fa/authenticate/", {"code": code_of(secret)})

    assert response["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_a_wrong_code_opens_nothing(client, officer, secret):
    sign_in(client)
    wrong = "000000" if code_of(secret) != "000000" else "111111"

    response = client.post("/account/2fa/authenticate/", {"code": wrong})

    assert response.status_code == 200
    assert client.get("/admin/")["Location"].startswith("/account/login/")


def test_a_session_from_before_the_app_must_give_the_code(officer, secret):
    client = Client()
    client.force_login(officer)

    refused = client.get("/admin/reports/site-history/")
    assert refused["Location"] == "/account/2fa/reauthenticate/?next=%2Fadmin%2Freports%2Fsite-history%2F"

    client.post(refused["Location"], {"code": code_of(secret), "next": "/admin/"})
    assert client.get("/admin/").status_code == 200


def test_the_second_factor_belongs_to_one_session(officer, secret):
    first, second = Client(), Client()
    sign_in(first)
    first.post("/account/2fa/authenticate/", {"code": code_of(secret)})

    second.force_login(officer)

    assert first.get("/admin/").status_code == 200
    assert second.get("/admin/").status_code == 302


def test_every_method_is_refused_without_the_second_factor(client, officer):
    client.force_login(officer)

    for method in (client.get, client.post, client.put, client.delete, client.head):
        assert method("/admin/pages/1/delete/").status_code == 302


def test_setting_up_an_app_leads_to_the_desk(client, officer):
    sign_in(client)
    activate = "/account/2fa/totp/activate/"
    client.post("/account/reauthenticate/", {"password": PASSWORD, "next": activate})
    page = client.get(activate).content.decode()
    key = re.search(r"<code>(\w+)</code>", page)[1]

    response = client.post(activate, {"code": code_of(key)})

    assert response["Location"] == "/account/2fa/recovery-codes/"
    assert Authenticator.objects.filter(user=officer, type=Authenticator.Type.TOTP).exists()
    assert client.get("/admin/")["Location"].startswith("/account/2fa/reauthenticate/")


def test_somebody_with_no_work_at_the_desk_is_refused_and_not_sent_in_circles(client, settings):
    settings.DEMO = True
    UserFactory(email="provider@example.org")

    response = client.post(
        "/account/login/", {"login": "provider@example.org", "password": PASSWORD}, follow=True
    )

    assert response.redirect_chain == [("/provider/", 302)]
    assert client.get("/admin/").status_code == 403
    assert client.get("/admin/login/", follow=True).status_code == 200


@pytest.mark.parametrize(
    "address", ["/admin/login/", "/admin/login/?next=/admin/", "/_util/login/", "/_util/login/?next=/"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_wagtails_own_sign_in_cannot_be_reached(client, officer, address, method):
    response = getattr(client, method)(address, {"username": officer.email, "password": PASSWORD})

    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "address",
    ["/admin/password_reset/", "/admin/password_reset/done/", "/admin/password_reset/confirm/MQ/abc-def/"],
)
def test_wagtails_own_password_reset_cannot_be_reached(client, address):
    assert client.get(address)["Location"] == "/account/password/reset/"


def test_wagtails_sign_out_signs_out(client, officer):
    client.force_login(officer)

    response = client.post("/admin/logout/", follow=True)

    assert response.redirect_chain[0] == ("/account/logout/", 307)
    assert "_auth_user_id" not in client.session


def test_the_desk_of_nobody_leads_to_our_sign_in(client):
    assert client.get("/admin/")["Location"] == "/account/login/?next=/admin/"


def test_nobody_can_make_an_account(client):
    response = client.post(
        "/account/signup/", {"email": "a@example.org", "password1": PASSWORD, "password2": PASSWORD}
    )

    assert "You cannot make an account here" in response.content.decode()


def test_guessing_a_password_is_stopped_for_the_right_one_too(client, officer):
    answers = {sign_in(client, password=f"wrong {number}").status_code for number in range(12)}

    after = sign_in(client)

    assert 429 in answers or "Too many" in after.content.decode()
    assert "_auth_user_id" not in client.session


def test_limits_are_kept_where_every_process_sees_them(settings):
    kept_by = import_string(settings.CACHES["default"]["BACKEND"])

    assert issubclass(kept_by, DatabaseCache)


def test_sign_in_says_the_same_of_a_known_and_an_unknown_address(client, officer):
    known = sign_in(client, password="wrong").content.decode()
    unknown = sign_in(client, email="nobody@example.org", password="wrong").content.decode()

    def errors(page):
        return re.findall(r"govuk-error-summary__list.*?</ul>", page, re.S)

    assert errors(known) == errors(unknown) != []


def test_password_reset_says_the_same_of_a_known_and_an_unknown_address(client, officer):
    known = client.post("/account/password/reset/", {"email": officer.email}, follow=True)
    unknown = client.post("/account/password/reset/", {"email": "nobody@example.org"}, follow=True)

    deliver_due()
    assert known.content == unknown.content
    assert [message.to for message in mail.outbox] == [["officer@example.org"], ["nobody@example.org"]]


def test_a_provider_has_no_password_to_forget(client):
    UserFactory(email="provider@example.org")

    client.post("/account/password/reset/", {"email": "provider@example.org"})
    deliver_due()

    assert "/password/reset/key/" not in mail.outbox[0].body
    assert "you sign in with a code by email" in mail.outbox[0].body


def test_a_reset_link_sets_the_password_once(client, officer):
    client.post("/account/password/reset/", {"email": officer.email})
    deliver_due()
    link = re.search(r"/account/password/reset/key/\S+", mail.outbox[0].body)[0]
    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0]

    client.post(address, {"password1": "purple river tractor", "password2": "purple river tractor"})

    officer.refresh_from_db()
    assert officer.check_password("purple river tractor")
    assert "This link no longer works" in Client().get(link, follow=True).content.decode()


def test_an_open_redirect_is_not_followed(client, officer, settings):
    settings.DEMO = True

    response = client.post(
        "/account/login/", {"login": officer.email, "password": PASSWORD, "next": "https://evil.example/"}
    )

    assert response["Location"] == "/admin/"


def test_signing_in_makes_a_new_session(client, officer, settings):
    settings.DEMO = True
    client.get("/account/login/")
    session = client.session
    session["before"] = True
    session.save()
    before = session.session_key

    sign_in(client)

    assert client.session.session_key != before


def test_a_password_is_hashed_for_nobody_too(client, officer, monkeypatch):
    """So that the time of the answer tells nothing; counted, since a clock would be unreliable."""
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, *args: hashed.append(1) or encode(self, *args)
    )

    sign_in(client, email="nobody@example.org", password="wrong")

    assert hashed


PAGES_OF_AN_ACCOUNT = [
    "/account/",
    "/account/login/",
    "/account/login/code/",
    "/account/signed-out/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/signup/",
    "/account/inactive/",
    "/account/logout/",
    "/account/password/change/",
    "/account/email/",
    "/account/2fa/",
    "/account/2fa/totp/activate/",
    "/account/2fa/webauthn/",
    "/account/2fa/webauthn/add/",
    "/account/2fa/recovery-codes/generate/",
    "/account/2fa/reauthenticate/",
    "/account/reauthenticate/",
]


# Without an app there is no code to ask for and no codes to make.
NEED_AN_APP = {
    "/account/2fa/recovery-codes/generate/",
    "/account/2fa/reauthenticate/",
    "/account/password/set/",
}


@pytest.mark.parametrize("address", PAGES_OF_AN_ACCOUNT)
def test_account_pages_keep_the_strict_policy(client, officer, address):
    sign_in(client)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    if address in ("/account/login/", "/account/login/code/", "/account/password/reset/", "/account/signup/"):
        client.logout()

    response = client.get(address, follow=True)
    page = response.content.decode()

    assert response.status_code == 200
    assert response.redirect_chain == [] or address in NEED_AN_APP
    assert "unsafe-inline" not in response["Content-Security-Policy"]
    assert "<h1" in page
    assert 'class="govuk-' in page
    assert "style=" not in page
    assert "<?xml" not in page
    assert not re.search(r"\son\w+=", page)
    assert "data:" not in page
    inline = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", page)
    assert all('type="application/json"' in attributes for attributes in inline)
