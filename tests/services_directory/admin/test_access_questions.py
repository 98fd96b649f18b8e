"""What families asked, at the desk: the most asked first, decided, and in the order of assessments."""

import pytest
from django.urls import reverse

from services_directory.domain.access_questions import answer, ask
from services_directory.domain.self_assessment import keep_findings, send_assessment, start_assessment
from services_directory.enums import FindingResult
from services_directory.models import AccessibilityFinding, AccessQuestion, ServiceAtLocation
from tests.factories.directory import (
    AccessFeatureFactory,
    AssessmentFactory,
    FindingFactory,
    LocationFactory,
    ServicePageFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home):
    return LocationFactory(name="Hall")


@pytest.fixture
def service(hall):
    return ServicePageFactory(service_at_locations=[ServiceAtLocation(location=hall)])


@pytest.fixture
def feature(home):
    return AccessFeatureFactory(code="hoist", parent=AccessFeatureFactory(code="toilets", scope=""))


def test_an_officer_approves_or_declines_an_answer(officer, service, hall, feature):
    question = ask(service, hall, feature)
    address = reverse("desk:question", args=[question.pk])
    officer.post(address, {"decision": "approve"})
    assert not AccessibilityFinding.objects.exists()  # there is no answer yet
    answer(
        question, provider=service.provider, by=officer.user, result=FindingResult.YES, note="In the hall."
    )
    assert "In the hall." in officer.get(address).content.decode()

    officer.post(address, {"decision": "approve"})

    assert AccessibilityFinding.objects.get().result == "yes"
    assert AccessQuestion.objects.get().decided_by == officer.user


def test_the_most_asked_comes_first(officer, service, hall, feature):
    seldom = ask(service, hall, AccessFeatureFactory(parent=feature.parent))
    for _ in range(3):
        often = ask(service, hall, feature)

    rows = officer.get(reverse("desk:questions")).context["object_list"]

    assert list(rows) == [often, seldom]


def test_demand_orders_the_assessments(officer, service, hall, feature):
    quiet = AssessmentFactory(location=LocationFactory())
    wanted = AssessmentFactory(location=hall)
    FindingFactory(assessment=wanted, feature=feature, result="not-known")
    for _ in range(2):
        ask(service, hall, feature)

    rows = officer.get(reverse("assessments:index"), {"ordering": "-asked"}).context["object_list"]

    assert {one: one.asked for one in rows} == {quiet: None, wanted: 2}


def test_what_a_provider_has_sent_waits_and_can_be_sent_back(officer, service, hall, feature):
    own = start_assessment(service.provider, location=hall, service=None, by=officer.user)
    keep_findings(own, feature.parent, [AccessibilityFinding(feature=feature, result="yes")])
    send_assessment(own, by=officer.user)
    AssessmentFactory()
    waiting = officer.get(reverse("assessments:index"), {"sent": "true"}).context["object_list"]
    assert list(waiting) == [own]
    assert (
        "Send back to the provider"
        in officer.get(reverse("assessments:edit", args=[own.pk])).content.decode()
    )

    officer.post(reverse("assessments:send_back", args=[own.pk]), {"reason": "Measure it."})

    own.refresh_from_db()
    assert (own.state, own.sent_back_because) == ("in-progress", "Measure it.")
