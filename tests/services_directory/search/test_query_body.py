"""What is sent to a search server: a small language, whatever was typed."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services_directory.domain.standard_lists import GLOSSARY
from services_directory.models import GlossaryEntry
from services_directory.search.contract import MAX_PAGE, PAGE_SIZE, Facet, ServiceQuery, Sort
from services_directory.search.elasticsearch import _Asked
from services_directory.search.plan import read_text
from services_directory.search.synonyms import Synonyms
from services_directory.search.words import LONGEST_TOKEN

QUERIES = {
    *("match_all", "match_none", "bool", "term", "terms", "prefix", "range"),
    *("nested", "constant_score", "geo_distance"),
}
AGGREGATIONS = {"filter", "filters", "terms", "nested", "reverse_nested"}
TOP = {"query", "post_filter", "aggs", "from", "size", "sort", "_source", "track_total_hits"}
SORTS = {"_score", "title_order", "service_id", "checked_on", "_geo_distance"}
MOST_CLAUSES = 1024  # of OpenSearch's own limit

TYPED = st.one_of(
    st.text(max_size=300),
    st.lists(
        st.sampled_from(
            [
                *(
                    "*",
                    "?",
                    "*wheel",
                    "?at",
                    "~2",
                    "swim~",
                    "/.*/",
                    "a:b",
                    "_exists_:title",
                    "AND",
                    "NOT",
                    "^9",
                ),
                *("doc['x']", "{{x}}", "senco", "salt", "ehcp", "camhs", "adhd", "asd", "wheelchair", "\x00"),
            ]
        ),
        max_size=15,
    ).map(" ".join),
)
VALUES = st.sampled_from(["a", "*", "a:partly", "hoist", "hoist:unknown", "script", ".*"]) | st.text(
    max_size=20
)
SEARCHES = st.builds(
    ServiceQuery,
    text=TYPED,
    filters=st.dictionaries(
        st.sampled_from([*Facet, "script"]), st.frozensets(VALUES, max_size=3), max_size=5
    ),
    age=st.none() | st.integers(-5, 200),
    near=st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
    radius_miles=st.none() | st.integers(0, 10**9),
    sort=st.sampled_from(Sort),
    page=st.integers(-3, 10**9),
)


def queries_in(query: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every query of a query, as its name and what it holds."""
    ((name, held),) = query.items()
    yield name, held
    inner: list[Any] = []
    if name == "bool":
        for occurrence in ("must", "should", "filter", "must_not"):
            found = held.get(occurrence, [])
            inner += found if isinstance(found, list) else [found]
    elif name in ("nested", "constant_score"):
        inner.append(held.get("query") or held["filter"])
    for one in inner:
        yield from queries_in(one)


def aggregations_in(aggregations: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every aggregation, as its kind and what it holds; the names are ours to give."""
    for aggregation in aggregations.values():
        for kind, held in aggregation.items():
            if kind == "aggs":
                yield from aggregations_in(held)
            else:
                yield kind, held


def all_queries(body: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every query of a body, wherever it stands."""
    yield from queries_in(body["query"])
    yield from queries_in(body["post_filter"])
    for kind, held in aggregations_in(body["aggs"]):
        if kind == "filter":
            yield from queries_in(held)
        elif kind == "filters":
            for one in held["filters"].values():
                yield from queries_in(one)
    for one in body.get("sort", []):
        nested = isinstance(one, dict) and one.get("_geo_distance", {}).get("nested", {})
        if nested and "filter" in nested:
            yield from queries_in(nested["filter"])


@pytest.fixture(scope="module")
def synonyms():
    """The glossary that the site comes with: who types one word asks for many."""
    shipped = json.loads(GLOSSARY.read_text())
    entries = [GlossaryEntry(**{**one, "synonyms": "\n".join(one["synonyms"])}) for one in shipped]
    return Synonyms(pair for entry in entries for pair in entry.synonym_pairs())


@given(query=SEARCHES)
@settings(max_examples=300, deadline=None)
def test_the_body_is_of_a_small_language_whatever_was_typed(synonyms, query):
    plan = read_text(query.text, synonyms)
    asked = _Asked(query, plan)

    bodies = [one for level in plan.levels for one in (asked.body(level), asked.counting_body(level))]
    for body in bodies:
        assert set(body) <= TOP
        assert {kind for kind, _ in aggregations_in(body["aggs"])} <= AGGREGATIONS
        assert 0 <= body.get("from", 0) <= (MAX_PAGE - 1) * PAGE_SIZE < 1000
        assert 0 <= body["size"] <= PAGE_SIZE
        assert {one if isinstance(one, str) else next(iter(one)) for one in body.get("sort", [])} <= SORTS
        found = list(all_queries(body))
        assert {name for name, _ in found} <= QUERIES
        for name, held in found:
            if name == "prefix":
                (beginning,) = held.values()
                assert len(beginning) <= LONGEST_TOKEN
                assert beginning.isalnum()  # and so no wildcard, leading or not
        assert sum(1 for _ in queries_in(body["query"])) <= MOST_CLAUSES
