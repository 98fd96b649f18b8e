"""A provider assesses its own places and services: written step by step, sent, and held until an officer publishes it.

Each is a record of its own with its day; nothing that was found before is overwritten. A building belongs to nobody:
whoever has a live service there may assess it, and all services there show the newest. What is found of staff and
sessions belongs to one service alone. Source: NICE draft guideline 1.11.7 to 1.11.11; SEND code of practice 4.32.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from wagtail.log_actions import log

from localoffer.accounts.models import User
from localoffer.mail.outbox import queue_mail
from localoffer.models import AuthoritySettings
from services_directory.domain.exceptions import InvalidTransition
from services_directory.enums import (
    AssessmentMethod,
    AssessmentState,
    AssessorKind,
    FindingResult,
    TaxonomyCode,
)
from services_directory.models import (
    AccessibilityAssessment,
    AccessibilityFinding,
    Location,
    ProviderPage,
    ServiceAtLocation,
    ServicePage,
    StaffKnowledge,
    TaxonomyTerm,
)

A_YEAR = relativedelta(months=12)


class NotTheirs(LookupError):
    """The subject is not one of the provider's."""


@dataclass
class Subject:
    """Something a provider may assess, and what there is of it already."""

    location: Location | None
    service: ServicePage | None
    published: AccessibilityAssessment | None = None
    in_progress: AccessibilityAssessment | None = None
    sent: AccessibilityAssessment | None = None
    shared_by: set[int] = field(default_factory=set)  # ids of other providers with a live service there

    @property
    def key(self) -> tuple[int | None, int | None]:
        """What tells one from another: (location, service)."""
        return (self.location.pk if self.location else None, self.service.pk if self.service else None)

    @property
    def name(self) -> str:
        """In words."""
        place = self.location.name if self.location else ""
        if self.service is None:
            return place
        return f"{self.service.title} at {place}" if place else self.service.title

    def is_due(self, on: datetime.date) -> bool:
        """Whether nobody has assessed it, or the next assessment is due within 14 days."""
        if self.published is None:
            return True
        return self.published.next_due_on <= on + datetime.timedelta(days=14)


def subjects_of(provider: ProviderPage) -> list[Subject]:
    """Every building, service at a place, and service with no place of the provider's live services.

    Five queries, however many there are.
    """
    services = list(ServicePage.objects.live().filter(provider=provider).order_by("title"))
    rows = (
        ServiceAtLocation.objects.filter(page__in=services, location__isnull=False)
        .select_related("location")
        .order_by("location__name", "pk")
    )
    by_id = {service.pk: service for service in services}
    subjects: dict[tuple[int | None, int | None], Subject] = {}
    placed = set()
    for row in rows:
        placed.add(row.page_id)
        subjects.setdefault((row.location_id, None), Subject(row.location, None))
        subjects.setdefault((row.location_id, row.page_id), Subject(row.location, by_id[row.page_id]))
    for service in services:
        if service.pk not in placed:
            subjects[(None, service.pk)] = Subject(None, service)
    _add_what_there_is(subjects, provider)
    return sorted(subjects.values(), key=lambda one: (one.service is not None, one.name))


def _add_what_there_is(
    subjects: dict[tuple[int | None, int | None], Subject], provider: ProviderPage
) -> None:
    places = {location for location, _ in subjects if location}
    services = {service for _, service in subjects if service}
    of_them = Q(location__in=places, service=None) | Q(service__in=services)
    published = Q(state=AssessmentState.PUBLISHED)
    own = Q(provider=provider, state=AssessmentState.IN_PROGRESS) | Q(
        provider=provider, state=AssessmentState.HELD, submitted_at__isnull=False
    )
    found = AccessibilityAssessment.objects.filter(of_them, published | own)
    for one in found.order_by("assessed_on", "pk"):
        subject = subjects.get((one.location_id, one.service_id))
        if subject is None:
            continue
        name = {AssessmentState.PUBLISHED: "published", AssessmentState.IN_PROGRESS: "in_progress"}
        setattr(subject, name.get(AssessmentState(one.state), "sent"), one)
    others = ServiceAtLocation.objects.filter(location__in=places, page__live=True)
    for place, owner in others.values_list("location_id", "page__provider_id"):
        if owner and owner != provider.pk:
            subjects[(place, None)].shared_by.add(owner)


def own_assessment(provider: ProviderPage, assessment: object) -> AccessibilityAssessment | None:
    """The provider's own self-assessment with this ``uuid``."""
    rows = AccessibilityAssessment.objects.select_related("location", "service")
    return rows.filter(provider=provider, uuid=assessment).first()


