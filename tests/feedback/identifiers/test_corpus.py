"""Invented comments of many kinds; the goals are those of security_and_privacy.md 1.4 for a blind corpus."""

import pytest

from feedback.domain.identifiers import find_identifiers
from tests.feedback.identifiers.scoring import DATA, read, score

REACH, WITHOUT_LEAK, PRECISION = 0.97, 0.96, 0.80


@pytest.mark.parametrize("part", [0, 1], ids=["seen", "held out"])
def test_direct_identifiers_of_the_invented_comments_are_found(part):
    result = score(read("comments.txt")[part::2])

    assert result.reach >= REACH, result.missed
    assert result.without_leak >= WITHOUT_LEAK, result.missed
    assert result.precision >= PRECISION, result.wrong


@pytest.mark.parametrize("name", ["more_comments.txt", "fresh_comments.txt"])
def test_direct_identifiers_of_later_rounds_are_found(name):
    result = score(read(name))

    assert result.reach >= REACH, result.missed
    assert result.without_leak >= WITHOUT_LEAK, result.missed
    assert result.precision >= PRECISION, result.wrong


@pytest.mark.parametrize("text", (DATA / "summaries.txt").read_text().splitlines())
def test_the_gate_lets_words_of_officers_pass(text):
    assert find_identifiers(text, mode="gate") == []


def test_the_corpus_is_large_and_half_of_it_held_out():
    assert len(read("comments.txt")) >= 250
