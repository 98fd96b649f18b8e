"""The engine on a search server: Elasticsearch 8, OpenSearch 2 and 3, with one mapping and one query body for all."""

import logging
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch, NotFoundError, UnsupportedProductError, helpers
from elasticsearch_dsl import A, Q, Search
from elasticsearch_dsl.query import Query

from services_directory.domain.geography import miles_between
from services_directory.search.contract import (
    MAX_PAGE,
    OLDEST,
    PAGE_SIZE,
    PARTLY,
    PLACE_FACETS,
    UNKNOWN,
    Facet,
    FacetCount,
    Hit,
    IndexedService,
    SearchResults,
    ServiceQuery,
    Sort,
    access_feature,
    card_at,
    listed,
)
from services_directory.search.documents import FIELD_NAMES, Alike, document, index_body, mapping_version
from services_directory.search.glossary import current_synonyms
from services_directory.search.placing import NO
from services_directory.search.plan import (
    NEARBY,
    WHOLE_TITLE_WEIGHT,
    Alternative,
    Group,
    Level,
    TextPlan,
    is_common,
    read_text,
)
from services_directory.search.server import SECONDS_TO_WRITE, SearchUrlError
from services_directory.search.suggestions import Vocabulary
from services_directory.search.synonyms import Synonyms
from services_directory.search.words import LONGEST_TOKEN, Lookup

logger = logging.getLogger(__name__)
MOST_VALUES = 1000  # of one facet
MOST_WORDS = 30_000  # of the vocabulary
MOST_COMMON = 1000  # words that many services say
WRITTEN_AT_ONCE = 500  # documents in one request
REMEMBERED = 60.0  # seconds: what the index knows
BEGINNING_IS_WORTH = 3.0  # the weight of a beginning cannot depend on how many words begin so
T = TypeVar("T")

AGE, WITHIN, OPEN = "age", "within", "open"  # names of conditions beside the facets'
PLACES, ALL_PLACES = "places", "all_places"  # where the document says what holds of places
STATES = 3  # of an access feature that may be chosen: yes, partly, not known


class DocumentRefused(RuntimeError):
    """The server works, but does not take this service; its reason is in the message."""


class PartialAnswer(RuntimeError):
    """Some of the server's shards did not answer, or not in time: a part must not be shown as the whole."""


class NoIndex(RuntimeError):
    """The search server has no index for this site."""


# The server, or the way to it. Anything else that goes wrong while writing is of one service.
SERVER_FAILURES = (ApiError, TransportError, UnsupportedProductError, NoIndex, SearchUrlError, OSError)


class _Remembered(Generic[T]):
    """An answer of the server that is asked for once a minute, or when something has been written.

    While it is asked for again, everybody goes on with the old one: thirty thousand words take a while.
    """

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._kept: tuple[float, T] | None = None
        self._reading = threading.Lock()

    def __call__(self) -> T:
        kept = self._kept
        if kept is None:
            with self._reading:
                again = self._kept
                return again[1] if again else self._renew()
        if time.monotonic() >= kept[0] and self._reading.acquire(blocking=False):
            threading.Thread(target=self._renew_later, name="search-words", daemon=True).start()
        return kept[1]

    def _renew(self) -> T:
        found = self._read()
        self._kept = (time.monotonic() + REMEMBERED, found)
        return found

    def _renew_later(self) -> None:
        try:
            self._renew()
        except Exception:  # the search itself says what is wrong with the server
            logger.debug("The words of the index could not be read again", exc_info=True)
        finally:
            self._reading.release()

    def forget(self) -> None:
        """Ask again at the next time."""
        self._kept = None


