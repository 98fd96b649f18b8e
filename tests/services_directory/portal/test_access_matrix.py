"""Who may open what in the portal: every address of the URL resolver, walked as everybody, on own and foreign things.

A new address without stated answers fails here; ``routes/__init__.py`` says how to state them.
"""

import datetime
import re

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from localoffer.accounts.roles import OFFICERS
from services_directory.enums import MembershipRole
from tests.factories.directory import ProviderPageFactory
from tests.factories.people import ProviderMembershipFactory, UserFactory
from tests.services_directory.portal.routes import (
    NO_METHOD,
    NOT_FOUND,
    OPEN,
    REFUSED,
    SIGN_IN,
    VISITORS,
    all_routes,
    things_of,
)

pytestmark = pytest.mark.django_db
OWNERS = ("own", "foreign")
# Of each visitor, what the rule calls them before a thing of their own (or once own) provider.
AT_HOME = {
    "anonymous": "anonymous",
    "editor": "editor",
    "manager": "manager",
    "other provider": "manager",
    "former manager": "stranger",
    "officer": "stranger",
}


def portal_addresses():
    """Every address below ``/provider/``: its name (or its pattern, if it has none), and its parameters' kinds and
    names.
    """
    found = {}

    def walk(patterns, prefix, names):
        for pattern in patterns:
            address = prefix + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                if address.startswith("provider/"):
                    name = ":".join([*names, pattern.name]) if pattern.name else f"nameless {address}"
                    found[name] = tuple(re.findall(r"<(?:(\w+):)?(\w+)>", address))
            elif address == "" or address.startswith("provider/"):
                walk(
                    pattern.url_patterns, address, [*names, pattern.namespace] if pattern.namespace else names
                )

    walk(get_resolver().url_patterns, "", [])
    return found


ADDRESSES = portal_addresses()


@pytest.fixture
def world(home, settings):
    """Two providers with a thing of every kind, and a client for each visitor."""
    settings.DEMO = True
    people = {name: UserFactory() for name in VISITORS if name != "anonymous"}
    people["officer"].groups.add(Group.objects.get(name=OFFICERS))
    first, second = ProviderPageFactory(title="First"), ProviderPageFactory(title="Second")
    manager, editor = MembershipRole.MANAGER, MembershipRole.EDITOR
    ProviderMembershipFactory(user=people["manager"], provider=first, role=manager)
    ProviderMembershipFactory(user=people["editor"], provider=first, role=editor)
    ProviderMembershipFactory(user=people["other provider"], provider=second, role=manager)
    today = datetime.date.today()
    ProviderMembershipFactory(
        user=people["former manager"],
        provider=first,
        role=manager,
        begins_on=today - datetime.timedelta(days=30),
        ends_on=today,
    )
    clients = {name: Client() for name in VISITORS}
    for name, user in people.items():
        clients[name].force_login(user)
    of_first = things_of(first, people["manager"], people["editor"])
    of_second = things_of(second, people["other provider"], people["other provider"])
    own = {name: of_second if name == "other provider" else of_first for name in VISITORS}
    foreign = {name: of_first if name == "other provider" else of_second for name in VISITORS}
    return clients, {"own": own, "foreign": foreign}


def outcome(response):
    if response.status_code in (403, 404, 405):
        return {403: REFUSED, 404: NOT_FOUND, 405: NO_METHOD}[response.status_code]
    assert response.status_code in (200, 302, 400, 409, 410), response.status_code
    asked_to_sign_in = response.status_code == 302 and response["Location"].startswith("/account/login/")
    return SIGN_IN if asked_to_sign_in else OPEN


def expected(rule, visitor, owner, *, is_about_a_thing):
    who = AT_HOME[visitor]
    if owner == "foreign" and is_about_a_thing and who != "anonymous":
        who = "stranger"
    return getattr(rule, who)


def ask(client, method, address, data):
    """The answer; whatever the request wrote is taken back, so that the next visitor finds the world as it was."""
    with transaction.atomic():
        response = getattr(client, method)(address, data if method == "post" else None)
        transaction.set_rollback(True)
    return response


def test_every_address_of_the_portal_has_stated_answers():
    missing = ADDRESSES.keys() - all_routes().keys()
    gone = all_routes().keys() - ADDRESSES.keys()

    assert sorted(missing) == [], "State who may open these in tests/services_directory/portal/routes/"
    assert sorted(gone) == [], "These are no longer addresses"


@pytest.mark.parametrize("name", ADDRESSES)
def test_nobody_reaches_more_than_is_stated(name, world):
    clients, things = world
    route = all_routes()[name]
    wrong = []
    for owner in OWNERS:
        for visitor, client in clients.items():
            values = {key: things[owner][visitor][key] for _, key in ADDRESSES[name]}
            address = reverse(name, kwargs=values)
            for method, rule in (("get", route.get), ("post", route.post)):
                response = ask(client, method, address, route.data)
                wanted = expected(rule, visitor, owner, is_about_a_thing=bool(values))
                if (found := outcome(response)) != wanted:
                    wrong.append(f"{visitor}, {owner}: {method} {address} answered {found}, not {wanted}")
                if found not in (NOT_FOUND, REFUSED):
                    assert "no-store" in response["Cache-Control"], (name, method, visitor)
    assert "\n".join(wrong) == ""


def test_a_thing_that_does_not_exist_answers_as_a_foreign_one(world):
    clients, _ = world
    nowhere = {"uuid": "00000000-0000-4000-8000-000000000000", "int": 999_999, "slug": "none", "str": "none"}
    for name, parameters in ADDRESSES.items():
        address = reverse(name, kwargs={key: nowhere[kind or "str"] for kind, key in parameters})
        for method in ("get", "post"):
            if parameters and getattr(all_routes()[name], method).stranger == NOT_FOUND:
                assert getattr(clients["manager"], method)(address).status_code == 404, (name, method)


def test_a_thing_of_another_provider_is_not_reached_through_ones_own(world):
    """``/<my provider>/people/<their membership>/``: each thing is looked for below the provider in the address."""
    clients, things = world
    tried = 0
    for name, parameters in ADDRESSES.items():
        keys = [key for _, key in parameters]
        if keys[:1] != ["provider"] or len(keys) == 1:
            continue
        values = {key: things["foreign"]["manager"][key] for key in keys}
        address = reverse(name, kwargs={**values, "provider": things["own"]["manager"]["provider"]})
        for method in ("get", "post"):
            tried += 1
            assert getattr(clients["manager"], method)(address).status_code in (404, 405), (name, method)
    assert tried
