"""Invitations at the desk: inviting somebody to work for a provider, and what became of it."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView
from django_filters import ChoiceFilter
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import DateColumn, TitleColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets import AdminPageChooser

from services_directory.admin.columns import WordsColumn
from services_directory.domain.exceptions import AlreadyMember, InvalidTransition, TooOften
from services_directory.domain.memberships import invite, withdraw_invitation
from services_directory.enums import InvitationState, MembershipRole
from services_directory.models import ProviderInvitation, ProviderPage

ADD, CHANGE = "services_directory.add_providerinvitation", "services_directory.change_providerinvitation"


def in_state(state: str) -> Q:
    """A condition for one state, which follows from dates."""
    now, unanswered = timezone.now(), Q(accepted_at=None, withdrawn_at=None)
    return {
        InvitationState.OPEN: unanswered & Q(expires_at__gt=now),
        InvitationState.EXPIRED: unanswered & Q(expires_at__lte=now),
        InvitationState.ACCEPTED: Q(accepted_at__isnull=False),
        InvitationState.WITHDRAWN: Q(withdrawn_at__isnull=False),
    }[InvitationState(state)]


class StateFilter(ChoiceFilter):
    """What became of it."""

    def filter(self, invitations: Any, value: str | None) -> Any:
        """By its dates."""
        return invitations.filter(in_state(value)) if value else invitations


class InvitationFilterSet(WagtailFilterSet):
    """The filters of the listing."""

    state = StateFilter(label="State", choices=InvitationState.choices, empty_label="All")

    class Meta:
        model = ProviderInvitation
        fields = ["role"]


class InvitationsReport(ReportView):
    """Who was invited, and what became of it."""

    page_title = "Invitations"
    header_icon = "mail"
    results_template_name = "wagtailadmin/reports/base_report_results.html"
    model = ProviderInvitation
    filterset_class = InvitationFilterSet
    any_permission_required = ["view", "change"]
    index_url_name = "desk:invitations"
    index_results_url_name = "desk:invitations_results"
    is_searchable = True
    columns = [
        TitleColumn("email", label="Invited", url_name="desk:invitation", sort_key="email"),
        WordsColumn("provider", lambda one: one.provider, label="Provider", sort_key="provider__title"),
        WordsColumn("role", lambda one: one.get_role_display(), label="Role"),
        DateColumn("created_at", label="Sent", sort_key="created_at"),
        DateColumn("expires_at", label="Works until", sort_key="expires_at"),
        WordsColumn("state", lambda one: one.state().label, label="State"),
    ]

    def get_base_queryset(self) -> Any:
        """All, the newest first."""
        return ProviderInvitation.objects.select_related("provider").order_by("-created_at", "-pk")

    def search_queryset(self, queryset: Any) -> Any:
        """By address or provider."""
        for word in self.search_query.split()[:10] if self.is_searching else ():
            queryset = queryset.filter(Q(email__icontains=word) | Q(provider__title__icontains=word))
        return queryset


class InviteForm(forms.Form):
    """Whom to invite to which provider."""

    provider = forms.ModelChoiceField(
        queryset=ProviderPage.objects.all(), widget=AdminPageChooser(target_models=[ProviderPage])
    )
    email = forms.EmailField(label="E-mail address", help_text="A person's own. They sign in with it.")
    role = forms.ChoiceField(
        choices=MembershipRole.choices,
        initial=MembershipRole.MANAGER,
        help_text="A manager can invite and remove people, an editor cannot. Each provider needs a manager.",
    )


class InviteView(WagtailAdminTemplateMixin, FormView):
    """Invite somebody; they need no account yet."""

    page_title = "Invite somebody to a provider"
    header_icon = "mail"
    form_class = InviteForm
    template_name = "services_directory/admin/invite.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Only with the permission."""
        if not request.user.has_perm(ADD):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_initial(self) -> dict[str, Any]:
        """The provider in the address, if one is."""
        given = self.request.GET.get("provider", "")
        is_number = given.isascii() and given.isdigit() and len(given) < 19
        return {"provider": ProviderPage.objects.filter(pk=given).first() if is_number else None}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Back to the staff."""
        staff = {"url": reverse("memberships:index"), "label": "Provider staff"}
        return [*self.breadcrumbs_items, staff, {"url": "", "label": self.page_title}]

    def form_valid(self, form: InviteForm) -> HttpResponse:
        """Invite."""
        data = form.cleaned_data
        try:
            invite(data["provider"], data["email"], MembershipRole(data["role"]), by=self.request.user)
        except (AlreadyMember, TooOften) as refused:
            form.add_error("email", str(refused))
            return self.form_invalid(form)
        messages.success(self.request, f"{data['email']} is invited. The link works for 7 days.")
        return redirect("desk:invitations")


class InvitationView(WagtailAdminTemplateMixin, FormView):
    """One invitation: send a new link, or withdraw it."""

    page_title = "Invitation"
    header_icon = "mail"
    form_class = forms.Form
    template_name = "services_directory/admin/invitation.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Only with the permission."""
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied
        rows = ProviderInvitation.objects.select_related("provider", "invited_by")
        self.invitation = get_object_or_404(rows, pk=self.kwargs["pk"])
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_page_subtitle(self) -> str:
        """The address."""
        return self.invitation.email

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Back to the list."""
        index = {"url": reverse("desk:invitations"), "label": "Invitations"}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.invitation.email}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the invitation, and whether it waits for an answer."""
        state = self.invitation.state()
        is_unanswered = state in (InvitationState.OPEN, InvitationState.EXPIRED)
        return super().get_context_data(
            invitation=self.invitation, state=state.label, is_unanswered=is_unanswered, **kwargs
        )

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Do what the button says."""
        one, by = self.invitation, self.request.user
        try:
            if "again" in self.request.POST:
                invite(one.provider, one.email, MembershipRole(one.role), by=by)
                done = f"A new link is on its way to {one.email}."
            else:
                withdraw_invitation(one, by=by)
                done = f"The invitation of {one.email} does not work any more."
        except (AlreadyMember, TooOften, InvalidTransition) as refused:
            messages.error(self.request, str(refused))
        else:
            messages.success(self.request, done)
        return redirect("desk:invitations")