class ElasticsearchEngine:
    """Keeps the search contract on a server. Everything but the glossary comes from the server.

    Each search is one request, and two more where no service holds every word (``TextPlan.levels``). Nothing less than
    every shard's answer is an answer.
    """

    def __init__(
        self,
        client: Callable[[], Elasticsearch],
        alias: str,
        targets: "Callable[[ElasticsearchEngine], Sequence[str]] | None" = None,
    ) -> None:
        """``alias`` is where searches go; ``targets`` are the indexes to write to, the alias if left out."""
        self.client = client
        self.alias = alias
        self._targets = targets or (lambda engine: [engine.alias])
        self._common_words = _Remembered(self._read_common_words)
        self._vocabulary = _Remembered(self._read_vocabulary)

    # --- asking --------------------------------------------------------------------------------------------

    def search(self, query: ServiceQuery) -> SearchResults:
        """The results of ``query``; a page after the last one has no hits."""
        return self.answer(query, current_synonyms())

    def answer(self, query: ServiceQuery, synonyms: Synonyms) -> SearchResults:
        """As ``search``, with no query to the database: safe in another thread."""
        plan = read_text(query.text, synonyms).without_common(self._common_words())
        asked = _Asked(query, plan)
        first, *lower = plan.levels
        response = self._ask(asked.body(first))
        is_strict = _matching(response)
        suggestion = ""
        if plan.groups and not is_strict:
            level, suggestion = self._less(asked, lower, synonyms)
            response = self._ask(asked.body(level)) if level else response
        return SearchResults(
            total=response["hits"]["total"]["value"],
            hits=tuple(asked.hit(found) for found in response["hits"]["hits"]),
            facets=asked.counts(response["aggregations"]),
            suggestion=suggestion,
            relaxed=_matching(response) and not is_strict,
        )

    def _less(self, asked: "_Asked", lower: Sequence[Level], synonyms: Synonyms) -> tuple[Level | None, str]:
        """Where no service holds all the words as typed: the first level that any meets, and words of our own in place
        of misspelt ones, if any service meets those. One request.
        """
        mended = self._vocabulary().suggestion(asked.query.text, synonyms.vocabulary)
        bodies = [asked.counting_body(level) for level in lower]
        if mended:
            plan = read_text(mended, synonyms).without_common(self._common_words())
            again = _Asked(ServiceQuery(mended), plan)
            bodies += [again.counting_body(level) for level in plan.levels]
        matching = [_matching(answer) for answer in self._ask_many(bodies)]
        typed, corrected = matching[: len(lower)], matching[len(lower) :]
        level = next((level for level, is_met in zip(lower, typed, strict=True) if is_met), None)
        return level, mended if any(corrected) else ""

    def totals(self, queries: Iterable[ServiceQuery]) -> list[int]:
        """How many services each query finds; a request for each level, however many queries."""
        return self.count(queries, current_synonyms())

    def count(self, queries: Iterable[ServiceQuery], synonyms: Synonyms) -> list[int]:
        """As ``totals``, with no query to the database."""
        common = self._common_words()
        plans = [(query, read_text(query.text, synonyms).without_common(common)) for query in queries]
        asked = [_Asked(query, plan) for query, plan in plans]
        answers: list[Any] = [None] * len(asked)
        left = [(number, one.plan.levels) for number, one in enumerate(asked)]
        while left:
            bodies = [asked[number].counting_body(levels[0]) for number, levels in left]
            for (number, _), answer in zip(left, self._ask_many(bodies), strict=True):
                answers[number] = answer
            left = [
                (number, levels[1:])
                for number, levels in left
                if levels[1:] and not _matching(answers[number])
            ]
        return [answer["hits"]["total"]["value"] for answer in answers]

    def _read_vocabulary(self) -> Vocabulary:
        """The words of the directory, for spelling."""
        words = A("terms", field="vocabulary", size=MOST_WORDS)
        found = self._ask(_aggregating({"words": words}))["aggregations"]["words"]["buckets"]
        return Vocabulary({bucket["key"]: bucket["doc_count"] for bucket in found})

    def hashes(self) -> dict[int, str]:
        """Content hash by service id, of everything indexed; read in batches."""
        self.client().options(request_timeout=SECONDS_TO_WRITE).indices.refresh(index=self.alias)
        found = helpers.scan(
            self.client(),
            index=self.alias,
            query={"_source": ["service_id", "content_hash"]},
            size=2000,
            request_timeout=SECONDS_TO_WRITE,
        )
        return {one["_source"]["service_id"]: one["_source"]["content_hash"] for one in found}

    def _read_common_words(self) -> frozenset[str]:
        """The words that so many services say that they narrow nothing; one request."""
        words = A("terms", field="vocabulary", size=MOST_COMMON)
        found = self._ask({**_aggregating({"words": words}), "track_total_hits": True})
        size = found["hits"]["total"]["value"]
        said = found["aggregations"]["words"]["buckets"]
        return frozenset(bucket["key"] for bucket in said if is_common(bucket["doc_count"], size))

    def _ask(self, body: Mapping[str, Any]) -> Any:
        return _whole(
            self.client().search(
                index=self.alias,
                search_type="dfs_query_then_fetch",
                allow_partial_search_results=False,
                body=dict(body),
            )
        )

    def _ask_many(self, bodies: Sequence[Mapping[str, Any]]) -> list[Any]:
        if not bodies:
            return []
        header = {"index": self.alias, "allow_partial_search_results": False}
        searches = [part for body in bodies for part in (header, body)]
        answers = self.client().msearch(searches=searches)["responses"]
        for answer in answers:
            if "error" in answer:
                raise RuntimeError(
                    f"The search server answers: {answer['error'].get('reason', answer['error'])}"
                )
        return [_whole(answer) for answer in answers]

    # --- writing -------------------------------------------------------------------------------------------

    def targets(self) -> Sequence[str]:
        """The indexes to write to: the one in use, and the one that a rebuild is filling."""
        return self._targets(self)

    def store(
        self,
        services: Iterable[IndexedService],
        refresh: bool = True,
        version: int | None = None,
        into: Sequence[str] | None = None,
    ) -> None:
        """Add or replace services, but for those that were stored with a later ``version``.

        ``into`` are the indexes, those of ``targets()`` if left out. Of several, each is given what it lacks: a rebuild
        would else write everything to the index in use again.
        """
        targets = self.targets() if into is None else into
        services = list(services) if len(targets) > 1 else services
        held = {target: self._held(target, services) for target in targets} if len(targets) > 1 else {}
        self._write(
            (
                {"_op_type": "index", "_index": target, "_id": str(one.id), "_source": source}
                for one, source in ((one, document(one)) for one in services)
                for target in targets
                if not held or held[target].get(one.id) != one.content_hash()
            ),
            refresh,
            version,
        )

    def _held(self, index: str, services: Iterable[IndexedService]) -> dict[int, str]:
        """Content hash by service id, of those of ``services`` that ``index`` has now, refreshed or not."""
        ids = [str(one.id) for one in services]
        if not ids:
            return {}
        client = self.client().options(request_timeout=SECONDS_TO_WRITE)
        found = client.mget(index=index, ids=ids, source_includes=["content_hash"])["docs"]
        return {int(one["_id"]): one["_source"]["content_hash"] for one in found if one.get("found")}

    def remove(
        self,
        ids: Iterable[int],
        refresh: bool = True,
        version: int | None = None,
        into: Sequence[str] | None = None,
    ) -> None:
        """Take services out, but for those that were stored with a later ``version``; unknown ids are no error."""
        targets = self.targets() if into is None else into
        self._write(
            (
                {"_op_type": "delete", "_index": target, "_id": str(service_id)}
                for service_id in ids
                for target in targets
            ),
            refresh,
            version,
        )

    def _write(self, actions: Iterable[dict[str, Any]], refresh: bool, version: int | None) -> None:
        """Write in batches; streamed, so that memory does not grow with what is written.

        Raises:
            NoIndex: neither an index nor a rebuild of one is there to write to.
            DocumentRefused: the server refused a service.
        """
        if version is not None:
            numbered = {"version": version, "version_type": "external_gte"}
            actions = ({**action, **numbered} for action in actions)
        written = helpers.streaming_bulk(
            self.client().options(request_timeout=SECONDS_TO_WRITE),
            actions,
            chunk_size=WRITTEN_AT_ONCE,
            raise_on_error=False,
            refresh=refresh,
        )
        for done, outcome in written:
            ((operation, answer),) = outcome.items()
            was_missing = operation == "delete" and answer["status"] == 404 and "error" not in answer
            if not done and not was_missing and answer["status"] != 409:  # 409: somebody stored a later one
                reason = answer.get("error", {})
                said = reason.get("reason", reason) if isinstance(reason, dict) else reason
                raise DocumentRefused(f"The search server does not take service {answer.get('_id')}: {said}")
        self._common_words.forget()
        self._vocabulary.forget()

    def create_index(self, *, shards: int, replicas: str) -> str:
        """A new and empty index beside those in use; returns its name."""
        name = f"{self.alias}-{datetime.now(UTC):%Y%m%d%H%M%S}-{secrets.token_hex(3)}"
        client = self.client().options(request_timeout=SECONDS_TO_WRITE)
        body = index_body(shards, replicas)
        body["settings"]["index"]["refresh_interval"] = "-1"  # nobody searches it until it is filled
        client.indices.create(index=name, **body)
        client.cluster.health(index=name, wait_for_status="yellow", timeout="20s")
        return name

    def switch_to(self, index: str) -> list[str]:
        """Let searches go to ``index`` from now on, in one step; returns the indexes that are no longer used."""
        client = self.client().options(request_timeout=SECONDS_TO_WRITE)
        client.indices.put_settings(index=index, settings={"index": {"refresh_interval": None}})
        client.indices.refresh(index=index)
        before = [name for name in self.indexes() if name != index]
        actions: list[dict[str, Any]] = [{"remove": {"index": name, "alias": self.alias}} for name in before]
        client.indices.update_aliases(actions=[*actions, {"add": {"index": index, "alias": self.alias}}])
        return before

    def delete_index(self, index: str) -> None:
        """Delete an index that is no longer used; a missing one is no error."""
        self.client().options(request_timeout=SECONDS_TO_WRITE, ignore_status=404).indices.delete(index=index)

    def indexes(self) -> list[str]:
        """The indexes that searches go to: one, or none before the first rebuild."""
        try:
            return sorted(self.client().indices.get_alias(name=self.alias))
        except NotFoundError:
            return []

    def mapping_is_current(self) -> bool:
        """Whether the index in use was made with the mapping of this version of the site."""
        mappings = self.client().indices.get_mapping(index=self.alias)
        return all(
            one["mappings"].get("_meta", {}).get("version") == mapping_version() for one in mappings.values()
        )


