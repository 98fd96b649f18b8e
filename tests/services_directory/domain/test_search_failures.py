"""What families look for and do not find is counted, and nobody can be found in it."""

import datetime
import sqlite3
import time

import pytest
from django.db import IntegrityError, connections, transaction
from django.test import RequestFactory

from localoffer.public_forms.limits import sender
from services_directory.domain.search_failures import count_search, countable_words, purge_search_failures
from services_directory.models import GlossaryEntry, OfferGap, SearchFailure, SearchFailureKey, UrgentHelp
from services_directory.search.contract import SearchResults, ServiceQuery
from services_directory.search.outbox import drain
from tests.factories.directory import ServicePageFactory

pytestmark = pytest.mark.django_db

NOTHING, SOME_WORDS, FOUND = SearchResults(0), SearchResults(3, relaxed=True), SearchResults(3)


def fail(text: str, times: int = 1, results: SearchResults = NOTHING, **kwargs) -> None:
    """``times`` networks search for ``text``."""
    for number in range(times):
        count_search(ServiceQuery(text, **kwargs), results, who=f"network {number} {text}")


def counted() -> list[tuple[str, int]]:
    return list(SearchFailure.objects.order_by("pk").values_list("words", "count"))


# --- what is counted ------------------------------------------------------------------------------------------


def test_a_search_that_found_what_was_asked_is_not_counted(django_assert_num_queries):
    with django_assert_num_queries(0):
        count_search(ServiceQuery("swimming"), FOUND, who="a")


@pytest.mark.parametrize("query", [ServiceQuery(), ServiceQuery(age=7), ServiceQuery("swimming", page=2)])
def test_a_search_without_words_or_of_a_later_page_is_not_counted(query):
    count_search(query, NOTHING, who="a")

    assert counted() == []


def test_nothing_and_some_words_are_told_apart_and_what_narrowed_it_is_counted():
    fail("hydrotherapy", 4)
    fail("hydrotherapy pool", 1)
    count_search(ServiceQuery("hydrotherapy", age=4), SOME_WORDS, who="b")

    row = SearchFailure.objects.get(count=5)
    assert (row.found_nothing, row.found_some_words, row.narrowed) == (4, 1, 1)


def test_the_same_words_in_another_order_or_ending_are_the_same():
    fail("hydrotherapy pools")
    fail("Pool, hydrotherapy!")
    fail("a hydrotherapy pool for my son")

    assert counted() == [("", 3)]


def test_a_network_counts_once_a_day_for_the_same_words():
    for _ in range(20):
        count_search(ServiceQuery("hydrotherapy"), NOTHING, who="a robot")

    assert counted() == [("", 1)]


# --- what is kept ---------------------------------------------------------------------------------------------


def test_words_are_kept_from_the_fifth_search_and_are_those_of_it():
    fail("hydrotherapy pools", 4)
    assert counted() == [("", 4)]

    count_search(ServiceQuery("Pool for Hydrotherapy"), NOTHING, who="a fifth")
    count_search(ServiceQuery("hydrotherapy pools"), NOTHING, who="a sixth")

    assert counted() == [("pool hydrotherapy", 6)]


def test_the_hash_is_of_its_month_and_cannot_be_made_again_when_the_month_is_over(monkeypatch):
    fail("hydrotherapy")
    first = SearchFailure.objects.get().words_hash
    SearchFailure.objects.update(month="2026-01-01")
    SearchFailureKey.objects.update(month="2026-01-01")

    purge_search_failures(datetime.date(2026, 2, 1))
    fail("hydrotherapy")

    assert not SearchFailureKey.objects.filter(month="2026-01-01").exists()
    assert first not in SearchFailure.objects.filter(month__gt="2026-01-01").values_list(
        "words_hash", flat=True
    )


def test_counts_are_kept_for_thirteen_months():
    for month in ("2025-10-01", "2025-09-01"):
        SearchFailure.objects.create(month=month, words_hash=month, count=1, found_nothing=1)

    assert purge_search_failures(datetime.date(2026, 11, 30)) == 1
    assert [str(one.month) for one in SearchFailure.objects.all()] == ["2025-10-01"]


