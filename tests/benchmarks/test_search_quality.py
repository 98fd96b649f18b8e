"""The judged test of search: what it measures, and that its queries are well written."""

import json
from pathlib import Path

import pytest

from benchmarks.search_quality.judged import KINDS, read_queries
from benchmarks.search_quality.measures import ndcg, overlap, success

DEMO = Path(__file__).parents[2] / "services_directory" / "demo" / "services.json"
NORTHMOOR = Path(__file__).parents[2] / "benchmarks" / "search_quality" / "northmoor_services.json"
GRADES = {"Exactly": 3, "Good": 2, "Related": 1}


@pytest.fixture(scope="module")
def queries():
    titles = frozenset(one["title"] for one in json.loads(DEMO.read_text(encoding="utf-8")))
    return read_queries("demo_queries.json", titles)


def test_success_needs_a_good_answer_among_the_first():
    assert success(["Other", "Good"], GRADES, 3)
    assert not success(["Other", "Good"], GRADES, 1)
    assert not success(["Related"], GRADES, 3)
    assert not success([], GRADES, 3)


def test_ndcg_is_one_for_the_best_order_and_falls_with_every_other():
    assert ndcg(["Exactly", "Good", "Related"], GRADES) == 1
    assert 0 < ndcg(["Good", "Exactly", "Related"], GRADES) < 1
    assert ndcg(["Exactly"], GRADES) < 1
    assert ndcg(["Other"], GRADES) == 0
    assert ndcg([*["Other"] * 10, "Exactly"], GRADES) == 0


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [("ab", "ba", 1), ("ab", "ac", 0.5), ("ab", "a", 0.5), ("", "", 1), ("a", "", 0)],
)
def test_overlap_is_the_share_that_both_hold(one, other, share):
    assert overlap(list(one), list(other)) == share


@pytest.mark.parametrize(("name", "file"), [("demo", DEMO), ("unseen", DEMO), ("northmoor", NORTHMOOR)])
def test_every_query_is_well_written(name, file):
    titles = frozenset(one["title"] for one in json.loads(file.read_text(encoding="utf-8")))

    assert all(max(one.grades.values()) >= 2 for one in read_queries(f"{name}_queries.json", titles))


def test_queries_are_enough_of_every_kind_and_a_third_is_held_out(queries):
    assert len(queries) >= 150
    assert len({one.words for one in queries}) == len(queries)
    assert sum(one.is_held_out for one in queries) == len(queries) // 3
    for kind in KINDS:
        assert sum(one.kind == kind for one in queries) >= 25


def test_a_title_that_is_not_in_the_directory_is_refused():
    with pytest.raises(ValueError, match="Query 1"):
        read_queries("demo_queries.json", frozenset())
