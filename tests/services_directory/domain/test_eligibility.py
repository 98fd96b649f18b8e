import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_directory.domain.eligibility import (
    EntryRules,
    Family,
    Fit,
    Rule,
    Verdict,
    could_be_for,
    entry_rules,
)
from services_directory.enums import CriterionEffect, CriterionKind
from tests.factories.directory import EligibilityCriterionFactory, LocationFactory, ServicePageFactory

AREA = "E06000060"
LIVES_HERE = Rule("area", "must", "You live in Merrowdale.", values=(AREA,), decides=True)
HAS_PLAN = Rule("plan", "must", "You have an EHC plan.", decides=True)


def verdict(*rules: Rule, family: Family, **fields) -> Verdict:
    return could_be_for(EntryRules(rules=rules, **fields), family).verdict


def words(*rules: Rule, family: Family, **fields) -> str:
    return " ".join(
        reason.words for reason in could_be_for(EntryRules(rules=rules, **fields), family).reasons
    )


def test_likely_when_every_rule_is_known_to_be_met():
    family = Family(age=7, authority=AREA, has_plan=True)

    assert verdict(LIVES_HERE, HAS_PLAN, family=family, minimum_age=5, maximum_age=11) == Verdict.LIKELY


def test_what_was_not_said_is_to_be_asked():
    assert verdict(LIVES_HERE, family=Family(age=7)) == Verdict.CHECK
    assert "You live in Merrowdale." in words(LIVES_HERE, family=Family(age=7))


@pytest.mark.parametrize(
    ("rule", "family"),
    [
        (LIVES_HERE, Family(authority="E06000001")),
        (HAS_PLAN, Family(has_plan=False)),
        (Rule("age", "must", "Under 12s only.", maximum=11, decides=True), Family(age=12)),
        (Rule("plan", "excludes", "Children with an EHC plan.", decides=True), Family(has_plan=True)),
    ],
)
def test_confirmed_absolute_rule_on_age_area_or_plan_says_not_for_you(rule, family):
    answer = could_be_for(EntryRules(rules=(rule,)), family)

    assert answer.verdict == Verdict.NOT_FOR_YOU
    assert answer.reasons[0].fit == Fit.AGAINST


def test_rule_that_somebody_may_decide_otherwise_gives_check():
    rule = Rule("age", "must", "Mostly under 12s.", maximum=11)

    assert verdict(rule, family=Family(age=14)) == Verdict.CHECK


def test_ages_of_the_service_alone_never_turn_a_family_away():
    assert verdict(family=Family(age=14), minimum_age=5, maximum_age=11, is_open_to_all=True) == Verdict.CHECK


def test_bounds_of_an_age_are_whole_years_and_included():
    rule = Rule("age", "must", "Ages 5 to 11.", minimum=5, maximum=11, decides=True)

    found = {age: verdict(rule, family=Family(age=age)) for age in (4, 5, 11, 12)}

    assert found == {
        4: Verdict.NOT_FOR_YOU,
        5: Verdict.LIKELY,
        11: Verdict.LIKELY,
        12: Verdict.NOT_FOR_YOU,
    }


def test_diagnosis_gives_check_and_says_that_needs_count():
    rule = Rule("diagnosis", "must", "You have a diagnosis of epilepsy.")

    assert verdict(rule, family=Family(age=7)) == Verdict.CHECK
    assert "needs count, not only a diagnosis" in words(rule, family=Family(age=7))


def test_statutory_assessment_can_always_be_asked_for():
    answer = could_be_for(
        EntryRules(is_statutory=True, who_decides="The SEND panel", rules=(LIVES_HERE, HAS_PLAN)),
        Family(age=40, authority="E06000001", has_plan=False),
    )

    said = " ".join(reason.words for reason in answer.reasons)
    assert answer.verdict == Verdict.CHECK
    assert "You can always ask for this." in said
    assert "The SEND panel" in said
    assert "right to challenge" in said


