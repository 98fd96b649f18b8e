"""What a listing must say: three ways to look at it, and one answer."""

import pytest

from services_directory.domain.essentials import (
    ESSENTIALS,
    incomplete,
    missing_as_saved,
    missing_essentials,
    missing_in_draft,
    with_essentials,
    without_essential,
)
from services_directory.models import (
    Contact,
    CostOption,
    EligibilityCriterion,
    ReferralRoute,
    ServiceAtLocation,
    ServicePage,
)
from tests.factories.directory import (
    EligibilityCriterionFactory,
    ListingAssuranceFactory,
    LocationFactory,
    ServicePageFactory,
    SupportLevelFactory,
)

pytestmark = pytest.mark.django_db
EVERYTHING = [essential.words for essential in ESSENTIALS]


def whole(**changes):
    """A service that says everything, with ``changes``."""
    said = {
        "sectors": ["health"],
        "support_level": SupportLevelFactory(),
        "minimum_age": 0,
        "maximum_age": 25,
        "is_open_to_all": True,
        "cost_options": [CostOption(amount=0)],
        "referral_routes": [ReferralRoute(referrer="self")],
        "delivery": ["online"],
        "contacts": [Contact(telephone="01632 960001")],
    }
    checked = changes.pop("checked", True)
    service = ServicePageFactory(**{**said, **changes})
    if checked:
        ListingAssuranceFactory(page=service)
    return service


CASES = [
    ({}, []),
    ({"sectors": []}, ["sector"]),
    ({"support_level": None}, ["support level"]),
    ({"minimum_age": None}, []),
    ({"minimum_age": None, "maximum_age": None}, ["ages"]),
    ({"is_open_to_all": False}, ["who can use it"]),
    ({"cost_options": []}, ["cost"]),
    ({"referral_routes": []}, ["how to get it"]),
    ({"referral_routes": [], "application_process": "<p>Ring us.</p>"}, []),
    ({"referral_routes": [], "application_process": '<p data-block-key="a1"></p>'}, ["how to get it"]),
    ({"delivery": []}, ["where, or how it reaches you"]),
    ({"delivery": ["place"]}, ["where, or how it reaches you"]),
    ({"delivery": ["place", "home"]}, []),
    ({"contacts": []}, ["contact"]),
    ({"checked": False}, ["a check"]),
]


def answers(service):
    saved = with_essentials(ServicePage.objects.all()).get(pk=service.pk)
    draft = service.latest_revision.content
    checked = hasattr(ServicePage.objects.get(pk=service.pk), "assurance")
    return (
        missing_essentials(ServicePage.objects.get(pk=service.pk)),
        missing_as_saved(saved),
        missing_in_draft(draft, is_checked=checked),
    )


@pytest.mark.parametrize(("changes", "missing"), CASES)
def test_missing_essentials_are_the_same_saved_in_memory_and_in_a_draft(changes, missing):
    service = whole(**changes)

    assert answers(service) == (missing, missing, missing)
    assert incomplete(ServicePage.objects.all()).exists() is bool(missing)


def test_a_rule_about_who_can_use_it_is_enough_and_one_about_funding_is_not():
    entry = whole(is_open_to_all=False, eligibility_criteria=[EligibilityCriterionFactory()])
    funding = whole(
        is_open_to_all=False, eligibility_criteria=[EligibilityCriterionFactory(purpose="funding")]
    )

    assert answers(entry) == ([], [], [])
    assert answers(funding) == (["who can use it"],) * 3
    assert EligibilityCriterion.objects.count() == 2


def test_a_place_is_enough_and_one_that_is_gone_is_not():
    placed = whole(delivery=["place"], service_at_locations=[ServiceAtLocation(location=LocationFactory())])
    gone = whole(delivery=["place"], service_at_locations=[ServiceAtLocation(location=None)])

    assert answers(placed) == ([], [], [])
    assert answers(gone) == (["where, or how it reaches you"],) * 3


def test_an_empty_listing_misses_everything():
    service = ServicePageFactory()

    assert answers(service) == (EVERYTHING,) * 3


@pytest.mark.parametrize("essential", ESSENTIALS, ids=lambda essential: essential.code)
def test_without_essential_finds_what_leaves_it_out(essential):
    whole()
    empty = ServicePageFactory()

    assert list(without_essential(ServicePage.objects.all(), essential.code)) == [empty]


def test_with_essentials_makes_no_query_for_a_row(django_assert_num_queries):
    for _ in range(3):
        whole()

    with django_assert_num_queries(1):
        assert [missing_as_saved(row) for row in with_essentials(ServicePage.objects.all())] == [[], [], []]


def test_a_service_that_is_not_saved_yet_can_be_asked():
    assert missing_essentials(ServicePage(title="New")) == EVERYTHING
