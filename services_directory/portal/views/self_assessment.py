"""Accessibility in the portal: what there is, the guided questions, and what families asked."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from localoffer.accounts.models import User
from services_directory.domain.access_questions import answer
from services_directory.domain.exceptions import InvalidTransition
from services_directory.domain.self_assessment import (
    NotTheirs,
    domains_of,
    keep_findings,
    own_assessment,
    send_assessment,
    start_assessment,
    subjects_of,
)
from services_directory.enums import AssessmentState, FeatureScope, FindingResult, QuestionState
from services_directory.models import (
    AccessibilityAssessment,
    AccessQuestion,
    ImprovementAction,
    Location,
    ProviderPage,
    ServicePage,
    StaffKnowledge,
    TaxonomyTerm,
)
from services_directory.portal.access import provider_or_404, providers_of
from services_directory.portal.forms.self_assessment import (
    AnswerForm,
    DomainForms,
    ImprovementForm,
    RowForms,
    StaffForm,
)

FOLDER = "services_directory/portal/accessibility"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every organisation of the person; straight to the only one."""
    providers = list(providers_of(_user(request)))
    if len(providers) == 1:
        return redirect("portal:accessibility_of", provider=providers[0].uuid)
    return render(request, f"{FOLDER}/index.html", {"providers": providers})


@require_safe
def subjects(request: HttpRequest, provider: UUID) -> HttpResponse:
    """The places and services of one organisation, with what there is of each."""
    owner = provider_or_404(_user(request), provider)
    found = subjects_of(owner)
    context = {
        "provider": owner,
        "buildings": [one for one in found if one.service is None],
        "sessions": [one for one in found if one.service is not None],
        "questions": _questions(owner).filter(state=QuestionState.OPEN),
    }
    return render(request, f"{FOLDER}/subjects.html", context)


