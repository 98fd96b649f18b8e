"""Places that are proposed with a listing: made or altered with its approval, and put back when it is undone."""

import uuid
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError

from localoffer.accounts.models import User
from services_directory.domain.exceptions import NotReady
from services_directory.domain.geography import PostcodeError, PostcodesNotBuilt, locate
from services_directory.domain.listing_content import Row
from services_directory.domain.listing_fields import PLACE_FIELDS, PLACES
from services_directory.domain.merging import Difference
from services_directory.domain.retirement import retire, uses_of
from services_directory.models import Location

# By UUID, a place "before" (None where it was made) and "after".
Altered = dict[str, dict[str, dict[str, Any] | None]]
_KEPT = (*PLACE_FIELDS, "latitude", "longitude", "point_from_postcode")


def put_places(
    places: Collection[Row], taken: Collection[Difference], *, by: User | None, author: User | None
) -> Altered:
    """Make and alter the places that were taken; returns how each was and is.

    Raises:
        NotReady: a place breaks a rule, by path.
    """
    wanted = {one.key.split("/")[1] for one in taken if one.name == PLACES}
    return {row["uuid"]: _put(row, by=by, author=author) for row in places if row["uuid"] in wanted}


def _put(row: Row, *, by: User | None, author: User | None) -> dict[str, dict[str, Any] | None]:
    identifier = uuid.UUID(row["uuid"])
    place = Location.objects.select_for_update().filter(uuid=identifier).first()
    before = _as_it_is(place) if place else None
    place = place or Location(uuid=identifier)
    moved = place.postal_code != row["postal_code"]
    for name in PLACE_FIELDS:
        setattr(place, name, row[name])
    if moved and (place.point is None or place.point_from_postcode):
        _take_point_from_postcode(place)
    try:
        place.full_clean(exclude=["latest_revision", "live_revision"])
    except ValidationError as error:
        raise NotReady(
            {f"{PLACES}/{identifier}/{name}": found for name, found in error.message_dict.items()}
        ) from error
    place.save()
    place.save_revision(user=author, log_action=True).publish(user=by)
    return {"before": before, "after": _as_it_is(place)}


def _as_it_is(place: Location) -> dict[str, Any]:
    return {name: getattr(place, name) for name in _KEPT}


def _take_point_from_postcode(place: Location) -> None:
    place.latitude = place.longitude = None
    place.point_from_postcode = False
    if not place.postal_code:
        return
    try:
        point = locate(place.postal_code)
    except (PostcodeError, PostcodesNotBuilt):
        return
    place.latitude, place.longitude = point.pair
    place.point_from_postcode = True


def restore_places(altered: Altered, *, by: User) -> None:
    """Put altered places back as they were, and delete those that were made, or retire them once others use them.

    A place that somebody altered since stays as it is.
    """
    for identifier, versions in altered.items():
        place = Location.objects.select_for_update().filter(uuid=identifier).first()
        if place is None or _as_it_is(place) != versions["after"]:
            continue
        if versions["before"] is None:
            _unmake(place)
            continue
        for name, value in versions["before"].items():
            setattr(place, name, value)
        place.save()
        place.save_revision(user=by, log_action=True).publish(user=by)


def _unmake(place: Location) -> None:
    if uses_of(place):
        retire(place)
    else:
        place.delete()
