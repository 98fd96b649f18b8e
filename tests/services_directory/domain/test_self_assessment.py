"""A provider's own assessments: whose they are, what is shared, and that nothing is overwritten."""

import datetime

import pytest
from django.db import IntegrityError

from localoffer.mail.models import OutgoingMail
from services_directory.domain.access_questions import answer, approve_answer, ask, askable, decline_answer
from services_directory.domain.assessments import publish_assessment
from services_directory.domain.exceptions import InvalidTransition
from services_directory.domain.review_clock import run_review_clock
from services_directory.domain.self_assessment import (
    NotTheirs,
    keep_findings,
    send_assessment,
    send_back_assessment,
    start_assessment,
    subjects_of,
)
from services_directory.enums import FindingResult
from services_directory.models import (
    AccessibilityAssessment,
    AccessibilityFinding,
    AccessQuestion,
    ListingAssurance,
    ServiceAtLocation,
    ServicePage,
)
from services_directory.presenters.accessibility import accessibility
from tests.factories.directory import (
    AccessFeatureFactory,
    AssessmentFactory,
    FindingFactory,
    LocationFactory,
    ServicePageFactory,
)
from tests.factories.people import ProviderMembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def domain(home):
    return AccessFeatureFactory(code="entrance", scope="")


@pytest.fixture
def door(domain):
    return AccessFeatureFactory(code="wide-doors", parent=domain, unit="cm")


@pytest.fixture
def quiet(home):
    return AccessFeatureFactory(
        code="quiet-hour", scope="session", parent=AccessFeatureFactory(code="session", scope="")
    )


@pytest.fixture
def hall(home):
    return LocationFactory(name="Hall")


@pytest.fixture
def officer(home):
    return UserFactory()


def club(hall, **fields):
    """A live service at the hall."""
    places = [ServiceAtLocation(location=hall)] if hall else []
    return ServicePageFactory(service_at_locations=places, **fields)


def found(feature, result="yes"):
    return AccessibilityFinding(feature=feature, result=result)


def names(subjects):
    return {one.key for one in subjects}


# --- whose it is ----------------------------------------------------------------------------------------
def test_subjects_are_buildings_services_there_and_services_with_no_place(hall):
    here = club(hall)
    online = club(None, provider=here.provider)
    club(LocationFactory())  # somebody else's
    ServicePageFactory(provider=here.provider, live=False)

    assert names(subjects_of(here.provider)) == {(hall.pk, None), (hall.pk, here.pk), (None, online.pk)}


@pytest.mark.parametrize("rows", [1, 3])
def test_subjects_cost_the_same_whatever_there_is(hall, rows, django_assert_max_num_queries):
    service = club(hall)
    for _ in range(rows - 1):
        club(LocationFactory(), provider=service.provider)

    with django_assert_max_num_queries(5):
        subjects_of(service.provider)


def test_what_is_somebody_elses_cannot_be_assessed(hall, officer):
    mine, other = club(hall), club(LocationFactory())

    for subject in (
        {"location": other.service_at_locations.get().location, "service": None},
        {"location": hall, "service": other},
        {"location": None, "service": other},
        {"location": None, "service": mine},  # it has a place
    ):
        with pytest.raises(NotTheirs):
            start_assessment(mine.provider, by=officer, **subject)
    assert not AccessibilityAssessment.objects.exists()


def test_starting_twice_goes_on_with_the_same(hall, officer):
    service = club(hall)

    first = start_assessment(service.provider, location=hall, service=None, by=officer)

    assert start_assessment(service.provider, location=hall, service=None, by=officer) == first
    assert (first.assessor_kind, first.method, first.state) == ("provider", "self", "in-progress")


# --- nothing is overwritten -----------------------------------------------------------------------------
def sent(service, hall, feature, officer, result="yes"):
    assessment = start_assessment(service.provider, location=hall, service=None, by=officer)
    keep_findings(assessment, feature.parent, [found(feature, result)])
    return send_assessment(assessment, by=officer)


def test_an_assessment_is_held_until_an_officer_publishes_it_and_the_old_one_stays(hall, door, officer):
    service = club(hall)
    council = AssessmentFactory(location=hall, assessed_on=datetime.date.today() - 30 * DAY)
    FindingFactory(assessment=council, feature=door, result="no")

    own = sent(service, hall, door, officer)

    shown = accessibility(service, [hall], datetime.date.today())[0].assessments
    assert [one.made.startswith("The council") for one in shown] == [True]
    publish_assessment(own, by=officer)
    shown = accessibility(service, [hall], datetime.date.today())[0].assessments
    assert shown[0].made.startswith("The provider itself")
    council.refresh_from_db()
    assert (council.state, council.findings.get().result) == ("published", "no")


def test_a_building_is_assessed_once_and_offered_to_all(hall, door, officer):
    first, second = club(hall), club(hall)
    publish_assessment(sent(first, hall, door, officer), by=officer)

    building = next(one for one in subjects_of(second.provider) if one.service is None)

    assert building.published is not None
    assert building.shared_by == {first.provider_id}
    assert not building.is_due(datetime.date.today())
    assert accessibility(second, [hall], datetime.date.today())[0].assessments


