"""Who works for which provider: made and ended at the desk, never deleted."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django_filters import BooleanFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PageChooserPanel
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.views.generic import CreateView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from services_directory.admin.columns import WordsColumn
from services_directory.models import ProviderMembership


class OpenFilter(BooleanFilter):
    """Whether it gives access today."""

    def filter(self, memberships: Any, value: bool | None) -> Any:
        """As ``active`` counts."""
        if value is None:
            return memberships
        active = ProviderMembership.objects.active().values("pk")
        return memberships.filter(pk__in=active) if value else memberships.exclude(pk__in=active)


class MembershipFilterSet(WagtailFilterSet):
    """The filters of the listing."""

    is_open = OpenFilter(label="Gives access")

    class Meta:
        model = ProviderMembership
        fields = ["role"]


class MembershipIndexView(IndexView):
    """All memberships."""

    page_title = "Provider staff"
    is_searchable = True
    add_item_label = "Invite somebody"

    def get_add_url(self) -> str | None:
        """People are invited: an officer makes no accounts."""
        return reverse("desk:invite") if super().get_add_url() else None

    def get_base_queryset(self) -> Any:
        """With user and provider, so that rows make no query of their own."""
        return super().get_base_queryset().select_related("user", "provider")

    def search_queryset(self, queryset: Any) -> Any:
        """By the provider's name, or the person's name or e-mail address."""
        for word in self.search_query.split()[:10] if self.is_searching else ():
            queryset = queryset.filter(
                Q(provider__title__icontains=word)
                | Q(user__email__icontains=word)
                | Q(user__first_name__icontains=word)
                | Q(user__last_name__icontains=word)
            )
        return queryset


class MembershipCreateView(CreateView):
    """Remembers who made it."""

    def get_initial_form_instance(self) -> ProviderMembership:
        """Invited by the officer."""
        return ProviderMembership(invited_by=self.request.user)


class MembershipViewSet(ModelViewSet):
    """Memberships at the desk."""

    model = ProviderMembership
    name = "memberships"
    icon = "user"
    menu_label = "Provider staff"
    menu_order = 160
    add_to_admin_menu = True
    copy_view_enabled = False
    list_per_page = 50
    list_display = [
        "user",
        WordsColumn("provider", lambda one: one.provider, label="Provider", sort_key="provider__title"),
        WordsColumn("role", lambda one: one.get_role_display(), label="Role", sort_key="role"),
        DateColumn("begins_on", label="Since", sort_key="begins_on"),
        DateColumn("ends_on", label="Ends", sort_key="ends_on"),
    ]
    filterset_class = MembershipFilterSet
    index_view_class = MembershipIndexView
    add_view_class = MembershipCreateView
    panels = [
        FieldPanel("user"),
        PageChooserPanel("provider"),
        FieldPanel("role"),
        FieldRowPanel([FieldPanel("begins_on"), FieldPanel("ends_on")]),
    ]


membership_viewset = MembershipViewSet()
