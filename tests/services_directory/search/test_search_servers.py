"""The site on a real search server: the outbox, rebuilding, and what is said when something is wrong."""

from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from services_directory.models import IndexOutbox, ServicePage
from services_directory.search import engine
from services_directory.search.contract import ServiceQuery
from services_directory.search.documents import index_body
from services_directory.search.engine import get_engine, get_server, server_problem
from services_directory.search.indexing import indexed_services
from services_directory.search.outbox import drain
from tests.factories.directory import NeedFactory, ServicePageFactory
from tests.search_servers.odd import closed_port
from tests.search_servers.running import SERVERS, site_on
from tests.services_directory.views.test_find import NAMES, NASTY

pytestmark = [pytest.mark.django_db, pytest.mark.search_server]


@pytest.fixture(params=SERVERS)
def server(request, settings, monkeypatch):
    """The site's own engine on each server in turn, with no index yet."""
    with site_on(SERVERS[request.param], settings, monkeypatch):
        yield get_server()


def refresh(server):
    server.client().indices.refresh(index=server.alias)


def found(text: str = "") -> tuple[list[int], bool]:
    results = get_engine().search(ServiceQuery(text))
    return [hit.id for hit in results.hits], results.degraded


def test_rebuild_makes_the_index_and_searches_go_to_it(server):
    page = ServicePageFactory(title="Wheelchair football")
    assert server_problem(server) == "no index yet: run manage.py rebuild_search_index"

    call_command("rebuild_search_index")

    assert server_problem(server) == ""
    assert found("football") == ([page.pk], False)
    assert Client().get("/readyz").json()["search_server"] == "ok"


def test_rebuild_swaps_the_index_and_leaves_no_old_one(server):
    ServicePageFactory()
    call_command("rebuild_search_index")
    (before,) = server.indexes()

    call_command("rebuild_search_index")

    (after,) = server.indexes()
    assert before != after
    assert not server.client().indices.exists(index=before)


def test_what_is_published_and_unpublished_follows(server):
    call_command("rebuild_search_index")
    page = ServicePageFactory(title="Bowls")
    drain()
    refresh(server)
    assert found("bowls") == ([page.pk], False)

    ServicePage.objects.get(pk=page.pk).unpublish()
    drain()
    refresh(server)

    assert found("bowls") == ([], False)
    assert not IndexOutbox.objects.exists()


def test_what_was_read_earlier_does_not_overwrite_what_was_read_later(server):
    call_command("rebuild_search_index")
    page = ServicePageFactory(title="Bowls")
    drain()
    refresh(server)

    server.remove([page.pk], version=1)

    assert found("bowls") == ([page.pk], False)


def test_drain_waits_for_an_index(server):
    page = ServicePageFactory()

    assert drain().failed == 1
    assert "rebuild_search_index" in IndexOutbox.objects.get(service_id=page.pk).last_error
    assert found() == ([page.pk], True)  # the embedded engine has it


# --- what is wrong is said, wherever it is looked for -----------------------------------------------------------


@pytest.fixture
def said(monkeypatch, caplog):
    """What ``/readyz``, ``manage.py check`` and the log say of the server."""
    monkeypatch.setattr("sys.argv", ["manage.py", "check"])

    def ask() -> tuple[str, str, str]:
        caplog.clear()
        engine._told.clear()
        ready = Client().get("/readyz").json()["search_server"]
        warnings = engine.check_search_server()
        return ready, warnings[0].msg if warnings else "", caplog.text

    return ask


def in_older_mapping(server) -> str:
    """An index that an older version of the site has made, in use."""
    body = index_body(shards=1, replicas="0")
    body["mappings"]["_meta"] = {"version": "older"}
    del body["mappings"]["properties"]["pairs"]
    server.client().indices.create(index=f"{server.alias}-old", **body)
    server.switch_to(f"{server.alias}-old")
    return f"{server.alias}-old"


def test_an_index_of_an_older_mapping_is_explained(server, said):
    in_older_mapping(server)

    for words in said():
        assert "older version of the site: run manage.py rebuild_search_index" in words


def test_a_missing_index_is_explained(server, said):
    for words in said():
        assert "no index yet: run manage.py rebuild_search_index" in words


