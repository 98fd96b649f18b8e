"""Assessments at the desk: subject first, a fixed row for each feature, approval as an act of its own."""

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from services_directory.enums import AssessmentState
from services_directory.models import AccessibilityAssessment, ServiceAtLocation
from tests.factories.directory import (
    AccessFeatureFactory,
    AssessmentFactory,
    FindingFactory,
    LocationFactory,
    ServicePageFactory,
)
from tests.services_directory.admin.forms import filled_in, rows

pytestmark = pytest.mark.django_db
ADD = "/admin/assessments/new/"


@pytest.fixture
def features():
    """Two domains with a feature of each scope, one retired."""
    toilets = AccessFeatureFactory(code="toilets", name="Toilets", scope="", sort_order=1)
    people = AccessFeatureFactory(code="people", name="People", scope="", sort_order=2)
    return {
        "toilets": toilets,
        "hoist": AccessFeatureFactory(code="hoist", name="Hoist", parent=toilets, unit="kg"),
        "old": AccessFeatureFactory(
            code="old", name="Old", parent=toilets, retired_on=datetime.date(2026, 1, 1)
        ),
        "signing": AccessFeatureFactory(code="signing", name="Signing", parent=people, scope="session"),
    }


@pytest.fixture
def facts(today):
    return {
        "assessed_on": f"{today}",
        "next_due_on": f"{today + datetime.timedelta(days=360)}",
        "assessor_kind": "council",
        "method": "visit",
        "assessor_organisation": "Access team",
        "state": "in-progress",
    }


def row(feature, **values):
    return {f"feature-{feature.pk}-{name}": value for name, value in values.items()}


def at_place():
    place = LocationFactory()
    return place, ServicePageFactory(service_at_locations=[ServiceAtLocation(location=place)])


def posted(client, address, **changes):
    return client.post(address, filled_in(client.get(address), **changes))


def features_on(page):
    return [row.feature.code for row in page.context["form"].finding_forms]


def test_the_subject_is_asked_first(officer):
    page = officer.get(ADD).content.decode()

    assert "What did somebody look at?" in page
    assert "assessed_on" not in page


@pytest.mark.parametrize(
    "query", ["location=", "location=&service=", "location=x", "service=999999", "location=999999"]
)
def test_no_subject_no_form(officer, query):
    page = officer.get(f"{ADD}?{query}")

    assert page.status_code == 200
    assert "What did somebody look at?" in page.content.decode()


def test_a_service_and_a_place_where_it_is_not_are_refused(officer):
    page = officer.get(f"{ADD}?location={LocationFactory().pk}&service={ServicePageFactory().pk}")

    assert "is not at this place" in page.content.decode()


def test_each_subject_has_the_rows_of_its_features(officer, features):
    place, service = at_place()
    alone = ServicePageFactory()

    assert features_on(officer.get(f"{ADD}?location={place.pk}")) == ["hoist"]
    assert features_on(officer.get(f"{ADD}?location={place.pk}&service={service.pk}")) == ["signing"]
    assert features_on(officer.get(f"{ADD}?service={alone.pk}")) == ["hoist", "signing"]


def test_an_assessment_is_recorded_with_findings_staff_and_improvements(officer, features, facts):
    place, _ = at_place()

    response = posted(
        officer,
        f"{ADD}?location={place.pk}",
        **facts,
        domains=[features["toilets"].pk],
        **row(features["hoist"], result="partly", measurement="150", note="Ask first."),
        **rows("staff_knowledge", {"training": "Autism awareness", "level": "awareness", "share": "most"}),
        **rows("improvement_actions", {"barrier": "Heavy door", "change": "New door"}),
    )

    assessment = AccessibilityAssessment.objects.get()
    assert response["Location"] == reverse("assessments:edit", args=[assessment.pk])
    assert (assessment.location, assessment.service, assessment.state) == (place, None, "in-progress")
    finding = assessment.findings.get()
    assert (finding.feature.code, finding.result, finding.measurement, finding.unit) == (
        "hoist",
        "partly",
        150,
        "kg",
    )
    assert assessment.staff_knowledge.get().training == "Autism awareness"
    assert assessment.improvement_actions.get().change == "New door"
    assert list(assessment.domains.all()) == [features["toilets"]]


def test_a_row_that_nobody_filled_in_is_no_finding(officer, features, facts):
    place, _ = at_place()

    posted(officer, f"{ADD}?location={place.pk}", **facts)

    assert not AccessibilityAssessment.objects.get().findings.exists()


def test_a_finding_is_changed_and_can_go_back_to_not_known(officer, features, facts):
    assessment = AssessmentFactory(state="in-progress")
    FindingFactory(assessment=assessment, feature=features["hoist"])
    edit = reverse("assessments:edit", args=[assessment.pk])

    posted(officer, edit, **row(features["hoist"], result="not-known"))

    assert assessment.findings.get().result == "not-known"


