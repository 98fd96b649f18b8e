"""Postcodes to points, and distances, with no call to anyone: what a family types never leaves the server."""

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from services_directory.domain.postcode_file import PostcodeFile

EARTH_RADIUS_MILES = 3958.7613
MILES_A_DEGREE = 69.0
ISLANDS = {"JE": "Jersey", "GY": "Guernsey", "IM": "the Isle of Man"}

_OUTWARD = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?")
_WHOLE = re.compile(rf"({_OUTWARD.pattern})([0-9][A-Z]{{2}})")
_SIMILAR_LETTER = str.maketrans("01", "OI")
_SIMILAR_DIGIT = str.maketrans("OIL", "011")


class PostcodeError(ValueError):
    """A postcode that cannot be used; the message is for the person who typed it."""


class PostcodesNotBuilt(RuntimeError):
    """The postcode file is missing: ``manage.py build_postcodes`` makes it."""


@dataclass(frozen=True)
class Postcode:
    """A postcode as it is written: ``outward`` such as HP20, ``inward`` such as 1UY, or empty."""

    outward: str
    inward: str = ""

    def __str__(self) -> str:
        return f"{self.outward} {self.inward}".strip()


@dataclass(frozen=True)
class Point:
    """Where a postcode or a town is: WGS 84 degrees, and the ONS code of its local authority.

    The code is empty for half a postcode and for a town, which may lie in two.
    """

    latitude: float
    longitude: float
    postcode: Postcode | None = None
    authority: str = ""
    town: str = ""

    @property
    def name(self) -> str:
        """As the family wrote it."""
        return self.town or str(self.postcode)

    @property
    def rough_name(self) -> str:
        """What may be shared: the town, or half of the postcode."""
        return self.town or (self.postcode.outward if self.postcode else "")

    @property
    def pair(self) -> tuple[float, float]:
        """(latitude, longitude)."""
        return self.latitude, self.longitude


def parse_postcode(text: str) -> Postcode:
    """``text`` as a whole or outward postcode, in any case and spacing; O for 0 and I for 1 are mended.

    Raises:
        PostcodeError: it is not written like a postcode.
    """
    return _readings(text)[0]


def _readings(text: str) -> list[Postcode]:
    """``text`` as typed and, where that differs, as it may have been meant; at least one."""
    compact = re.sub(r"[\s.-]", "", text).upper()
    readings = []
    for candidate in dict.fromkeys((compact, _mended(compact)) if len(compact) <= 8 else ()):
        if whole := _WHOLE.fullmatch(candidate):
            readings.append(Postcode(whole[1], whole[2]))
        elif _OUTWARD.fullmatch(candidate):
            readings.append(Postcode(candidate))
    if not readings:
        raise PostcodeError(
            "This is not a postcode. Write it like HP20 1UY, or just the first half, like HP20."
        )
    return readings


def _mended(compact: str) -> str:
    """The inward half as digit and two letters, and the outward half ending in a digit, where they look alike."""
    if len(compact) < 5:
        return compact[:-1] + compact[-1:].translate(_SIMILAR_DIGIT)
    outward, inward = compact[:-3], compact[-3:]
    letters = 2 if len(outward) > 2 else 1
    head = outward[:letters].translate(_SIMILAR_LETTER)
    tail = outward[letters:].translate(_SIMILAR_DIGIT)
    return head + tail + inward[0].translate(_SIMILAR_DIGIT) + inward[1:].translate(_SIMILAR_LETTER)


@lru_cache(maxsize=2)
def _open(path: Path) -> PostcodeFile:
    return PostcodeFile(path)


def postcode_file() -> PostcodeFile:
    """The postcode file of the settings.

    Raises:
        PostcodesNotBuilt: it has not been built yet.
    """
    try:
        return _open(settings.POSTCODE_FILE)
    except (FileNotFoundError, ValueError) as error:
        raise PostcodesNotBuilt(f"{error}. Run: manage.py build_postcodes --force") from error


def locate(text: str) -> Point:
    """The point of a whole or outward postcode.

    Terminated postcodes are known too: families and listings still use them.

    Raises:
        PostcodeError: not a postcode, not known, or on an island without a point.
        PostcodesNotBuilt: there is no postcode file.
    """
    readings = _readings(text)
    file = postcode_file()
    for postcode in readings:
        whole = postcode.outward + postcode.inward
        found = file.postcode(whole) if postcode.inward else file.district(whole)
        if found is not None:
            break
    else:
        postcode = readings[0]
    if found is None and postcode.inward:
        raise PostcodeError(
            f"We do not know the postcode {postcode}. Check it, or try just {postcode.outward}."
        )
    if found is None:
        raise PostcodeError(f"We do not know a postcode that begins with {postcode}. Check it and try again.")
    if found.point is None:
        island = ISLANDS.get(postcode.outward[:2])
        where = f"{postcode} is in {island}" if island else f"{postcode} has no place on the map"
        raise PostcodeError(f"{where}, and we have no distances for it. Search without a postcode.")
    return Point(*found.point, postcode, found.authority)


def miles_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance in miles, along a great circle, of two (latitude, longitude) in degrees."""
    latitude_1, longitude_1, latitude_2, longitude_2 = map(math.radians, (*one, *other))
    half = (
        math.sin((latitude_2 - latitude_1) / 2) ** 2
        + math.cos(latitude_1) * math.cos(latitude_2) * math.sin((longitude_2 - longitude_1) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_MILES * math.asin(min(1.0, math.sqrt(half)))
