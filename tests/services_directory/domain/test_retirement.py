"""What something refers to cannot be deleted, by any way."""

import datetime

import pytest
from django.db import transaction

from services_directory.domain.retirement import StillUsed, retire, uses_of
from services_directory.models import EligibilityCriterion, Location, ServiceAtLocation, TaxonomyTerm
from tests.factories.directory import (
    AccessFeatureFactory,
    AssessmentFactory,
    EligibilityCriterionFactory,
    FindingFactory,
    KindFactory,
    LocationFactory,
    NeedFactory,
    ServicePageFactory,
    SupportLevelFactory,
)

pytestmark = pytest.mark.django_db


def test_a_place_that_nothing_uses_can_be_deleted():
    place = LocationFactory()

    place.delete()

    assert not Location.objects.exists()


@pytest.mark.parametrize("live", [True, False])
def test_a_place_of_a_service_cannot_be_deleted(live):
    place = LocationFactory()
    service = ServicePageFactory(live=live, service_at_locations=[ServiceAtLocation(location=place)])

    with pytest.raises(StillUsed, match="1 service"), transaction.atomic():
        place.delete()

    assert service.service_at_locations.get().location == place


def test_a_place_that_only_a_newer_draft_names_cannot_be_deleted():
    place = LocationFactory()
    service = ServicePageFactory()
    service.service_at_locations = [ServiceAtLocation(location=place)]
    service.save_revision()

    with pytest.raises(StillUsed), transaction.atomic():
        place.delete()

    assert uses_of(place) == ["1 service"]


def test_a_draft_with_another_place_whose_number_begins_alike_does_not_count():
    places = [LocationFactory(pk=number) for number in (7, 71)]
    service = ServicePageFactory()
    service.service_at_locations = [ServiceAtLocation(location=places[1])]
    service.save_revision()

    assert uses_of(places[0]) == []


def test_a_place_of_a_rule_cannot_be_deleted():
    place = LocationFactory()
    ServicePageFactory(eligibility_criteria=[EligibilityCriterionFactory(location=place)])

    assert uses_of(place) == ["1 service"]
    assert EligibilityCriterion.objects.get().location == place


def test_a_place_that_was_assessed_cannot_be_deleted():
    assessment = AssessmentFactory()

    assert uses_of(assessment.location) == ["1 accessibility assessment"]


def test_a_place_is_not_lost_in_a_bulk_delete():
    used, unused = LocationFactory(), LocationFactory()
    ServicePageFactory(service_at_locations=[ServiceAtLocation(location=used)])

    with pytest.raises(StillUsed), transaction.atomic():
        Location.objects.all().delete()

    assert set(Location.objects.all()) == {used, unused}


@pytest.mark.parametrize(
    ("field", "factory", "many"),
    [
        ("needs", NeedFactory, True),
        ("kinds", KindFactory, True),
        ("support_level", SupportLevelFactory, False),
    ],
)
@pytest.mark.parametrize("where", ["live", "draft"])
def test_a_term_of_a_service_cannot_be_deleted(field, factory, many, where):
    term = factory()
    value = [factory(code="another"), term] if many else term
    if where == "live":
        ServicePageFactory(**{field: value})
    else:
        service = ServicePageFactory()
        setattr(service, field, value)
        service.save_revision()

    with pytest.raises(StillUsed), transaction.atomic():
        term.delete()

    assert TaxonomyTerm.objects.filter(pk=term.pk).exists()
    assert uses_of(term) == ["1 service"]


def test_a_term_that_a_rule_names_cannot_be_deleted():
    term = NeedFactory(code="autism")
    ServicePageFactory(eligibility_criteria=[EligibilityCriterionFactory(values=["autism"])])

    assert uses_of(term) == ["1 service"]


def test_a_feature_and_its_domain_cannot_be_deleted_once_found():
    domain = AccessFeatureFactory(code="toilets")
    feature = AccessFeatureFactory(code="hoist", parent=domain)
    assessment = FindingFactory(feature=feature).assessment
    assessment.domains.add(domain)

    assert uses_of(feature) == ["1 accessibility assessment"]
    assert uses_of(domain) == ["1 accessibility assessment", "1 narrower term"]


def test_retire_keeps_what_refers_to_it():
    place = LocationFactory()
    service = ServicePageFactory(service_at_locations=[ServiceAtLocation(location=place)])

    retire(place)

    assert Location.objects.get().retired_on == datetime.date.today()
    assert not Location.objects.in_use().exists()
    assert service.service_at_locations.get().location == place
