"""What a process keeps in memory of the index: bitsets for every filter, points of the places, and orders.

It is read once for each version of the index and never changed afterwards, but for the words looked up so far.
"""

import math
import threading
import time
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TypeGuard

from services_directory.models import IndexState, SearchPlace, SearchRow
from services_directory.search import bitsets, words
from services_directory.search.contract import OLDEST, PARTLY, UNKNOWN, Facet, access_feature
from services_directory.search.suggestions import Vocabulary

# An access answer that is neither yes, partly nor unknown; nobody can search for it.
NO = ":no"
LOOKUPS_KEPT = 4096  # 10 MB with 20,000 services

# A set of services for each layer: layer 0 has the first place of every service, layer 1 the second, and so on.
Layers = list[int]


class Snapshot:
    """The index in one version. Services have slots in the order of their titles."""

    def __init__(self, version: int) -> None:
        """Read the index; two queries."""
        began = time.monotonic()
        self.version = version
        rows = sorted(
            SearchRow.objects.values_list("service_id", "title", "facets", "checked_on", "title_words"),
            key=lambda row: (row[1].casefold(), row[0]),
        )
        self.size = len(rows)
        self.ids = array("q", [row[0] for row in rows])
        self._slot_of = {service_id: slot for slot, service_id in enumerate(self.ids)}
        self.everything = (1 << self.size) - 1
        self.facets = self._service_facets(rows)
        self.newest_checked = self._by_check(rows)
        self.titles = defaultdict(list)
        for slot, row in enumerate(rows):
            self.titles[row[4]].append(slot)
        self._read_places()
        self._held: dict[words.Lookup, int] = {}
        self._vocabulary: Vocabulary | None = None
        now = time.monotonic()
        self.good_until = now + (PAUSE * (now - began) if now - began > LONG_READING else 0)

    def _service_facets(self, rows: Sequence[tuple]) -> dict[str, dict[str, int]]:
        flags: dict[str, bytearray] = defaultdict(lambda: bytearray(b"0") * self.size)
        for slot, row in enumerate(rows):
            for key in row[2].split():
                flags[key][slot] = bitsets.ONE
        facets: dict[str, dict[str, int]] = defaultdict(dict)
        for key, flag in flags.items():
            facet, _, value = key.partition(":")
            facets[facet][value] = bitsets.from_flags(flag)
        return dict(facets)

    def _by_check(self, rows: Sequence[tuple]) -> array:
        """The slots, those checked last first, those never checked at the end."""
        checked = [row[3].toordinal() if row[3] else 0 for row in rows]
        return array("l", sorted(range(self.size), key=lambda slot: -checked[slot]))

    def _read_places(self) -> None:
        columns = (
            "row_id",
            "location",
            "latitude",
            "longitude",
            "minimum_age",
            "maximum_age",
            "facets",
            "reaches_everybody",
        )
        found = [
            (self._slot_of[place[0]], *place[1:])
            for place in SearchPlace.objects.order_by("row_id", "position").values_list(*columns)
            if place[0] in self._slot_of
        ]
        found.sort(key=lambda place: place[0])
        self.place_slot = array("l", [place[0] for place in found])
        # The places of a slot are those from its number here to before the next slot's.
        self.first_place = array("l", [bisect_left(self.place_slot, slot) for slot in range(self.size + 1)])
        self.place_location = [place[1] for place in found]
        self.points = [(place[2], place[3]) for place in found]
        self._vectors = [unit_vector(*point) for point in self.points]
        self.depth = max((end - start for start, end in pairwise(self.first_place)), default=0)
        self.places = self._layers(range(len(found)))
        self.reaching = self._layers(number for number, place in enumerate(found) if place[7])
        self.ages = self._age_layers(found)
        self._set_place_facets(found)

    def _layers(self, numbers: Iterable[int]) -> Layers:
        """The layers of the places with these numbers."""
        flags = [bytearray(b"0") * self.size for _ in range(self.depth)]
        for number in numbers:
            slot = self.place_slot[number]
            flags[number - self.first_place[slot]][slot] = bitsets.ONE
        return [bitsets.from_flags(flag) for flag in flags]

    def _age_layers(self, found: Sequence[tuple]) -> list[Layers]:
        """For each age in years the places that take it. Bounds are shared by many: each pair is read once."""
        numbers = defaultdict(list)
        for number, place in enumerate(found):
            numbers[place[4], place[5]].append(number)
        layers = {bounds: self._layers(same) for bounds, same in numbers.items()}
        return [
            [
                bitsets.union(layers[low, high][layer] for low, high in layers if low <= age <= high)
                for layer in range(self.depth)
            ]
            for age in range(OLDEST + 1)
        ]

    def _set_place_facets(self, found: Sequence[tuple]) -> None:
        numbers: dict[str, list[int]] = defaultdict(list)
        for number, place in enumerate(found):
            for key in place[6].split():
                numbers[key].append(number)
        access: dict[str, Layers] = {}
        self.days: dict[str, Layers] = {}
        for key, same in numbers.items():
            facet, _, value = key.partition(":")
            (access if facet == Facet.ACCESS else self.days)[value] = self._layers(same)
        nowhere = [0] * self.depth
        self.access: dict[str, dict[str, Layers]] = {}
        for feature in {access_feature(value) for value in access}:
            yes, partly, no = (access.get(feature + state, nowhere) for state in ("", PARTLY, NO))
            self.access[feature] = {
                feature: yes,
                feature + PARTLY: partly,
                feature + UNKNOWN: [
                    here & ~(one | two | three)
                    for here, one, two, three in zip(self.places, yes, partly, no, strict=True)
                ],
            }

    def nearness(self, near: tuple[float, float]) -> list[float]:
        """Of each place the cosine of its angle to ``near`` seen from the middle of the earth; -2 with no point."""
        x, y, z = unit_vector(*near)
        return [x * a + y * b + z * c if a < 2 else -2.0 for a, b, c in self._vectors]

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
# reading that took this long, the next one waits some times as long. 20,000 services take 0.6 s, so that a change
# is found within 3 s.
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
