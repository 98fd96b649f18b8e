import pytest

from services_directory.enums import CriterionKind
from services_directory.models import PlaceSchedule, ServiceAtLocation, ServicePage
from tests.factories.directory import EligibilityCriterionFactory, LocationFactory, ServicePageFactory

pytestmark = pytest.mark.django_db


def service_with_rows() -> ServicePage:
    return ServicePageFactory(
        eligibility_criteria=[EligibilityCriterionFactory(kind=CriterionKind.AGE)],
        service_at_locations=[
            ServiceAtLocation(location=LocationFactory(), schedules=[PlaceSchedule(days=["MO"])])
        ],
    )


def test_copy_has_identifiers_of_its_own():
    service = service_with_rows()

    copy = service.copy(update_attrs={"title": "Copy", "slug": "copy"})

    assert copy.uuid != service.uuid
    assert copy.eligibility_criteria.get().uuid != service.eligibility_criteria.get().uuid
    place, copied_place = service.service_at_locations.get(), copy.service_at_locations.get()
    assert copied_place.uuid != place.uuid
    assert copied_place.schedules.get().uuid != place.schedules.get().uuid


def test_copy_ties_its_draft_rows_to_its_saved_rows():
    copy = service_with_rows().copy(update_attrs={"title": "Copy", "slug": "copy"})

    draft = copy.get_latest_revision_as_object()

    assert draft.eligibility_criteria.get().uuid == copy.eligibility_criteria.get().uuid
    draft_place = draft.service_at_locations.get()
    saved_place = copy.service_at_locations.get()
    assert draft_place.uuid == saved_place.uuid
    assert draft_place.schedules.all()[0].uuid == saved_place.schedules.get().uuid


def test_alias_is_refused():
    with pytest.raises(ValueError, match="alias"):
        ServicePageFactory().create_alias()