def test_a_wrong_address_is_explained(server, said, settings):
    settings.SEARCH_URL = closed_port()

    for words in said():
        assert "no server answers at the address of SEARCH_URL" in words


def test_nothing_is_said_of_a_server_that_answers(server, said):
    call_command("rebuild_search_index")

    assert said() == ("ok", "", "")


SECURED = [name for name, url in SERVERS.items() if "@" in url]


@pytest.mark.parametrize("name", SECURED)
@pytest.mark.parametrize(
    ("user", "api_key"), [("elastic:wrong@", ""), ("nobody:x@", ""), ("", ""), ("", "bm8gc3VjaCBrZXk=")]
)
def test_a_wrong_password_user_or_key_is_explained_and_families_are_answered(
    name, user, api_key, said, settings, caplog
):
    settings.SEARCH_URL = f"http://{user}{SERVERS[name].partition('@')[2]}"
    settings.SEARCH_API_KEY = api_key
    page = ServicePageFactory(title="Bowls")

    for words in said():
        assert "refuses the user and password, or the API key, of SEARCH_URL" in words
        assert "wrong" not in words
    drain()
    assert "refuses the user" in IndexOutbox.objects.get().last_error
    assert found("bowls") == ([page.pk], True)


@pytest.mark.parametrize("name", SECURED)
def test_a_right_password_is_let_in(name, settings):
    settings.SEARCH_URL = SERVERS[name]
    settings.SEARCH_INDEX = "right-password"

    assert engine.server_problem(get_server()) == "no index yet: run manage.py rebuild_search_index"


def test_rebuild_after_an_upgrade_leaves_the_older_index_alone_until_the_new_one_is_whole(server):
    """The older index refuses what the new mapping has: that must not stop the rebuild that mends it."""
    old = in_older_mapping(server)
    page = ServicePageFactory(title="Bowls for all")

    call_command("rebuild_search_index")

    assert not server.client().indices.exists(index=old)
    assert found("bowls") == ([page.pk], False)
    assert engine.server_problem(server) == ""


def test_rebuild_writes_to_the_index_in_use_only_what_it_lacks(server):
    same, changed = ServicePageFactory(title="Bowls"), ServicePageFactory(title="Chess")
    call_command("rebuild_search_index")
    (in_use,) = server.indexes()
    building = server.create_index(shards=1, replicas="0")
    before = server.client().indices.stats(index=in_use, metric="indexing")
    services = indexed_services([same.pk, changed.pk])
    services[1] = replace(services[1], title="Draughts")

    server.store(services, into=[in_use, building])

    after = server.client().indices.stats(index=in_use, metric="indexing")
    written = [one["indices"][in_use]["primaries"]["indexing"]["index_total"] for one in (before, after)]
    assert written[1] - written[0] == 1
    assert server.client().count(index=building)["count"] == 2


# --- anything typed ---------------------------------------------------------------------------------------------


@given(st.dictionaries(st.sampled_from(NAMES), st.one_of(NASTY, st.text())))
@hypothesis_settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_find_never_fails_and_never_falls_back(filled, values):
    """The server takes whatever was typed; a body that it refuses would be answered by the spare engine."""
    response = Client().get("/find/", values)

    assert response.status_code in (200, 404)
    assert b"spare engine" not in response.content
    assert Client().get("/find/count/", values).status_code == 200
    assert filled.way.breaker.lets_through()


@pytest.fixture
def filled(server):
    """The engine that answers families, with a service to find."""
    ServicePageFactory(title="Wheelchair football", needs=[NeedFactory(code="physical")])
    call_command("rebuild_search_index")
    return get_engine()


def test_check_compares_the_server_and_mends(server, capsys):
    page = ServicePageFactory()
    call_command("rebuild_search_index")
    server.remove([page.pk])

    with pytest.raises(CommandError):
        call_command("check_search_index")
    assert "search server:\n1 missing from the index" in capsys.readouterr().out

    call_command("check_search_index", "--mend")
    refresh(server)
    assert [hit.id for hit in server.search(ServiceQuery()).hits] == [page.pk]
