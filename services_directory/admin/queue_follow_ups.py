"""Beside changes in the queue: overdue listings, reports of mistakes, self-assessments, answers on access."""

import datetime
from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone

from services_directory.admin.queue_sources import QueueItem, register_source
from services_directory.enums import MistakeKind, QuestionState, ReportSource, ReportState, Risk
from services_directory.models import (
    AccessibilityAssessment,
    AccessQuestion,
    MistakeReport,
    ReviewTask,
)

TASKS, MISTAKES, ASSESSMENTS, ANSWERS = "overdue", "mistakes", "assessments", "answers"


def _midday(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


def overdue_tasks() -> Iterable[QueueItem]:
    """Listings that nobody confirmed; one that must be in the offer is looked at first. One query."""
    for task in ReviewTask.objects.open().select_related("page__provider"):
        must = bool(task.page.must_be_in_offer)
        why = "must be in the offer" if must else "nobody to ask" if task.nobody_to_ask else ""
        yield QueueItem(
            TASKS,
            f"overdue-{task.pk}",
            f"{task.page.title}: {task.days_overdue()} days overdue",
            task.page.provider.title if task.page.provider else "",
            _midday(task.opened_on),
            Risk.HIGH if must else Risk.MEDIUM,
            reverse("desk:record_check", args=[task.page_id]),
            why,
        )


def mistakes() -> Iterable[QueueItem]:
    """Reports that nobody has decided on; what waits for a provider is left out. One query."""
    new = MistakeReport.objects.filter(state=ReportState.NEW).select_related("page__provider")
    for report in new:
        ended = report.kind == MistakeKind.ENDED
        from_provider = report.source == ReportSource.PROVIDER
        yield QueueItem(
            MISTAKES,
            f"mistake-{report.pk}",
            str(report),
            report.page.provider.title if report.page.provider else "",
            report.received_at,
            Risk.HIGH if ended else Risk.MEDIUM,
            reverse("desk:mistake", args=[report.pk]),
            "families may go there in vain" if ended else "from the provider itself" if from_provider else "",
        )


def assessments() -> Iterable[QueueItem]:
    """Self-assessments that providers have sent. One query."""
    rows = AccessibilityAssessment.objects.sent_by_providers().select_related(
        "location", "service", "provider"
    )
    for one in rows:
        yield QueueItem(
            ASSESSMENTS,
            f"assessment-{one.pk}",
            f"Accessibility of {one.subject_name}",
            one.provider.title if one.provider else "",
            one.submitted_at or timezone.now(),
            Risk.MEDIUM if one.service_id is None else Risk.LOW,
            reverse("assessments:edit", args=[one.pk]),
            "every service there will show it" if one.service_id is None else "",
        )


def answers() -> Iterable[QueueItem]:
    """Answers to what families asked. One query."""
    rows = AccessQuestion.objects.filter(state=QuestionState.ANSWERED)
    for one in rows.select_related("feature", "location", "service", "provider"):
        yield QueueItem(
            ANSWERS,
            f"answer-{one.pk}",
            f"{one.feature}: {one.subject_name}",
            one.provider.title if one.provider else "",
            one.answered_at or timezone.now(),
            Risk.LOW,
            reverse("desk:question", args=[one.pk]),
            f"asked by {one.asked}" if one.asked > 1 else "",
        )


def register() -> None:
    """All four, in the queue."""
    register_source(
        TASKS, "Overdue listings", overdue_tasks, permission="services_directory.change_reviewtask"
    )
    register_source(
        MISTAKES, "Reports of mistakes", mistakes, permission="services_directory.change_mistakereport"
    )
    register_source(
        ASSESSMENTS,
        "Accessibility assessments",
        assessments,
        permission="services_directory.publish_accessibilityassessment",
    )
    register_source(
        ANSWERS,
        "Answers about access",
        answers,
        permission="services_directory.change_accessquestion",
    )
