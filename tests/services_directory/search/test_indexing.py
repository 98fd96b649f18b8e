"""What the index holds of a service."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from services_directory.enums import (
    CriterionEffect,
    CriterionKind,
    Delivery,
    FindingResult,
    LocationType,
    OperationalState,
    PublicPoint,
    Referrer,
    TaxonomyCode,
)
from services_directory.models import (
    CostOption,
    EligibilityCriterion,
    PlaceSchedule,
    ReferralRoute,
    ServiceArea,
    ServiceAtLocation,
    ServicePage,
    ServiceSchedule,
)
from services_directory.search.indexing import findable_services, indexed_service, indexed_services
from tests.factories.directory import (
    AccessFeatureFactory,
    AssessmentFactory,
    FindingFactory,
    KindFactory,
    ListingAssuranceFactory,
    LocationFactory,
    NeedFactory,
    OperationalStatusFactory,
    ProviderPageFactory,
    ServicePageFactory,
    SupportLevelFactory,
)

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def at(location, **kwargs):
    return ServiceAtLocation(location=location, **kwargs)


def test_indexed_service_of_a_draft_is_nothing():
    page = ServicePageFactory(live=False)

    assert indexed_service(page) is None


def test_indexed_service_hidden_by_the_review_clock_is_nothing(today):
    page = ServicePageFactory()
    ListingAssuranceFactory(page=page, hidden_on=today)

    assert indexed_service(page) is None


def test_indexed_service_that_is_private_is_nothing():
    page = ServicePageFactory()
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)

    assert indexed_service(page) is None


def test_indexed_service_is_read_from_saved_rows_and_not_from_the_object():
    page = ServicePageFactory(title="Saved title")
    page.title = "Typed and not saved"

    assert indexed_service(page).title == "Saved title"


def test_indexed_service_keeps_a_draft_change_out():
    page = ServicePageFactory(summary="As published")
    page.summary = "As drafted"
    page.save_revision()

    assert indexed_service(page).texts[2] == "As published"


def test_indexed_service_names_the_wider_need_too():
    wide = NeedFactory(code="social-emotional", name="Feelings and behaviour")
    page = ServicePageFactory(needs=[NeedFactory(code="anxiety", parent=wide)])

    assert indexed_service(page).facets["need"] == ("anxiety", "social-emotional")


def test_indexed_service_has_every_facet_of_a_full_listing():
    page = ServicePageFactory(
        kinds=[KindFactory(code="club")],
        support_level=SupportLevelFactory(code="targeted"),
        sectors=["health"],
        delivery=[Delivery.HOME],
        audiences=["sibling"],
        coverage="out",
        cost_options=[CostOption(amount=0), CostOption(amount=4)],
        referral_routes=[ReferralRoute(referrer=Referrer.GP)],
        eligibility_criteria=[
            EligibilityCriterion(kind=CriterionKind.PLAN, effect=CriterionEffect.MUST, sentence="A plan")
        ],
    )

    assert indexed_service(page).facets == {
        "category": ("club",),
        "sector": ("health",),
        "level": ("targeted",),
        "cost": ("free", "paid"),
        "referral": ("needed",),
        "plan": ("needed",),
        "delivery": ("home",),
        "area": ("out",),
        "audience": ("sibling",),
    }


def test_indexed_service_says_unknown_where_nobody_has_said():
    facets = indexed_service(ServicePageFactory()).facets

    assert (facets["cost"], facets["referral"], facets["plan"]) == (("unknown",),) * 3


@pytest.mark.parametrize(
    ("referrers", "expected"),
    [
        ([Referrer.SELF, Referrer.GP], "self"),
        ([Referrer.YOUNG_PERSON], "self"),
        ([Referrer.SCHOOL, Referrer.PANEL], "needed"),
    ],
)
def test_indexed_service_referral(referrers, expected):
    page = ServicePageFactory(referral_routes=[ReferralRoute(referrer=one) for one in referrers])

    assert indexed_service(page).facets["referral"] == (expected,)


def test_indexed_service_cost_counts_prices_of_today_only(today):
    page = ServicePageFactory(
        cost_options=[
            CostOption(amount=5, valid_to=today - DAY),
            CostOption(amount=0, valid_from=today, valid_to=today),
            CostOption(amount=9, valid_from=today + DAY),
        ]
    )

    assert indexed_service(page).facets["cost"] == ("free",)
    assert indexed_services([page.pk], today + DAY)[0].facets["cost"] == ("paid",)


def test_indexed_service_says_on_which_day_it_changes(today):
    page = ServicePageFactory(cost_options=[CostOption(amount=0, valid_to=today + 3 * DAY)])

    assert indexed_service(page).card["changes_on"] == (today + 4 * DAY).isoformat()


def test_indexed_service_with_nothing_dated_never_changes_by_itself():
    assert indexed_service(ServicePageFactory()).card["changes_on"] == ""


# --- places -------------------------------------------------------------------------------------------------


def test_indexed_service_hides_the_place_of_which_only_the_area_is_shown():
    hidden = LocationFactory(
        name="Rose Refuge", city="Aylesbury", latitude=51.81234, longitude=-0.81234, shown_as=PublicPoint.AREA
    )
    page = ServicePageFactory(service_at_locations=[at(hidden)])

    service = indexed_service(page)

    (place,) = service.places
    assert (place.name, place.latitude, place.longitude) == ("Aylesbury", 51.81, -0.81)
    assert "Rose Refuge" not in repr(service)
    assert "HP20" not in repr(service)


def test_indexed_service_leaves_out_addresses_for_post_and_unpublished_places():
    page = ServicePageFactory(
        service_at_locations=[
            at(LocationFactory(location_type=LocationType.POSTAL)),
            at(LocationFactory(live=False)),
            at(LocationFactory(name="Hall")),
        ]
    )

    assert [place.name for place in indexed_service(page).places] == ["Hall"]


def test_indexed_service_with_no_place_is_placed_by_its_area():
    page = ServicePageFactory(
        minimum_age=3, service_areas=[ServiceArea(name="Northbury", latitude=51.5, longitude=-0.5)]
    )

    (place,) = indexed_service(page).places

    assert (place.location, place.latitude, place.longitude, place.minimum_age) == (None, 51.5, -0.5, 3)


def test_indexed_place_has_its_own_ages_narrowed_by_the_rules_of_that_place():
    hall, barn = LocationFactory(name="Hall"), LocationFactory(name="Barn")
    page = ServicePageFactory(
        minimum_age=5,
        maximum_age=18,
        service_at_locations=[at(hall, maximum_age=11), at(barn)],
        eligibility_criteria=[
            EligibilityCriterion(kind=CriterionKind.AGE, minimum=14, location=barn, sentence="14 and over")
        ],
    )

    ages = {place.name: (place.minimum_age, place.maximum_age) for place in indexed_service(page).places}

    assert ages == {"Hall": (5, 11), "Barn": (14, 18)}


def test_indexed_place_runs_on_the_days_of_the_service_and_of_the_place(today):
    page = ServicePageFactory(
        schedules=[ServiceSchedule(days=["WE"]), ServiceSchedule(days=["SU"], valid_to=today - DAY)],
        service_at_locations=[at(LocationFactory())],
    )
    PlaceSchedule.objects.create(service_at_location=page.service_at_locations.get(), days=["MO"])

    assert indexed_service(page).places[0].days == ("MO", "WE")


# --- access -------------------------------------------------------------------------------------------------


@pytest.fixture
def hall():
    return LocationFactory(name="Hall")


@pytest.fixture
def club(hall):
    return ServicePageFactory(title="Club", service_at_locations=[at(hall)])


def access_of(page, today=None):
    (service,) = indexed_services([page.pk], today)
    return dict(service.places[0].access)


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (FindingResult.YES, {"lift": "yes"}),
        (FindingResult.PARTLY, {"lift": "partly"}),
        (FindingResult.NO, {"lift": "no"}),
        (FindingResult.NOT_APPLICABLE, {"lift": "no"}),
        (FindingResult.NOT_KNOWN, {}),
    ],
)
def test_access_of_a_place_is_what_its_building_has(club, hall, result, expected):
    FindingFactory(
        assessment=AssessmentFactory(location=hall), feature=AccessFeatureFactory(code="lift"), result=result
    )

    assert access_of(club) == expected


def test_access_of_a_place_never_comes_from_another_service_there(club, hall):
    other = ServicePageFactory(service_at_locations=[at(hall)])
    quiet = AccessFeatureFactory(code="quiet-hour", scope="session")
    FindingFactory(assessment=AssessmentFactory(location=hall, service=other), feature=quiet)

    assert access_of(club) == {}
    assert access_of(other) == {"quiet-hour": "yes"}


def test_access_of_a_place_merges_the_building_with_the_services_own_findings(club, hall):
    lift, quiet = AccessFeatureFactory(code="lift"), AccessFeatureFactory(code="quiet-hour", scope="session")
    building = AssessmentFactory(location=hall)
    FindingFactory(assessment=building, feature=lift)
    FindingFactory(assessment=building, feature=quiet, result=FindingResult.NO)
    FindingFactory(assessment=AssessmentFactory(location=hall, service=club), feature=quiet)

    assert access_of(club) == {"lift": "yes", "quiet-hour": "yes"}


def test_access_of_a_place_is_the_newest_published_assessment(club, hall, today):
    lift = AccessFeatureFactory(code="lift")
    FindingFactory(assessment=AssessmentFactory(location=hall, assessed_on=today - 30 * DAY), feature=lift)
    newer = AssessmentFactory(location=hall, assessed_on=today - 10 * DAY)
    FindingFactory(assessment=newer, feature=lift, result=FindingResult.NO)
    FindingFactory(assessment=AssessmentFactory(location=hall, state="in-progress"), feature=lift)

    assert access_of(club) == {"lift": "no"}


def test_access_that_is_out_of_order_today_is_no_access(club, hall, today):
    FindingFactory(
        assessment=AssessmentFactory(location=hall),
        feature=AccessFeatureFactory(code="lift"),
        out_of_order_from=today - DAY,
        out_of_order_until=today,
    )

    assert access_of(club) == {"lift": "no"}
    assert access_of(club, today + DAY) == {"lift": "yes"}
    assert indexed_service(club).card["changes_on"] == (today + DAY).isoformat()


def test_access_of_an_overdue_assessment_still_counts_and_says_so(club, hall, today):
    old = AssessmentFactory(location=hall, assessed_on=today - 400 * DAY, next_due_on=today - 35 * DAY)
    FindingFactory(assessment=old, feature=AccessFeatureFactory(code="lift"))

    service = indexed_service(club)

    assert dict(service.places[0].access) == {"lift": "yes"}
    assert "overdue" in service.card["places"][str(hall.uuid)]["access_note"]


def test_access_of_a_service_without_a_place_is_what_it_found_of_itself():
    page = ServicePageFactory(delivery=[Delivery.ONLINE])
    captions = AccessFeatureFactory(code="captions", scope="session")
    FindingFactory(assessment=AssessmentFactory(location=None, service=page), feature=captions)

    assert access_of(page) == {"captions": "yes"}


# --- the card -----------------------------------------------------------------------------------------------


def test_card_says_what_a_result_shows(today):
    provider = ProviderPageFactory(title="Helping Hands")
    hall = LocationFactory(name="Hall", city="Aylesbury")
    page = ServicePageFactory(
        title="Swim club",
        summary="Swimming for everybody.",
        provider=provider,
        minimum_age=5,
        maximum_age=11,
        cost_options=[CostOption(amount=0)],
        referral_routes=[ReferralRoute(referrer=Referrer.SELF)],
        support_level=SupportLevelFactory(code="universal", name="For everyone"),
        is_open_to_all=True,
        service_at_locations=[at(hall)],
    )
    ListingAssuranceFactory(page=page, checked_on=today, checked_by="Helping Hands", next_due_on=None)
    OperationalStatusFactory(service=page, state=OperationalState.FULL)

    card = indexed_service(page).card

    assert card == {
        "url": "/service/swim-club/",
        "title": "Swim club",
        "summary": "Swimming for everybody.",
        "provider": "Helping Hands",
        "level": "For everyone",
        "ages": "Ages 5 to 11",
        "cost": "Free",
        "referral": "You can ask yourself",
        "plan": "No EHC plan needed",
        "status": "Full",
        "place": "Hall, Aylesbury",
        "places": {str(hall.uuid): {"name": "Hall, Aylesbury", "access_note": ""}},
        "checked": f"Checked by Helping Hands on {today.day} {today:%B %Y}.",
        "warning": "",
        "checked_on": today.isoformat(),
        "source": "",
        "changes_on": "",
        "fit": {
            "minimum_age": 5,
            "maximum_age": 11,
            "needs": (),
            "is_open_to_all": True,
            "is_statutory": False,
            "who_decides": "",
            "rules": (),
        },
        "waits": False,
    }


# --- together -----------------------------------------------------------------------------------------------


def full_service():
    hall = LocationFactory()
    page = ServicePageFactory(
        needs=[NeedFactory()],
        kinds=[KindFactory()],
        cost_options=[CostOption(amount=0)],
        schedules=[ServiceSchedule(days=["MO"])],
        service_at_locations=[at(hall), at(LocationFactory())],
        service_areas=[ServiceArea(name="Northbury")],
    )
    FindingFactory(assessment=AssessmentFactory(location=hall))
    ListingAssuranceFactory(page=page)
    return page


def test_indexed_services_need_as_many_queries_for_twenty_as_for_one():
    one = full_service()
    twenty = [one, *(full_service() for _ in range(19))]
    with CaptureQueriesContext(connection) as for_one:
        indexed_services([one.pk])

    with CaptureQueriesContext(connection) as for_twenty:
        found = indexed_services([page.pk for page in twenty])

    assert len(found) == 20
    assert len(for_twenty) == len(for_one) <= 25


def test_indexed_services_together_are_the_same_as_alone():
    pages = [full_service() for _ in range(3)]

    together = indexed_services([page.pk for page in pages])

    assert {one.id: one.content_hash() for one in together} == {
        page.pk: indexed_service(page).content_hash() for page in pages
    }


def test_findable_services_are_all_that_families_can_find(monkeypatch):
    monkeypatch.setattr("services_directory.search.indexing.READ_AT_ONCE", 2)
    pages = [ServicePageFactory() for _ in range(5)]
    ServicePageFactory(live=False)

    assert [service.id for service in findable_services()] == [page.pk for page in pages]
    assert ServicePage.objects.count() == 6


def test_access_features_are_words_that_find_a_service(club, hall):
    lift = AccessFeatureFactory(code="lift", name="Lift", taxonomy__code=TaxonomyCode.ACCESS_FEATURES)
    FindingFactory(assessment=AssessmentFactory(location=hall), feature=lift)

    assert "Lift" in indexed_service(club).texts[3]
