"""Invented comments of many kinds; the goals are those of security_and_privacy.md 1.4 for a blind corpus."""

import pytest

from tests.feedback.identifiers.scoring import read, score

REACH, WITHOUT_LEAK, PRECISION = 0.97, 0.96, 0.80


@pytest.mark.parametrize("part", [0, 1], ids=["seen", "held out"])
def test_direct_identifiers_of_the_invented_comments_are_found(part):
    result = score(read("comments.txt")[part::2])

    assert result.reach >= REACH, result.missed
    assert result.without_leak >= WITHOUT_LEAK, result.missed
    assert result.precision >= PRECISION, result.wrong


def test_the_corpus_is_large_and_half_of_it_held_out():
    assert len(read("comments.txt")) >= 250
