import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services_directory.search.analysis import (
    MOST_TERMS,
    contains_phrase,
    highlight,
    marked,
    query_terms,
    tokens,
    words,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Swimming lessons", ["swim", "lesson"]),
        ("The club is for you", ["club"]),
        ("won't talk", ["wont", "talk"]),
        ("won\u2019t talk", ["wont", "talk"]),
        ("Children's centre", ["children", "centr"]),
        ("drop-in", ["drop", "dropin"]),
        ("bed & board", ["bed", "board"]),
        ("café", ["cafe"]),
        ("ＡＤＨＤ", ["adhd"]),
        ("a\x00utism \u202eclub", ["utism", "club"]),
        ("", []),
    ],
)
def test_tokens_are_finished(text, found):
    assert tokens(text) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("therapist", "therapy"),
        ("physiotherapists", "physiotherapy"),
        ("autistic", "autism"),
        ("anxious", "anxiety"),
        ("epileptic", "epilepsy"),
        ("paediatrician", "paediatrics"),
        ("pediatric", "paediatric"),
        ("behavior", "behaviour"),
        ("child", "children"),
        ("psychiatrist", "psychiatric"),
    ],
)
def test_words_of_one_family_are_one_token(one, other):
    assert tokens(one) == tokens(other)


@pytest.mark.parametrize(("one", "other"), [("housing", "house"), ("nursery", "nurse"), ("caring", "carer")])
def test_words_that_only_look_alike_stay_apart(one, other):
    assert tokens(one) != tokens(other)


def test_words_keep_their_endings():
    assert words("Swimming for children") == ["swimming", "children"]


def test_query_keeps_its_words_when_all_carry_no_meaning():
    assert [term.word for term in query_terms("help for us")] == ["help", "for", "us"]


def test_query_drops_what_carries_no_meaning():
    assert [term.word for term in query_terms("help for my son with speech")] == ["son", "speech"]


def test_only_the_last_word_may_be_unfinished():
    assert [(term.word, term.is_last) for term in query_terms("wheelchair foot")] == [
        ("wheelchair", False),
        ("foot", True),
    ]


def test_long_query_is_cut():
    assert len(query_terms(" ".join(f"word{number}" for number in range(100)))) <= MOST_TERMS


def test_highlight_finds_other_endings_and_beginnings():
    text = "Swimming and swimmers"

    assert [text[start:end] for start, end in highlight(text, query_terms("swim"))] == [
        "Swimming",
        "swimmers",
    ]


def test_marked_pieces_join_to_the_text():
    text = "Don't worry: we swim <b>here</b>."

    pieces = marked(text, query_terms("swim"))

    assert "".join(piece for piece, _ in pieces) == text
    assert [piece for piece, found in pieces if found] == ["swim"]


def test_phrase_is_found_whatever_its_endings():
    assert contains_phrase("He keeps hurting himself", "hurt himself")
    assert not contains_phrase("Himself, he was hurt", "hurt himself")
    assert not contains_phrase("anything", "")


@given(st.text())
def test_any_text_can_be_analysed(text):
    terms = query_terms(text)

    assert len(terms) <= MOST_TERMS
    assert all(token for token in tokens(text))
    spans = highlight(text, terms)
    assert spans == sorted(spans)
    assert "".join(piece for piece, _ in marked(text, terms)) == text


@given(st.text())
@example("I-I")
@example("I-I a")
def test_stored_text_is_found_by_its_own_words(text):
    stored = set(tokens(text[:100]))

    assert {term.token for term in query_terms(text[:100])} <= stored | {
        term.token for term in query_terms(text[:100]) if not stored
    }


@given(st.text(st.characters(codec="ascii"), max_size=60))
def test_tokens_of_plain_letters_are_those_of_the_same_text_among_others(text):
    assert tokens(f"{text} Ärzte")[:-1] == tokens(text)
