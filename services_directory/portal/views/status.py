"""Saying whether a service can be used now: at once where the authority allows it, else through an officer."""

import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from localoffer.models import AuthoritySettings
from services_directory.domain.assurance import set_operational_status
from services_directory.domain.mistakes import report_mistake
from services_directory.enums import MistakeKind, OperationalState, ReportSource
from services_directory.models import OperationalStatus, ServicePage
from services_directory.portal.access import listing_or_404
from services_directory.portal.forms.status import StatusForm
from services_directory.presenters.words import day


def status(request: HttpRequest, listing: UUID) -> HttpResponse:
    """Full, closed for now, open again, or ended."""
    page = listing_or_404(request.user, listing)
    if not page.live:
        raise Http404
    now = OperationalStatus.objects.filter(service_id=page.pk).first()
    initial = {
        "state": now.state if now else OperationalState.OPEN,
        "until": now.until if now else None,
        "note": now.note if now else "",
    }
    form = StatusForm(request.POST or None, initial=initial)
    at_once = AuthoritySettings.load().providers_set_status
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        state = OperationalState(said["state"])
        if at_once:
            set_operational_status(page, state, until=said["until"], note=said["note"], by=request.user)
            messages.success(request, f"Saved: {state.label}. It shows on the page now.")
        else:
            _tell_officers(page, state, said["until"], said["note"])
            messages.success(request, "Thank you. The council looks at it, and then it shows on the page.")
        return redirect("portal:listing", listing=page.uuid)
    return render(
        request, "services_directory/portal/status.html", {"listing": page, "form": form, "at_once": at_once}
    )


def _tell_officers(
    page: ServicePage, state: OperationalState, until: datetime.date | None, note: str
) -> None:
    lines = [f"The provider asks to mark it as: {state.label}."]
    lines += [f"Until about {day(until)}."] if until else []
    lines += [f"What families can do meanwhile: {note}"] if note else []
    kind = MistakeKind.ENDED if state == OperationalState.ENDED else MistakeKind.OTHER
    report_mistake(page, kind=kind, words=" ".join(lines), source=ReportSource.PROVIDER)
