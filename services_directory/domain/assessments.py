"""Publishes an accessibility assessment."""

import datetime

from django.db import transaction

from localoffer.accounts.models import User
from services_directory.domain.exceptions import InvalidTransition
from services_directory.enums import AssessmentState
from services_directory.models import (
    AccessibilityAssessment,
    AccessibilityFinding,
    IndexOutbox,
    ServiceAtLocation,
)

PUBLISHABLE = frozenset({AssessmentState.IN_PROGRESS, AssessmentState.HELD})


@transaction.atomic
def publish_assessment(assessment: AccessibilityAssessment, *, by: User) -> AccessibilityAssessment:
    """Show an assessment to families, from today; earlier ones of the same subject stay as history.

    Raises:
        InvalidTransition: it is published already, none is held, or it has no finding.

    Source: NICE draft guideline 1.11.9, 1.11.10.
    """
    current = AccessibilityAssessment.objects.select_for_update().get(pk=assessment.pk)
    if current.state not in PUBLISHABLE:
        raise InvalidTransition(f"An assessment that is '{current.get_state_display()}' cannot be published.")
    if not AccessibilityFinding.objects.filter(assessment=current).exists():
        raise InvalidTransition("Record at least one finding before you publish.")
    current.state = AssessmentState.PUBLISHED
    current.published_on = datetime.date.today()
    current.approved_by = by
    current.save(update_fields=["state", "published_on", "approved_by"])
    mark_services_of(current)
    return current


def mark_services_of(assessment: AccessibilityAssessment) -> None:
    """Note that the index must follow: the service of the assessment, or all services at its building."""
    if assessment.service_id:
        IndexOutbox.objects.mark([assessment.service_id])
        return
    IndexOutbox.objects.mark(
        ServiceAtLocation.objects.filter(location_id=assessment.location_id).values_list("page_id", flat=True)
    )
