"""Applications of organisations that are not listed: received, then accepted, joined to a provider, or refused."""

import datetime
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.defaultfilters import date as date_words
from django.template.defaultfilters import linebreaks
from django.template.loader import render_to_string
from django.utils import timezone

from localoffer.accounts.models import User
from localoffer.html import clean_html
from localoffer.mail.outbox import queue_mail
from localoffer.models import AuthoritySettings
from services_directory.domain.exceptions import AlreadyMember, InvalidTransition
from services_directory.domain.memberships import invite
from services_directory.enums import ApplicationState, EvidenceKind, IdentifierScheme, MembershipRole
from services_directory.models import (
    OrganisationIdentifier,
    OrganisationsPage,
    ProviderApplication,
    ProviderEvidence,
    ProviderMembership,
    ProviderPage,
)

# What families read of each kind.
IN_FAMILY_WORDS = {
    EvidenceKind.REGULATOR: "registration with a regulator",
    EvidenceKind.INSURANCE: "insurance",
    EvidenceKind.SAFEGUARDING: "who leads on safeguarding",
    EvidenceKind.STAFF_CHECKS: "checks on staff",
}
COMPANY_NUMBER = re.compile(r"(?:\d{8}|[A-Z]{2}\d{6})")
CHARITY_NUMBER = re.compile(r"\d{6,7}(?:-\d+)?")


@dataclass(frozen=True)
class Evidence:
    """What an organisation says of one kind: what it has and its date, or why it needs none."""

    kind: EvidenceKind
    detail: str = ""
    dated_on: datetime.date | None = None
    not_needed_because: str = ""


@transaction.atomic
def receive_application(details: Mapping[str, Any], evidence: Iterable[Evidence]) -> ProviderApplication:
    """Keep an application and tell the applicant so. The very same one sent twice is kept once.

    Args:
        details: fields of ``ProviderApplication`` by name.
        evidence: one of each kind.
    """
    twin = ProviderApplication.objects.waiting().filter(**details).first()
    if twin is not None:
        return twin
    application = ProviderApplication.objects.create(**details)
    ProviderEvidence.objects.bulk_create(
        ProviderEvidence(
            application=application,
            kind=one.kind,
            detail=one.detail,
            dated_on=one.dated_on,
            not_needed_because=one.not_needed_because,
        )
        for one in evidence
    )
    _mail(application, "application_received", f"We have the application of {application.name}")
    return application


@transaction.atomic
def accept_application(
    application: ProviderApplication, *, by: User, checked: Collection[EvidenceKind] = ()
) -> ProviderPage:
    """Make a draft of the provider's page, and invite the applicant as its manager.

    Args:
        by: the officer.
        checked: the evidence that the officer has seen to be true, today.

    Raises:
        InvalidTransition: somebody decided it before.
        TooOften: the officer invited too many people in this hour.
    """
    current = _locked(application)
    _record_checks(current, checked)
    page = _draft_of(current, by)
    _decide(current, ApplicationState.ACCEPTED, by=by, provider=page)
    opening = f"We have accepted the application of {current.name}."
    invite(page, current.email, MembershipRole.MANAGER, by=by, opening=opening)
    return page


@transaction.atomic
def join_application(
    application: ProviderApplication,
    provider: ProviderPage,
    *,
    by: User,
    role: MembershipRole = MembershipRole.EDITOR,
    checked: Collection[EvidenceKind] = (),
) -> None:
    """The organisation is listed already: invite the applicant to work for ``provider``.

    Where nobody manages it yet, the applicant is invited as its manager. Its page stays as it is.

    Raises:
        InvalidTransition: somebody decided it before.
        TooOften: the officer invited too many people in this hour.
    """
    current = _locked(application)
    _record_checks(current, checked)
    _decide(current, ApplicationState.JOINED, by=by, provider=provider)
    if not ProviderMembership.objects.active().managers().filter(provider=provider).exists():
        role = MembershipRole.MANAGER
    opening = f"You applied for {current.name}. It is listed already, so you do not need a new entry."
    try:
        invite(provider, current.email, role, by=by, opening=opening)
    except AlreadyMember:
        _mail(current, "application_joined", f"{provider.title} is listed already", provider=provider)


