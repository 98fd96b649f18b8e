"""Which services pass the filters, and how many each further filter would leave."""

import math
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, reduce
from operator import and_

from services_directory.domain.geography import EARTH_RADIUS_MILES
from services_directory.search import bitsets
from services_directory.search.contract import (
    OLDEST,
    PARTLY,
    PLACE_FACETS,
    UNKNOWN,
    Facet,
    FacetCount,
    ServiceQuery,
    access_feature,
    listed,
)
from services_directory.search.snapshot import Layers, Snapshot

AGE, WITHIN = "age", "within"  # names of conditions beside the facets'


class Selection:
    """The services of ``bits`` that pass the filters of ``query``.

    What a place must meet is kept by layer: the same place has to meet age, distance, day and access features.
    """

    def __init__(self, snapshot: Snapshot, query: ServiceQuery, bits: int) -> None:
        """Work out the masks; no query."""
        self.snapshot = snapshot
        self.query = query
        self.nearness = snapshot.nearness(query.near) if query.near else None
        self._of_services = {
            facet: bitsets.union(
                snapshot.facets.get(facet, {}).get(value, 0) for value in query.chosen(facet)
            )
            for facet in Facet
            if facet not in PLACE_FACETS and query.chosen(facet)
        }
        self._of_places = dict(self._place_conditions())
        self.layers = self._layers_without(None)
        self._matching = bits
        self.bits = self._services_without(None) & bitsets.union(self.layers)

    @property
    def total(self) -> int:
        """How many services pass."""
        return self.bits.bit_count()

    @property
    def names_places(self) -> bool:
        """Whether a place had something to meet, so that a hit names it."""
        return bool(self._of_places) or self.nearness is not None

    def _place_conditions(self) -> Iterator[tuple[str, Layers]]:
        snapshot, query = self.snapshot, self.query
        if query.age is not None:
            known = 0 <= query.age <= OLDEST
            yield AGE, snapshot.ages[query.age] if known else [0] * snapshot.depth
        if self.nearness is not None and query.radius_miles is not None:
            angle = min(query.radius_miles / EARTH_RADIUS_MILES, math.pi)
            yield WITHIN, snapshot.within(self.nearness, math.cos(angle))
        nowhere = [0] * snapshot.depth
        if days := query.chosen(Facet.DAY):
            yield Facet.DAY, _either(nowhere, (snapshot.days.get(day, nowhere) for day in days))
        by_feature: dict[str, list[str]] = {}
        for value in query.chosen(Facet.ACCESS):
            by_feature.setdefault(access_feature(value), []).append(value)
        for feature, values in by_feature.items():
            states = self._states(feature)
            chosen = (states.get(value, nowhere) for value in values)
            yield f"{Facet.ACCESS}:{feature}", _either(nowhere, chosen)

    def within(self, miles: float) -> int:
        """The services that pass with a place so near to the point of the query, or that come to everybody."""
        if self.nearness is None:
            return 0
        angle = min(miles / EARTH_RADIUS_MILES, math.pi)
        near = self.snapshot.within(self.nearness, math.cos(angle))
        return bitsets.union(one & other for one, other in zip(self.layers, near, strict=True))

    def _states(self, feature: str) -> Mapping[str, Layers]:
        """The places of each answer; a feature that no place has an answer to is not known anywhere."""
        nowhere = [0] * self.snapshot.depth
        unheard = {feature: nowhere, feature + PARTLY: nowhere, feature + UNKNOWN: self.snapshot.places}
        return self.snapshot.access.get(feature, unheard)

    def _layers_without(self, name: str | None) -> Layers:
        kept = [layers for key, layers in self._of_places.items() if key != name]
        return [reduce(and_, column) for column in zip(self.snapshot.places, *kept, strict=True)]

    def _services_without(self, facet: str | None) -> int:
        kept = (bits for key, bits in self._of_services.items() if key != facet)
        return reduce(and_, kept, self._matching)

    def counts(self) -> dict[str, tuple[FacetCount, ...]]:
        """For each facet its values, most first: what each would give, its own facet's choices left out.

        Of access features the yes; their other states where one of them is chosen.
        """
        counts = {facet.value: self._service_counts(facet) for facet in Facet if facet not in PLACE_FACETS}
        counts[Facet.ACCESS.value] = self._access_counts()
        counts[Facet.DAY.value] = self._day_counts()
        return counts

    def _service_counts(self, facet: Facet) -> tuple[FacetCount, ...]:
        base = self.bits
        if facet in self._of_services:
            base = self._services_without(facet) & bitsets.union(self.layers)
        values = self.snapshot.facets.get(facet, {})
        return self._listed(facet, {value: (base & bits).bit_count() for value, bits in values.items()})

    def _day_counts(self) -> tuple[FacetCount, ...]:
        base = self._places_of_services(Facet.DAY)
        days = self.snapshot.days.items()
        return self._listed(Facet.DAY, {day: _services_at(base, layers) for day, layers in days})

    def _access_counts(self) -> tuple[FacetCount, ...]:
        found: dict[str, int] = {}
        unchosen = self._places_of_services(None)
        chosen = {access_feature(value) for value in self.query.chosen(Facet.ACCESS)}
        for feature in {*self.snapshot.access, *chosen}:
            name = f"{Facet.ACCESS}:{feature}"
            base = self._places_of_services(name) if name in self._of_places else unchosen
            for value, layers in self._states(feature).items():
                if value == feature or feature in chosen:
                    found[value] = _services_at(base, layers)
        return self._listed(Facet.ACCESS, found)

    def _places_of_services(self, name: str | None) -> Layers:
        """The places that meet every condition but ``name``, of the services that pass."""
        layers = self.layers if name not in self._of_places else self._layers_without(name)
        services = self._services_without(None)
        return [layer & services for layer in layers]

    def _listed(self, facet: Facet, counts: Mapping[str, int]) -> tuple[FacetCount, ...]:
        return listed(self.query.chosen(facet), counts)

    def best_places(self, slots: Iterable[int]) -> dict[int, int]:
        """By slot the number of the place that meets the search: the nearest, or without a point the first."""
        snapshot, nearness = self.snapshot, self.nearness
        found: dict[int, int] = {}
        for slot in slots:
            start = snapshot.first_place[slot]
            best = None
            for number in range(start, start + snapshot.place_count[slot]):
                if self._written_layers[number - start][slot] == "1" and (
                    best is None or (nearness is not None and nearness[number] > nearness[best])
                ):
                    best = number
            if best is not None:
                found[slot] = best
        return found

    @cached_property
    def _written_layers(self) -> list[str]:
        return [bitsets.written(layer & self.bits, self.snapshot.size) for layer in self.layers]

    def nearest_first(self, slots: Iterable[int]) -> Iterable[int]:
        """``slots`` sorted by the distance of the place that meets the search, those with no point last.

        Equals, and all without a point in the query, stay in their order.
        """
        if self.nearness is None:
            return slots
        ordered = list(slots)
        best, nearness = self.best_places(ordered), self.nearness
        return sorted(ordered, key=lambda slot: -nearness[best[slot]])


def _either(nowhere: Layers, sets: Iterable[Layers]) -> Layers:
    return [bitsets.union(column) for column in zip(nowhere, *sets, strict=True)]


def _services_at(base: Layers, layers: Layers) -> int:
    """How many services have a place in both."""
    return bitsets.union(one & other for one, other in zip(base, layers, strict=True)).bit_count()
