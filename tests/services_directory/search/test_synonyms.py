"""Phrases of the glossary inside the words of a search."""

import pytest

from services_directory.search.analysis import phrase_terms
from services_directory.search.synonyms import Synonyms


def found(phrase: str, typed: str) -> list[str]:
    """The words of ``typed`` that make ``phrase``; none where it is not found."""
    terms = phrase_terms(typed)
    synonyms = Synonyms([(phrase, ["meant"])])
    for start in range(len(terms)):
        if match := synonyms.longest(terms, start):
            assert match.others == (("meant",),)
            return [terms[place].word for place in match.places]
    return []


@pytest.mark.parametrize(
    ("phrase", "typed"),
    [
        ("can't sleep", "my son can't sleep"),
        ("can't sleep", "won't sleep"),
        ("can't sleep", "does not sleep"),
        ("can't sleep", "struggles to sleep"),
        ("can't sleep", "he finds it hard to sleep"),
        ("can't sleep", "trouble sleeping"),
        ("can't sleep", "sleep problems"),
        ("can't sleep", "sleeping difficulties"),
        ("can't sleep", "can't really sleep"),
        ("trouble sleeping", "can't sleep"),
        ("won't go to school", "she will not go to school"),
        ("won't go to school", "refuses to go to school"),
        ("a break for us", "need a break"),
    ],
)
def test_a_phrase_is_found_however_it_is_said(phrase, typed):
    assert found(phrase, typed)


@pytest.mark.parametrize(
    ("phrase", "typed"),
    [
        ("can't sleep", "sleep"),
        ("can't sleep", "sleep clinic"),
        ("can't talk", "someone to talk to about problems"),
        ("won't go to school", "trouble at school"),
        ("won't go to school", "going to school"),
    ],
)
def test_a_phrase_that_says_something_else_is_not_found(phrase, typed):
    assert not found(phrase, typed)


def test_the_longest_phrase_is_found():
    synonyms = Synonyms([("speech", ["talking"]), ("speech therapy", ["SALT"])])

    match = synonyms.longest(phrase_terms("speech therapy drop-in"), 0)

    assert (match.places, match.others) == ((0, 1), (("salt",),))


def test_a_synonym_brings_what_is_the_same_but_not_what_it_leads_to():
    synonyms = Synonyms(
        [
            ("can't dress", ["OT"]),
            ("OT", ["occupational therapy"]),
            ("occupational therapy", ["OT"]),
            ("occupational therapy", ["handwriting"]),
        ]
    )

    match = synonyms.longest(phrase_terms("can't dress"), 0)

    assert match.others == (("ot",), ("occup", "therapi"))
