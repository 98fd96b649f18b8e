"""The embedded engine: full-text lookup in the site's own database, everything else with bitsets in memory."""

import datetime
import secrets
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Any

from django.db import transaction
from django.utils import timezone

from services_directory.domain.geography import miles_between
from services_directory.enums import Delivery
from services_directory.models import IndexState, SearchPlace, SearchRow
from services_directory.search import bitsets
from services_directory.search.analysis import tokens
from services_directory.search.contract import (
    PAGE_SIZE,
    Facet,
    Hit,
    IndexedPlace,
    IndexedService,
    SearchResults,
    ServiceQuery,
    Sort,
)
from services_directory.search.matching import Match, match_words
from services_directory.search.selection import Selection
from services_directory.search.snapshot import NO, Snapshot, current_snapshot
from services_directory.search.words import indexed_words

OLDEST_BOUND = 999  # years: no upper bound
STORED_AT_ONCE = 200  # services
COMES_TO_YOU = {Delivery.HOME, Delivery.ONLINE, Delivery.PHONE}


class DatabaseEngine:
    """Keeps the search contract on SQLite and PostgreSQL, with the same totals, counts and orders on both.

    A search takes at most four queries, however many services there are: the version of the index, the words,
    the words of a spelling suggestion, and the cards of one page.
    """

    def search(self, query: ServiceQuery) -> SearchResults:
        """The results of ``query``; a page after the last one has no hits."""
        snapshot = current_snapshot()
        match = match_words(snapshot, query.text)
        selection = Selection(snapshot, query, match.bits)
        return SearchResults(
            total=selection.total,
            hits=_hits(selection, match),
            facets=selection.counts(),
            suggestion=self._suggestion(snapshot, query, match),
            relaxed=match.relaxed,
        )

    def totals(self, queries: Iterable[ServiceQuery]) -> list[int]:
        """How many services each query finds."""
        snapshot = current_snapshot()
        return [Selection(snapshot, query, match_words(snapshot, query.text).bits).total for query in queries]

    def _suggestion(self, snapshot: Snapshot, query: ServiceQuery, match: Match) -> str:
        """Words of our own in place of misspelt ones, where the words as typed find nothing together."""
        if match.bits and not match.relaxed:
            return ""
        corrected = snapshot.vocabulary.suggestion([term.word for term in match.terms])
        if not corrected:
            return ""
        found = match_words(snapshot, corrected)
        return "" if found.relaxed or not found.bits else corrected

    @transaction.atomic
    def store(self, services: Iterable[IndexedService]) -> None:
        """Add or replace services, all or none."""
        stored = iter(services)
        while part := list(islice(stored, STORED_AT_ONCE)):
            SearchRow.objects.bulk_create(
                [_row(service) for service in part],
                update_conflicts=True,
                unique_fields=["service_id"],
                update_fields=[field.name for field in SearchRow._meta.fields if not field.primary_key],
            )
            SearchPlace.objects.filter(row__in=[service.id for service in part]).delete()
            SearchPlace.objects.bulk_create(chain.from_iterable(map(_places, part)))
            _index_has_changed()

    @transaction.atomic
    def remove(self, ids: Iterable[int]) -> None:
        """Take services out; unknown ids are no error."""
        left = iter(ids)
        while part := list(islice(left, STORED_AT_ONCE)):
            SearchPlace.objects.filter(row__in=part).delete()
            removed, _ = SearchRow.objects.filter(service_id__in=part).delete()
            if removed:
                _index_has_changed()

    def hashes(self) -> dict[int, str]:
        """Content hash by service id, of everything indexed."""
        return dict(SearchRow.objects.values_list("service_id", "content_hash"))


def record_rebuild(began: datetime.datetime) -> None:
    """Note that everything has been indexed anew since ``began``; an empty directory has an index too."""
    _index_has_changed()
    IndexState.objects.filter(pk=1).update(rebuilt_at=began)


def _index_has_changed() -> None:
    """Give the index another version, so that every process reads it again."""
    IndexState.objects.update_or_create(
        pk=1, defaults={"version": secrets.randbits(62) or 1, "changed_at": timezone.now()}
    )


