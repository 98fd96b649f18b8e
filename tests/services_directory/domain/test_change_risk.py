"""The rule of risk, and what goes live with no officer."""

import datetime

import pytest
from django.utils import timezone

from localoffer.mail.models import OutgoingMail
from services_directory.domain.change_decisions import approve, reject, undo
from services_directory.domain.change_risk import OF_PATHS
from services_directory.domain.listing_changes import submit_change
from services_directory.domain.listing_fields import ROWS, STEPS
from services_directory.enums import AutoApproved, ChangeState, Risk
from services_directory.models import (
    ChangePolicy,
    Contact,
    ListingChange,
    ServiceAtLocation,
    ServicePage,
    ServiceSchedule,
)
from tests.factories.changes import (
    draft_change,
    member_of,
    new_listing,
    officer,
    seen,
    submitted_change,
    write,
)
from tests.factories.directory import LocationFactory, ProviderPageFactory, ServicePageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]

TIMES = {"schedules": [{"days": ["MO"], "opens_at": "16:00"}]}


# --- Risk --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "risk", "words"),
    [
        (TIMES, Risk.LOW, "opening times"),
        ({"summary": "New words", **TIMES}, Risk.MEDIUM, "what it says of itself, opening times"),
        ({"cost_options": [{"amount": 5}]}, Risk.HIGH, "what it costs"),
        ({"eligibility_criteria": [{"kind": "other", "sentence": "x"}]}, Risk.HIGH, "who can use it"),
        ({"contacts": [{"email": "a@example.org"}]}, Risk.MEDIUM, "whom to contact"),
        (
            {"contacts": [{"kind": "senco", "email": "a@example.org"}]},
            Risk.HIGH,
            "whom to turn to with a worry",
        ),
    ],
)
def test_the_risk_is_that_of_the_riskiest_part_and_says_why(content, risk, words):
    change = submitted_change(ServicePageFactory(), **content)

    assert (change.risk, change.risk_words) == (risk, words)


def test_a_new_address_is_high_and_a_new_listing_too():
    hall = LocationFactory()
    service = ServicePageFactory(service_at_locations=[ServiceAtLocation(location=hall)])
    change = draft_change(service)
    change = write(change, change.started_by, places=[{**change.content["places"][0], "city": "Thame"}])
    change = submit_change(change, expected_version=change.version, by=change.started_by)

    assert (change.risk, change.risk_words) == (Risk.HIGH, "an address")
    assert new_listing().risk == Risk.HIGH


def test_every_name_that_a_provider_writes_has_a_rule():
    names = {name for steps in STEPS.values() for step in steps for name in step.names}

    assert names - {path.partition(".")[0] for path in OF_PATHS} == set()
    assert {path.partition(".")[0] for path in OF_PATHS} <= names | set(ROWS)


# --- With no officer ---------------------------------------------------------------------------------------


def with_good_record(provider, published=5):
    """Officers have published so many changes of this provider."""
    by = member_of(provider)
    for number in range(published):
        change = submitted_change(provider, by, legal_status=f"Charity {number}")
        approve(change, by=officer(), seen=seen(change))


def switch_on(*classes):
    policy = ChangePolicy.load()
    policy.auto_approved = list(classes)
    policy.save()


def test_nothing_goes_live_by_itself_unless_a_rule_is_switched_on():
    service = ServicePageFactory()
    with_good_record(service.provider)

    change = submitted_change(service, **TIMES)

    assert change.state == ChangeState.SUBMITTED
    assert not ServicePage.objects.get(pk=service.pk).schedules.exists()


def test_a_switched_on_class_of_a_provider_with_a_good_record_goes_live_and_can_be_undone():
    service = ServicePageFactory()
    with_good_record(service.provider)
    switch_on(AutoApproved.TIMES)

    change = submitted_change(service, **TIMES)

    assert (change.state, change.decided_by, change.decided_by_rule) == (ChangeState.APPROVED, None, True)
    page = ServicePage.objects.get(pk=service.pk)
    assert [time.days for time in page.schedules.all()] == [["MO"]]
    assert page.live_revision.user == change.submitted_by
    assert undo(change, by=officer()).state == ChangeState.SUBMITTED
    assert not ServicePage.objects.get(pk=service.pk).schedules.exists()


