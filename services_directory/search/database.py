"""The embedded engine: full-text lookup in the site's own database, everything else with bitsets in memory."""

import datetime
import secrets
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from django.db import transaction
from django.utils import timezone

from services_directory.domain.geography import miles_between
from services_directory.models import IndexState, SearchPlace, SearchRow
from services_directory.search import bitsets
from services_directory.search.analysis import tokens
from services_directory.search.contract import (
    MAX_PAGE,
    PAGE_SIZE,
    Facet,
    Hit,
    IndexedService,
    SearchResults,
    ServiceQuery,
    Sort,
    card_at,
)
from services_directory.search.glossary import current_synonyms
from services_directory.search.matching import Match, match_words
from services_directory.search.placing import bounds, known_answers, places_of, reaches_everybody
from services_directory.search.plan import NEARBY, read_text
from services_directory.search.selection import Selection
from services_directory.search.snapshot import Snapshot, current_snapshot
from services_directory.search.synonyms import Synonyms
from services_directory.search.words import indexed_words

STORED_AT_ONCE = 200  # services


class DatabaseEngine:
    """Keeps the search contract on SQLite and PostgreSQL, with the same totals, counts and orders on both.

    A search takes at most five queries, however many services there are: the versions of the index and of the
    glossary, the words, the words of a spelling suggestion, and the cards of one page.
    """

    def search(self, query: ServiceQuery) -> SearchResults:
        """The results of ``query``; a page after the last one has no hits."""
        snapshot, synonyms = current_snapshot(), current_synonyms()
        plan = read_text(query.text, synonyms)
        match = match_words(snapshot, plan)
        selection = Selection(snapshot, query, match.bits)
        return SearchResults(
            total=selection.total,
            hits=_hits(selection, match),
            facets=selection.counts(),
            suggestion=_suggestion(snapshot, query.text, match, synonyms),
            relaxed=match.relaxed,
        )

    def totals(self, queries: Iterable[ServiceQuery]) -> list[int]:
        """How many services each query finds."""
        snapshot, synonyms = current_snapshot(), current_synonyms()
        return [
            Selection(snapshot, query, match_words(snapshot, read_text(query.text, synonyms)).bits).total
            for query in queries
        ]

    @transaction.atomic
    def store(self, services: Iterable[IndexedService]) -> None:
        """Add or replace services, all or none; what is held already is left as it is."""
        stored = iter(services)
        while given := list(islice(stored, STORED_AT_ONCE)):
            part = _changed(given)
            if not part:
                continue
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


def _suggestion(snapshot: Snapshot, text: str, match: Match, synonyms: Synonyms) -> str:
    """Words of our own in place of misspelt ones, where no service holds all the words as typed."""
    if match.bits and not match.relaxed:
        return ""
    corrected = snapshot.vocabulary.suggestion(text, synonyms.vocabulary)
    return corrected if corrected and match_words(snapshot, read_text(corrected, synonyms)).bits else ""


def forget_what_is_held() -> None:
    """Take nothing that is held for right: what is stored next is written, whatever stands there."""
    SearchRow.objects.update(content_hash="")


def record_rebuild(began: datetime.datetime) -> None:
    """Note that everything has been indexed anew since ``began``; an empty directory has an index too."""
    _index_has_changed()
    IndexState.objects.filter(pk=1).update(rebuilt_at=began)


def _index_has_changed() -> None:
    """Give the index another version, so that every process reads it again."""
    IndexState.objects.update_or_create(
        pk=1, defaults={"version": secrets.randbits(62) or 1, "changed_at": timezone.now()}
    )


def _changed(services: list[IndexedService]) -> list[IndexedService]:
    ids = [service.id for service in services]
    rows = SearchRow.objects.filter(service_id__in=ids)
    held = dict(rows.values_list("service_id", "content_hash"))
    return [service for service in services if held.get(service.id) != service.content_hash()]


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
    for position, place in enumerate(places_of(service)):
        minimum, maximum = bounds(place)
        access = ((Facet.ACCESS, value) for value in known_answers(place.access))
        yield SearchPlace(
            row_id=service.id,
            position=position,
            location=place.location or "",
            name=place.name,
            latitude=place.latitude,
            longitude=place.longitude,
            minimum_age=minimum,
            maximum_age=maximum,
            facets=_keys(chain(access, ((Facet.DAY, day) for day in place.days))),
            reaches_everybody=reaches_everybody(service, place),
        )


def _keys(pairs: Iterable[tuple[str, str]]) -> str:
    return " ".join(sorted(f"{facet}:{value}" for facet, value in pairs))


def _hits(selection: Selection, match: Match) -> tuple[Hit, ...]:
    """One page of hits, each with the place that met the search and its card."""
    query, snapshot = selection.query, selection.snapshot
    if query.page > MAX_PAGE:
        return ()
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
            card=card_at(
                cards[snapshot.ids[slot]],
                snapshot.place_location[places[slot]] if slot in places else "",
                bool(query.chosen(Facet.ACCESS)),
            ),
        )
        for slot in slots
        if snapshot.ids[slot] in cards  # taken out since the snapshot was read
    )


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
        if selection.nearness is not None:
            for miles, weight in NEARBY:
                match.scores.add(selection.within(miles), weight)
        groups = match.scores.groups(selection.bits)
    return chain.from_iterable(
        selection.nearest_first(bitsets.slots(group, snapshot.size)) for group in groups
    )
