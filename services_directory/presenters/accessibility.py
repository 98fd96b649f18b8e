"""Accessibility as families read it: what was found at which place, by whom, when, and what was not looked at."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from services_directory.enums import AssessmentState, FindingResult, TaxonomyCode
from services_directory.models import (
    AccessibilityAssessment,
    AccessibilityFinding,
    Location,
    ServicePage,
    TaxonomyTerm,
)
from services_directory.presenters.words import day


@dataclass(frozen=True)
class FindingRow:
    """A feature, the answer as a code and in words, and a note; ``code`` is that of the feature."""

    code: str
    feature: str
    result: str
    answer: str
    note: str
    domain: str


@dataclass(frozen=True)
class Assessment:
    """One published assessment: who and when, the findings by domain, and what was left out."""

    about: str
    made: str
    is_overdue: bool
    domains: list[tuple[str, list[FindingRow]]]
    not_assessed: list[str]
    staff: list[str]
    improvements: list[str]
    details: list[str]
    report_url: str


@dataclass(frozen=True)
class PlaceAccess:
    """What is known of one place: its building, and this service's own staff and sessions there."""

    name: str
    assessments: list[Assessment] = field(default_factory=list)
    place: str = ""  # UUID of the place, for the address of "ask this place"


def _row(finding: AccessibilityFinding, today: datetime.date) -> FindingRow:
    result, note = FindingResult(finding.result), finding.note
    answer = str(result.label)
    if finding.is_out_of_order(today):
        until = f" until {day(finding.out_of_order_until)}" if finding.out_of_order_until else ""
        result, answer = FindingResult.NO, f"Out of order{until}"
    if finding.measurement is not None:
        measured = f"{finding.measurement.normalize():f} {finding.unit}"
        note = f"{measured}. {note}" if note else measured
    if finding.said_on is not None:
        said = f"{finding.said_by} told us on {day(finding.said_on)}."
        note = f"{note.rstrip('.')}. {said}" if note else said
    parent = finding.feature.parent
    return FindingRow(
        finding.feature.code,
        finding.feature.name,
        result.value,
        answer,
        note,
        parent.name if parent else "Other",
    )


def _present(
    assessment: AccessibilityAssessment, about: str, domains: list[TaxonomyTerm], today: datetime.date
) -> Assessment:
    by_domain: dict[str, list[FindingRow]] = {}
    for finding in assessment.findings.all():
        row = _row(finding, today)
        by_domain.setdefault(row.domain, []).append(row)
    covered = {term.pk for term in assessment.domains.all()}
    scope = assessment.scope
    relevant = [
        domain
        for domain in domains
        if scope is None or any(feature.scope == scope for feature in domain.children.all())
    ]
    made = (
        f"{assessment.get_assessor_kind_display()} ({assessment.assessor_organisation}), "
        f"{day(assessment.assessed_on)}, by {assessment.get_method_display().lower()}"
    )
    details = []
    if assessment.advised_by:
        details.append(f"Advised by {assessment.advised_by}.")
    if assessment.who_was_involved:
        details.append(f"Who took part: {assessment.who_was_involved}")
    if assessment.accreditation_scheme:
        ends = assessment.accreditation_expires_on
        details.append(
            f"Accredited: {assessment.accreditation_scheme}{f', until {day(ends)}' if ends else ''}."
        )
    if assessment.standard_used:
        details.append(f"Standard used: {assessment.standard_used}.")
    return Assessment(
        about=about,
        made=made,
        is_overdue=assessment.is_overdue(today),
        domains=sorted(by_domain.items(), key=lambda item: item[0]),
        not_assessed=[
            domain.name for domain in relevant if domain.pk not in covered and domain.name not in by_domain
        ],
        staff=[
            f"{one.training}: {one.get_level_display().lower()} level, {one.get_share_display().lower()}"
            + (f", {one.trained_on:%B %Y}" if one.trained_on else "")
            for one in assessment.staff_knowledge.all()
        ],
        improvements=[
            f"{one.barrier}: {one.change}"
            + (
                f" (done {day(one.done_on)})"
                if one.done_on
                else f" (by {day(one.due_on)})"
                if one.due_on
                else ""
            )
            for one in assessment.improvement_actions.all()
        ],
        details=details,
        report_url=assessment.report_url,
    )


def _newest(assessments: Iterable[AccessibilityAssessment]) -> list[AccessibilityAssessment]:
    """The newest of each subject, newest first in: (location, service)."""
    seen: dict[tuple[int | None, int | None], AccessibilityAssessment] = {}
    for assessment in assessments:
        seen.setdefault((assessment.location_id, assessment.service_id), assessment)
    return list(seen.values())


def accessibility(service: ServicePage, locations: list[Location], today: datetime.date) -> list[PlaceAccess]:
    """What is known of each place of ``service``, and of the service itself where it has no place.

    Staff and session findings are this service's own: another service's at the same place never show here.
    Seven queries, however many rows there are.
    """
    published = (
        AccessibilityAssessment.objects.published()
        .filter(state=AssessmentState.PUBLISHED)
        .select_related("location", "service")
        .prefetch_related("findings__feature__parent", "staff_knowledge", "improvement_actions", "domains")
    )
    # A previewed place may not be in the directory yet.
    known = [location for location in locations if location.pk]
    buildings = published.filter(location__in=known, service=None)
    own = published.filter(service_id=service.pk) if service.pk else published.none()
    found = _newest([*buildings, *own])
    domains = list(
        TaxonomyTerm.objects.of(TaxonomyCode.ACCESS_FEATURES)
        .in_use()
        .filter(parent=None)
        .prefetch_related("children")
    )
    result = []
    for location in locations:
        here = [one for one in found if location.pk and one.location_id == location.pk]
        here.sort(key=lambda one: one.service_id is not None)
        shown = [
            _present(
                one, "The building" if one.service_id is None else "Staff and sessions here", domains, today
            )
            for one in here
        ]
        result.append(PlaceAccess(location.public_name, shown, str(location.uuid)))
    placeless = [one for one in found if one.location_id is None]
    if placeless:
        shown = [_present(one, "The service", domains, today) for one in placeless]
        result.append(PlaceAccess("At home, online or by phone", shown))
    return result
