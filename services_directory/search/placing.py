"""How a place is kept in an index, whatever the engine."""

from collections.abc import Iterator, Mapping

from services_directory.enums import Delivery
from services_directory.search.contract import Facet, IndexedPlace, IndexedService

NO_UPPER_BOUND = 999  # years
# An access answer that is neither yes, partly nor unknown; nobody can search for it.
NO = ":no"
COMES_TO_YOU = {Delivery.HOME, Delivery.ONLINE, Delivery.PHONE}
_SUFFIXES = {"yes": "", "partly": ":partly", "no": NO}


def places_of(service: IndexedService) -> tuple[IndexedPlace, ...]:
    """Its places, or nowhere in particular where there is none: every service has one to meet conditions."""
    return service.places or (IndexedPlace(None),)


def known_answers(access: Mapping[str, str]) -> Iterator[str]:
    """The access answers that are known, as values of the facet; what is not known has none."""
    for feature, answer in access.items():
        if answer in _SUFFIXES:
            yield feature + _SUFFIXES[answer]


def bounds(place: IndexedPlace) -> tuple[int, int]:
    """The youngest and oldest age in years."""
    return place.minimum_age or 0, NO_UPPER_BOUND if place.maximum_age is None else place.maximum_age


def reaches_everybody(service: IndexedService, place: IndexedPlace) -> bool:
    """Whether it comes to the family and is placed nowhere: a national helpline is within any distance."""
    nowhere = place.location is None and place.latitude is None
    return nowhere and not COMES_TO_YOU.isdisjoint(service.facets.get(Facet.DELIVERY, ()))