@transaction.atomic
def refuse_application(application: ProviderApplication, reason: str, *, by: User) -> None:
    """Refuse it, and tell the applicant why.

    Args:
        reason: plain words; the applicant reads exactly these.

    Raises:
        InvalidTransition: somebody decided it before.
        ValueError: there is no reason.
    """
    if not reason.strip():
        raise ValueError("Say why it is refused.")
    current = _locked(application)
    _decide(current, ApplicationState.REFUSED, by=by, reason=reason.strip())
    _mail(current, "application_refused", f"Your application for {current.name}")


def line_for_families(evidence: Iterable[ProviderEvidence]) -> str:
    """One line on what the council checked of a provider and what it did not; what is not needed is left out."""
    needed = [one for one in evidence if not one.not_needed_because]
    checked = [one for one in needed if one.checked_on]
    unchecked = [one for one in needed if not one.checked_on]
    parts = []
    if checked:
        day = max(one.checked_on for one in checked if one.checked_on)
        parts.append(f"The council checked on {date_words(day, 'j F Y')}: {_list(checked)}.")
    if unchecked:
        parts.append(f"The council did not check: {_list(unchecked)}.")
    return " ".join(parts)


def _list(evidence: Iterable[ProviderEvidence]) -> str:
    return ", ".join(IN_FAMILY_WORDS[EvidenceKind(one.kind)] for one in evidence)


def _locked(application: ProviderApplication) -> ProviderApplication:
    current = ProviderApplication.objects.select_for_update().get(pk=application.pk)
    if current.state != ApplicationState.WAITING:
        raise InvalidTransition(
            f"This application was decided before: {current.get_state_display().lower()}."
        )
    return current


def _decide(
    application: ProviderApplication,
    state: ApplicationState,
    *,
    by: User,
    provider: ProviderPage | None = None,
    reason: str = "",
) -> None:
    application.state = state
    application.decided_at = timezone.now()
    application.decided_by = by
    application.provider = provider
    application.reason = reason
    application.save()


def _record_checks(application: ProviderApplication, checked: Collection[EvidenceKind]) -> None:
    """Only what was shown can have been checked."""
    shown = application.evidence.filter(kind__in=list(checked), not_needed_because="")
    shown.update(checked_on=datetime.date.today())


def _draft_of(application: ProviderApplication, officer: User) -> ProviderPage:
    page = ProviderPage(
        title=application.name,
        description=clean_html(linebreaks(application.what_it_does, autoescape=True)),
        legal_status=application.legal_status,
        website=application.web_address,
        telephone=application.telephone,
        what_was_checked=line_for_families(application.evidence.all()),
        live=False,
    )
    if scheme := scheme_of(application.register_number):
        page.identifiers.add(
            OrganisationIdentifier(scheme=scheme, identifier=application.register_number.upper())
        )
    OrganisationsPage.objects.get().add_child(instance=page)
    page.save_revision(user=officer)
    return page


def scheme_of(number: str) -> IdentifierScheme | None:
    """Which register a number is of, by its form: companies have 8 places, charities 6 or 7."""
    written = number.strip().upper()
    if COMPANY_NUMBER.fullmatch(written):
        return IdentifierScheme.COMPANY
    return IdentifierScheme.CHARITY if CHARITY_NUMBER.fullmatch(written) else None


def _mail(application: ProviderApplication, template: str, subject: str, **context: Any) -> None:
    words = {
        "application": application,
        "authority": AuthoritySettings.load(),
        "public_url": settings.PUBLIC_URL,
        **context,
    }
    text = render_to_string(f"emails/{template}.txt", words)
    queue_mail(to=application.email, subject=subject, text=text, kind="application")
