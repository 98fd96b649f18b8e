"""The filters of ``/find/`` in the words of families, with counts; and the chips of what is chosen."""

from collections.abc import Mapping
from dataclasses import dataclass

from services_directory.enums import Audience, Delivery, Sector, TaxonomyCode
from services_directory.models import TaxonomyTerm
from services_directory.models.schedules import DayOfWeek
from services_directory.presenters.words import with_official_name
from services_directory.search.contract import PARTLY, UNKNOWN, Facet, SearchResults, access_feature
from services_directory.search.query_form import FindForm

SHOWN_AT_FIRST = 8  # values; the rest open on request

HEADINGS = {
    Facet.NEED: "Need",
    Facet.CATEGORY: "Type of support",
    Facet.LEVEL: "How much support",
    Facet.COST: "Cost",
    Facet.REFERRAL: "How to get it",
    Facet.PLAN: "EHC plan",
    Facet.ACCESS: "Access at the place",
    Facet.DELIVERY: "How it reaches you",
    Facet.DAY: "Day of the week",
    Facet.AREA: "In or outside our area",
    Facet.SECTOR: "Part of",
    Facet.AUDIENCE: "Who it is for",
}
HINTS = {Facet.ACCESS: "Shows places with all that you tick. “Not known” means nobody has told us."}
TAXONOMIES = {
    TaxonomyCode.NEEDS: Facet.NEED,
    TaxonomyCode.KINDS: Facet.CATEGORY,
    TaxonomyCode.SUPPORT_LEVELS: Facet.LEVEL,
    TaxonomyCode.ACCESS_FEATURES: Facet.ACCESS,
}
FIXED = {
    Facet.SECTOR: dict(Sector.choices),
    Facet.COST: {"free": "Free", "paid": "You pay", "unknown": "Not known"},
    Facet.REFERRAL: {
        "self": "You can ask yourself",
        "needed": "Somebody must ask for you",
        "unknown": "Not known",
    },
    Facet.PLAN: {"not-needed": "No plan needed", "needed": "Plan needed", "unknown": "Not known"},
    Facet.DELIVERY: dict(Delivery.choices),
    Facet.AREA: {
        "in": "In our area",
        "out": "Outside our area",
        "regional": "Across the region",
        "national": "Across the country",
    },
    Facet.AUDIENCE: dict(Audience.choices),
    Facet.DAY: dict(DayOfWeek.choices),
}


def labels() -> dict[str, dict[str, str]]:
    """The words for each value of each facet, in the order to show them; one query."""
    found: dict[str, dict[str, str]] = {facet.value: dict(FIXED.get(facet, {})) for facet in Facet}
    rows = (
        TaxonomyTerm.objects.filter(taxonomy__code__in=[code.value for code in TAXONOMIES])
        .order_by("sort_order", "name")
        .values_list("taxonomy__code", "code", "name", "parent_id", "official_name")
    )
    for taxonomy, code, name, parent, official in rows:
        facet = TAXONOMIES[TaxonomyCode(taxonomy)]
        if facet == Facet.ACCESS and parent is None:
            continue  # a domain holds features and is none
        words = with_official_name(name, official) if facet == Facet.LEVEL else name
        found[facet.value][code] = words
        if facet == Facet.ACCESS:
            found[facet.value][code + PARTLY] = f"{name}: partly"
            found[facet.value][code + UNKNOWN] = f"{name}: not known"
    return found


def allowed(words: Mapping[str, Mapping[str, str]]) -> dict[str, frozenset[str]]:
    """The known values of each facet."""
    return {facet: frozenset(values) for facet, values in words.items()}


@dataclass(frozen=True)
class Choice:
    """A value to tick."""

    value: str
    words: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class FacetGroup:
    """A group of values with its heading; ``more`` opens on request."""

    name: str
    heading: str
    hint: str
    first: list[Choice]
    more: list[Choice]


@dataclass(frozen=True)
class Chip:
    """Something that was chosen, and the address of the search without it."""

    words: str
    address: str


def groups(results: SearchResults, words: Mapping[str, Mapping[str, str]]) -> list[FacetGroup]:
    """The filters to show: values that would find something or are chosen already, the fullest first."""
    found = []
    for facet, heading in HEADINGS.items():
        counts = {count.value: count for count in results.facets.get(facet.value, ())}
        chosen_features = {access_feature(one.value) for one in counts.values() if one.selected}
        choices = []
        for value, label in words[facet.value].items():
            count = counts.get(value)
            if count is None or not (count.count or count.selected):
                continue
            choices.append(Choice(value, label, count.count, count.selected))
        if facet in (Facet.NEED, Facet.CATEGORY):
            choices.sort(key=lambda choice: (not choice.is_chosen, -choice.count))
        if facet == Facet.ACCESS:
            # Chosen features with their states first; the list's own order keeps each feature together.
            wanted = [one for one in choices if access_feature(one.value) in chosen_features]
            choices = wanted + [one for one in choices if one not in wanted]
        if choices:
            first, more = choices[:SHOWN_AT_FIRST], choices[SHOWN_AT_FIRST:]
            found.append(FacetGroup(facet.value, heading, HINTS.get(facet, ""), first, more))
    return found


def chips(form: FindForm, words: Mapping[str, Mapping[str, str]]) -> list[Chip]:
    """Everything that was chosen, each with the way to drop it."""
    query = form.query
    found = []
    if query.age is not None:
        found.append(Chip("Under 1" if query.age == 0 else f"Age {query.age}", form.without("age").address()))
    if form.point:
        found.append(Chip(f"Near {form.point.name}", form.without("near").address()))
    if query.radius_miles:
        miles = "1 mile" if query.radius_miles == 1 else f"{query.radius_miles} miles"
        found.append(Chip(f"Within {miles}", form.without("radius").address()))
    for (name, value), address in form.addresses_without().items():
        facet = Facet(name)
        label = words[facet.value].get(value, value)
        if value == "unknown":
            label = f"{HEADINGS[facet]}: not known"
        found.append(Chip(label, address))
    return found
