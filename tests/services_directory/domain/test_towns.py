import pytest
from django.core.management import call_command

from services_directory.domain.towns import find_town
from services_directory.models import ServiceAtLocation
from tests.factories.directory import LocationFactory, ServicePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def service():
    page = ServicePageFactory(
        title="Swimming",
        service_at_locations=[
            ServiceAtLocation(location=LocationFactory(city="Aylesbury", latitude=51.81, longitude=-0.81)),
            ServiceAtLocation(location=LocationFactory(city="Aylesbury", latitude=51.83, longitude=-0.83)),
            ServiceAtLocation(location=LocationFactory(city="Aston Clinton", latitude=51.8, longitude=-0.72)),
        ],
    )
    call_command("drain_search_outbox", verbosity=0)
    return page


def test_town_is_in_the_middle_of_its_places(service):
    town = find_town("  aylesBURY ")

    assert (town.latitude, town.longitude) == (51.82, -0.82)
    assert (town.name, town.rough_name, town.authority) == ("Aylesbury", "Aylesbury", "")


def test_town_without_a_place_is_not_known(service):
    assert find_town("Bicester") is None


def test_words_name_a_town(client, service):
    html = " ".join(client.get("/find/?q=swimming in aston clinton").content.decode().split())

    assert "We read “in aston clinton” as a place." in html
    assert "Near Aston Clinton" in html
    assert "Less than 0.1 miles" in html


def test_town_may_stand_for_a_postcode(client, service):
    assert "Near Aylesbury" in client.get("/find/?near=Aylesbury&sort=distance").content.decode()


def test_unknown_town_says_what_to_write(client, service):
    html = client.get("/find/?near=Bicester").content.decode()

    assert "This is not a postcode or a town that we know." in html
    assert "a town such as Aston Clinton or Aylesbury" in html


def test_word_after_in_that_is_no_town_stays(client, service):
    assert "Support for “swimming in nappies”" in client.get("/find/?q=swimming in nappies").content.decode()
