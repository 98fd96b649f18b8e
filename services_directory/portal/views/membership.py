"""People of a provider: who they are, inviting, roles, removing, leaving."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from services_directory.domain.exceptions import AlreadyMember, InvalidTransition, LastManager, TooOften
from services_directory.domain.memberships import (
    change_role,
    end_membership,
    invite,
    withdraw_invitation,
)
from services_directory.enums import MembershipRole
from services_directory.models import ProviderInvitation, ProviderMembership, ProviderPage
from services_directory.portal.access import managed_provider_or_404, membership_or_404, memberships_of

ROLES = (
    (MembershipRole.EDITOR, "Editor: can change the listings"),
    (MembershipRole.MANAGER, "Manager: can change the listings, and invite and remove people"),
)


class InviteForm(forms.Form):
    """Whom to invite."""

    email = forms.EmailField(
        label="Their email address",
        help_text="Their own, at work. They sign in with it, so it must not be shared.",
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Enter their email address."},
    )
    role = forms.ChoiceField(
        label="What they can do",
        choices=ROLES,
        initial=MembershipRole.EDITOR,
        widget=forms.RadioSelect,
    )


class RoleForm(forms.Form):
    """What somebody can do."""

    role = forms.ChoiceField(label="What they can do", choices=ROLES, widget=forms.RadioSelect)


def _draw(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    return render(request, f"services_directory/portal/people/{template}.html", context)


def _to_people(provider: ProviderPage) -> HttpResponse:
    return redirect("portal:provider_people", provider.uuid)


def _member_or_404(provider: ProviderPage, membership: int) -> ProviderMembership:
    found = ProviderMembership.objects.active().filter(provider=provider, pk=membership)
    member = found.select_related("user", "provider").first()
    if member is None:
        raise Http404
    return member


def _invitation_or_404(provider: ProviderPage, invitation: int) -> ProviderInvitation:
    found = ProviderInvitation.objects.unanswered().filter(provider=provider, pk=invitation).first()
    if found is None:
        raise Http404
    return found


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """My organisations and what I am there; straight on to the people where there is one."""
    memberships = list(memberships_of(request.user))
    if len(memberships) == 1:
        return _to_people(memberships[0].provider)
    return _draw(request, "organisations", memberships=memberships)


@require_safe
def provider_people(request: HttpRequest, provider: UUID) -> HttpResponse:
    """The people of one organisation; its managers see what they can do about them."""
    mine = membership_or_404(request.user, provider)
    members = ProviderMembership.objects.active().filter(provider=mine.provider).select_related("user")
    return _draw(
        request,
        "people",
        mine=mine,
        is_manager=mine.role == MembershipRole.MANAGER,
        has_several=memberships_of(request.user).count() > 1,
        members=members.order_by("user__first_name", "user__email"),
        invitations=ProviderInvitation.objects.unanswered().filter(provider=mine.provider).order_by("email"),
        now=timezone.now(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def invite_person(request: HttpRequest, provider: UUID) -> HttpResponse:
    """Invite somebody."""
    page = managed_provider_or_404(request.user, provider)
    form = InviteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        email = form.cleaned_data["email"]
        try:
            invite(page, email, MembershipRole(form.cleaned_data["role"]), by=request.user)
        except (AlreadyMember, TooOften) as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, f"We are sending an invitation to {email}. It works for 7 days.")
            return _to_people(page)
    return _draw(request, "invite", provider=page, form=form)


@require_POST
def withdraw(request: HttpRequest, provider: UUID, invitation: int) -> HttpResponse:
    """Make an invitation useless."""
    page = managed_provider_or_404(request.user, provider)
    found = _invitation_or_404(page, invitation)
    try:
        withdraw_invitation(found, by=request.user)
        messages.success(request, f"The invitation of {found.email} does not work any more.")
    except InvalidTransition as error:
        messages.error(request, str(error))
    return _to_people(page)


@require_POST
def invite_again(request: HttpRequest, provider: UUID, invitation: int) -> HttpResponse:
    """Send a new link; the old one stops working."""
    page = managed_provider_or_404(request.user, provider)
    found = _invitation_or_404(page, invitation)
    try:
        invite(page, found.email, MembershipRole(found.role), by=request.user)
        messages.success(request, f"We are sending a new invitation to {found.email}.")
    except (AlreadyMember, TooOften) as error:
        messages.error(request, str(error))
    return _to_people(page)


@require_http_methods(["GET", "HEAD", "POST"])
def role(request: HttpRequest, provider: UUID, membership: int) -> HttpResponse:
    """Change what somebody can do."""
    page = managed_provider_or_404(request.user, provider)
    member = _member_or_404(page, membership)
    form = RoleForm(request.POST if request.method == "POST" else None, initial={"role": member.role})
    if form.is_valid():
        try:
            change_role(member, MembershipRole(form.cleaned_data["role"]), by=request.user)
        except (LastManager, InvalidTransition) as error:
            form.add_error("role", str(error))
        else:
            messages.success(request, f"{member.user} is now: {form.cleaned_data['role']}.")
            return _to_people(page)
    return _draw(request, "role", provider=page, member=member, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, provider: UUID, membership: int) -> HttpResponse:
    """End somebody's access, after asking."""
    page = managed_provider_or_404(request.user, provider)
    return _end(request, _member_or_404(page, membership))


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, provider: UUID) -> HttpResponse:
    """End one's own access, after asking."""
    mine = membership_or_404(request.user, provider)
    return _end(request, _member_or_404(mine.provider, mine.pk))


def _end(request: HttpRequest, member: ProviderMembership) -> HttpResponse:
    error, is_me = "", member.user_id == request.user.pk
    if request.method == "POST":
        try:
            end_membership(member, by=request.user)
        except (LastManager, InvalidTransition) as refused:
            error = str(refused)
        else:
            who = "You no longer work" if is_me else f"{member.user} no longer works"
            messages.success(request, f"{who} for {member.provider.title}.")
            return redirect("portal:home") if is_me else _to_people(member.provider)
    return _draw(request, "remove", member=member, provider=member.provider, is_me=is_me, error=error)