@pytest.mark.parametrize(
    "content",
    [
        {**TIMES, "summary": "And new words"},
        {"contacts": [{"telephone": "01632 960002"}]},
        {"cost_options": [{"amount": 5}]},
    ],
    ids=["more than times", "a contact that is new", "another class"],
)
def test_what_is_more_than_the_class_waits(content):
    service = ServicePageFactory()
    with_good_record(service.provider)
    switch_on(AutoApproved.TIMES, AutoApproved.TELEPHONES)

    assert submitted_change(service, **content).state == ChangeState.SUBMITTED


@pytest.mark.parametrize(("kind", "state"), [("general", "approved"), ("senco", "submitted")])
def test_a_telephone_number_of_a_worry_contact_waits(kind, state):
    service = ServicePageFactory(contacts=[Contact(kind=kind, telephone="01632 960001")])
    with_good_record(service.provider)
    switch_on(AutoApproved.TELEPHONES)
    change = draft_change(service)
    change = write(
        change, change.started_by, contacts=[{**change.content["contacts"][0], "telephone": "01632 960002"}]
    )

    change = submit_change(change, expected_version=change.version, by=change.started_by)

    assert change.state == state


def test_a_conflict_with_the_live_page_waits():
    service = ServicePageFactory(schedules=[ServiceSchedule(days=["MO"])])
    with_good_record(service.provider)
    switch_on(AutoApproved.TIMES)
    change = draft_change(service)
    change = write(change, change.started_by, schedules=[{**change.content["schedules"][0], "days": ["TU"]}])
    page = ServicePage.objects.get(pk=service.pk)
    time = page.schedules.get()
    time.days = ["FR"]
    page.schedules = [time]
    page.save_revision().publish()

    change = submit_change(change, expected_version=change.version, by=change.started_by)

    assert change.state == ChangeState.SUBMITTED


@pytest.mark.parametrize("published", [4, 5])
def test_the_record_needs_enough_changes_that_officers_published(published):
    service = ServicePageFactory()
    with_good_record(service.provider, published)
    switch_on(AutoApproved.TIMES)

    state = submitted_change(service, **TIMES).state

    assert state == (ChangeState.APPROVED if published == 5 else ChangeState.SUBMITTED)


@pytest.mark.parametrize(("months", "state"), [(11, ChangeState.SUBMITTED), (13, ChangeState.APPROVED)])
def test_a_rejection_counts_for_a_year(months, state):
    service = ServicePageFactory()
    with_good_record(service.provider)
    rejected = submitted_change(service, summary="Buy now")
    reject(rejected, by=officer(), seen=seen(rejected), reason=None, words="No")
    long_ago = timezone.now() - datetime.timedelta(days=months * 30.5)
    ListingChange.objects.filter(pk=rejected.pk).update(decided_at=long_ago)
    switch_on(AutoApproved.TIMES)

    assert submitted_change(service, **TIMES).state == state


def test_another_providers_record_does_not_count():
    with_good_record(ProviderPageFactory())
    switch_on(AutoApproved.TIMES)

    assert submitted_change(ServicePageFactory(), **TIMES).state == ChangeState.SUBMITTED


# --- Mail --------------------------------------------------------------------------------------------------


def test_the_provider_is_told_what_was_decided_in_words():
    change = submitted_change(ServicePageFactory(title="Chess club"), website="https://a.example.org")

    reject(change, by=officer(), seen=seen(change), reason=None, words="It is not for the Local Offer.")

    mail = OutgoingMail.objects.get()
    assert mail.to == change.submitted_by.email
    assert mail.subject == "We have not published your changes to Chess club"
    assert "It is not for the Local Offer." in mail.text


def test_who_no_longer_works_there_is_not_told():
    change = submitted_change(ServicePageFactory())
    change.submitted_by.provider_memberships.update(
        begins_on=datetime.date(2020, 1, 1), ends_on=datetime.date(2021, 1, 1)
    )

    approve(change, by=officer(), seen=seen(change))

    assert not OutgoingMail.objects.exists()
