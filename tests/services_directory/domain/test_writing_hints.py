import pytest

from services_directory.domain.writing_hints import (
    MOST_HINTS,
    reading_age,
    referral_hints,
    rule_hints,
    text_hints,
)
from services_directory.enums import CriterionEffect, CriterionKind, Referrer

EASY = (
    "We play football in the big hall. You can come on your own or with a friend. We have small teams, so you "
    "will not have to wait long. There is a quiet room if it gets too loud. Bring a drink and soft shoes."
)
HARD = (
    "Our multidisciplinary specialist practitioners provide individualised developmental assessment, "
    "facilitating comprehensive therapeutic interventions in accordance with established national "
    "methodologies, prioritising children whose communication difficulties significantly impair educational "
    "participation within mainstream environments."
)


def codes(hints):
    return [hint.code for hint in hints]


def test_easy_text_gets_no_hint():
    assert text_hints(EASY) == []


def test_hard_text_gets_a_few_hints_with_the_worst_first():
    hints = text_hints(HARD)

    assert codes(hints)[:2] == ["long-sentence", "reading-age"]
    assert len(hints) <= MOST_HINTS


def test_long_sentence_is_named_by_its_first_words():
    text = "If you would like to come " + "and play " * 12 + "then ring us."

    hint = text_hints(text)[0]

    assert hint.code == "long-sentence"
    assert "“If you would like to…”" in hint.words


def test_lines_of_a_list_are_sentences_of_their_own():
    assert text_hints("\n".join(["- a warm room with toys and a sink"] * 8)) == []


def test_short_text_has_no_reading_age():
    assert reading_age("Football for everybody.") is None


def test_reading_age_of_easy_words_is_below_that_of_hard_ones():
    assert 5 <= reading_age(EASY) <= 9
    assert reading_age(HARD) == 21


def test_initials_that_nobody_explains_are_named():
    (hint,) = text_hints("Ask the CAMHS or the ASDT team.", is_explained=lambda initials: initials == "CAMHS")

    assert hint.code == "initials"
    assert "ASDT" in hint.words
    assert "CAMHS" not in hint.words


@pytest.mark.parametrize(
    "text",
    [
        "Ask your GP or the NHS.",
        "You get Disability Living Allowance (DLA). Bring the DLA letter.",
        "See https://EXAMPLE.org/ABC or write to ABC@example.org.",
    ],
)
def test_initials_that_are_known_said_in_full_or_part_of_an_address_are_left_alone(text):
    assert text_hints(text) == []


def test_hard_words_come_with_plain_ones():
    assert [hint.words for hint in text_hints("We commence at 9.")] == [
        "For “commence” you could say: start."
    ]


@pytest.mark.parametrize("effect", CriterionEffect)
def test_rule_that_asks_for_a_diagnosis_is_questioned(effect):
    hints = rule_hints([{"kind": CriterionKind.DIAGNOSIS, "effect": effect}])

    assert bool(hints) == (effect in (CriterionEffect.MUST, CriterionEffect.ANY_OF))


def test_rule_on_need_is_not_questioned():
    assert rule_hints([{"kind": CriterionKind.NEED, "effect": CriterionEffect.MUST}]) == []


@pytest.mark.parametrize(
    ("who", "is_questioned"),
    [
        ([], False),
        ([Referrer.GP], True),
        ([Referrer.GP, Referrer.GP], True),
        ([Referrer.GP, Referrer.SCHOOL], False),
        ([Referrer.SELF], False),
        ([Referrer.GP, Referrer.SELF], False),
        ([Referrer.PANEL], False),
    ],
)
def test_referral_by_one_profession_only_is_questioned(who, is_questioned):
    assert bool(referral_hints([{"referrer": one} for one in who])) == is_questioned


def test_profession_is_named_as_it_is_written():
    assert "can ask for it: GP." in referral_hints([{"referrer": Referrer.GP}])[0].words
    assert "can ask for it: school, nursery" in referral_hints([{"referrer": Referrer.SCHOOL}])[0].words
