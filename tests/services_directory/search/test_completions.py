"""What a half-typed search may become."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from services_directory.models import GlossaryEntry, Taxonomy, TaxonomyTerm
from services_directory.search.completions import MOST, Completions, complete, offered_first
from services_directory.search.contract import IndexedService
from services_directory.search.database import DatabaseEngine

pytestmark = pytest.mark.django_db


def store(*titles: str) -> None:
    DatabaseEngine().store(
        IndexedService(number, f"uuid-{number}", title, (title, "", "", ""), (), {})
        for number, title in enumerate(titles, 1)
    )


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("spe", ["Speech and language", "Special schools"]),
        ("SPEECH and", ["Speech and language"]),
        ("lang", ["Speech and language"]),
        ("down's", ["Down's syndrome"]),
        ("downs", ["Down's syndrome"]),
        ("language speech", []),
    ],
)
def test_words_are_offered_from_the_beginning_of_a_word(typed, offered):
    words = Completions(["Speech and language", "Special schools", "Down's syndrome"])

    assert words.of(typed) == offered


def test_what_begins_so_is_offered_before_what_holds_it():
    assert Completions(["Adult care", "Care"]).of("care") == ["Care", "Adult care"]


def test_what_is_written_twice_is_offered_once():
    assert Completions(["Mediation", "mediation", "", "!"]).of("med") == ["Mediation"]


def test_terms_words_and_titles_are_offered():
    needs, _ = Taxonomy.objects.get_or_create(code="needs", defaults={"name": "Needs"})
    TaxonomyTerm.objects.create(taxonomy=needs, code="autism-of-test", name="Zest for autism")
    GlossaryEntry.objects.create(term="ZEST", expansion="zesty words", meaning="A word.")
    GlossaryEntry.objects.create(term="zest at home", synonyms="zest", in_a_to_z=False)
    store("A zest club", "Football")

    assert complete("zest") == ["Zest for autism", "ZEST", "zesty words", "A zest club"]
    assert complete("club zes") == ["A zest club"]
    assert "Zest for autism" in offered_first()


def test_a_few_are_offered_of_many():
    store(*(f"Quiet swim {number}" for number in range(30)))

    assert len(complete("quiet sw")) == MOST


@pytest.mark.parametrize("typed", ["", "q", " ", "??", "a" * 500])
def test_nothing_is_offered_where_too_little_or_nothing_is_typed(typed):
    assert complete(typed) == []


def test_what_was_asked_before_needs_three_queries_whatever_the_size():
    store("Quiet swim")
    complete("quiet sw")

    with CaptureQueriesContext(connection) as queries:
        complete("quiet sw")

    assert len(queries) == 3  # the versions, twice, and the titles


@given(st.text(max_size=80))
def test_anything_typed_is_answered(text):
    assert isinstance(Completions(["Speech and language", "Ärzte"]).of(text), list)
