"""Facts of a service in the words of a family, the same on result cards and on the service's page.

Rows are walked with ``.all()`` and Python: a previewed page's rows are no real queryset.
"""

import datetime
from collections.abc import Iterable

from services_directory.enums import (
    CriterionEffect,
    CriterionKind,
    CriterionPurpose,
    PlanRequirement,
    Referrer,
)
from services_directory.models import CostOption, ReferralRoute, ServicePage

# Whoever is asked by the family itself needs nobody else.
FAMILY = frozenset({Referrer.SELF, Referrer.YOUNG_PERSON})


def day(date: datetime.date) -> str:
    """A day as in “4 June 2026”."""
    return f"{date.day} {date:%B %Y}"


def ages(minimum: int | None, maximum: int | None) -> str:
    """An age range in years, bounds included."""
    if minimum is None and maximum is None:
        return "All ages"
    if maximum is None:
        return f"Age {minimum} and over"
    if not minimum:
        return f"Birth to age {maximum}"
    return f"Age {minimum}" if minimum == maximum else f"Ages {minimum} to {maximum}"


def current_costs(options: Iterable[CostOption], on: datetime.date) -> list[CostOption]:
    """The prices in force on a day."""
    return [
        option
        for option in options
        if (option.valid_from is None or option.valid_from <= on)
        and (option.valid_to is None or option.valid_to >= on)
    ]


def cost(options: Iterable[CostOption], on: datetime.date) -> str:
    """The cost in one phrase; "Cost not known" where nobody has said."""
    current = current_costs(options, on)
    if not current:
        return "Cost not known"
    if all(option.amount == 0 for option in current):
        return "Free"
    paid = sorted(option.amount for option in current if option.amount)
    if len(current) == 1 and current[0].amount is None:
        return current[0].as_words()
    if paid:
        lowest = f"£{paid[0]:.2f}".removesuffix(".00")
        return lowest if len(current) == 1 else f"From {lowest}"
    return "See costs"


def referral(routes: Iterable[ReferralRoute]) -> str:
    """Who may ask for it, in one phrase; "Not known how to ask" where nobody has said."""
    referrers = [route.referrer for route in routes]
    if not referrers:
        return "Not known how to ask"
    if FAMILY & set(referrers):
        return "You can ask yourself"
    names = {
        Referrer.GP: "GP",
        Referrer.HEALTH: "a health professional",
        Referrer.SCHOOL: "school, nursery or college",
        Referrer.SOCIAL_CARE: "a social worker",
        Referrer.PANEL: "a council panel",
        Referrer.OTHER: "another professional",
    }
    said = list(dict.fromkeys(names[Referrer(referrer)] for referrer in referrers))
    return "Ask through " + (said[0] if len(said) == 1 else f"{', '.join(said[:-1])} or {said[-1]}")


def plan(service: ServicePage) -> str:
    """Whether an EHC plan is needed."""
    return str(PlanRequirement(service.plan_requirement).label)


def diagnosis(service: ServicePage) -> str:
    """Whether a diagnosis is needed, where a rule speaks of it; else nothing."""
    effects = {
        criterion.effect
        for criterion in service.eligibility_criteria.all()
        if criterion.kind == CriterionKind.DIAGNOSIS and criterion.purpose == CriterionPurpose.ENTRY
    }
    if CriterionEffect.MUST in effects:
        return "A diagnosis is asked for. Ask anyway: needs count, not only a diagnosis"
    return "No diagnosis needed" if CriterionEffect.NOT_NEEDED in effects else ""


def waiting(service: ServicePage) -> str:
    """The waiting time with its date; nothing where nobody has said."""
    if service.waiting_time:
        time = service.waiting_time
    elif service.waiting_time_weeks == 0:
        time = "No wait"
    elif service.waiting_time_weeks is not None:
        weeks = service.waiting_time_weeks
        time = f"About {weeks} week{'' if weeks == 1 else 's'}"
    else:
        return ""
    return f"{time} (on {day(service.waiting_time_as_at)})" if service.waiting_time_as_at else time


def with_official_name(name: str, official: str) -> str:
    """A term in the words of families, with the official word in brackets where it is another."""
    return f"{name} ({official})" if official and official.casefold() != name.casefold() else name
