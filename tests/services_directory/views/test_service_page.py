import datetime
from decimal import Decimal

import pytest

from services_directory.enums import FindingResult, OperationalState
from services_directory.models import (
    AccessibilityAssessment,
    Contact,
    CostOption,
    PlaceSchedule,
    ReferralRoute,
    ServiceAtLocation,
    ServicePage,
    SourceRecord,
)
from tests.factories.directory import (
    AccessFeatureFactory,
    AssessmentFactory,
    EligibilityCriterionFactory,
    FindingFactory,
    ListingAssuranceFactory,
    LocationFactory,
    OperationalStatusFactory,
    ServicePageFactory,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date.today()
DAY = datetime.timedelta(days=1)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def page(client, service: ServicePage) -> str:
    response = client.get(service.url)
    assert response.status_code == 200
    return text_of(response)


def test_page_with_nothing_filled_in_never_says_yes(client):
    text = page(client, ServicePageFactory())

    assert "Not known. Ask before you go" in text
    assert "Not known if an EHC plan is needed" in text
    assert "The provider has not told us its rules." in text
    assert "Not assessed yet. Ask before you go." in text
    assert "Not yet checked." in text
    assert "app-answer--yes" not in text


def test_page_answers_a_familys_questions_in_their_order(client):
    service = ServicePageFactory(
        minimum_age=5,
        maximum_age=11,
        cost_options=[CostOption(option="one session", amount=Decimal("4.50"))],
        referral_routes=[ReferralRoute(referrer="self", how="Ring us.")],
        contacts=[Contact(role="Club office", telephone="01632 960001")],
        waiting_time="About 6 weeks",
        waiting_time_as_at=datetime.date(2026, 11, 1),
        service_at_locations=[
            ServiceAtLocation(
                location=LocationFactory(name="Vale Hall"), schedules=[PlaceSchedule(days=["MO"])]
            )
        ],
    )

    text = page(client, service)

    in_order = [
        "Could this be for us?",
        "Ages 5 to 11",
        "£4.50 for one session",
        "You can ask yourself",
        "About 6 weeks (on 1 November 2026)",
        "Who can use it",
        "How to get this support",
        "Accessibility",
        "When and where",
        "Every Monday",
        "01632 960001",
        "Is this up to date?",
    ]
    places = [text.index(words) for words in in_order]
    assert places == sorted(places)


def test_rules_stand_under_what_they_mean(client):
    service = ServicePageFactory(
        eligibility_criteria=[
            EligibilityCriterionFactory(sentence="You live here.", effect="must"),
            EligibilityCriterionFactory(sentence="A diagnosis.", kind="diagnosis", effect="not-needed"),
            EligibilityCriterionFactory(sentence="Rent is paid by you.", purpose="funding"),
            EligibilityCriterionFactory(sentence="An old rule.", valid_to=TODAY - DAY),
        ]
    )

    text = page(client, service)
    text = text[text.index("Who can use it") :]

    assert text.index("You need") < text.index("You live here.") < text.index("You do not need")
    assert text.index("You do not need") < text.index("A diagnosis.")
    assert text.index("Getting it paid for") < text.index("Rent is paid by you.")
    assert "No diagnosis needed" in page(client, service)
    assert "An old rule." not in text


def test_rule_on_a_diagnosis_says_that_needs_count(client):
    rule = EligibilityCriterionFactory(
        kind="diagnosis",
        effect="must",
        sentence="A diagnosis of epilepsy.",
        medical_reason="For rescue medicine.",
    )

    assert "needs count, not only a diagnosis" in page(
        client, ServicePageFactory(eligibility_criteria=[rule])
    )


def test_plan_is_needed_only_when_a_rule_says_so(client):
    rule = EligibilityCriterionFactory(kind="plan", effect="must", sentence="An EHC plan.")

    assert "EHC plan needed" in page(client, ServicePageFactory(eligibility_criteria=[rule]))
    assert "No EHC plan needed" in page(client, ServicePageFactory(is_open_to_all=True))


def at_place(location, **fields) -> ServicePage:
    return ServicePageFactory(service_at_locations=[ServiceAtLocation(location=location)], **fields)


def test_building_findings_are_shared_and_session_findings_are_not(client):
    hall = LocationFactory()
    ours, theirs = at_place(hall), at_place(hall)
    FindingFactory(assessment=AssessmentFactory(location=hall), feature=AccessFeatureFactory(name="Hoist"))
    FindingFactory(
        assessment=AssessmentFactory(location=hall, service=theirs),
        feature=AccessFeatureFactory(name="Makaton", scope="session"),
    )

    assert "Hoist" in page(client, ours)
    assert "Makaton" not in page(client, ours)
    assert "Makaton" in page(client, theirs)


def test_not_known_and_out_of_order_are_not_yes(client):
    hall = LocationFactory()
    assessment = AssessmentFactory(location=hall)
    FindingFactory(
        assessment=assessment, feature=AccessFeatureFactory(name="Loop"), result=FindingResult.NOT_KNOWN
    )
    FindingFactory(assessment=assessment, feature=AccessFeatureFactory(name="Lift"), out_of_order_from=TODAY)

    text = page(client, at_place(hall))

    assert "Not known" in text
    assert "Out of order" in text
    assert "app-answer--yes" not in text


def test_overdue_assessment_says_so(client):
    hall = LocationFactory()
    made = TODAY - datetime.timedelta(days=400)
    FindingFactory(assessment=AssessmentFactory(location=hall, assessed_on=made))

    assert "This check is overdue." in page(client, at_place(hall))


def test_only_the_newest_assessment_is_shown(client):
    hall = LocationFactory()
    feature = AccessFeatureFactory(name="Ramp")
    old = AssessmentFactory(location=hall, assessed_on=TODAY - 30 * DAY)
    FindingFactory(assessment=old, feature=feature, note="Steep")
    FindingFactory(assessment=AssessmentFactory(location=hall), feature=feature, note="Made new")

    text = page(client, at_place(hall))

    assert "Made new" in text
    assert "Steep" not in text


def test_unpublished_assessment_is_not_shown(client):
    hall = LocationFactory()
    held = AssessmentFactory(location=hall, state="held", published_on=None)
    FindingFactory(assessment=held, feature=AccessFeatureFactory(name="Ramp"))

    assert "Ramp" not in page(client, at_place(hall))


def test_hidden_place_shows_only_its_area(client):
    home = LocationFactory(name="Robin's house", address_1="12 Fern Close", shown_as="area")

    text = page(client, at_place(home))

    assert "12 Fern Close" not in text
    assert "Robin" not in text
    assert "HP20 1UY" not in text
    assert "openstreetmap" not in text
    assert "HP20" in text


def test_checked_line_names_the_organisation(client):
    service = ListingAssuranceFactory(
        checked_by="Vale Club", checked_on=datetime.date(2026, 11, 2)
    ).page.specific

    assert "Checked by Vale Club on 2 November 2026." in page(client, service)


def test_overdue_listing_warns_at_the_top(client):
    assurance = ListingAssuranceFactory(
        checked_on=datetime.date(2025, 3, 4), next_due_on=datetime.date(2025, 9, 4)
    )

    text = page(client, assurance.page.specific)

    warning = "No one has confirmed this since March 2025. Call before you go."
    assert text.index(warning) < text.index("Could this be for us?")


def test_hidden_listing_still_answers_with_a_notice(client):
    assurance = ListingAssuranceFactory(
        checked_on=datetime.date(2025, 3, 4), next_due_on=datetime.date(2025, 9, 4), hidden_on=TODAY
    )

    assert "We do not show this service in searches" in page(client, assurance.page.specific)


def test_copied_listing_never_counts_as_checked(client):
    service = ServicePageFactory()
    SourceRecord.objects.create(
        page=service,
        source="The NHS list",
        source_id="1",
        record={},
        imported_at=datetime.datetime(2026, 11, 3, 12, tzinfo=datetime.UTC),
    )

    assert "Copied from The NHS list on 3 November 2026, not yet checked by us." in page(client, service)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (OperationalState.FULL, "This service is full"),
        (OperationalState.CLOSED_FOR_NOW, "This service is closed for now"),
        (OperationalState.ENDED, "This service has ended"),
    ],
)
def test_status_is_said_at_the_top(client, state, said):
    status = OperationalStatusFactory(state=state)

    text = page(client, status.service)

    assert text.index(said) < text.index("Could this be for us?")


