"""The site on a real search server: the outbox, rebuilding, and what is said when something is wrong."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from services_directory.models import IndexOutbox, ServicePage
from services_directory.search.contract import ServiceQuery
from services_directory.search.documents import index_body
from services_directory.search.engine import get_engine, get_server, server_problem
from services_directory.search.outbox import drain
from tests.factories.directory import ServicePageFactory
from tests.search_servers.running import SERVERS, client

pytestmark = [pytest.mark.django_db, pytest.mark.search_server]


@pytest.fixture(params=SERVERS)
def server(request, settings):
    """The site's own engine on each server in turn, with no index yet."""
    settings.SEARCH_URL = SERVERS[request.param]
    settings.SEARCH_INDEX = f"site-{request.node.name.encode().hex()[-24:]}"
    settings.SEARCH_REPLICAS = "0"
    yield get_server()
    for name in client(settings.SEARCH_URL).indices.get(index=f"{settings.SEARCH_INDEX}*"):
        client(settings.SEARCH_URL).indices.delete(index=name)


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


def test_an_index_of_an_older_mapping_is_named(server):
    body = index_body(shards=1, replicas="0")
    body["mappings"]["_meta"] = {"version": "older"}
    server.client().indices.create(index=f"{server.alias}-old", **body)
    server.switch_to(f"{server.alias}-old")

    assert "older version of the site" in server_problem(server)


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
