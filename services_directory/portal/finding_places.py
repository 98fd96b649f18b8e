"""Places of the directory that a provider may choose. A private address is only found by whoever uses it already."""

from django.db.models import Q

from services_directory.enums import LocationType, PublicPoint
from services_directory.models import Location, ProviderPage
from services_directory.models.places import LocationQuerySet

MOST_PLACES = 20
MOST_WORDS = 6


def _choosable(provider: ProviderPage) -> LocationQuerySet:
    """Places in use whose address is public, and those the provider uses itself."""
    own = Location.objects.filter(service_at_locations__page__provider=provider).order_by().values("pk")
    places: LocationQuerySet = Location.objects.in_use().filter(live=True)
    return places.exclude(location_type=LocationType.VIRTUAL).filter(
        Q(shown_as=PublicPoint.EXACT) | Q(pk__in=own)
    )


def find_places(words: str, provider: ProviderPage) -> list[Location]:
    """Places whose name, street, town or postcode hold every word; at most twenty, by name."""
    places = _choosable(provider)
    together = "".join(words.split())
    by_words = Q()
    for word in words.split()[:MOST_WORDS]:
        by_words &= (
            Q(name__icontains=word)
            | Q(address_1__icontains=word)
            | Q(address_2__icontains=word)
            | Q(city__icontains=word)
            | Q(postal_code__icontains=word)
        )
    spaced = f"{together[:-3]} {together[-3:]}"
    return list(places.filter(by_words | Q(postal_code__iexact=spaced)).order_by("name", "pk")[:MOST_PLACES])


def at_postcode(postcode: str, provider: ProviderPage) -> list[Location]:
    """Places that the directory knows at this postcode."""
    return list(
        _choosable(provider).filter(postal_code__iexact=postcode).order_by("name", "pk")[:MOST_PLACES]
    )