def test_no_row_names_the_network(client):
    request = RequestFactory().get("/find/", REMOTE_ADDR="203.0.113.9")
    count_search(ServiceQuery("hydrotherapy"), NOTHING, who=sender(request))

    from localoffer.public_forms.models import RateCount

    assert sender(request) not in {row.who for row in RateCount.objects.all()}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("swimming near HP20 1UY", "swimming"),
        ("swimming hp201uy", "swimming"),
        ("call me on 07700 900123", "call"),
        ("section 41 college", "section college"),
        ("priya patel swimming", "swimming"),
        ("Zoë hydrotherapy", "hydrotherapy"),
        ("jo@example.org autism", ""),
        ("https://example.org/autism", ""),
        ("12345", ""),
        ("Mohammed", ""),
        ("x" * 100 + " swimming", "swimming"),
        ("forest school", "forest school"),
    ],
)
def test_no_postcode_number_name_or_address_is_kept(text, kept):
    assert " ".join(countable_words(text)) == kept


def test_a_name_that_a_listing_or_the_glossary_uses_is_a_word():
    assert countable_words("portage marsh") == countable_words("portage")
    ServicePageFactory(title="Marsh farm visits")
    drain()
    GlossaryEntry.objects.create(term="Carter boats", in_a_to_z=False)

    assert countable_words("marsh carter") == ("marsh", "carter")


@pytest.mark.parametrize("is_shown", [True, False])
def test_urgent_words_are_never_counted(is_shown):
    UrgentHelp.objects.create(title="999", words="hurting himself", advice="<p>Call.</p>", is_shown=is_shown)

    fail("my son is hurting himself", 6)

    assert counted() == []


# --- the request ----------------------------------------------------------------------------------------------


def test_find_counts_what_it_did_not_find(client):
    client.get("/find/?q=hydrotherapy")
    client.get("/find/?q=hydrotherapy")

    assert counted() == [("", 1)]


@pytest.fixture
def own_file(tmp_path):
    """The database of the tests as a file that others can write to as well."""
    original = connections["default"]
    if original.vendor != "sqlite":
        pytest.skip("only SQLite has one writer")
    file = tmp_path / "site.sqlite3"
    original.ensure_connection()
    file.write_bytes(original.connection.serialize())
    connections["default"] = original.copy()
    connections["default"].settings_dict["NAME"] = str(file)
    yield file
    connections["default"].close()
    connections["default"] = original


def test_find_answers_while_the_database_is_being_written_to(client, own_file):
    client.get("/find/?q=warm+up")
    other = sqlite3.connect(own_file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    began = time.monotonic()
    response = client.get("/find/?q=hydrotherapy")
    waited = time.monotonic() - began

    other.close()
    assert response.status_code == 200
    assert waited < 5  # SQLite's own patience is ten seconds
    assert connections["default"].cursor().execute("PRAGMA busy_timeout").fetchone()[0] == 10_000
    client.get("/find/?q=hydrotherapy")
    assert counted() == [("", 1), ("", 1)]


def test_counting_needs_few_queries(django_assert_max_num_queries):
    fail("hydrotherapy")

    with django_assert_max_num_queries(14):
        count_search(ServiceQuery("hydrotherapy"), NOTHING, who="another")


# --- constraints ----------------------------------------------------------------------------------------------

JANUARY = datetime.date(2026, 1, 1)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("failed_words_told_from_the_fifth", {"words": "yoga", "count": 4, "found_nothing": 4}),
        ("failed_searches_add_up", {"count": 3, "found_nothing": 1}),
    ],
)
def test_failure_constraints(name, wrong):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        SearchFailure.objects.create(month=JANUARY, words_hash="x", **wrong)


def test_failed_words_stand_once_in_a_month():
    SearchFailure.objects.create(month=JANUARY, words_hash="x")

    with pytest.raises(IntegrityError), transaction.atomic():
        SearchFailure.objects.create(month=JANUARY, words_hash="x")


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("gap_decided_has_a_day", {"state": "commissioned"}),
        ("gap_decided_has_a_day", {"decided_on": JANUARY}),
        (
            "gap_decided_after_it_was_recorded",
            {"state": "not-possible", "decided_on": JANUARY, "recorded_on": datetime.date(2026, 1, 2)},
        ),
    ],
)
def test_gap_constraints(name, wrong):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        OfferGap.objects.create(words="Evening swimming", **wrong)
