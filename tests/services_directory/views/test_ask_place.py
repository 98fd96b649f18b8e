"""Ask this place: one tap, no words, no cookie, only a count."""

import re

import pytest
from django.urls import reverse

from services_directory.models import AccessQuestion, ServiceAtLocation
from tests.factories.directory import (
    AccessFeatureFactory,
    AssessmentFactory,
    FindingFactory,
    LocationFactory,
    ServicePageFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    monkeypatch.setattr("localoffer.public_forms.guard.SHORTEST_SECONDS", 0)


@pytest.fixture
def hall(home):
    return LocationFactory(name="Hall")


@pytest.fixture
def hoist(home):
    return AccessFeatureFactory(
        code="hoist", name="Hoist", parent=AccessFeatureFactory(code="toilets", name="Toilets", scope="")
    )


@pytest.fixture
def service(hall):
    return ServicePageFactory(service_at_locations=[ServiceAtLocation(location=hall)])


def send(client, service, about, place=""):
    address = reverse("services_directory:ask", args=[service.pk]) + (f"?place={place}" if place else "")
    opened = re.search(r'name="opened" value="([^"]+)"', client.get(address).content.decode())[1]
    return client.post(address, {"about": about, "opened": opened, "website": ""})


def test_an_unknown_feature_leads_to_the_question(client, service, hall, hoist):
    FindingFactory(assessment=AssessmentFactory(location=hall), feature=hoist, result="not-known")

    page = client.get(service.url).content.decode()
    link = re.search(r'href="(/service-ask/[^"]*about=hoist)"', page)[1].replace("&amp;", "&")

    text = client.get(link).content.decode()
    assert 'value="hoist" checked' in text
    assert "<textarea" not in text


def test_a_question_is_counted_once_a_day_for_a_network(client, service, hoist):
    response = send(client, service, "hoist")
    again = send(client, service, "hoist")

    assert [response.status_code, again.status_code] == [302, 302]
    assert AccessQuestion.objects.get().asked == 1
    assert client.get(response["Location"]).status_code == 200
    assert client.cookies == {}


@pytest.mark.parametrize(
    ("about", "words"), [("", "Choose what you need to know."), ("lift", "on the page already")]
)
def test_what_cannot_be_asked_is_refused_in_words(client, service, hoist, about, words):
    assert words in send(client, service, about).content.decode()
    assert not AccessQuestion.objects.exists()


def test_of_several_places_the_family_says_which(client, hall, hoist):
    other = LocationFactory(name="Barn")
    service = ServicePageFactory(
        service_at_locations=[ServiceAtLocation(location=hall), ServiceAtLocation(location=other)]
    )
    address = reverse("services_directory:ask", args=[service.pk])
    assert "Which place" in client.get(address).content.decode()
    assert client.post(address, {"about": "hoist"}).status_code == 200
    assert not AccessQuestion.objects.exists()

    send(client, service, "hoist", place=other.uuid)

    assert AccessQuestion.objects.get().location == other


def test_a_place_of_another_service_is_not_asked(client, service, hoist):
    address = reverse("services_directory:ask", args=[service.pk])
    for place in (LocationFactory().uuid, "nonsense"):
        assert client.get(f"{address}?place={place}").status_code == 404
    assert client.get(reverse("services_directory:ask", args=[10**9])).status_code == 404


def test_a_machine_is_refused(client, service, hoist):
    address = reverse("services_directory:ask", args=[service.pk])
    client.post(address, {"about": "hoist", "opened": "forged", "website": ""})
    assert not AccessQuestion.objects.exists()
