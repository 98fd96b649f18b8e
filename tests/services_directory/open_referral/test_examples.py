"""The standard's own examples, both versions, and a real list of 185 services."""

import pytest

from services_directory.models import Location, ProviderPage, ServicePage
from services_directory.open_referral.report import Outcome
from services_directory.open_referral.run import import_listings
from services_directory.search.contract import ServiceQuery
from services_directory.search.engine import get_engine
from services_directory.search.outbox import drain
from tests.factories.directory import KindFactory
from tests.services_directory.open_referral.conftest import DATA

pytestmark = pytest.mark.django_db
REAL = DATA / "assistive_technology_services.json"


@pytest.mark.parametrize(
    "name",
    [
        "examples_3.0/service_full.json",
        "examples_3.0/service_list.json",
        "mocks_3.0/Default/service_full.json",
        "mocks_3.0/Default/service_list.json",
        "mocks_3.0/Warn/service_full.json",
        "mocks_3.0/Warn/service_list.json",
        "hsds_3.0_service_full.json",
    ],
)
def test_example_of_the_standard_is_taken_and_is_unchanged_the_second_time(name):
    first = import_listings(str(DATA / name), publish=True)
    second = import_listings(str(DATA / name), publish=True)

    page = ServicePage.objects.get()
    assert first.counts()["taken"] == 1
    assert (page.live, page.title) == (True, "Community Counselling")
    assert {row.outcome for row in second.rows} == {Outcome.UNCHANGED}


def test_full_example_is_taken_as_far_as_a_listing_goes():
    report = import_listings(str(DATA / "examples_3.0" / "service_full.json"), publish=True)

    page = ServicePage.objects.get()
    place = Location.objects.get()
    notes = {(note.kind, note.field) for row in report.rows for note in row.notes}
    assert (page.minimum_age, page.maximum_age) == (12, 100)
    assert [cost.as_words() for cost in page.cost_options.all()] == [
        "£35 for Under 18s and Over 60s (per 1 hour session)"
    ]
    assert (place.name, place.point, place.postal_code) == ("MyCity Civic Center", None, "")
    assert [(row.scheme, row.identifier) for row in page.provider.identifiers.all()] == [
        ("GB-COH", "1234567")
    ]
    assert ("dropped", "latitude") in notes
    assert ("personal-details-left-out", "contacts[0].name") in notes
    assert ("kept-in-source-record-only", "accreditations") in notes


def test_failing_mocks_are_refused_or_repaired_row_by_row():
    listed = import_listings(str(DATA / "mocks_3.0" / "Fail" / "service_list.json"), publish=True)
    full = import_listings(str(DATA / "mocks_3.0" / "Fail" / "service_full.json"), publish=True)

    assert [row.reason[:14] for row in listed.rows] == ["It has no name"] * 4
    assert full.counts()["taken"] == 1
    assert ("dropped", "email") in {(note.kind, note.field) for row in full.rows for note in row.notes}


def test_list_of_version_1_is_taken():
    club = KindFactory(code="clubs")

    report = import_listings(str(DATA / "v1_list.json"), publish=True)

    sparks, talking = ServicePage.objects.order_by("pk")
    (contact,) = sparks.contacts.all()
    (at_location,) = sparks.service_at_locations.all()
    assert report.counts()["taken"] == 2
    assert (sparks.minimum_age, sparks.maximum_age, sparks.website) == (
        5,
        11,
        "https://www.example.org/sparks",
    )
    assert sparks.description == "<p>A Saturday club with games, crafts and a quiet room.</p>"
    assert (contact.role, contact.telephone, contact.email) == ("Club leader", "01632 960001", "")
    assert [area.code for area in sparks.service_areas.all()] == ["E07000004"]
    assert [time.as_words() for time in sparks.schedules.all()] == ["Every Saturday, 10am to 12:30pm"]
    assert [time.as_words() for time in at_location.schedules.all()] == [
        "First Monday of the month, 5pm to 6pm"
    ]
    assert at_location.location.point_from_postcode
    assert list(sparks.kinds.all()) == [club]
    assert (sparks.delivery, talking.delivery) == (["place"], ["phone"])
    assert (talking.minimum_age, talking.maximum_age) == (None, None)
    assert [rule.sentence for rule in talking.eligibility_criteria.all()] == [
        "Nursery children: 2 to 4 years",
        "School children: 5 to 16 years",
    ]
    assert ProviderPage.objects.count() == 2


def test_real_list_is_taken_whole_repaired_found_and_unchanged_the_second_time():
    first = import_listings(str(REAL), publish=True)
    while drain().handled:
        pass
    second = import_listings(str(REAL), publish=True)

    found = get_engine().search(ServiceQuery(text="wheelchair"))
    moved = ServicePage.objects.get(title="Mansfield Wheelchair Service")
    assert first.counts()["taken"] == 185
    assert not first.rows_with(Outcome.REFUSED)
    assert ServicePage.objects.live().count() == 185
    assert ProviderPage.objects.live().count() == 181
    assert moved.website == "https://www.blatchford.co.uk/locations/mansfield-nhs-wheelchair-service/"
    assert {row.outcome for row in second.rows} == {Outcome.UNCHANGED}
    assert found.total >= 144