@transaction.atomic
def start_assessment(
    provider: ProviderPage, *, location: Location | None, service: ServicePage | None, by: User
) -> AccessibilityAssessment:
    """Begin, or go on with, the provider's assessment of a subject; it begins with its own last answers.

    Raises:
        NotTheirs: the provider has no live service there.
    """
    # One at a time for a provider: two people may press the button at once.
    ProviderPage.objects.select_for_update(of=("self",)).get(pk=provider.pk)
    wanted = (location.pk if location else None, service.pk if service else None)
    subject = next((one for one in subjects_of(provider) if one.key == wanted), None)
    if subject is None:
        raise NotTheirs
    if subject.in_progress is not None:
        return subject.in_progress
    today = datetime.date.today()
    assessment = AccessibilityAssessment.objects.create(
        location=location,
        service=service,
        provider=provider,
        assessed_on=today,
        next_due_on=today + A_YEAR,
        assessor_kind=AssessorKind.PROVIDER,
        assessor_organisation=provider.title[:160],
        method=AssessmentMethod.SELF,
        state=AssessmentState.IN_PROGRESS,
    )
    last = AccessibilityAssessment.objects.filter(
        provider=provider, location=location, service=service, state=AssessmentState.PUBLISHED
    ).first()
    if last is not None:
        _begin_with(assessment, last)
    return assessment


def _begin_with(assessment: AccessibilityAssessment, last: AccessibilityAssessment) -> None:
    """Last year's answers, to be gone through again; what was broken then is not broken for ever."""
    for finding in AccessibilityFinding.objects.filter(assessment=last, feature__retired_on=None):
        finding.pk = None
        finding.assessment = assessment
        finding.out_of_order_from = finding.out_of_order_until = finding.said_on = None
        finding.said_by = ""
        finding.save()
    for staff in StaffKnowledge.objects.filter(assessment=last):
        staff.pk = None
        staff.assessment = assessment
        staff.save()
    assessment.domains.set(last.domains.all())


def domains_of(assessment: AccessibilityAssessment) -> list[tuple[TaxonomyTerm, list[TaxonomyTerm]]]:
    """The domains to go through, with the features of the right scope, in the order of the list; one query."""
    terms = TaxonomyTerm.objects.of(TaxonomyCode.ACCESS_FEATURES).in_use().filter(parent__isnull=False)
    if assessment.scope is not None:
        terms = terms.filter(scope=assessment.scope)
    groups: dict[int, tuple[TaxonomyTerm, list[TaxonomyTerm]]] = {}
    for term in terms.select_related("parent").order_by("parent__sort_order", "sort_order", "name"):
        if term.parent is not None and term.parent.retired_on is None:
            groups.setdefault(term.parent.pk, (term.parent, []))[1].append(term)
    return list(groups.values())


@transaction.atomic
def keep_findings(
    assessment: AccessibilityAssessment, domain: TaxonomyTerm, findings: Iterable[AccessibilityFinding]
) -> None:
    """Keep the answers of one domain. A domain of which nothing is known is shown as not assessed.

    Raises:
        InvalidTransition: it has been sent.
    """
    current = _being_written(assessment)
    rows = list(findings)
    AccessibilityFinding.objects.filter(assessment=current, feature__parent=domain).delete()
    known = any(row.result != FindingResult.NOT_KNOWN for row in rows)
    if not known:
        current.domains.remove(domain)
        return
    for row in rows:
        row.pk, row.assessment = None, current
        row.save()
    current.domains.add(domain)


@transaction.atomic
def send_assessment(assessment: AccessibilityAssessment, *, by: User) -> AccessibilityAssessment:
    """Send it to the authority, dated today and due again in a year; it is held until an officer publishes it.

    Raises:
        InvalidTransition: it has been sent already, or nothing is known.
    """
    current = _being_written(assessment)
    if not AccessibilityFinding.objects.filter(assessment=current).exists():
        raise InvalidTransition("Answer at least one question before you send it.")
    today = datetime.date.today()
    current.assessed_on, current.next_due_on = today, today + A_YEAR
    current.state = AssessmentState.HELD
    current.submitted_at, current.submitted_by = timezone.now(), by
    current.sent_back_because = ""
    current.save()
    log(instance=current, action="services_directory.send_assessment", user=by)
    return current


@transaction.atomic
def send_back_assessment(
    assessment: AccessibilityAssessment, *, by: User, reason: str
) -> AccessibilityAssessment:
    """Ask the provider to look again, in words that it reads in the portal and in a mail.

    Raises:
        InvalidTransition: it does not wait for an officer, or no reason is given.
    """
    current = AccessibilityAssessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)
    if current.state != AssessmentState.HELD or current.submitted_at is None:
        raise InvalidTransition("Only what a provider has sent can be sent back.")
    if not reason.strip():
        raise InvalidTransition("Say what the provider should look at again.")
    person = current.submitted_by
    current.state = AssessmentState.IN_PROGRESS
    current.submitted_at = current.submitted_by = None
    current.sent_back_because = reason.strip()[:500]
    current.save()
    log(instance=current, action="services_directory.send_back_assessment", user=by)
    if person is not None and person.is_active:
        context = {
            "subject": current.subject_name,
            "reason": current.sent_back_because,
            "authority": AuthoritySettings.load(),
            "portal": f"{settings.PUBLIC_URL}/provider/",
        }
        text = render_to_string("emails/assessment_sent_back.txt", context)
        queue_mail(
            to=person.email,
            subject=f"Please look again: accessibility of {current.subject_name}",
            text=text,
            kind="assessment",
        )
    return current


def _being_written(assessment: AccessibilityAssessment) -> AccessibilityAssessment:
    """The row as it is now, locked."""
    current = AccessibilityAssessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)
    if current.state != AssessmentState.IN_PROGRESS:
        raise InvalidTransition("This has been sent already.")
    return current
