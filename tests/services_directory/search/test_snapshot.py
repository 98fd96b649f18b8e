"""What a process keeps in memory of the index."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from services_directory.models import IndexState
from services_directory.search import snapshot
from services_directory.search.contract import IndexedPlace, IndexedService, ServiceQuery
from services_directory.search.database import DatabaseEngine

pytestmark = pytest.mark.django_db


def store(*titles: str) -> None:
    DatabaseEngine().store(
        IndexedService(number, str(number), title, (title, "", "", ""), (IndexedPlace(None),), {})
        for number, title in enumerate(titles, 1)
    )


def test_current_snapshot_is_read_once_for_a_version_of_the_index():
    store("Swimming")
    first = snapshot.current_snapshot()

    with CaptureQueriesContext(connection) as queries:
        again = snapshot.current_snapshot()

    assert again is first
    assert len(queries) == 1


def test_current_snapshot_follows_a_change():
    store("Swimming")
    first = snapshot.current_snapshot()

    store("Swimming", "Bowls")

    assert (first.size, snapshot.current_snapshot().size) == (1, 2)


def test_current_snapshot_that_took_long_to_read_is_kept_a_while(monkeypatch):
    monkeypatch.setattr(snapshot, "LONG_READING", -1)
    monkeypatch.setattr(snapshot, "PAUSE", 10**9)
    store("Swimming")
    first = snapshot.current_snapshot()

    store("Swimming", "Bowls")

    assert snapshot.current_snapshot() is first
    monkeypatch.setattr(first, "good_until", 0)
    assert snapshot.current_snapshot().size == 2


def test_search_leaves_out_what_was_taken_out_since_the_snapshot_was_read(monkeypatch):
    monkeypatch.setattr(snapshot, "LONG_READING", -1)
    monkeypatch.setattr(snapshot, "PAUSE", 10**9)
    store("Swimming", "Bowls")
    kept = snapshot.current_snapshot()

    DatabaseEngine().remove([1])
    hits = DatabaseEngine().search(ServiceQuery()).hits

    assert [hit.id for hit in hits] == [2]
    kept.good_until = 0  # monkeypatch would put it back for the tests after this one


def test_words_looked_up_before_need_no_query():
    store("Swimming")
    current = snapshot.current_snapshot()
    lookup = snapshot.words.Lookup("t", "swim")
    first = current.holding([lookup])

    with CaptureQueriesContext(connection) as queries:
        again = current.holding([lookup])

    assert again == first == {lookup: 1}
    assert len(queries) == 0


def test_words_looked_up_are_forgotten_before_there_are_too_many(monkeypatch):
    monkeypatch.setattr(snapshot, "LOOKUPS_KEPT", 3)
    store("Swimming")
    current = snapshot.current_snapshot()

    for number in range(20):
        current.holding([snapshot.words.Lookup("t", f"word{number}"), snapshot.words.Lookup("t", "swim")])

    assert len(current._held) <= 3


def test_version_of_the_index_is_never_one_it_had_before():
    versions = set()
    for number in range(5):
        store(f"Swimming {number}")
        versions.add(IndexState.objects.get().version)

    assert len(versions) == 5


def test_what_the_index_holds_already_changes_nothing():
    store("Swimming")
    before = IndexState.objects.get().version

    store("Swimming")

    assert IndexState.objects.get().version == before