def _whole(answer: Any) -> Any:
    """``answer``, if every shard has its part in it. We ask for nothing less, but a proxy or a fault may give less.

    Raises:
        PartialAnswer: it has not.
    """
    shards = answer["_shards"]
    if answer["timed_out"] or shards["failed"] or shards["successful"] < shards["total"]:
        raise PartialAnswer(f"{shards['successful']} of {shards['total']} shards answered")
    return answer


def _aggregating(aggregations: Mapping[str, Any]) -> dict[str, Any]:
    search = Search().extra(size=0, track_total_hits=False)
    for name, aggregation in aggregations.items():
        search.aggs.bucket(name, aggregation)
    return search.to_dict()


class _Asked:
    """A search in the server's words, and what its answer means."""

    def __init__(self, query: ServiceQuery, plan: TextPlan) -> None:
        self.query = query
        self.plan = plan
        self.of_services = {
            facet: Q("terms", **{f"facets.{facet}": sorted(query.chosen(facet))})
            for facet in Facet
            if facet not in PLACE_FACETS and query.chosen(facet)
        }
        # The same conditions twice: of each place, and of all places of a service where these cannot differ.
        self.of_places = dict(self._place_conditions(PLACES))
        self.of_all_places = dict(self._place_conditions(ALL_PLACES))
        self.alike = self._alike()

    # --- the body ------------------------------------------------------------------------------------------

    def body(self, level: Level) -> dict[str, Any]:
        """The whole search: one page of hits and all counts."""
        return {**self._frame, "query": self._query(level, self._scores)}

    def counting_body(self, level: Level) -> dict[str, Any]:
        """The same search for its total alone."""
        return {**self._counting_frame, "query": self._query(level, [])}

    @cached_property
    def _frame(self) -> dict[str, Any]:
        """The body but for the query; the same for every level."""
        page = max(self.query.page, 1)
        start, size = ((page - 1) * PAGE_SIZE, PAGE_SIZE) if page <= MAX_PAGE else (0, 0)
        search = self._filtered().extra(from_=start, size=size, track_total_hits=True, sort=self._sort())
        places = [PLACES] if self._names_places else []
        search = search.source(["service_id", "card", *places])
        self._add_facets(search)
        return search.to_dict()

    @cached_property
    def _counting_frame(self) -> dict[str, Any]:
        return self._filtered().extra(size=0, track_total_hits=True).to_dict()

    def _filtered(self) -> Search:
        search = Search().post_filter(_all(self._filters()))
        search.aggs.bucket("words", A("filter", Q("match_all")))
        return search

    def _query(self, level: Level, scores: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """The services that meet what ``level`` asks.

        What adds to the score is made once: it is most of the query, and the same for every level.
        """
        if not self.plan.groups:
            return Q("match_all").to_dict()
        groups = [_group(group) for group in level.groups]
        enough = Q("bool", should=groups, minimum_should_match=level.needed)
        matching = groups if level.needed == len(groups) else [enough]
        found = {"filter": [one.to_dict() for one in matching]}
        return {"bool": {**found, "should": scores} if scores else found}

    @cached_property
    def _scores(self) -> list[dict[str, Any]]:
        """As the embedded engine scores: a word weighs more the fewer services hold it.

        Each lookup is asked twice: once for its own weight, once for that.
        """
        scores = list(_scores(self.plan))
        title = Q("term", title_words=self.plan.title)
        scores.append(Q("constant_score", filter=title, boost=WHOLE_TITLE_WEIGHT))
        return [one.to_dict() for one in (*scores, *self._nearness())]

    def _nearness(self) -> Iterator[Query]:
        """More for what is near, where the order is by relevance."""
        near = self.query.near
        if near is None or self.query.sort != Sort.RELEVANCE:
            return
        for miles, weight in NEARBY:
            within = _all([self._place_filters(), _within(near, miles)])
            yield Q("constant_score", filter=Q("nested", path=PLACES, query=within), boost=weight)

    def _place_conditions(self, path: str) -> Iterator[tuple[str, Query]]:
        query = self.query
        if query.age is not None:
            known = 0 <= query.age <= OLDEST
            young, old = {"lte": query.age}, {"gte": query.age}
            bounds = [
                Q("range", **{f"{path}.minimum_age": young}),
                Q("range", **{f"{path}.maximum_age": old}),
            ]
            yield AGE, _all(bounds) if known else Q("match_none")
        if query.near is not None and query.radius_miles is not None:
            yield WITHIN, _within(query.near, query.radius_miles, path)
        if days := query.chosen(Facet.DAY):
            yield Facet.DAY, Q("terms", **{f"{path}.days": sorted(days)})
        refused = [feature + NO for feature in self._chosen_features if self._is_open(feature)]
        if refused:
            yield OPEN, Q("bool", must_not=[Q("terms", **{f"{path}.access": refused})])
        for feature, values in self._chosen_features.items():
            if self._is_open(feature):
                continue
            answered = [value for value in values if not value.endswith(UNKNOWN)]
            any_of = [Q("terms", **{f"{path}.access": answered})] if answered else []
            if len(answered) < len(values):
                any_of.append(_unknown(feature, path))
            yield _name(feature), Q("bool", should=any_of, minimum_should_match=1)

    @cached_property
    def _chosen_features(self) -> dict[str, list[str]]:
        """The access values chosen, by feature."""
        found: dict[str, list[str]] = {}
        for value in sorted(self.query.chosen(Facet.ACCESS)):
            found.setdefault(access_feature(value), []).append(value)
        return found

    def _alike(self) -> Query | None:
        """Services whose places cannot differ in what is asked; ``None`` for every service, where nothing is."""
        if not self.of_places:
            return None
        flag = Alike.AGES if set(self.of_places) == {AGE} else Alike.ONE_PLACE
        return Q("term", **{flag: True})

    def _filters(self) -> list[Query]:
        return [*self.of_services.values(), *self._at_a_place()]

    def _at_a_place(self) -> list[Query]:
        """That one place meets every condition of places; empty where there is none."""
        if self.alike is None:
            return []
        together = _all([self.alike, self._place_filters(path=ALL_PLACES)])
        apart = Q("nested", path=PLACES, query=self._place_filters())
        apart = Q("bool", filter=[apart], must_not=[self.alike])
        return [Q("bool", should=[together, apart], minimum_should_match=1)]

    def _place_filters(self, without: str | None = None, path: str = PLACES) -> Query:
        conditions = self.of_places if path == PLACES else self.of_all_places
        return _all([query for name, query in conditions.items() if name != without])

    def _sort(self) -> list[Any]:
        by_title: list[Any] = [{"title_order": "asc"}, {"service_id": "asc"}]
        if self.query.sort == Sort.CHECKED:
            return [{"checked_on": {"order": "desc", "missing": "_last"}}, *by_title]
        nearest: list[Any] = []
        if self.query.near is not None:
            nested: dict[str, Any] = {"path": PLACES}
            if self.of_places:
                nested["filter"] = self._place_filters().to_dict()
            distance = {
                "places.point": _point(self.query.near),
                "order": "asc",
                "unit": "mi",
                "mode": "min",
                "distance_type": "arc",
                "nested": nested,
            }
            nearest = [{"_geo_distance": distance}]
        best = ["_score"] if self.query.sort == Sort.RELEVANCE and self.plan.groups else []
        return [*best, *nearest, *by_title]

    def _add_facets(self, search: Search) -> None:
        """Counts of every facet, each with its own choices left out.

        What a service facet gives without its choices is what passes all, and what fails those alone: each service is
        looked at once for all facets.
        """
        of_services = list(self.of_services.values())
        fails_one = Q("bool", should=of_services, minimum_should_match=max(len(of_services) - 1, 0))
        at_most_one = [fails_one] if len(of_services) > 1 else []
        nearly = search.aggs.bucket("nearly", A("filter", _all([*self._at_a_place(), *at_most_one])))
        together = nearly.bucket("together", A("filter", _all(of_services)))
        for facet in Facet:
            if facet in PLACE_FACETS:
                continue
            values = A("terms", field=f"facets.{facet}", size=MOST_VALUES)
            together.bucket(facet.value, values)
            if facet in self.of_services:
                failing = Q("bool", must_not=[self.of_services[facet]])
                nearly.bucket(f"but:{facet}", A("filter", failing)).bucket(facet.value, values)
        services = search.aggs.bucket("services", A("filter", _all(list(self.of_services.values()))))
        if self.alike is None:
            self._count_at(services, ALL_PLACES)
            return
        self._count_at(services.bucket(ALL_PLACES, A("filter", self.alike)), ALL_PLACES)
        others = services.bucket("others", A("filter", Q("bool", must_not=[self.alike])))
        self._count_at(others.bucket(PLACES, A("nested", path=PLACES)), PLACES)

    def _count_at(self, parent: Any, path: str) -> None:
        """Count what places say: those that meet every condition, and for a facet with choices all but its own."""
        everywhere = parent.bucket("all", A("filter", self._place_filters(path=path)))
        _count(everywhere, "day", A("terms", field=f"{path}.days", size=10), path)
        _count(everywhere, "access", A("terms", field=f"{path}.access", size=MOST_VALUES), path)
        if Facet.DAY in self.of_places:
            own = parent.bucket(f"own:{Facet.DAY}", A("filter", self._place_filters(Facet.DAY, path)))
            _count(own, "day", A("terms", field=f"{path}.days", size=10), path)
        for feature in self._chosen_features:
            where = everywhere
            if not self._is_open(feature):
                name = _name(feature)
                where = parent.bucket(f"own:{name}", A("filter", self._place_filters(name, path)))
                states = A("terms", field=f"{path}.access", include=_states(feature))
                _count(where, "access", states, path)
            if path == PLACES:  # of a whole service, it is what remains
                unknown = A("filter", _unknown(feature, path))
                _count(where, f"unknown:{feature}", unknown, path)

    def _is_open(self, feature: str) -> bool:
        """Whether every state that a family may choose is chosen: then its own choices left out, nothing changes."""
        return len(self._chosen_features[feature]) == STATES

    # --- the answer ----------------------------------------------------------------------------------------

    def counts(self, found: Mapping[str, Any]) -> dict[str, tuple[FacetCount, ...]]:
        """The counts of every facet."""
        counts: dict[str, tuple[FacetCount, ...]] = {}
        nearly = found["nearly"]
        for facet in Facet:
            if facet not in PLACE_FACETS:
                values = Counter[str]()
                for part in ("together", f"but:{facet}"):
                    buckets = nearly.get(part, {}).get(facet.value, {}).get("buckets", [])
                    values.update({bucket["key"]: bucket["doc_count"] for bucket in buckets})
                counts[facet.value] = listed(self.query.chosen(facet), values)
        places = self._counted_places(found["services"])
        days = Counter[str]()
        for path, counted in places:
            days.update(_services(self._counted(counted, Facet.DAY)["day"]["buckets"], path))
        counts[Facet.DAY.value] = listed(self.query.chosen(Facet.DAY), days)
        access = Counter[str]()
        for path, counted in places:
            access.update(self._access_counts(counted, path))
        counts[Facet.ACCESS.value] = listed(self.query.chosen(Facet.ACCESS), access)
        return counts

    def _counted_places(self, services: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
        if self.alike is None:
            return [(ALL_PLACES, services)]
        return [(ALL_PLACES, services[ALL_PLACES]), (PLACES, services["others"][PLACES])]

    @staticmethod
    def _counted(places: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = places.get(f"own:{name}", places["all"])
        return found

    def _access_counts(self, places: Mapping[str, Any], path: str) -> dict[str, int]:
        """Where the answer is yes, and for a feature that was chosen its other states."""
        everywhere = _services(places["all"]["access"]["buckets"], path)
        found = {value: count for value, count in everywhere.items() if value == access_feature(value)}
        for feature in self._chosen_features:
            counted = self._counted(places, _name(feature))
            values = _services(counted["access"]["buckets"], path)
            yes, partly, no = (values.get(value, 0) for value in _states(feature))
            unknown = (
                counted[f"unknown:{feature}"]["services"]["doc_count"]
                if path == PLACES
                else counted["doc_count"] - yes - partly - no
            )
            found |= {feature: yes, feature + PARTLY: partly, feature + UNKNOWN: unknown}
        return found

    @property
    def _names_places(self) -> bool:
        """Whether a place had something to meet, so that a hit names it."""
        return bool(self.of_places) or self.query.near is not None

    def hit(self, found: Mapping[str, Any]) -> Hit:
        """A hit with the place that met the search."""
        source = found["_source"]
        place = self._best_place(source[PLACES]) if self._names_places else None
        location = place["location"] if place else ""
        asks_access = bool(self.query.chosen(Facet.ACCESS))
        return Hit(
            id=source["service_id"],
            place=location or None,
            distance_miles=self._miles(place) if place else None,
            card=card_at(source.get("card", {}), location, asks_access),
        )

    def _best_place(self, places: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
        """The nearest of the places that meet the search, or without a point the first."""
        meeting = [place for place in places if self._meets(place)]
        if self.query.near is None:
            return next(iter(meeting), None)
        return min(meeting, key=lambda place: _far_if_unknown(self._miles(place)), default=None)

    def _meets(self, place: Mapping[str, Any]) -> bool:
        """Whether the place meets all but the distance: of those that do, the nearest is the one within it."""
        query = self.query
        if query.age is not None and not place["minimum_age"] <= query.age <= place["maximum_age"]:
            return False
        days = query.chosen(Facet.DAY)
        if days and days.isdisjoint(place["days"]):
            return False
        answers: dict[str, str] = {access_feature(value): value for value in place["access"]}
        chosen = query.chosen(Facet.ACCESS)
        return all(
            answers.get(feature, feature + UNKNOWN) in chosen
            for feature in {access_feature(one) for one in chosen}
        )

    def _miles(self, place: Mapping[str, Any]) -> float | None:
        point = place.get("point")
        if self.query.near is None or point is None:
            return None
        return miles_between(self.query.near, (point["lat"], point["lon"]))


def _matching(response: Mapping[str, Any]) -> bool:
    """Whether any service holds the words, whatever the filters."""
    return bool(response["aggregations"]["words"]["doc_count"])


def _group(group: Group) -> Query:
    alternatives = [_alternative(one) for one in group.alternatives]
    return (
        Q("bool", should=alternatives, minimum_should_match=1) if len(alternatives) > 1 else alternatives[0]
    )


def _alternative(alternative: Alternative) -> Query:
    *before, last = (Q("term", every_token=token[:LONGEST_TOKEN]) for token in alternative.tokens)
    if alternative.begins:
        beginning = Q("prefix", every_token=alternative.begins[:LONGEST_TOKEN])
        last = Q("bool", should=[last, beginning], minimum_should_match=1)
    return _all([*before, last])


def _scores(plan: TextPlan) -> Iterator[Query]:
    """What adds to the score, by what has to be met for it."""
    by_condition: dict[tuple[Alternative, ...], list[Query]] = {}
    for gain in plan.credits():
        if gain.weight:
            by_condition.setdefault(gain.given, []).extend(_scored(gain.lookup, gain.weight))
    for given, parts in by_condition.items():
        if given:
            yield Q("bool", filter=[_group(Group(given))], should=parts)
        else:
            yield from parts


def _scored(lookup: Lookup, weight: int) -> Iterator[Query]:
    name, token = FIELD_NAMES[lookup.field], lookup.token[:LONGEST_TOKEN]
    if lookup.is_prefix:
        yield Q("constant_score", filter=Q("prefix", **{name: token}), boost=weight * BEGINNING_IS_WORTH)
        return
    yield Q("constant_score", filter=Q("term", **{name: token}), boost=weight)
    yield Q("term", **{name: {"value": token, "boost": weight}})


def _all(queries: Sequence[Query]) -> Query:
    if not queries:
        return Q("match_all")
    return queries[0] if len(queries) == 1 else Q("bool", filter=list(queries))


def _name(feature: str) -> str:
    return f"{Facet.ACCESS}:{feature}"


def _states(feature: str) -> list[str]:
    """Its answers as they are kept: yes, partly, no."""
    return [feature, feature + PARTLY, feature + NO]


def _unknown(feature: str, path: str) -> Query:
    return Q("bool", must_not=[Q("terms", **{f"{path}.access": _states(feature)})])


def _count(parent: Any, name: str, aggregation: Any, path: str) -> None:
    """Count services and not places: one with two halls is one service."""
    counted = parent.bucket(name, aggregation)
    if path == PLACES:
        counted.bucket("services", A("reverse_nested"))


def _services(buckets: Sequence[Mapping[str, Any]], path: str) -> dict[str, int]:
    return {
        bucket["key"]: bucket["services"]["doc_count"] if path == PLACES else bucket["doc_count"]
        for bucket in buckets
    }


def _within(near: tuple[float, float], miles: float, path: str = PLACES) -> Query:
    """Places so near, and those that come to everybody."""
    distance = Q("geo_distance", distance=f"{max(miles, 0.001)}mi", **{f"{path}.point": _point(near)})
    everybody = Q("term", **{f"{path}.reaches_everybody": True})
    return Q("bool", should=[distance, everybody], minimum_should_match=1)


def _point(near: tuple[float, float]) -> dict[str, float]:
    return {"lat": near[0], "lon": near[1]}


def _far_if_unknown(miles: float | None) -> float:
    return float("inf") if miles is None else miles
