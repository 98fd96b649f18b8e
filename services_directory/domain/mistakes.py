"""Reports of something wrong in a listing: kept for officers, passed on in their own words, answered and forgotten."""

import datetime

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from wagtail.log_actions import log

from localoffer.accounts.models import User
from localoffer.mail.models import OutgoingMail
from localoffer.mail.outbox import queue_mail
from localoffer.models import AuthoritySettings
from services_directory.domain.exceptions import InvalidTransition
from services_directory.domain.keepers import keepers_of
from services_directory.enums import MistakeKind, ReportSource, ReportState
from services_directory.models import MistakeReport, ServicePage
from services_directory.models.mistakes import LONGEST_REPORT, MONTHS_KEPT
from services_directory.signals import mistake_reported

OUTCOMES = (ReportState.CORRECTED, ReportState.UNCHANGED, ReportState.SET_ASIDE)
OUTCOME_MAIL = "mistake outcome"
# state -> where an officer may take it
ALLOWED = {
    ReportState.NEW: frozenset({ReportState.ASKED, *OUTCOMES}),
    ReportState.ASKED: frozenset({ReportState.ASKED, *OUTCOMES}),
}


@transaction.atomic
def report_mistake(
    page: ServicePage,
    *,
    kind: MistakeKind,
    words: str,
    email: str = "",
    source: ReportSource = ReportSource.PUBLIC,
) -> MistakeReport:
    """Keep what somebody says is wrong, for officers.

    Args:
        words: plain text, at most 2,000 characters; control characters are taken out. Never published.
        email: where to send the outcome; deleted when it is sent.
    """
    kept = "".join(letter for letter in words if letter.isprintable() or letter in "\n\t")
    report = MistakeReport.objects.create(
        page=page, kind=kind, words=kept.strip()[:LONGEST_REPORT], email=email.strip(), source=source
    )
    transaction.on_commit(lambda: mistake_reported.send(sender=MistakeReport, report=report))
    return report


@transaction.atomic
def ask_provider(report: MistakeReport, *, by: User, request: str, on: datetime.date | None = None) -> int:
    """Ask whoever keeps the listing to put it right, by mail and in the portal; says how many were written to.

    Args:
        request: the officer's own words, since the reader's may name a child.

    Raises:
        InvalidTransition: the report has an outcome already, or nothing is asked.
    """
    current = _locked(report, ReportState.ASKED)
    if not request.strip():
        raise InvalidTransition("Say what the provider is asked.")
    day = on or datetime.date.today()
    current.state, current.request_to_provider, current.asked_on = ReportState.ASKED, request.strip(), day
    current.save(update_fields=["state", "request_to_provider", "asked_on"])
    page = ServicePage.objects.select_related("provider").get(pk=current.page_id)
    keepers = keepers_of([page], day)[page.pk]
    context = {
        "page": page,
        "request": current.request_to_provider,
        "authority": AuthoritySettings.load(),
        "portal": f"{settings.PUBLIC_URL}/provider/",
    }
    for keeper in keepers:
        text = render_to_string("emails/mistake_request.txt", {**context, "is_role": keeper.user is None})
        queue_mail(to=keeper.email, subject=f"Please check: {page.title}", text=text, kind="mistake request")
    log(instance=page, action="services_directory.mistake_asked", user=by, data={"asked": len(keepers)})
    return len(keepers)


@transaction.atomic
def close_report(report: MistakeReport, outcome: ReportState, *, by: User, words: str = "") -> MistakeReport:
    """Close a report; whoever left an address is told, and the address is deleted.

    Args:
        outcome: put right, nothing to change, or set aside.
        words: one or two sentences for the reader, plain text. Something set aside gets no mail.

    Raises:
        InvalidTransition: it is closed already, or this is no outcome.
    """
    if outcome not in OUTCOMES:
        raise InvalidTransition("Choose how the report ends.")
    current = _locked(report, outcome)
    page = ServicePage.objects.get(pk=current.page_id)
    if current.email and outcome != ReportState.SET_ASIDE:
        context = {
            "page": page,
            "was_corrected": outcome == ReportState.CORRECTED,
            "words": words.strip(),
            "address": f"{settings.PUBLIC_URL}{page.url}" if page.live and page.url else "",
            "authority": AuthoritySettings.load(),
        }
        text = render_to_string("emails/mistake_outcome.txt", context)
        queue_mail(to=current.email, subject=f"What you told us: {page.title}", text=text, kind=OUTCOME_MAIL)
    current.state, current.outcome, current.email = outcome, words.strip(), ""
    current.closed_at, current.closed_by = timezone.now(), by
    current.save(update_fields=["state", "outcome", "email", "closed_at", "closed_by"])
    log(instance=page, action="services_directory.mistake_closed", user=by, data={"outcome": str(outcome)})
    return current


def forget_old_words(today: datetime.date | None = None) -> int:
    """Empty the words of reports closed over 12 months ago; kind, dates and outcome stay. Says how many.

    The mails that told readers the outcome are forgotten as soon as they are sent: they hold an address.
    """
    OutgoingMail.objects.filter(kind=OUTCOME_MAIL, sent_at__isnull=False).delete()
    before = timezone.now() if today is None else timezone.make_aware(_midnight(today))
    old = MistakeReport.objects.closed().filter(closed_at__lt=before - relativedelta(months=MONTHS_KEPT))
    return old.exclude(words="").update(words="")


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time())


def _locked(report: MistakeReport, target: ReportState) -> MistakeReport:
    """The row as it is now: two officers may have it open."""
    current = MistakeReport.objects.select_for_update().get(pk=report.pk)
    if target not in ALLOWED.get(ReportState(current.state), frozenset()):
        raise InvalidTransition(f"This report is closed: {current.get_state_display().lower()}.")
    return current
