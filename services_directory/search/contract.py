"""What every search engine takes and gives. Views and engines meet here and nowhere else."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cached_property
from typing import Any, Protocol

from services_directory.search.version import LENGTH, analysis_version

PAGE_SIZE = 20
MAX_PAGE = 50
RADII = (1, 3, 5, 10, 20, 50)  # miles
OLDEST = 25  # years: the offer is for ages 0 to 25


class Sort(StrEnum):
    """Ways to order results."""

    RELEVANCE = "relevance"
    DISTANCE = "distance"
    CHECKED = "checked"


class Facet(StrEnum):
    """What results can be filtered by. Values of one facet widen it (OR), but for access features (AND)."""

    NEED = "need"
    CATEGORY = "category"
    SECTOR = "sector"
    LEVEL = "level"
    COST = "cost"
    ACCESS = "access"
    REFERRAL = "referral"
    PLAN = "plan"
    DELIVERY = "delivery"
    AREA = "area"
    AUDIENCE = "audience"
    DAY = "day"


# Met by a place and not by the service: a family needs step-free and a hoist in the same building.
PLACE_FACETS = frozenset({Facet.ACCESS, Facet.DAY})

# An access value is a feature's code (the answer is yes), or the code with one of these states. States of one
# feature widen it (yes or partly); features narrow each other.
PARTLY, UNKNOWN = ":partly", ":unknown"


def access_feature(value: str) -> str:
    """The feature's code of an access value, whatever its state."""
    return value.partition(":")[0]


@dataclass(frozen=True)
class ServiceQuery:
    """A search. ``near`` is (latitude, longitude) in degrees; ``page`` counts from 1."""

    text: str = ""
    filters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    age: int | None = None  # years
    near: tuple[float, float] | None = None
    radius_miles: int | None = None
    sort: Sort = Sort.RELEVANCE
    page: int = 1

    def chosen(self, facet: Facet) -> frozenset[str]:
        """The values chosen of ``facet``."""
        return self.filters.get(facet, frozenset())


@dataclass(frozen=True)
class Hit:
    """A service found: its page id, the place that met the search, and the distance to it."""

    id: int
    place: str | None = None  # UUID of the location
    distance_miles: float | None = None
    card: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class FacetCount:
    """How many services a value would give, its own facet's other choices left out."""

    value: str
    count: int
    selected: bool = False


def listed(chosen: frozenset[str], counts: Mapping[str, int]) -> tuple[FacetCount, ...]:
    """The values of a facet to show, most first: those that would give something, and those that are chosen."""
    every = {**dict.fromkeys(chosen, 0), **counts}
    shown = [
        FacetCount(value, count, value in chosen)
        for value, count in every.items()
        if count or value in chosen
    ]
    return tuple(sorted(shown, key=lambda one: (-one.count, one.value)))


@dataclass(frozen=True)
class SearchResults:
    """What was found. ``relaxed``: nothing matched every word, so any word was enough.

    Of an access feature *yes* is counted, and its other states once one of them is chosen: the feature then matters.
    """

    total: int
    hits: tuple[Hit, ...] = ()
    facets: Mapping[str, tuple[FacetCount, ...]] = field(default_factory=dict)
    suggestion: str = ""
    relaxed: bool = False
    degraded: bool = False


def card_at(card: Mapping[str, Any], location: str, asks_access: bool) -> Mapping[str, Any]:
    """The card naming the place that met the search and, where access was asked for, when it was looked at."""
    place = card.get("places", {}).get(location)
    if place is None:
        return card
    return {**card, "place": place["name"], "access_note": place["access_note"] if asks_access else ""}


@dataclass(frozen=True)
class IndexedPlace:
    """A place of a service as the index knows it; ``access`` is feature code to yes, partly, no or unknown."""

    location: str | None  # UUID; None for a service that is placed by its area, or nowhere
    name: str = ""
    latitude: float | None = None
    longitude: float | None = None
    access: Mapping[str, str] = field(default_factory=dict)
    days: tuple[str, ...] = ()
    minimum_age: int | None = None  # years
    maximum_age: int | None = None


@dataclass(frozen=True)
class IndexedService:
    """A live service as the index holds it: public facts only, whatever the engine.

    ``texts`` is by weight, heaviest first: title; words of its needs, kinds and provider; summary; the rest.
    ``card`` is what a result shows, so that a page of results reads no pages.
    """

    id: int
    uuid: str
    title: str
    texts: tuple[str, str, str, str]
    places: tuple[IndexedPlace, ...]
    facets: Mapping[str, tuple[str, ...]]
    checked_on: str = ""  # ISO date, empty if never
    card: Mapping[str, Any] = field(default_factory=dict)

    def content_hash(self) -> str:
        """A hash of everything that is indexed, to compare an index with the database.

        It begins with the version of the analysis: what an older one has made is never taken for equal.
        """
        return self._hash

    @cached_property
    def _hash(self) -> str:
        everything = {one.name: getattr(self, one.name) for one in fields(self)}
        written = json.dumps(everything, default=vars, sort_keys=True)  # a place is no JSON: its fields are
        return analysis_version() + hashlib.sha256(written.encode()).hexdigest()[LENGTH:]


class Searcher(Protocol):
    """What answers families."""

    def search(self, query: ServiceQuery) -> SearchResults:
        """The results of ``query``."""

    def totals(self, queries: Iterable[ServiceQuery]) -> list[int]:
        """How many services each query finds, and nothing else."""


class SearchEngine(Searcher, Protocol):
    """An engine that keeps the contract: it answers, and holds an index."""

    def store(self, services: Iterable[IndexedService]) -> None:
        """Add or replace services."""

    def remove(self, ids: Iterable[int]) -> None:
        """Take services out; unknown ids are no error."""

    def hashes(self) -> dict[int, str]:
        """Content hash by service id, of everything indexed."""
