"""The guided questions in the portal: what is asked, kept, refused and sent."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from localoffer.media.models import Picture
from services_directory.domain.access_questions import ask
from services_directory.models import AccessibilityAssessment, ServiceAtLocation
from tests.factories.directory import AccessFeatureFactory, LocationFactory, ServicePageFactory
from tests.factories.people import ProviderMembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home):
    return LocationFactory(name="Hall")


@pytest.fixture
def domain(home):
    return AccessFeatureFactory(code="entrance", name="Getting in", scope="")


@pytest.fixture
def door(domain):
    return AccessFeatureFactory(
        code="wide-doors",
        name="Wide doors",
        parent=domain,
        unit="cm",
        description="Measure the narrowest door.",
    )


@pytest.fixture
def lift(domain):
    return AccessFeatureFactory(code="lift", name="Lift", parent=domain)


@pytest.fixture
def service(hall):
    return ServicePageFactory(title="Club", service_at_locations=[ServiceAtLocation(location=hall)])


@pytest.fixture
def person(service):
    client = Client()
    membership = ProviderMembershipFactory(provider=service.provider)
    client.force_login(membership.user)
    client.provider = service.provider
    return client


def start(person, **subject):
    address = reverse("portal:assessment_start", args=[person.provider.uuid])
    return person.post(address, {name: str(one.uuid) for name, one in subject.items()})


def page(name, assessment, **more):
    kwargs = {"provider": assessment.provider.uuid, "assessment": assessment.uuid, **more}
    return reverse(f"portal:{name}", kwargs=kwargs)


def photo():
    written = BytesIO()
    Image.new("RGB", (20, 20)).save(written, "JPEG")
    return SimpleUploadedFile("door.jpg", written.getvalue(), "image/jpeg")


def test_a_building_is_assessed_step_by_step_and_sent(person, service, hall, door, lift):
    overview = person.get(reverse("portal:accessibility_of", args=[person.provider.uuid])).content.decode()
    assert "Hall" in overview
    assert "Club at Hall" in overview

    person_to = start(person, place=hall)
    assessment = AccessibilityAssessment.objects.get()
    assert person_to["Location"] == page("assessment", assessment)
    questions = person.get(page("assessment_domain", assessment, domain="entrance")).content.decode()
    assert "Measure the narrowest door." in questions
    assert questions.count('value="not-known" checked') == 2

    person.post(
        page("assessment_domain", assessment, domain="entrance"),
        {
            f"feature-{door.pk}-result": "yes",
            f"feature-{door.pk}-measurement": "82.5",
            f"feature-{door.pk}-note": "The side door.",
            f"feature-{lift.pk}-result": "not-known",
        },
    )
    person.post(
        page("assessment_improvements", assessment),
        {"row-0-barrier": "A step", "row-0-change": "A ramp", "row-0-due_on": "2030-05-01"},
    )
    kept = {one.feature.code: one for one in assessment.findings.all()}
    assert (kept["wide-doors"].result, f"{kept['wide-doors'].measurement}", kept["wide-doors"].unit) == (
        "yes",
        "82.50",
        "cm",
    )
    assert kept["lift"].result == "not-known"
    assert assessment.improvement_actions.get().change == "A ramp"

    person.post(page("assessment", assessment))

    assessment.refresh_from_db()
    assert (assessment.state, assessment.submitted_by is not None) == ("held", True)
    assert person.get(page("assessment_domain", assessment, domain="entrance")).status_code == 404


def test_nothing_answered_is_not_sent(person, hall, door):
    start(person, place=hall)
    assessment = AccessibilityAssessment.objects.get()

    response = person.post(page("assessment", assessment))

    assert "Answer at least one question" in response.content.decode()
    assessment.refresh_from_db()
    assert assessment.state == "in-progress"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("measurement", "wide", "Enter a number"),
        ("measurement", "-1", "Enter 0 or more"),
        ("note", "n" * 251, "at most 250 characters"),
        ("result", "maybe", "Select a valid choice"),
    ],
)
def test_bad_input_is_refused_at_its_field_and_kept(person, hall, door, field, value, words):
    start(person, place=hall)
    assessment = AccessibilityAssessment.objects.get()
    data = {f"feature-{door.pk}-result": "yes", f"feature-{door.pk}-note": "Kept."}

    response = person.post(
        page("assessment_domain", assessment, domain="entrance"),
        {**data, f"feature-{door.pk}-{field}": value},
    )

    text = response.content.decode()
    assert response.status_code == 200
    assert "There is a problem" in text
    assert words in text
    assert not assessment.findings.exists()


def test_a_photo_needs_the_tick_and_is_encoded_anew(person, hall, door):
    start(person, place=hall)
    assessment = AccessibilityAssessment.objects.get()
    address = page("assessment_domain", assessment, domain="entrance")
    data = {f"feature-{door.pk}-result": "yes"}

    refused = person.post(address, {**data, f"feature-{door.pk}-photo": photo()})
    assert "no child can be recognised" in refused.content.decode()
    fake = SimpleUploadedFile("door.jpg", b"<svg onload=alert(1)>", "image/jpeg")
    refused = person.post(
        address, {**data, f"feature-{door.pk}-photo": fake, f"feature-{door.pk}-no_child": "on"}
    )
    assert "not a JPEG" in refused.content.decode()
    assert not Picture.objects.exists()

    person.post(address, {**data, f"feature-{door.pk}-photo": photo(), f"feature-{door.pk}-no_child": "on"})

    assert assessment.findings.get().photo.shows_no_identifiable_child
    person.post(address, data)
    assert assessment.findings.get().photo is not None
    person.post(address, {**data, f"feature-{door.pk}-remove_photo": "on"})
    assert assessment.findings.get().photo is None


def test_staff_knowledge_is_asked_of_a_service_and_not_of_a_building(person, service, hall):
    start(person, place=hall)
    building = AccessibilityAssessment.objects.get()
    assert person.get(page("assessment_staff", building)).status_code == 404

    start(person, place=hall, service=service)
    session = AccessibilityAssessment.objects.get(service=service)
    refused = person.post(page("assessment_staff", session), {"row-0-training": "Makaton"})
    assert "Choose how deep" in refused.content.decode()
    person.post(page("assessment_staff", session), {"row-0-training": "Makaton", "row-0-level": "awareness"})

    assert (session.staff_knowledge.get().training, session.staff_knowledge.get().share) == (
        "Makaton",
        "not-known",
    )


def test_a_question_of_families_is_answered(person, service, hall, door):
    question = ask(service, hall, door)
    overview = person.get(reverse("portal:accessibility_of", args=[person.provider.uuid])).content.decode()
    assert "Families asked" in overview
    address = reverse("portal:question", args=[person.provider.uuid, question.uuid])
    assert "Choose an answer." in person.post(address, {}).content.decode()

    person.post(address, {"result": "partly", "measurement": "78", "note": "Ring the bell."})

    question.refresh_from_db()
    assert (question.state, question.result, question.measurement) == ("answered", "partly", 78)
