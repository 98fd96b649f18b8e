"""Which services the listing shows."""

import datetime
from typing import Any, TypeAlias

from django.db.models import Q, QuerySet
from django.forms import CheckboxSelectMultiple
from django_filters import ChoiceFilter, ModelChoiceFilter, ModelMultipleChoiceFilter, MultipleChoiceFilter
from wagtail.admin.filters import WagtailFilterSet

from services_directory.admin.clock import in_state
from services_directory.domain.essentials import ESSENTIALS, incomplete, without_essential
from services_directory.enums import (
    ClockState,
    Coverage,
    MustBeInOffer,
    OperationalState,
    Sector,
    TaxonomyCode,
)
from services_directory.models import ProviderPage, ServicePage, TaxonomyTerm

ANY_ESSENTIAL = "any"
Services: TypeAlias = QuerySet[ServicePage]


class SectorFilter(MultipleChoiceFilter):
    """Services of any of the ticked sectors."""

    def filter(self, services: Services, values: list[str]) -> Services:
        """A sector is one of a list in JSON."""
        if not values:
            return services
        found = [ServicePage.objects.in_sector(sector).order_by().values("pk") for sector in values]
        condition = Q()
        for pks in found:
            condition |= Q(pk__in=pks)
        return services.filter(condition)


class StateFilter(ChoiceFilter):
    """Published, waiting to be (a draft, or newer changes to what is published), never published, or withdrawn."""

    conditions = {
        "live": Q(live=True),
        "waiting": Q(has_unpublished_changes=True),
        "draft": Q(live=False, first_published_at=None),
        "withdrawn": Q(live=False, first_published_at__isnull=False),
    }
    words = {
        "live": "Published",
        "waiting": "Waiting to be published",
        "draft": "Draft, never published",
        "withdrawn": "Withdrawn",
    }

    def filter(self, services: Services, value: str | None) -> Services:
        """By the conditions above."""
        return services.filter(self.conditions[value]) if value else services


class ClockFilter(MultipleChoiceFilter):
    """Where the listing stands on the review clock."""

    def filter(self, pages: Any, values: list[str]) -> Any:
        """Pages in any of the ticked states."""
        condition = Q()
        for state in values:
            condition |= in_state(state, datetime.date.today())
        return pages.filter(condition) if values else pages


class OperationalStateFilter(MultipleChoiceFilter):
    """Whether it can be used now; no row means open."""

    def filter(self, services: Services, values: list[str]) -> Services:
        """Services in any of the ticked states."""
        if not values:
            return services
        condition = Q(operational_status__state__in=values)
        if OperationalState.OPEN in values:
            condition |= Q(operational_status=None)
        return services.filter(condition)


class MissingFilter(ChoiceFilter):
    """Published services that leave something out. A draft is complete or not as it is being written."""

    def filter(self, services: Services, value: str | None) -> Services:
        """Published services without the one, or without any one, of the essentials."""
        if not value:
            return services
        published = services.filter(live=True)
        return incomplete(published) if value == ANY_ESSENTIAL else without_essential(published, value)


class ServiceFilterSet(WagtailFilterSet):
    """The filters of the service listing."""

    sector = SectorFilter(label="Sector", choices=Sector.choices, widget=CheckboxSelectMultiple)
    state = StateFilter(
        label="Published or draft", choices=list(StateFilter.words.items()), empty_label="All"
    )
    clock = ClockFilter(label="Check", choices=ClockState.choices, widget=CheckboxSelectMultiple)
    missing = MissingFilter(
        label="Published, and missing",
        choices=[(ANY_ESSENTIAL, "Anything"), *((one.code, one.words.capitalize()) for one in ESSENTIALS)],
        empty_label="All",
    )
    provider = ModelChoiceFilter(
        label="Provider", queryset=lambda request: ProviderPage.objects.order_by("title"), empty_label="All"
    )
    support_level = ModelMultipleChoiceFilter(
        label="Support level",
        queryset=lambda request: TaxonomyTerm.objects.of(TaxonomyCode.SUPPORT_LEVELS),
        widget=CheckboxSelectMultiple,
    )
    operational_state = OperationalStateFilter(
        label="Can be used now", choices=OperationalState.choices, widget=CheckboxSelectMultiple
    )
    must_be_in_offer = MultipleChoiceFilter(
        label="Must be in the offer", choices=MustBeInOffer.choices, widget=CheckboxSelectMultiple
    )
    coverage = MultipleChoiceFilter(
        label="In or outside the area", choices=Coverage.choices, widget=CheckboxSelectMultiple
    )

    class Meta:
        model = ServicePage
        fields: list[str] = []
