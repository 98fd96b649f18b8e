"""What follows up in the demonstration: the clock has run, readers reported, families asked, a provider assessed."""

import datetime

from localoffer.accounts.models import User
from services_directory.domain.access_questions import answer, ask, askable
from services_directory.domain.mistakes import ask_provider, report_mistake
from services_directory.domain.review_clock import run_review_clock
from services_directory.domain.self_assessment import (
    domains_of,
    keep_findings,
    send_assessment,
    start_assessment,
)
from services_directory.enums import FindingResult, MistakeKind, TaxonomyCode
from services_directory.models import (
    AccessibilityFinding,
    ImprovementAction,
    Location,
    ProviderMembership,
    ProviderPage,
    ReviewContact,
    ReviewPolicy,
    ServicePage,
    StaffKnowledge,
    TaxonomyTerm,
)

# Providers whose role address stands in for staff who have no account yet.
CONTACTS = (
    ("Willow Brook Primary School", "School office", "office@willow.example.org"),
    ("Vale and Hills Community Health Trust", "Children's services desk", "desk@nhs.example.org"),
)


def load_follow_ups(provider_person: User, officer: User, today: datetime.date) -> None:
    """Everything, in the order in which it would have come about."""
    _policies()
    for title, role, email in CONTACTS:
        page = ProviderPage.objects.get(title=title)
        ReviewContact.objects.create(page=page, role=role, email=email)
    # They have worked there for long, and the clock has run before today.
    ProviderMembership.objects.update(begins_on=today - datetime.timedelta(days=365))
    for days_ago in (10, 0):
        run_review_clock(today - datetime.timedelta(days=days_ago))
    _reports(officer)
    _questions(provider_person)
    _assessment(provider_person)


def _policies() -> None:
    """Short breaks change with the season, so they are checked more often."""
    kinds = TaxonomyTerm.objects.of(TaxonomyCode.KINDS)
    ReviewPolicy.objects.create(kind=kinds.get(code="short-breaks"), months=4, hides=True)


def _reports(officer: User) -> None:
    football = ServicePage.objects.get(title="Wheelchair football")
    report_mistake(
        football,
        kind=MistakeKind.TIMES,
        words="Your page says Tuesday. We went and nobody was there. The man at the desk said it is Wednesday now.",
        email="reader@example.org",
    )
    club = ServicePage.objects.get(title="Harebell Saturday Club")
    asked = report_mistake(club, kind=MistakeKind.COST, words="It costs more than you say.")
    ask_provider(asked, by=officer, request="Please check the cost on your page, and put it right.")


def _questions(provider_person: User) -> None:
    """One that waits for its provider, asked by several; one that is answered and waits for an officer."""
    club = ServicePage.objects.get(title="Harebell Saturday Club")
    house = Location.objects.get(name="Harebell House")
    unknown = [feature for _, features in askable(club, house) for feature in features]
    for _ in range(3):
        ask(club, house, unknown[0])
    answered = ask(club, house, unknown[1])
    answer(
        answered,
        provider=club.provider,  # type: ignore[arg-type]
        by=provider_person,
        result=FindingResult.PARTLY,
        note="In the main room only.",
    )


def _assessment(provider_person: User) -> None:
    """Of the teenagers' evening at the youth centre: its staff and sessions, sent and not yet published."""
    teens = ServicePage.objects.get(title="Harebell Teens")
    centre = Location.objects.get(name="The Bridge Youth Centre")
    provider = ProviderPage.objects.get(title="Harebell Short Breaks")
    assessment = start_assessment(provider, location=centre, service=teens, by=provider_person)
    for number, (domain, features) in enumerate(domains_of(assessment)):
        results = [FindingResult.YES, FindingResult.PARTLY, FindingResult.NOT_KNOWN]
        findings = [
            AccessibilityFinding(feature=feature, result=results[(number + place) % 3])
            for place, feature in enumerate(features)
        ]
        keep_findings(assessment, domain, findings)
    StaffKnowledge.objects.create(
        assessment=assessment, training="Autism in teenagers", level="enhanced", share="most"
    )
    ImprovementAction.objects.create(
        assessment=assessment,
        barrier="Music is loud until 19:00.",
        change="A quiet room is open from the start.",
        due_on=datetime.date.today() + datetime.timedelta(days=60),
    )
    send_assessment(assessment, by=provider_person)
