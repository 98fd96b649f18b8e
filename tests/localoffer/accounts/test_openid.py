"""Signing in with a council's own service, tried against a small real one; it runs in this process."""

from urllib.parse import urlsplit

import environ
import pytest
import requests
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group
from django.core.cache import cache

from localoffer.accounts.models import User
from localoffer.accounts.openid import asked_for_second_factor
from localoffer.accounts.roles import OFFICERS
from localoffer.settings.openid import form_origins, openid_connect
from tests.factories.people import UserFactory
from tests.localoffer.accounts.openid_service import OpenIDService

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(settings):
    cache.clear()
    service = OpenIDService()
    service.person = {"sub": "42", "email": "officer@example.org", "email_verified": True}
    env = environ.Env()
    env.ENVIRON = {
        "OIDC_SERVER_URL": service.address,
        "OIDC_CLIENT_ID": "local-offer",
        "OIDC_CLIENT_SECRET": "secret",
        "OIDC_NAME": "your Merrowdale account",
    }
    settings.SOCIALACCOUNT_PROVIDERS = openid_connect(env)
    settings.OIDC_FORM_ORIGINS = form_origins(env)
    yield service
    service.close()


@pytest.fixture
def officer(db):
    user = UserFactory(email="officer@example.org")
    user.groups.add(Group.objects.get(name=OFFICERS))
    return user


def sign_in(client, **data):
    """Press the button, follow the service there and back."""
    away = client.post("/account/oidc/council/login/", data)
    back = requests.get(away["Location"], allow_redirects=False, timeout=5).headers["Location"]
    return client.get(urlsplit(back)._replace(scheme="", netloc="").geturl())


def test_the_sign_in_page_offers_the_service_and_lets_the_form_lead_there(client, service):
    response = client.get("/account/login/")

    assert "Sign in with your Merrowdale account" in response.content.decode()
    assert f"form-action 'self' {service.address}" in response["Content-Security-Policy"]
    assert service.address not in client.get("/cookies/")["Content-Security-Policy"]


def test_without_a_service_there_is_no_button(client, settings):
    settings.SOCIALACCOUNT_PROVIDERS = {}

    assert "Sign in with your" not in client.get("/account/login/").content.decode()


def test_an_officer_signs_in_and_still_needs_our_second_factor(client, service, officer):
    response = sign_in(client)

    assert response["Location"] == "/admin/"
    assert client.get("/admin/")["Location"] == "/account/2fa/"


def test_the_password_is_kept(client, service, officer):
    sign_in(client)

    officer.refresh_from_db()
    assert officer.check_password("correct horse battery")


@pytest.mark.parametrize(
    ("wanted", "said", "counts"),
    [
        ([], {"amr": ["pwd", "mfa"]}, False),
        (["mfa"], {"amr": ["pwd", "mfa"]}, True),
        (["mfa"], {"amr": ["pwd"]}, False),
        (["mfa"], {}, False),
        (["https://refeds.org/profile/mfa"], {"acr": "https://refeds.org/profile/mfa"}, True),
        (["*"], {}, True),
    ],
)
def test_the_services_second_factor_counts_only_as_the_council_has_set(
    client, service, officer, settings, wanted, said, counts
):
    settings.OIDC_SECOND_FACTOR = wanted
    service.token_claims = said
    sign_in(client)

    assert (client.get("/admin/").status_code == 200) is counts
    assert asked_for_second_factor(said) is counts


def test_it_counts_for_this_session_only(client, service, officer, settings):
    settings.OIDC_SECOND_FACTOR = ["mfa"]
    service.token_claims = {"amr": ["mfa"]}
    sign_in(client)
    assert client.get("/admin/").status_code == 200
    client.post("/account/logout/")

    client.force_login(officer)

    assert client.get("/admin/").status_code == 302


def test_whoever_has_an_authenticator_app_is_asked_for_it_as_well(client, service, officer):
    TOTP.activate(officer, "JBSWY3DPEHPK3PXP")

    assert sign_in(client)["Location"] == "/account/2fa/authenticate/"


def test_the_service_makes_no_accounts(client, service, db):
    response = sign_in(client)

    assert "You cannot make an account here" in response.content.decode()
    assert not User.objects.filter(email="officer@example.org").exists()


def test_an_address_that_the_service_does_not_vouch_for_opens_nothing(client, service, officer):
    service.person["email_verified"] = False

    sign_in(client)

    assert "_auth_user_id" not in client.session


def test_a_council_may_vouch_for_its_own_domain(client, service, officer, settings):
    del service.person["email_verified"]
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["verified_email"] = ["example.org"]

    sign_in(client)

    assert "_auth_user_id" in client.session


def test_the_page_that_was_asked_for_follows_and_no_other_site(client, service, officer):
    assert sign_in(client, next="/account/")["Location"] == "/account/"
    client.post("/account/logout/")
    assert sign_in(client, next="https://evil.example/")["Location"] == "/admin/"


def test_an_answer_nobody_asked_for_signs_nobody_in(client, service, officer):
    response = client.get("/account/oidc/council/login/callback/?code=x&state=made-up")

    assert response.status_code == 401
    assert "_auth_user_id" not in client.session
    assert "Sign-in did not work" in response.content.decode()


def test_a_link_does_not_start_a_sign_in(client, service):
    assert client.get("/account/oidc/council/login/").status_code == 200
