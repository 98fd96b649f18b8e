"""Every rule of the database is broken once, and answers in plain words."""

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model

from services_directory import models
from services_directory.enums import AssessmentState, CriterionEffect, CriterionKind, FindingResult
from tests.factories import directory as make
from tests.factories.people import ProviderMembershipFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 24)
YESTERDAY = TODAY - datetime.timedelta(days=1)


def on_a_service(model: type[Model], **fields: object) -> Model:
    return model(page=make.ServicePageFactory(), **fields)


def assessment(**fields: object) -> models.AccessibilityAssessment:
    return make.AssessmentFactory.build(location=make.LocationFactory(), **fields)


BREACHES: dict[str, Callable[[], Model]] = {
    "criterion_group_exactly_when_any_of": lambda: on_a_service(
        models.EligibilityCriterion, kind=CriterionKind.NEED, effect=CriterionEffect.ANY_OF, sentence="x"
    ),
    "criterion_diagnosis_has_medical_reason": lambda: on_a_service(
        models.EligibilityCriterion, kind=CriterionKind.DIAGNOSIS, effect=CriterionEffect.MUST, sentence="x"
    ),
    "criterion_bounds_in_order": lambda: on_a_service(
        models.EligibilityCriterion, kind=CriterionKind.AGE, sentence="x", minimum=9, maximum=3
    ),
    "criterion_dates_in_order": lambda: on_a_service(
        models.EligibilityCriterion,
        kind=CriterionKind.OTHER,
        sentence="x",
        valid_from=TODAY,
        valid_to=YESTERDAY,
    ),
    "cost_option_amount_not_negative": lambda: on_a_service(models.CostOption, amount=Decimal("-1")),
    "cost_option_says_something": lambda: on_a_service(models.CostOption),
    "cost_option_dates_in_order": lambda: on_a_service(
        models.CostOption, amount=1, valid_from=TODAY, valid_to=YESTERDAY
    ),
    "contact_reaches_somebody": lambda: on_a_service(models.Contact, role="Reception"),
    "serviceschedule_closes_after_it_opens": lambda: on_a_service(
        models.ServiceSchedule, days=["MO"], opens_at=datetime.time(17), closes_at=datetime.time(16)
    ),
    "serviceschedule_ends_after_it_begins": lambda: on_a_service(
        models.ServiceSchedule, days=["MO"], valid_from=TODAY, valid_to=YESTERDAY
    ),
    "serviceschedule_interval_from_1_to_52": lambda: on_a_service(
        models.ServiceSchedule, days=["MO"], interval=0
    ),
    "service_area_point_whole_and_on_earth": lambda: on_a_service(
        models.ServiceArea, name="Nowhere", latitude=99, longitude=0
    ),
    "service_at_location_age_bounds_in_order": lambda: on_a_service(
        models.ServiceAtLocation, location=make.LocationFactory(), minimum_age=9, maximum_age=3
    ),
    "profile_section_41_has_date_checked": lambda: on_a_service(
        models.SettingProfile, setting_type="college", is_section_41="yes"
    ),
    "location_point_whole_and_on_earth": lambda: make.LocationFactory.build(latitude=51, longitude=None),
    "location_point_not_zero_zero": lambda: make.LocationFactory.build(latitude=0, longitude=0),
    "assessment_has_a_subject": lambda: make.AssessmentFactory.build(location=None),
    "assessment_next_due_after_assessed": lambda: assessment(assessed_on=TODAY, next_due_on=TODAY),
    "assessment_published_on_exactly_when_published": lambda: assessment(
        state=AssessmentState.IN_PROGRESS, published_on=TODAY
    ),
    "assessment_expiry_belongs_to_a_scheme": lambda: assessment(accreditation_expires_on=TODAY),
    "finding_measurement_has_unit": lambda: models.AccessibilityFinding(
        assessment=make.AssessmentFactory(), feature=make.AccessFeatureFactory(), measurement=80
    ),
    "finding_out_of_order_dates_in_order": lambda: models.AccessibilityFinding(
        assessment=make.AssessmentFactory(),
        feature=make.AccessFeatureFactory(),
        result=FindingResult.YES,
        out_of_order_from=TODAY,
        out_of_order_until=YESTERDAY,
    ),
    "assurance_date_organisation_and_source_together": lambda: on_a_service(
        models.ListingAssurance, checked_on=TODAY
    ),
    "assurance_next_due_after_checked": lambda: on_a_service(
        models.ListingAssurance,
        checked_on=TODAY,
        checked_by="A club",
        source="provider",
        next_due_on=YESTERDAY,
    ),
    "operational_status_dates_in_order": lambda: models.OperationalStatus(
        service=make.ServicePageFactory(), since=TODAY, until=YESTERDAY
    ),
    "membership_dates_in_order": lambda: ProviderMembershipFactory.build(
        user=ProviderMembershipFactory().user,
        provider=make.ProviderPageFactory(),
        begins_on=TODAY,
        ends_on=YESTERDAY,
    ),
    "membership_open_once_for_user_and_provider": lambda: models.ProviderMembership(
        user=(first := ProviderMembershipFactory()).user, provider=first.provider
    ),
    "term_code_unique_in_its_list": lambda: models.TaxonomyTerm(
        taxonomy=(first := make.NeedFactory()).taxonomy, code=first.code, name="Twice"
    ),
    "finding_once_for_each_feature": lambda: models.AccessibilityFinding(
        assessment=(first := make.FindingFactory()).assessment, feature=first.feature
    ),
}


@pytest.mark.parametrize("name", BREACHES)
def test_database_refuses_what_breaks(name):
    broken = BREACHES[name]()

    with pytest.raises(IntegrityError), transaction.atomic():
        broken.save()


@pytest.mark.parametrize("name", BREACHES)
def test_form_explains_what_breaks(name):
    broken = BREACHES[name]()
    constraint = next(one for one in broken._meta.constraints if one.name == name)

    with pytest.raises(ValidationError) as refused:
        broken.validate_constraints()

    assert constraint.violation_error_message in refused.value.messages
    assert "onstraint" not in constraint.violation_error_message


def test_service_refuses_ages_in_the_wrong_order_beside_the_field():
    service = make.ServicePageFactory.build(minimum_age=11, maximum_age=5, provider=None)

    with pytest.raises(ValidationError) as refused:
        service.clean()

    assert refused.value.message_dict == {
        "minimum_age": ["The youngest age must not be above the oldest age."]
    }


def test_service_refuses_a_waiting_time_without_its_date():
    service = make.ServicePageFactory.build(waiting_time="about 6 weeks", provider=None)

    with pytest.raises(ValidationError) as refused:
        service.clean()

    assert refused.value.message_dict == {
        "waiting_time_as_at": ["Say on which day the waiting time was right."]
    }
