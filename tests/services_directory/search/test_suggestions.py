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
    assert Vocabulary(WORDS).suggestion("speach therapy") == "speech therapy"


def test_nothing_is_suggested_when_all_is_known():
    assert Vocabulary(WORDS).suggestion("speech therapy") == ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("fizio", "physio"),
        ("fisiotherapy", "physiotherapy"),
        ("respight", "respite"),
        ("portidge", "portage"),
        ("sycology", "psychology"),
        ("wheelchare", "wheelchair"),
    ],
)
def test_a_word_that_is_written_as_it_is_heard_is_corrected(typed, meant):
    words = ["physio", "fussy", "physiotherapy", "respite", "portage", "postage", "psychology", "wheelchair"]

    assert Vocabulary(dict.fromkeys(words, 1)).correction(typed) == meant


def test_a_word_with_another_ending_is_no_other_word():
    assert Vocabulary({"books": 9, "cook": 1}).correction("cooks") == "cook"


def test_suggestion_keeps_what_says_for_whom_and_what_is_denied():
    assert Vocabulary(WORDS).suggestion("My son won't sleap!") == "My son won't sleep"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("bluebadge", "blue badge"), ("wheel chair footbal", "wheelchair football"), ("blue badge", "")],
)
def test_suggestion_cuts_and_joins_words(typed, meant):
    words = {"blue": 3, "badge": 3, "wheelchair": 1, "football": 1}

    assert Vocabulary(words).suggestion(typed) == meant


def test_words_of_the_glossary_are_right_and_are_suggested_after_our_own():
    glossary = Vocabulary({"dyspraxia": 1, "speeck": 1})

    assert Vocabulary(WORDS).suggestion("dispraxia", glossary) == "dyspraxia"
    assert Vocabulary(WORDS).suggestion("dyspraxia", glossary) == ""
    assert Vocabulary(WORDS).suggestion("speecx", glossary) == "speech"


@given(st.text(max_size=130))
def test_anything_typed_has_a_suggestion_or_none(text):
    assert isinstance(Vocabulary(WORDS).suggestion(text), str)


@pytest.mark.parametrize(
    ("one", "other", "slips"), [("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("abc", "xyz", 3)]
)
def test_distance_counts_slips(one, other, slips):
    assert distance(one, other, most=5) == slips


@given(st.text(max_size=30), st.text(max_size=30))
def test_distance_is_the_same_both_ways(one, other):
    assert distance(one, other, most=2) == distance(other, one, most=2)