def test_what_is_found_of_sessions_never_crosses_to_another_service(hall, quiet, officer):
    first, second = club(hall), club(hall)
    assessment = start_assessment(first.provider, location=hall, service=first, by=officer)
    keep_findings(assessment, quiet.parent, [found(quiet)])
    publish_assessment(send_assessment(assessment, by=officer), by=officer)

    assert accessibility(first, [hall], datetime.date.today())[0].assessments
    assert not accessibility(second, [hall], datetime.date.today())[0].assessments
    assert all(one.published is None for one in subjects_of(second.provider))


def test_next_year_begins_with_this_years_answers(hall, door, officer):
    service = club(hall)
    first = sent(service, hall, door, officer, "partly")
    publish_assessment(first, by=officer)

    second = start_assessment(service.provider, location=hall, service=None, by=officer)

    assert second.pk != first.pk
    assert second.findings.get().result == "partly"
    assert list(second.domains.all()) == [door.parent]


def test_a_domain_of_which_nothing_is_known_is_not_assessed(hall, door, officer):
    service = club(hall)
    assessment = start_assessment(service.provider, location=hall, service=None, by=officer)
    keep_findings(assessment, door.parent, [found(door)])

    keep_findings(assessment, door.parent, [found(door, "not-known")])

    assert not assessment.findings.exists()
    assert not assessment.domains.exists()
    with pytest.raises(InvalidTransition):
        send_assessment(assessment, by=officer)


def test_what_was_sent_is_not_changed_and_may_be_sent_back(hall, door, officer):
    service, person = club(hall), UserFactory()
    assessment = start_assessment(service.provider, location=hall, service=None, by=person)
    keep_findings(assessment, door.parent, [found(door)])
    own = send_assessment(assessment, by=person)
    with pytest.raises(InvalidTransition):
        keep_findings(own, door.parent, [found(door, "no")])
    with pytest.raises(InvalidTransition):
        send_assessment(own, by=person)
    with pytest.raises(InvalidTransition):
        send_back_assessment(own, by=officer, reason=" ")

    back = send_back_assessment(own, by=officer, reason="Measure the door.")

    assert (back.state, back.submitted_at, back.sent_back_because) == (
        "in-progress",
        None,
        "Measure the door.",
    )
    mail = OutgoingMail.objects.get()
    assert (mail.to, "Measure the door." in mail.text) == (person.email, True)
    with pytest.raises(InvalidTransition):
        send_back_assessment(back, by=officer, reason="Again.")


# --- ask this place -------------------------------------------------------------------------------------
def test_families_are_counted_and_nothing_else_is_kept(hall, door):
    first, second = club(hall), club(hall)

    ask(first, hall, door)
    question = ask(second, hall, door)

    assert AccessQuestion.objects.get() == question
    assert (question.asked, question.location, question.service) == (2, hall, None)
    kept = {field.name for field in AccessQuestion._meta.concrete_fields}
    assert not kept & {"email", "name", "words", "text", "address", "ip", "session"}


def test_a_question_about_a_session_is_for_one_service(hall, quiet):
    first, second = club(hall), club(hall)

    ask(first, hall, quiet)
    ask(second, hall, quiet)

    assert {(one.location, one.service.pk) for one in AccessQuestion.objects.all()} == {
        (hall, first.pk),
        (hall, second.pk),
    }


def test_what_is_known_is_not_asked(hall, door, quiet):
    service = club(hall)
    FindingFactory(assessment=AssessmentFactory(location=hall), feature=door, result="no")

    assert [one for _, features in askable(service, hall) for one in features] == [quiet]
    with pytest.raises(InvalidTransition):
        ask(service, hall, door)


def test_an_answer_becomes_a_finding_when_an_officer_says_so(hall, door, officer):
    service = club(hall)
    council = AssessmentFactory(location=hall)
    FindingFactory(assessment=council, feature=door, result="not-known")
    question = ask(service, hall, door)

    answer(question, provider=service.provider, by=officer, result=FindingResult.YES, measurement=82)
    assert council.findings.get().result == "not-known"
    approve_answer(question, by=officer)

    finding = council.findings.get()
    assert (finding.result, finding.measurement, finding.unit) == ("yes", 82, "cm")
    row = accessibility(service, [hall], datetime.date.today())[0].assessments[0].domains[0][1][0]
    assert f"{service.provider.title} told us on" in row.note
    assert not askable(service, hall)


def test_an_answer_about_what_nobody_has_assessed_begins_an_assessment(hall, quiet, officer):
    service = club(hall)
    question = ask(service, hall, quiet)
    answer(question, provider=service.provider, by=officer, result=FindingResult.NO)

    approve_answer(question, by=officer)

    assessment = AccessibilityAssessment.objects.get()
    assert (assessment.assessor_kind, assessment.state, assessment.service.pk) == (
        "provider",
        "published",
        service.pk,
    )


