"""Ask this place: a family asks, the provider answers, an officer approves, and the answer becomes a finding."""

import datetime
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from localoffer.accounts.models import User
from services_directory.domain.assessments import mark_services_of
from services_directory.domain.exceptions import InvalidTransition
from services_directory.enums import (
    AssessmentMethod,
    AssessmentState,
    AssessorKind,
    FindingResult,
    QuestionState,
    TaxonomyCode,
)
from services_directory.models import (
    AccessibilityAssessment,
    AccessibilityFinding,
    AccessQuestion,
    Location,
    ProviderPage,
    ServicePage,
    TaxonomyTerm,
)
from services_directory.models.access_questions import WAITING, subject_of


def askable(service: ServicePage, location: Location | None) -> list[tuple[TaxonomyTerm, list[TaxonomyTerm]]]:
    """By domain, the features of which nobody has said anything at this place of ``service`` (two queries)."""
    known = AccessibilityFinding.objects.filter(
        assessment__in=_newest(service, location), feature__isnull=False
    ).exclude(result=FindingResult.NOT_KNOWN)
    terms = (
        TaxonomyTerm.objects.of(TaxonomyCode.ACCESS_FEATURES)
        .in_use()
        .filter(parent__isnull=False)
        .exclude(pk__in=known.values("feature"))
        .select_related("parent")
        .order_by("parent__sort_order", "sort_order", "name")
    )
    groups: dict[int, tuple[TaxonomyTerm, list[TaxonomyTerm]]] = {}
    for term in terms:
        if term.parent is not None:
            groups.setdefault(term.parent.pk, (term.parent, []))[1].append(term)
    return list(groups.values())


def _newest(service: ServicePage, location: Location | None) -> list[int]:
    """Ids of the newest published assessment of the building, and of the service there."""
    about = Q(service=service, location=location)
    if location is not None:
        about |= Q(service=None, location=location)
    found: dict[int | None, int] = {}
    for pk, owner in (
        AccessibilityAssessment.objects.published().filter(about).values_list("pk", "service_id")
    ):
        found.setdefault(owner, pk)
    return list(found.values())


@transaction.atomic
def ask(
    service: ServicePage, location: Location | None, feature: TaxonomyTerm, on: datetime.date | None = None
) -> AccessQuestion:
    """One more family wants to know. Only the number is kept, never who asked or why.

    Raises:
        InvalidTransition: the answer is known already.
    """
    day = on or datetime.date.today()
    if not any(feature in features for _, features in askable(service, location)):
        raise InvalidTransition("The answer is on the page already.")
    place, owner = subject_of(feature, service, location)
    question, is_new = AccessQuestion.objects.get_or_create(
        location=place,
        service=owner,
        feature=feature,
        state__in=WAITING,
        defaults={"state": QuestionState.OPEN, "first_asked_on": day, "last_asked_on": day},
    )
    if not is_new:
        AccessQuestion.objects.filter(pk=question.pk).update(asked=F("asked") + 1, last_asked_on=day)
        question.refresh_from_db()
    return question


@transaction.atomic
def answer(
    question: AccessQuestion,
    *,
    provider: ProviderPage,
    by: User,
    result: FindingResult,
    measurement: Decimal | None = None,
    note: str = "",
) -> AccessQuestion:
    """The provider answers; an officer looks at it before families do. An answer may be mended until then.

    Raises:
        InvalidTransition: it is decided, or "not known" is no answer.
    """
    current = AccessQuestion.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if current.state not in WAITING:
        raise InvalidTransition("This question has been answered.")
    if result == FindingResult.NOT_KNOWN:
        raise InvalidTransition("Find out first: families know already that it is not known.")
    current.result, current.measurement, current.note = result, measurement, note.strip()
    current.provider, current.answered_by, current.answered_at = provider, by, timezone.now()
    current.state = QuestionState.ANSWERED
    current.save()
    return current


@transaction.atomic
def approve_answer(
    question: AccessQuestion, *, by: User, on: datetime.date | None = None
) -> AccessibilityFinding:
    """Show the answer to families as a finding with its own organisation and day.

    It joins the newest published assessment of the subject, which says nothing of the feature; where there is none,
    a self-assessment of the provider begins with it. What somebody has found is never overwritten.

    Raises:
        InvalidTransition: it waits for no officer, or something has been found meanwhile.
    """
    current = _answered(question)
    day = on or datetime.date.today()
    assessment = (
        AccessibilityAssessment.objects.published()
        .filter(location_id=current.location_id, service_id=current.service_id)
        .first()
    ) or _first_assessment(current, day, by)
    finding = AccessibilityFinding.objects.filter(assessment=assessment, feature=current.feature).first()
    if finding is not None and finding.result != FindingResult.NOT_KNOWN:
        raise InvalidTransition("Something has been found of this feature meanwhile. Decline the answer.")
    finding = finding or AccessibilityFinding(assessment=assessment, feature=current.feature)
    finding.result, finding.note, finding.measurement = current.result, current.note, current.measurement
    finding.unit = current.feature.unit if current.measurement is not None else ""
    finding.said_by = (current.provider.title if current.provider else "The provider")[:160]
    finding.said_on = current.answered_at.date() if current.answered_at else day
    finding.save()
    if current.feature.parent is not None:
        assessment.domains.add(current.feature.parent)
    _decide(current, QuestionState.APPROVED, by)
    mark_services_of(assessment)
    return finding


@transaction.atomic
def decline_answer(question: AccessQuestion, *, by: User) -> AccessQuestion:
    """Do not show the answer; families may ask again.

    Raises:
        InvalidTransition: it waits for no officer.
    """
    return _decide(_answered(question), QuestionState.DECLINED, by)


def _answered(question: AccessQuestion) -> AccessQuestion:
    AccessQuestion.objects.select_for_update().get(pk=question.pk)
    rows = AccessQuestion.objects.select_related("feature__parent", "provider", "location", "service")
    current = rows.get(pk=question.pk)
    if current.state != QuestionState.ANSWERED:
        raise InvalidTransition("There is no answer to decide on.")
    return current


def _decide(question: AccessQuestion, state: QuestionState, by: User) -> AccessQuestion:
    question.state, question.decided_by, question.decided_at = state, by, timezone.now()
    question.save(update_fields=["state", "decided_by", "decided_at"])
    return question


def _first_assessment(question: AccessQuestion, day: datetime.date, by: User) -> AccessibilityAssessment:
    said_on = question.answered_at.date() if question.answered_at else day
    return AccessibilityAssessment.objects.create(
        location_id=question.location_id,
        service_id=question.service_id,
        provider=question.provider,
        assessed_on=said_on,
        next_due_on=said_on + relativedelta(months=12),
        assessor_kind=AssessorKind.PROVIDER,
        assessor_organisation=question.provider.title[:160] if question.provider else "The provider",
        method=AssessmentMethod.SELF,
        state=AssessmentState.PUBLISHED,
        published_on=day,
        approved_by=by,
    )