def test_any_one_of_a_group_is_enough():
    group = [
        Rule("plan", "any-of", "An EHC plan.", group="one", decides=True),
        Rule("need", "any-of", "Autism.", group="one", values=("autism",)),
    ]

    assert verdict(*group, family=Family(needs=frozenset({"autism"}), has_plan=False)) == Verdict.LIKELY
    assert verdict(*group, family=Family(has_plan=False)) == Verdict.CHECK
    assert "any one of these" in words(*group, family=Family(has_plan=False))


def test_what_helps_or_is_not_needed_never_stands_in_the_way():
    rules = [
        Rule("plan", "helps", "An EHC plan."),
        Rule("diagnosis", "not-needed", "A diagnosis."),
        Rule("referral", "must", "Your GP asks for you."),
    ]

    assert verdict(*rules, family=Family(age=7, has_plan=False)) == Verdict.LIKELY


def test_rule_of_another_place_does_not_count_where_the_place_is_known():
    rule = Rule("age", "must", "Under 8s.", maximum=7, place="here", place_name="Vale Hall")
    entry = EntryRules(rules=(rule,))

    assert could_be_for(entry, Family(age=9), place="there").verdict == Verdict.LIKELY
    assert could_be_for(entry, Family(age=9), place="here").verdict == Verdict.CHECK
    assert could_be_for(entry, Family(age=9)).verdict == Verdict.CHECK


def test_no_rules_are_no_promise():
    assert verdict(family=Family(age=7)) == Verdict.CHECK
    assert verdict(family=Family(age=7), is_open_to_all=True) == Verdict.LIKELY


def test_needs_that_do_not_meet_are_to_be_asked():
    family = Family(needs=frozenset({"hearing"}))

    assert verdict(family=family, needs=("autism",), is_open_to_all=True) == Verdict.CHECK
    assert verdict(family=family, needs=("hearing",), is_open_to_all=True) == Verdict.LIKELY


RULES = st.builds(
    Rule,
    kind=st.sampled_from(list(CriterionKind)).map(str),
    effect=st.sampled_from(list(CriterionEffect)).map(str),
    sentence=st.just("A rule."),
    group=st.sampled_from(["", "one"]),
    minimum=st.none() | st.integers(0, 25),
    maximum=st.none() | st.integers(0, 25),
    values=st.sampled_from([(), (AREA,), ("autism",), ("ehcp",)]),
)
FAMILIES = st.builds(
    Family,
    age=st.none() | st.integers(0, 25),
    needs=st.frozensets(st.sampled_from(["autism", "hearing"])),
    authority=st.sampled_from(["", AREA, "E06000001"]),
    has_plan=st.sampled_from([None, True, False]),
)


@given(st.lists(RULES, max_size=5), FAMILIES)
def test_no_rule_that_is_not_absolute_and_confirmed_turns_anybody_away(rules, family):
    assert verdict(*rules, family=family) != Verdict.NOT_FOR_YOU


@given(st.lists(RULES, max_size=5), FAMILIES)
def test_every_answer_has_its_reason_and_survives_the_index(rules, family):
    entry = EntryRules(rules=tuple(rules), minimum_age=3)

    assert could_be_for(entry, family).reasons
    assert EntryRules.from_json(entry.as_json()) == entry


@pytest.mark.django_db
def test_rules_are_read_from_the_page_as_they_hold_today():
    today = datetime.date.today()
    hall = LocationFactory()
    page = ServicePageFactory(
        minimum_age=5,
        eligibility_criteria=[
            EligibilityCriterionFactory(kind="plan", sentence="A plan.", is_absolute=True, is_confirmed=True),
            EligibilityCriterionFactory(kind="age", sentence="Here under 8.", maximum=7, location=hall),
            EligibilityCriterionFactory(sentence="Paid by you.", purpose="funding"),
            EligibilityCriterionFactory(sentence="Old.", valid_to=today - datetime.timedelta(days=1)),
        ],
    )

    entry = entry_rules(page, needs=["autism"], places=[hall], today=today)

    assert [(rule.sentence, rule.decides, rule.place) for rule in entry.rules] == [
        ("A plan.", True, ""),
        ("Here under 8.", False, str(hall.uuid)),
    ]
    assert (entry.minimum_age, entry.needs) == (5, ("autism",))