@require_POST
def start(request: HttpRequest, provider: UUID) -> HttpResponse:
    """Begin, or go on with, the assessment of a subject."""
    owner = provider_or_404(_user(request), provider)
    location = _one(Location, request.POST.get("place", ""))
    service = _one(ServicePage, request.POST.get("service", ""))
    try:
        assessment = start_assessment(owner, location=location, service=service, by=_user(request))
    except NotTheirs as error:
        raise Http404 from error
    return redirect("portal:assessment", provider=owner.uuid, assessment=assessment.uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def assessment(request: HttpRequest, provider: UUID, assessment: UUID) -> HttpResponse:
    """The list of what to answer; POST sends it."""
    owner, current = _own(request, provider, assessment)
    problem = ""
    if request.method == "POST":
        try:
            send_assessment(current, by=_user(request))
        except InvalidTransition as refused:
            problem = str(refused)
        else:
            messages.success(
                request, "Sent. We look at it, usually within 5 working days, then families see it."
            )
            return redirect("portal:accessibility_of", provider=owner.uuid)
    covered = set(current.domains.values_list("pk", flat=True))
    context = {
        "provider": owner,
        "assessment": current,
        "is_open": current.state == AssessmentState.IN_PROGRESS,
        "domains": [(domain, domain.pk in covered) for domain, _ in domains_of(current)],
        "asks_for_staff": current.scope != FeatureScope.BUILDING,
        "staff": StaffKnowledge.objects.filter(assessment=current).count(),
        "improvements": ImprovementAction.objects.filter(assessment=current).count(),
        "problem": problem,
    }
    return render(request, f"{FOLDER}/assessment.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def domain(request: HttpRequest, provider: UUID, assessment: UUID, domain: str) -> HttpResponse:
    """The questions of one domain, kept when they are sent."""
    owner, current = _own(request, provider, assessment)
    _must_be_open(current)
    groups = domains_of(current)
    place = next((number for number, (term, _) in enumerate(groups) if term.code == domain), None)
    if place is None:
        raise Http404
    term, features = groups[place]
    posted = request.method == "POST"
    page = DomainForms(features, current, request.POST if posted else None, request.FILES if posted else None)
    if posted and page.is_valid():
        with transaction.atomic():
            keep_findings(current, term, page.findings())
        return _next(request, owner, current, groups, place)
    context = {
        "provider": owner,
        "assessment": current,
        "domain": term,
        "page": page,
        "number": place + 1,
        "total": len(groups),
    }
    return render(request, f"{FOLDER}/domain.html", context)


def _next(
    request: HttpRequest,
    owner: ProviderPage,
    current: AccessibilityAssessment,
    groups: list[tuple[TaxonomyTerm, list[TaxonomyTerm]]],
    place: int,
) -> HttpResponse:
    """To the next domain, or back to the list."""
    if "and_next" in request.POST and place + 1 < len(groups):
        code = groups[place + 1][0].code
        return redirect("portal:assessment_domain", provider=owner.uuid, assessment=current.uuid, domain=code)
    return redirect("portal:assessment", provider=owner.uuid, assessment=current.uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def staff(request: HttpRequest, provider: UUID, assessment: UUID) -> HttpResponse:
    """What the staff know."""
    return _rows(request, provider, assessment, StaffKnowledge, StaffForm, "staff")


@require_http_methods(["GET", "HEAD", "POST"])
def improvements(request: HttpRequest, provider: UUID, assessment: UUID) -> HttpResponse:
    """What gets in the way, what will change, and by when."""
    return _rows(request, provider, assessment, ImprovementAction, ImprovementForm, "improvements")


def _rows(
    request: HttpRequest, provider: UUID, assessment: UUID, model: Any, form_class: Any, name: str
) -> HttpResponse:
    owner, current = _own(request, provider, assessment)
    _must_be_open(current)
    if name == "staff" and current.scope == FeatureScope.BUILDING:
        raise Http404
    existing = list(model.objects.filter(assessment=current))
    page = RowForms(form_class, existing, request.POST if request.method == "POST" else None)
    if request.method == "POST" and page.is_valid():
        with transaction.atomic():
            model.objects.filter(assessment=current).delete()
            for row in page.rows():
                row.assessment = current
                row.save()
        return redirect("portal:assessment", provider=owner.uuid, assessment=current.uuid)
    context = {"provider": owner, "assessment": current, "page": page}
    return render(request, f"{FOLDER}/{name}.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, provider: UUID, question: UUID) -> HttpResponse:
    """One question that families asked; POST answers it."""
    owner = provider_or_404(_user(request), provider)
    current = _questions(owner).select_related("feature", "location", "service").filter(uuid=question).first()
    if current is None:
        raise Http404
    initial = {"result": current.result, "measurement": current.measurement, "note": current.note}
    form = AnswerForm(current.feature, request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            answer(
                current,
                provider=owner,
                by=_user(request),
                result=FindingResult(data["result"]),
                measurement=data.get("measurement"),
                note=data["note"],
            )
        except InvalidTransition as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Thank you. We look at your answer, then families see it.")
            return redirect("portal:accessibility_of", provider=owner.uuid)
    context = {"provider": owner, "question": current, "form": form}
    return render(request, f"{FOLDER}/question.html", context)


def _questions(provider: ProviderPage) -> Any:
    return AccessQuestion.objects.waiting().for_providers([provider.pk])


def _own(
    request: HttpRequest, provider: UUID, assessment: UUID
) -> tuple[ProviderPage, AccessibilityAssessment]:
    owner = provider_or_404(_user(request), provider)
    current = own_assessment(owner, assessment)
    if current is None:
        raise Http404
    return owner, current


def _must_be_open(assessment: AccessibilityAssessment) -> None:
    if assessment.state != AssessmentState.IN_PROGRESS:
        raise Http404("It has been sent.")


def _one(model: Any, text: str) -> Any:
    """The row of this ``uuid``; nothing for nothing.

    Raises:
        Http404: there is none.
    """
    if not text:
        return None
    try:
        found = model.objects.filter(uuid=UUID(text)).first()
    except ValueError as error:
        raise Http404 from error
    if found is None:
        raise Http404
    return found


def _user(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    return user
