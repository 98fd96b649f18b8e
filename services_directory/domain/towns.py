"""Towns by name, as the places of the directory know them: “in Aylesbury” needs no postcode."""

from collections import defaultdict

from services_directory.domain.geography import Point
from services_directory.enums import LocationType
from services_directory.models import IndexState, Location

_current: tuple[int, dict[str, Point]] = (-1, {})


def towns() -> dict[str, Point]:
    """By name in small letters the middle of each town's places; one query while no place has changed."""
    global _current
    version = IndexState.objects.filter(pk=1).values_list("version", flat=True).first() or 0
    if version != _current[0]:
        _current = (version, _read())
    return _current[1]


def find_town(name: str) -> Point | None:
    """The town of this name, in any case, or ``None`` where no place of the directory is in one."""
    return towns().get(" ".join(name.split()).casefold())


def _read() -> dict[str, Point]:
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    written: dict[str, str] = {}
    places = Location.objects.in_use().filter(
        live=True, location_type=LocationType.PHYSICAL, latitude__isnull=False
    )
    for name, latitude, longitude in places.exclude(city="").values_list("city", "latitude", "longitude"):
        key = " ".join(name.split()).casefold()
        found[key].append((latitude, longitude))
        written.setdefault(key, name)
    return {
        key: Point(
            # A hundredth of a degree: the middle of a town with one place must not tell where a hidden place is.
            round(sum(point[0] for point in points) / len(points), 2),
            round(sum(point[1] for point in points) / len(points), 2),
            town=written[key],
        )
        for key, points in found.items()
    }
