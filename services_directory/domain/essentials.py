"""What a family cannot do without in a listing, and which of it a service does not say yet.

Source: SEND Regulations 2014, Schedule 2; SEND code of practice 4.7, 4.30, 4.31.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When

from services_directory.enums import CriterionPurpose, Delivery
from services_directory.models import (
    Contact,
    CostOption,
    EligibilityCriterion,
    ListingAssurance,
    ReferralRoute,
    ServiceAtLocation,
    ServicePage,
)

# Rich text that was emptied again still holds its paragraph.
_TAGS = re.compile(r"<[^>]*>|&nbsp;")
_EMPTY_RICH_TEXT = r"^(<p[^>]*>(<br ?/?>)?</p>)*$"


def _any(model: Any, **conditions: Any) -> Exists:
    return Exists(model.objects.filter(page=OuterRef("pk"), **conditions))


@dataclass(frozen=True)
class Essential:
    """One thing that a listing must say.

    Args:
        code: stands in addresses and column names.
        words: what is missing, as it is read after "missing".
        said: of saved services, those that say it.
    """

    code: str
    words: str
    said: Q | Exists


ESSENTIALS = (
    Essential("sector", "sector", ~Q(sectors=[])),
    Essential("support-level", "support level", Q(support_level__isnull=False)),
    Essential("ages", "ages", Q(minimum_age__isnull=False) | Q(maximum_age__isnull=False)),
    Essential(
        "who",
        "who can use it",
        Q(is_open_to_all=True) | _any(EligibilityCriterion, purpose=CriterionPurpose.ENTRY),
    ),
    Essential("cost", "cost", _any(CostOption)),
    Essential(
        "how",
        "how to get it",
        ~Q(application_process__iregex=_EMPTY_RICH_TEXT) | _any(ReferralRoute),
    ),
    Essential(
        "where",
        "where, or how it reaches you",
        ~(Q(delivery=[]) | Q(delivery=[str(Delivery.PLACE)]))
        | _any(ServiceAtLocation, location__isnull=False),
    ),
    Essential("contact", "contact", _any(Contact)),
    Essential("checked", "a check", _any(ListingAssurance, checked_on__isnull=False)),
)
WORDS = {essential.code: essential.words for essential in ESSENTIALS}


def _facts_said(
    fields: Mapping[str, Any], has_place: bool, has_rule: bool, is_checked: bool
) -> dict[str, bool]:
    """By code, whether it is said; ``fields`` are the service's own and, by name, its rows."""
    ways = {*fields["delivery"]} - {Delivery.PLACE}
    return {
        "sector": bool(fields["sectors"]),
        "support-level": fields["support_level"] is not None,
        "ages": fields["minimum_age"] is not None or fields["maximum_age"] is not None,
        "who": bool(fields["is_open_to_all"]) or has_rule,
        "cost": bool(fields["cost_options"]),
        "how": bool(_TAGS.sub("", fields["application_process"]).strip()) or bool(fields["referral_routes"]),
        "where": bool(ways) or has_place,
        "contact": bool(fields["contacts"]),
        "checked": is_checked,
    }


_OWN_FIELDS = (
    "sectors",
    "support_level",
    "minimum_age",
    "maximum_age",
    "is_open_to_all",
    "application_process",
    "delivery",
)
_ROWS = ("cost_options", "referral_routes", "contacts")


def missing_essentials(service: ServicePage) -> list[str]:
    """What a service, saved or a draft in memory, does not say yet, as words such as "cost"."""
    fields = {name: getattr(service, name) for name in _OWN_FIELDS}
    fields |= {name: list(getattr(service, name).all()) for name in _ROWS}
    rules = service.eligibility_criteria.all()
    assurance = ListingAssurance.objects.filter(page_id=service.pk, checked_on__isnull=False)
    said = _facts_said(
        fields,
        has_place=any(place.location_id for place in service.service_at_locations.all()),
        has_rule=any(rule.purpose == CriterionPurpose.ENTRY for rule in rules),
        is_checked=service.pk is not None and assurance.exists(),
    )
    return _missing(said)


def missing_in_draft(content: Mapping[str, Any], *, is_checked: bool) -> list[str]:
    """The same, from the content of a revision as it is stored: no service is built, no query is made."""
    said = _facts_said(
        content,
        has_place=any(place["location"] for place in content["service_at_locations"]),
        has_rule=any(rule["purpose"] == CriterionPurpose.ENTRY for rule in content["eligibility_criteria"]),
        is_checked=is_checked,
    )
    return _missing(said)


# What only officers can say of a listing.
_OF_OFFICERS = {"sectors": ["set by officers"], "support_level": 0}


def missing_codes_in_content(content: Mapping[str, Any]) -> list[str]:
    """Codes of what a provider's change does not say (``domain.listing_content``); what officers set is left out."""
    said = _facts_said(
        {**content, **_OF_OFFICERS},
        has_place=any(place["location"] for place in content["service_at_locations"]),
        has_rule=any(rule["purpose"] == CriterionPurpose.ENTRY for rule in content["eligibility_criteria"]),
        is_checked=True,
    )
    return [essential.code for essential in ESSENTIALS if not said[essential.code]]


def _missing(said: Mapping[str, bool]) -> list[str]:
    return [essential.words for essential in ESSENTIALS if not said[essential.code]]


def _attribute(essential: Essential) -> str:
    return f"says_{essential.code.replace('-', '_')}"


def with_essentials(services: QuerySet[ServicePage]) -> QuerySet[ServicePage]:
    """Each saved service with what it says, for ``missing_as_saved``; no further query."""
    return services.annotate(
        **{
            _attribute(essential): Case(
                When(essential.said, then=Value(True)), default=Value(False), output_field=BooleanField()
            )
            for essential in ESSENTIALS
        }
    )


def missing_as_saved(service: ServicePage) -> list[str]:
    """What a service of ``with_essentials`` does not say in its saved rows."""
    return [essential.words for essential in ESSENTIALS if not getattr(service, _attribute(essential))]


def without_essential(services: QuerySet[ServicePage], code: str) -> QuerySet[ServicePage]:
    """Saved services that do not say one of the essentials.

    Raises:
        KeyError: there is no essential with this code.
    """
    said = {essential.code: essential.said for essential in ESSENTIALS}[code]
    return services.exclude(pk__in=ServicePage.objects.filter(said).order_by().values("pk"))


def incomplete(services: QuerySet[ServicePage]) -> QuerySet[ServicePage]:
    """Saved services that leave out at least one of the essentials."""
    whole = ServicePage.objects.order_by()
    for essential in ESSENTIALS:
        whole = whole.filter(essential.said)
    return services.exclude(pk__in=whole.values("pk"))