def _row(service: IndexedService) -> SearchRow:
    return SearchRow(
        service_id=service.id,
        title=service.title,
        title_words=" ".join(tokens(service.title)),
        words=indexed_words(service.texts),
        facets=_keys((facet, value) for facet, values in service.facets.items() for value in values),
        checked_on=service.checked_on or None,
        card=dict(service.card),
        content_hash=service.content_hash(),
        changes_on=service.card.get("changes_on") or None,
    )


def _places(service: IndexedService) -> Iterator[SearchPlace]:
    """One row for each place, and one for nowhere in particular where there is none."""
    for position, place in enumerate(service.places or (IndexedPlace(None),)):
        yield SearchPlace(
            row_id=service.id,
            position=position,
            location=place.location or "",
            name=place.name,
            latitude=place.latitude,
            longitude=place.longitude,
            minimum_age=place.minimum_age or 0,
            maximum_age=OLDEST_BOUND if place.maximum_age is None else place.maximum_age,
            facets=_keys(chain(_access(place.access), ((Facet.DAY, day) for day in place.days))),
            reaches_everybody=_reaches_everybody(service, place),
        )


def _access(access: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The answers that are known; what is not known has no key."""
    suffixes = {"yes": "", "partly": ":partly", "no": NO}
    for feature, answer in access.items():
        if answer in suffixes:
            yield Facet.ACCESS, feature + suffixes[answer]


def _keys(pairs: Iterable[tuple[str, str]]) -> str:
    return " ".join(sorted(f"{facet}:{value}" for facet, value in pairs))


def _reaches_everybody(service: IndexedService, place: IndexedPlace) -> bool:
    """Whether it comes to the family and is placed nowhere: a national helpline is within any distance."""
    nowhere = place.location is None and place.latitude is None
    return nowhere and not COMES_TO_YOU.isdisjoint(service.facets.get(Facet.DELIVERY, ()))


def _hits(selection: Selection, match: Match) -> tuple[Hit, ...]:
    """One page of hits, each with the place that met the search and its card."""
    query, snapshot = selection.query, selection.snapshot
    start = (max(query.page, 1) - 1) * PAGE_SIZE
    slots = list(islice(_ordered(selection, match), start, start + PAGE_SIZE))
    ids = [snapshot.ids[slot] for slot in slots]
    cards = dict(SearchRow.objects.filter(service_id__in=ids).values_list("service_id", "card"))
    places = selection.best_places(slots) if selection.names_places else {}
    return tuple(
        Hit(
            id=snapshot.ids[slot],
            place=snapshot.place_location[places[slot]] or None if slot in places else None,
            distance_miles=_miles(query, snapshot.point(places[slot])) if slot in places else None,
            card=_card_at(
                cards[snapshot.ids[slot]],
                snapshot.place_location[places[slot]] if slot in places else "",
                bool(query.chosen(Facet.ACCESS)),
            ),
        )
        for slot in slots
        if snapshot.ids[slot] in cards  # taken out since the snapshot was read
    )


def _card_at(card: dict[str, Any], location: str, asks_access: bool) -> dict[str, Any]:
    """The card naming the place that met the search and, where access was asked for, when it was looked at."""
    place = card.get("places", {}).get(location)
    if place is None:
        return card
    return {**card, "place": place["name"], "access_note": place["access_note"] if asks_access else ""}


def _miles(query: ServiceQuery, point: tuple[float, float] | None) -> float | None:
    return None if query.near is None or point is None else miles_between(query.near, point)


def _ordered(selection: Selection, match: Match) -> Iterator[int]:
    """The slots that pass, in the order asked for. Equals stand nearest first, then by title."""
    snapshot, sort = selection.snapshot, selection.query.sort
    if sort == Sort.CHECKED:
        passes = bitsets.written(selection.bits, snapshot.size)
        return (slot for slot in snapshot.newest_checked if passes[slot] == "1")
    groups: Iterable[int] = [selection.bits]
    if sort == Sort.RELEVANCE and not match.is_everything:
        groups = match.scores.groups(selection.bits)
    return chain.from_iterable(
        selection.nearest_first(bitsets.slots(group, snapshot.size)) for group in groups
    )
