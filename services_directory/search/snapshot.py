"""What a process keeps in memory of the index: bitsets for every filter, points of the places, and orders.

It is read once for each version of the index and never changed afterwards, but for the words looked up so far.
"""

import math
import threading
import time
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TypeGuard

from services_directory.models import IndexState, SearchPlace, SearchRow
from services_directory.search import bitsets, words
from services_directory.search.contract import OLDEST, PARTLY, UNKNOWN, Facet, access_feature
from services_directory.search.placing import NO
from services_directory.search.suggestions import Vocabulary

LOOKUPS_KEPT = 2048  # 5 MB with 20,000 services
ROWS_AT_ONCE = 1000
PLACE_COLUMNS = (
    "row_id",
    "location",
    "latitude",
    "longitude",
    "minimum_age",
    "maximum_age",
    "facets",
    "reaches_everybody",
)

# A set of services for each layer: layer 0 has the first place of every service, layer 1 the second, and so on.
Layers = list[int]


class Snapshot:
    """The index in one version. Services have slots in the order of their titles; their places have numbers."""

    def __init__(self, version: int) -> None:
        """Read the index in three queries, row by row: what is kept is a small part of what is read."""
        began = time.monotonic()
        self.version = version
        titles = SearchRow.objects.values_list("title", "service_id").iterator(ROWS_AT_ONCE)
        ordered = sorted((title.casefold(), service_id) for title, service_id in titles)
        self.size = len(ordered)
        self.ids = array("q", [service_id for _, service_id in ordered])
        self._slot_of = {service_id: slot for slot, service_id in enumerate(self.ids)}
        self.everything = (1 << self.size) - 1
        self._read_services()
        self._read_places()
        self._held: dict[words.Lookup, int] = {}
        self._vocabulary: Vocabulary | None = None
        now = time.monotonic()
        self.good_until = now + (PAUSE * (now - began) if now - began > LONG_READING else 0)

    def _no_flags(self) -> bytearray:
        return bytearray(b"0") * self.size

    def _read_services(self) -> None:
        flags: dict[str, bytearray] = defaultdict(self._no_flags)
        checked = array("l", [0]) * self.size
        self._title_hashes = array("q", [0]) * self.size
        columns = ("service_id", "facets", "checked_on", "title_words")
        for row in SearchRow.objects.values_list(*columns).iterator(ROWS_AT_ONCE):
            slot = self._slot_of.get(row[0])
            if slot is None:  # came in since the titles were read
                continue
            for key in row[1].split():
                flags[key][slot] = bitsets.ONE
            checked[slot] = row[2].toordinal() if row[2] else 0
            self._title_hashes[slot] = hash(row[3])
        self.facets: dict[str, dict[str, int]] = defaultdict(dict)
        for key, flag in flags.items():
            facet, _, value = key.partition(":")
            self.facets[facet][value] = bitsets.from_flags(flag)
        # Those checked last first, those never checked at the end.
        self.newest_checked = array("l", sorted(range(self.size), key=lambda slot: -checked[slot]))

    def titled(self, title_words: str) -> int:
        """The services whose whole title is these tokens."""
        wanted, found, slot = hash(title_words), [], -1
        with suppress(ValueError):
            while True:
                slot = self._title_hashes.index(wanted, slot + 1)
                found.append(slot)
        return bitsets.from_slots(found, self.size)

    def _read_places(self) -> None:
        self.place_slot, self.place_layer = array("l"), array("l")
        self.first_place = array("l", [0]) * self.size
        self.place_count = array("l", [0]) * self.size
        self.place_location: list[str] = []
        self.points: tuple[array, array] = array("d"), array("d")
        self._vectors: tuple[array, array, array] = array("d"), array("d"), array("d")
        of_ages: dict[tuple[int, int], list[int]] = defaultdict(list)
        of_facets: dict[tuple[str, int], bytearray] = defaultdict(self._no_flags)
        reaching = []
        same_text: dict[str, str] = {}  # one copy of a place's UUID, however many services are there
        for row in (
            SearchPlace.objects.order_by("row_id", "position")
            .values_list(*PLACE_COLUMNS)
            .iterator(ROWS_AT_ONCE)
        ):
            service_id, location, latitude, longitude, minimum_age, maximum_age, facets, reaches = row
            slot = self._slot_of.get(service_id)
            if slot is None:
                continue
            number, layer = len(self.place_slot), self.place_count[slot]
            if not layer:
                self.first_place[slot] = number
            self.place_count[slot] = layer + 1
            self.place_slot.append(slot)
            self.place_layer.append(layer)
            self.place_location.append(same_text.setdefault(location, location))
            for axis, degrees in zip(self.points, (latitude, longitude), strict=True):
                axis.append(math.nan if degrees is None else degrees)
            for axis, length in zip(self._vectors, unit_vector(latitude, longitude), strict=True):
                axis.append(length)
            of_ages[minimum_age, maximum_age].append(number)
            if reaches:
                reaching.append(number)
            for key in facets.split():
                of_facets[key, layer][slot] = bitsets.ONE
        self.depth = max(self.place_count, default=0)
        self.places = self._layers(range(len(self.place_slot)))
        self.reaching = self._layers(reaching)
        self.ages = self._age_layers(of_ages)
        self._set_place_facets(of_facets)

    def _layers(self, numbers: Iterable[int]) -> Layers:
        """The layers of the places with these numbers."""
        flags = [self._no_flags() for _ in range(self.depth)]
        for number in numbers:
            flags[self.place_layer[number]][self.place_slot[number]] = bitsets.ONE
        return [bitsets.from_flags(flag) for flag in flags]

    def _age_layers(self, of_ages: Mapping[tuple[int, int], list[int]]) -> list[Layers]:
        """For each age in years the places that take it. Bounds are shared by many: each pair is read once."""
        layers = {bounds: self._layers(numbers) for bounds, numbers in of_ages.items()}
        return [
            [
                bitsets.union(layers[low, high][layer] for low, high in layers if low <= age <= high)
                for layer in range(self.depth)
            ]
            for age in range(OLDEST + 1)
        ]

    def _set_place_facets(self, of_facets: Mapping[tuple[str, int], bytearray]) -> None:
        access: dict[str, Layers] = defaultdict(lambda: [0] * self.depth)
        days: dict[str, Layers] = defaultdict(lambda: [0] * self.depth)
        for (key, layer), flag in of_facets.items():
            facet, _, value = key.partition(":")
            (access if facet == Facet.ACCESS else days)[value][layer] = bitsets.from_flags(flag)
        self.days = dict(days)
        self.access: dict[str, dict[str, Layers]] = {}
        for feature in {access_feature(value) for value in access}:
            yes, partly, no = access[feature], access[feature + PARTLY], access[feature + NO]
            known = (one | two | three for one, two, three in zip(yes, partly, no, strict=True))
            unknown = [here & ~answered for here, answered in zip(self.places, known, strict=True)]
            self.access[feature] = {feature: yes, feature + PARTLY: partly, feature + UNKNOWN: unknown}

    def point(self, number: int) -> tuple[float, float] | None:
        """(latitude, longitude) of a place, in degrees; ``None`` where it has none."""
        latitude, longitude = (axis[number] for axis in self.points)
        return None if math.isnan(latitude) else (latitude, longitude)

    def nearness(self, near: tuple[float, float]) -> list[float]:
        """Of each place the cosine of its angle to ``near`` seen from the middle of the earth; -2 with no point."""
        x, y, z = unit_vector(*near)
        return [x * a + y * b + z * c if a < 2 else -2.0 for a, b, c in zip(*self._vectors, strict=True)]

    def within(self, nearness: Sequence[float], smallest: float) -> Layers:
        """The places at least as near as ``smallest``, and those that come to everybody."""
        near = self._layers(number for number, cosine in enumerate(nearness) if cosine >= smallest)
        return [one | other for one, other in zip(near, self.reaching, strict=True)]

    def holding(self, lookups: Iterable[words.Lookup]) -> dict[words.Lookup, int]:
        """The services that hold each token; at most one query, and none for tokens looked up before."""
        wanted = list(dict.fromkeys(lookups))
        missing = [one for one in wanted if one not in self._held]
        if len(self._held) + len(missing) > LOOKUPS_KEPT:
            self._held = {}
            missing = wanted
        held = self._held
        for lookup, ids in words.holders(missing):
            held[lookup] = self._set_of(list(ids))
        return {one: held[one] for one in wanted}

    def _set_of(self, ids: Sequence[int]) -> int:
        try:
            return bitsets.from_slots(map(self._slot_of.__getitem__, ids), self.size)
        except KeyError:  # a service came in after this snapshot was read
            known = (self._slot_of[service_id] for service_id in ids if service_id in self._slot_of)
            return bitsets.from_slots(known, self.size)

    @property
    def vocabulary(self) -> Vocabulary:
        """The words that spelling suggestions come from; read when first needed."""
        if self._vocabulary is None:
            self._vocabulary = Vocabulary(words.vocabulary())
        return self._vocabulary


def unit_vector(latitude: float | None, longitude: float | None) -> tuple[float, float, float]:
    """A point on the globe of radius 1, from degrees; (2, 2, 2), which is nowhere, for no point."""
    if latitude is None or longitude is None:
        return 2.0, 2.0, 2.0
    north, east = math.radians(latitude), math.radians(longitude)
    return math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)


# A large index that changes all the time, as during an import, must not keep the process reading it: after a
# reading that took this long, the next one waits some times as long. 20,000 services take 0.3 s, so that a change
# is found within 2 s.
LONG_READING = 0.25  # seconds
PAUSE = 4  # times the reading

_current: Snapshot | None = None
_reading = threading.Lock()


def current_snapshot() -> Snapshot:
    """The snapshot of the index as it is now; one query while the index has not changed."""
    global _current
    version = IndexState.objects.filter(pk=1).values_list("version", flat=True).first() or 0
    if _is_good(_current, version):
        return _current
    with _reading:
        if not _is_good(_current, version):
            _current = Snapshot(version)
        return _current


def _is_good(snapshot: Snapshot | None, version: int) -> TypeGuard[Snapshot]:
    if snapshot is None:
        return False
    return snapshot.version == version or time.monotonic() < snapshot.good_until
