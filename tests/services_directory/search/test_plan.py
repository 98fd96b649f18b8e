"""What a search asks of the words."""

import pytest

from services_directory.search.plan import (
    FEWEST,
    MOST_CREDITS,
    Alternative,
    is_common,
    read_text,
)
from services_directory.search.synonyms import NO_SYNONYMS, Synonyms
from services_directory.search.words import TITLE, Lookup


def typed(groups) -> list[tuple[str, ...]]:
    return [group.alternatives[0].tokens for group in groups]


def gains(plan, token: str) -> dict[tuple[Alternative, ...], int]:
    """What the token in a title is worth, by what has to be met."""
    return {one.given: one.weight for one in plan.credits() if one.lookup == Lookup(TITLE, token)}


def test_what_says_for_whom_is_not_needed():
    plan = read_text("swimming for my autistic son", NO_SYNONYMS)

    assert typed(plan.groups) == [("swim",), ("autism",)]
    assert typed(plan.extras) == [("son",)]


def test_what_says_only_for_whom_is_asked_for_all_the_same():
    assert typed(read_text("families", NO_SYNONYMS).groups) == [("famili",)]


def test_levels_ask_for_less_and_less():
    plan = read_text("wheelchair football saturday for my son", NO_SYNONYMS)

    assert [(len(level.groups), level.needed) for level in plan.levels] == [(3, 3), (3, 2), (3, 1), (1, 1)]
    assert [level.needed for level in read_text("wheelchair football", NO_SYNONYMS).levels] == [2, 1]
    assert [level.needed for level in read_text("football", NO_SYNONYMS).levels] == [1]


def test_a_common_word_is_not_needed_beside_another():
    plan = read_text("meetings at school", NO_SYNONYMS).without_common({"school"})

    assert (typed(plan.groups), typed(plan.extras)) == ([("meet",)], [("school",)])
    assert typed(read_text("school", NO_SYNONYMS).without_common({"school"}).groups) == [("school",)]


@pytest.mark.parametrize(
    ("holders", "size", "common"), [(10, 100, True), (5, 100, False), (FEWEST - 1, FEWEST - 1, False)]
)
def test_a_word_is_common_in_a_directory_of_some_size(holders, size, common):
    assert is_common(holders, size) is common


def test_a_synonym_weighs_less_than_what_was_typed():
    plan = read_text("salt", Synonyms([("salt", ["speech"])]))

    assert gains(plan, "salt")[()] > gains(plan, "speech")[()]


def test_of_what_is_denied_the_synonym_weighs_more():
    plan = read_text("won't go to school", Synonyms([("won't go to school", ["EBSA"])]))

    assert gains(plan, "ebsa")[()] > gains(plan, "school")[()]


def test_a_word_of_a_longer_synonym_counts_only_beside_its_others():
    plan = read_text("salt", Synonyms([("salt", ["speech therapy"])]))

    assert list(gains(plan, "therapi")) == [(plan.groups[0].alternatives[1],)]


def test_the_longest_list_of_synonyms_stays_within_what_a_server_takes():
    words = [f"word{number}" for number in range(10)]
    long = [f"one{number} two{number} three{number}" for number in range(30)]
    plan = read_text(" ".join(words), Synonyms([(word, long) for word in words]))

    assert len(plan.credits()) <= MOST_CREDITS
    assert typed(plan.groups) == [(word,) for word in words]
