"""Other services beside the one shown: alike ones, and what can be used while waiting for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from services_directory.domain.eligibility import EntryRules
from services_directory.models import ServicePage
from services_directory.search.contract import PAGE_SIZE, Facet, Hit, Searcher, ServiceQuery

MOST = 3
MOST_PAGES = 5  # of results that are looked through for them
Filters = dict[str, frozenset[str]]


@dataclass(frozen=True)
class Other:
    """Another service as a list shows it; ``distance_miles`` from this one, if both have a place."""

    title: str
    address: str
    summary: str
    facts: list[str]
    distance_miles: float | None


def alike(engine: Searcher, page: ServicePage, near: tuple[float, float] | None) -> list[Other]:
    """Up to three services of the same kinds, or else for the same needs, for ages that meet; the nearest first."""
    kinds = frozenset(term.code for term in page.kinds.all())
    needs = frozenset(term.code for term in page.needs.all())
    filters: Filters = {Facet.CATEGORY: kinds} if kinds else {Facet.NEED: needs}
    if not any(filters.values()):
        return []
    return _others(engine, page, filters, near, lambda card: True)


def while_you_wait(engine: Searcher, page: ServicePage, near: tuple[float, float] | None) -> list[Other]:
    """Up to three services for the same needs and ages that a family can ask itself, with nothing else first.

    No referral, plan or diagnosis is asked for, and no waiting time is known.
    """
    filters: Filters = {
        Facet.NEED: frozenset(term.code for term in page.needs.all()),
        Facet.REFERRAL: frozenset({"self"}),
        Facet.PLAN: frozenset({"not-needed"}),
    }
    if not filters[Facet.NEED]:
        return []
    return _others(engine, page, filters, near, _can_be_used_today)


def _can_be_used_today(card: Mapping[str, Any]) -> bool:
    fit = card.get("fit")
    if card.get("waits", True) or card["status"] or fit is None:
        return False
    return not EntryRules.from_json(fit).asks_for_a_diagnosis


def _others(
    engine: Searcher,
    page: ServicePage,
    filters: Filters,
    near: tuple[float, float] | None,
    is_wanted: Callable[[Mapping[str, Any]], bool],
) -> list[Other]:
    """The nearest of them, or else the first by name; what a card alone can tell is looked for on a few pages."""
    wanted: list[Hit] = []
    for number in range(1, MOST_PAGES + 1):
        found = engine.search(ServiceQuery(filters=filters, near=near, page=number))
        wanted += [
            hit
            for hit in found.hits
            if hit.id != page.pk and _ages_meet(page, hit.card.get("fit", {})) and is_wanted(hit.card)
        ]
        if len(wanted) >= MOST or number * PAGE_SIZE >= found.total:
            break
    return [_other(hit) for hit in wanted[:MOST]]


def _ages_meet(page: ServicePage, fit: Mapping[str, Any]) -> bool:
    low, high = fit.get("minimum_age") or 0, fit.get("maximum_age")
    return (page.maximum_age is None or low <= page.maximum_age) and (
        high is None or (page.minimum_age or 0) <= high
    )


def _other(hit: Hit) -> Other:
    card = hit.card
    facts = [card["ages"], card["cost"], card["referral"]]
    return Other(card["title"], card["url"], card["summary"], facts, hit.distance_miles)