def test_what_was_found_meanwhile_is_not_overwritten(hall, door, officer):
    service = club(hall)
    question = ask(service, hall, door)
    answer(question, provider=service.provider, by=officer, result=FindingResult.YES)
    FindingFactory(assessment=AssessmentFactory(location=hall), feature=door, result="no")

    with pytest.raises(InvalidTransition):
        approve_answer(question, by=officer)
    decline_answer(question, by=officer)

    assert AccessibilityFinding.objects.get().result == "no"


STATES = ("open", "answered", "approved", "declined")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("step", ["answer", "approve", "decline"])
def test_every_step_of_a_question_is_allowed_or_refused(hall, door, officer, state, step):
    service = club(hall)
    question = ask(service, hall, door)
    if state != "open":
        answer(question, provider=service.provider, by=officer, result=FindingResult.YES)
    if state in ("approved", "declined"):
        (approve_answer if state == "approved" else decline_answer)(question, by=officer)
    steps = {
        "answer": lambda: answer(question, provider=service.provider, by=officer, result=FindingResult.NO),
        "approve": lambda: approve_answer(question, by=officer),
        "decline": lambda: decline_answer(question, by=officer),
    }
    allowed = {("open", "answer"), ("answered", "answer"), ("answered", "approve"), ("answered", "decline")}

    if (state, step) in allowed:
        steps[step]()
    else:
        with pytest.raises(InvalidTransition):
            steps[step]()


def test_not_known_is_no_answer(hall, door, officer):
    service = club(hall)

    with pytest.raises(InvalidTransition):
        answer(
            ask(service, hall, door), provider=service.provider, by=officer, result=FindingResult.NOT_KNOWN
        )


@pytest.mark.parametrize(
    "fields",
    [
        {"location": None, "service": None},
        {"state": "answered"},
        {"state": "answered", "answered_at": datetime.datetime.now(datetime.UTC), "result": "not-known"},
        {"result": "yes"},
        {"asked": 0},
    ],
)
def test_a_question_that_cannot_be_is_refused(hall, door, fields):
    with pytest.raises(IntegrityError):
        AccessQuestion.objects.create(**{"location": hall, "feature": door, **fields})


@pytest.mark.parametrize("subject", ["building", "session", "service"])
def test_a_question_waits_once_for_each_subject(hall, door, subject):
    service = club(hall)
    fields = {
        "building": {"location": hall},
        "session": {"location": hall, "service": service},
        "service": {"service": service},
    }[subject]
    AccessQuestion.objects.create(feature=door, **fields)
    with pytest.raises(IntegrityError):
        AccessQuestion.objects.create(feature=door, **fields)


def test_a_finding_that_was_said_has_an_organisation_and_a_day(door):
    with pytest.raises(IntegrityError):
        FindingFactory(feature=door, said_by="Somebody")


def test_an_assessment_that_is_being_written_has_not_been_sent(hall):
    with pytest.raises(IntegrityError):
        AssessmentFactory(
            location=hall, state="in-progress", submitted_at=datetime.datetime.now(datetime.UTC)
        )


# --- the digest -----------------------------------------------------------------------------------------
def checked(*services):
    for service in ServicePage.objects.filter(pk__in=[one.pk for one in services]):
        ListingAssurance.objects.create(page=service, next_due_on=datetime.date.today() + 90 * DAY)


def test_a_question_is_in_one_digest_for_each_person(hall, door, today):
    first, second = club(hall), club(hall)
    checked(first, second)
    both = UserFactory()
    for service in (first, second):
        ProviderMembershipFactory(user=both, provider=service.provider)
    other = ProviderMembershipFactory(provider=second.provider).user
    ask(first, hall, door)

    run_review_clock(today)
    run_review_clock(today)

    assert sorted(mail.to for mail in OutgoingMail.objects.all()) == sorted([both.email, other.email])
    assert all(mail.text.count(door.name) == 1 for mail in OutgoingMail.objects.all())
    ask(first, hall, door)
    run_review_clock(today)
    assert OutgoingMail.objects.count() == 2


def test_a_self_assessment_is_asked_for_again_after_a_year(hall, door, officer, today):
    service = club(hall)
    checked(service)
    ProviderMembershipFactory(provider=service.provider)
    own = publish_assessment(sent(service, hall, door, officer), by=officer)
    run_review_clock(today)
    assert not OutgoingMail.objects.exists()
    AccessibilityAssessment.objects.filter(pk=own.pk).update(
        assessed_on=today - 355 * DAY, next_due_on=today + 10 * DAY
    )

    run_review_clock(today)
    run_review_clock(today + DAY)

    assert "A year ago you told families" in OutgoingMail.objects.get().text


def test_listings_and_questions_are_one_mail(hall, door, today):
    service = club(hall)
    ListingAssurance.objects.create(page=service, next_due_on=today)
    ProviderMembershipFactory(provider=service.provider)
    ask(service, hall, door)

    run_review_clock(today)

    text = OutgoingMail.objects.get().text
    assert "/provider/check/" in text
    assert door.name in text