def test_a_feature_retired_since_keeps_its_row_where_it_was_found(officer, features):
    assessment = AssessmentFactory(state="in-progress")
    FindingFactory(assessment=assessment, feature=features["old"])

    page = officer.get(reverse("assessments:edit", args=[assessment.pk]))

    assert set(features_on(page)) == {"hoist", "old"}


@pytest.mark.parametrize(
    ("field", "value"),
    [("assessed_on", "2999-01-01"), ("next_due_on", "2999-01-01"), ("next_due_on", "2000-01-01")],
)
def test_wrong_dates_are_refused(officer, features, facts, field, value):
    place, _ = at_place()

    response = posted(officer, f"{ADD}?location={place.pk}", **{**facts, field: value})

    assert response.status_code == 200
    assert not AccessibilityAssessment.objects.exists()


def test_a_row_with_its_days_upside_down_is_refused_and_nothing_is_half_written(officer, features, facts):
    place, _ = at_place()
    days = {"out_of_order_from": "2026-02-02", "out_of_order_until": "2026-01-01"}

    response = posted(
        officer, f"{ADD}?location={place.pk}", **facts, **row(features["hoist"], result="yes", **days)
    )

    assert "must not come before" in response.content.decode()
    assert not AccessibilityAssessment.objects.exists()


def test_published_cannot_be_chosen_in_the_form(officer, features, facts):
    place, _ = at_place()

    response = posted(officer, f"{ADD}?location={place.pk}", **{**facts, "state": "published"})

    assert list(response.context["form"].errors) == ["state"]


def test_publishing_is_an_act_of_its_own_and_stands_in_the_history(officer, features, today):
    assessment = AssessmentFactory(state="held")
    FindingFactory(assessment=assessment, feature=features["hoist"])

    officer.post(reverse("assessments:publish", args=[assessment.pk]))

    assessment.refresh_from_db()
    assert (assessment.state, assessment.published_on) == (AssessmentState.PUBLISHED, today)
    assert assessment.approved_by == officer.user
    history = officer.get(reverse("assessments:history", args=[assessment.pk])).content.decode()
    assert "Assessment published" in history


def test_an_assessment_with_no_finding_is_not_published_and_says_why(officer):
    assessment = AssessmentFactory(state="held")

    page = officer.post(reverse("assessments:publish", args=[assessment.pk]), follow=True).content.decode()

    assessment.refresh_from_db()
    assert assessment.state == "held"
    assert "Record at least one finding" in page


def test_who_may_not_publish_may_not_change_what_is_published(officer, features):
    assessment = AssessmentFactory()
    group = officer.user.groups.get()
    group.permissions.remove(Permission.objects.get(codename="publish_accessibilityassessment"))

    edit = officer.get(reverse("assessments:edit", args=[assessment.pk]))
    publish = officer.post(reverse("assessments:publish", args=[assessment.pk]))

    assert edit.status_code in (302, 403)
    assert publish.status_code in (302, 403)


def test_what_is_broken_is_marked_and_cleared(officer, features, today):
    finding = FindingFactory(feature=features["hoist"])
    address = reverse("assessments:out_of_order", args=[finding.assessment_id])
    until = today + datetime.timedelta(days=7)

    officer.post(
        address, {"finding": finding.pk, "out_of_order_from": f"{today}", "out_of_order_until": f"{until}"}
    )
    finding.refresh_from_db()
    assert finding.is_out_of_order()

    officer.post(address, {"finding": finding.pk, "works_again": "on"})
    finding.refresh_from_db()
    assert not finding.is_out_of_order()


def test_only_what_was_found_to_be_there_can_break(officer, features):
    missing = FindingFactory(feature=features["hoist"], result="no")

    response = officer.post(
        reverse("assessments:out_of_order", args=[missing.assessment_id]), {"finding": missing.pk}
    )

    assert list(response.context["form"].errors) == ["finding"]


def test_the_form_shows_the_history_of_its_subject(officer, today):
    newer = AssessmentFactory()
    older = AssessmentFactory(
        location=newer.location,
        assessed_on=today - datetime.timedelta(days=400),
        next_due_on=today - datetime.timedelta(days=40),
    )
    other = AssessmentFactory()

    page = officer.get(reverse("assessments:edit", args=[newer.pk])).content.decode()

    assert reverse("assessments:edit", args=[older.pk]) in page
    assert reverse("assessments:edit", args=[other.pk]) not in page


def test_the_listing_filters_by_what_is_overdue_and_what_it_is_about(officer, today):
    place, service = at_place()
    late = AssessmentFactory(
        assessed_on=today - datetime.timedelta(days=400), next_due_on=today - datetime.timedelta(days=1)
    )
    session = AssessmentFactory(location=place, service=service)
    alone = AssessmentFactory(location=None, service=ServicePageFactory())

    def found(**query):
        return set(officer.get(reverse("assessments:index"), query).context["object_list"])

    assert found(overdue="true") == {late}
    assert found(overdue="false") == {session, alone}
    assert found(about="service-at-location") == {session}
    assert found(about="service") == {alone}
    assert found(about="building") == {late}
    assert found(q=service.title) == {session}
