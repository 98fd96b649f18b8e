"""What is known of access at each place of a service: its building, and the service's own sessions there."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from services_directory.enums import AssessmentState, FindingResult
from services_directory.models import AccessibilityAssessment, AccessibilityFinding
from services_directory.models.accessibility import is_broken
from services_directory.search.turning import day_after, next_turn

# How a finding stands in the index. A lift that is out of order today is none; what nobody knows has no entry.
ANSWERS: Mapping[str, str] = {
    str(FindingResult.YES): "yes",
    str(FindingResult.PARTLY): "partly",
    str(FindingResult.NO): "no",
    str(FindingResult.NOT_APPLICABLE): "no",
}

# (location id or None, service id or None) of a building, a service at a place, or a service with no place.
Subject = tuple[int | None, int | None]


class Found(NamedTuple):
    """What the index needs of a finding: twenty of each building are read, so no model is made of them."""

    result: str
    out_of_order_from: datetime.date | None
    out_of_order_until: datetime.date | None


@dataclass(frozen=True)
class Looked:
    """The newest published assessment of one subject, and its findings by the id of the feature."""

    assessed_on: datetime.date
    next_due_on: datetime.date
    findings: Mapping[int, Found]

    def answers(self, codes: Mapping[int, str], today: datetime.date) -> Iterator[tuple[str, str]]:
        """Feature code and yes, partly or no; overdue findings count until there are newer ones."""
        for feature_id, finding in self.findings.items():
            answer = ANSWERS.get(finding.result)
            if answer and feature_id in codes:
                yield codes[feature_id], "no" if is_broken(*finding[1:], today) else answer

    def turns(self, today: datetime.date) -> datetime.date | None:
        """The next day on which the answers change by themselves."""
        begins = (one.out_of_order_from for one in self.findings.values())
        ends = (day_after(one.out_of_order_until) for one in self.findings.values())
        return next_turn(today, day_after(self.next_due_on), *begins, *ends)


def newest_looks(location_ids: Iterable[int], service_ids: Iterable[int]) -> dict[Subject, Looked]:
    """The newest published assessment of each building, service at a place and placeless service; two queries.

    Assessments of other services at the same places are never read.
    """
    buildings = AccessibilityAssessment.objects.filter(location__in=location_ids, service=None)
    own = AccessibilityAssessment.objects.filter(service__in=service_ids)
    columns = ("pk", "location_id", "service_id", "assessed_on", "next_due_on")
    newest: dict[Subject, Sequence] = {}
    rows = (buildings | own).filter(state=AssessmentState.PUBLISHED).order_by("assessed_on", "pk")
    for row in rows.values_list(*columns):
        newest[row[1], row[2]] = row
    findings: dict[int, dict[int, Found]] = {row[0]: {} for row in newest.values()}
    found = AccessibilityFinding.objects.filter(assessment__in=list(findings)).order_by()
    for assessment_id, feature_id, *rest in found.values_list("assessment_id", "feature_id", *Found._fields):
        findings[assessment_id][feature_id] = Found(*rest)
    return {subject: Looked(row[3], row[4], findings[row[0]]) for subject, row in newest.items()}


def merged_answers(
    building: Looked | None, own: Looked | None, codes: Mapping[int, str], today: datetime.date
) -> dict[str, str]:
    """Feature code to yes, partly or no at one place. What the service itself found there comes before the building."""
    answers: dict[str, str] = {}
    for looked in (building, own):
        if looked is not None:
            answers.update(looked.answers(codes, today))
    return answers
