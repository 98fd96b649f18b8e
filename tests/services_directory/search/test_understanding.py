"""Ages and postcodes inside the words of a search."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_directory.search.understanding import understand


@pytest.mark.parametrize(
    ("text", "left", "age"),
    [
        ("swimming for a 9 year old", "swimming", 9),
        ("swimming for my 9-year-old son", "swimming son", 9),
        ("three year old not talking", "not talking", 3),
        ("autism aged 12", "autism", 12),
        ("clubs age 7", "clubs", 7),
        ("7yo clubs", "clubs", 7),
        ("18 months old not walking", "not walking", 1),
        ("6 month old baby group", "baby group", 0),
        ("my 14yo is anxious", "is anxious", 14),
        ("my 14 y/o", "", 14),
        ("2 and a half year old not talking", "not talking", 2),
        ("music for 4 year olds", "music", 4),
        ("at the age of 8", "at", 8),
        ("my son is 7 and won't sleep", "my son and won't sleep", 7),
        ("she's nine riding", "riding", 9),
        ("daughter 12 drama", "daughter drama", 12),
        ("play for my baby", "play for my baby", 0),
        ("toddler group", "toddler group", 2),
        ("nursery age child", "nursery age child", 3),
        ("in reception and can't talk", "in reception and can't talk", 4),
    ],
)
def test_an_age_is_read_out_of_the_words(text, left, age):
    found = understand(text)

    assert (found.text, found.age) == (left, age)


@pytest.mark.parametrize(
    "text",
    [
        "clubs 5 to 11 year olds",
        "5-11 year olds",
        "40 year old",
        "year 6",
        "aged 5 to 11",
        "one parent",
        "teenager",
        "baby brother",
        "reception",
        "waiting time is 6 weeks",
        "is 15 hours free",
        "turning 18",
        "child 1 to 1",
    ],
)
def test_what_is_no_single_age_of_the_offer_stays(text):
    assert understand(text).age is None
    assert understand(text).text == text


@pytest.mark.parametrize(
    ("text", "left", "near"),
    [
        ("wheelchair football near HP20 1UY", "wheelchair football", "HP20 1UY"),
        ("hp201uy swimming", "swimming", "hp201uy"),
        ("clubs in HP20", "clubs", "HP20"),
    ],
)
def test_a_postcode_is_read_out_of_the_words(text, left, near):
    found = understand(text)

    assert (found.text, found.near) == (left, near)


@pytest.mark.parametrize("text", ["HP20 clubs", "section B2 support", "near me"])
def test_half_a_postcode_needs_a_word_before_it(text):
    assert understand(text).near == ""


@pytest.mark.parametrize(
    ("text", "left", "near"),
    [
        ("clubs in Aylesbury for teenagers", "clubs for teenagers", "Aylesbury"),
        ("youth club aylesbury", "youth club", "aylesbury"),
        ("swimming near aston clinton", "swimming", "aston clinton"),
        ("short breaks Aston Clinton", "short breaks", "Aston Clinton"),
        ("clubs near reading", "clubs", "reading"),
        ("clubs in Reading", "clubs", "Reading"),
    ],
)
def test_a_town_is_read_out_of_the_words(text, left, near):
    found = understand(
        text, is_town=lambda name: name.casefold() in ("aylesbury", "aston clinton", "reading")
    )

    assert (found.text, found.near, found.near_is_town) == (left, near, True)


@pytest.mark.parametrize("text", ["help in reading", "trouble with reading", "aylesbury", "Aylesbury clubs"])
def test_a_word_that_may_be_no_place_stays(text):
    found = understand(text, is_town=lambda name: name.casefold() in ("aylesbury", "reading"))

    assert (found.text, found.near) == (text, "")


@given(st.text(max_size=120))
def test_anything_is_understood_or_left(text):
    found = understand(text)

    assert found.age is None or 0 <= found.age <= 25
    assert len(found.text) <= len(text)
