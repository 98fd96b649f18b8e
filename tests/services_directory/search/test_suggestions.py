import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_directory.search.suggestions import Vocabulary, distance

WORDS = {"speech": 9, "speeches": 1, "therapy": 5, "wheelchair": 3, "football": 2, "sleep": 4, "sheep": 1}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("speach", "speech"),
        ("therpay", "therapy"),
        ("wheelchiar", "wheelchair"),
        ("whealchiar", "wheelchair"),
        ("footbal", "football"),
        ("sleap", "sleep"),
        ("speech", None),
        ("zzzzzz", None),
        ("spe", None),
    ],
)
def test_correction_is_the_nearest_and_most_used(typed, meant):
    assert Vocabulary(WORDS).correction(typed) == meant


def test_suggestion_keeps_the_words_that_are_known():
    assert Vocabulary(WORDS).suggestion(["speach", "therapy"]) == "speech therapy"


def test_nothing_is_suggested_when_all_is_known():
    assert Vocabulary(WORDS).suggestion(["speech", "therapy"]) == ""


@pytest.mark.parametrize(
    ("one", "other", "slips"), [("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("abc", "xyz", 3)]
)
def test_distance_counts_slips(one, other, slips):
    assert distance(one, other, most=5) == slips


@given(st.text(max_size=30), st.text(max_size=30))
def test_distance_is_the_same_both_ways(one, other):
    assert distance(one, other, most=2) == distance(other, one, most=2)