def test_withdrawn_service_answers_410_with_what_to_do(client):
    service = ServicePageFactory(title="Old club")
    ServicePage.objects.get(pk=service.pk).unpublish()

    response = client.get(service.url)

    assert response.status_code == 410
    assert "Old club is no longer in the Local Offer" in text_of(response)
    assert "/find/" in text_of(response)


def test_draft_that_never_was_live_answers_404(client):
    service = ServicePageFactory(live=False)

    assert client.get(f"/service/{service.slug}/").status_code == 404


def test_restoring_an_older_draft_keeps_check_and_assessment(client):
    service = ServicePageFactory()
    older = service.save_revision()
    assurance = ListingAssuranceFactory(page=service)
    assessment = AssessmentFactory(location=None, service=service)

    older.publish()

    assurance.refresh_from_db()
    assert assurance.checked_on == TODAY
    assert AccessibilityAssessment.objects.get() == assessment


def test_preview_of_a_draft_shows_its_rows(client, superuser):
    service = at_place(LocationFactory(name="Vale Hall"))
    service.cost_options = [CostOption(amount=Decimal("2"))]
    service.title = "New name"

    response = service.make_preview_request()

    assert response.status_code == 200
    assert "New name" in text_of(response)
    assert "£2" in text_of(response)
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]


@pytest.mark.parametrize("rows", [1, 20, 200])
def test_page_asks_the_database_as_often_whatever_it_holds(client, rows, django_assert_max_num_queries):
    hall = LocationFactory()
    for _ in range(min(rows, 60)):
        FindingFactory(
            assessment=AssessmentFactory(location=hall) if _ == 0 else AccessibilityAssessment.objects.get()
        )
    service = at_place(
        hall,
        contacts=[Contact(telephone="01632 960001") for _ in range(rows)],
        cost_options=[CostOption(amount=1) for _ in range(rows)],
        eligibility_criteria=[EligibilityCriterionFactory() for _ in range(rows)],
        referral_routes=[ReferralRoute(referrer="self") for _ in range(rows)],
    )
    client.get(service.url)

    with django_assert_max_num_queries(48):
        client.get(service.url)
