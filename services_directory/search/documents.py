"""A service as a document of the search server. All text is finished tokens of the one analysis."""

import copy
import hashlib
import json
from collections.abc import Iterable
from enum import StrEnum
from itertools import pairwise
from typing import Any

from elasticsearch_dsl import (
    Boolean,
    Date,
    Document,
    GeoPoint,
    InnerDoc,
    Integer,
    Keyword,
    Long,
    Nested,
    Object,
    Text,
    analyzer,
)

from services_directory.search.contract import PLACE_FACETS, Facet, IndexedPlace, IndexedService
from services_directory.search.placing import bounds, known_answers, places_of, reaches_everybody
from services_directory.search.version import analysis_version
from services_directory.search.words import (
    LONGEST_TOKEN,
    PAIR,
    REST,
    SUMMARY,
    TITLE,
    TOPIC,
    pair,
    token_lists,
    written_words,
)

FIELD_NAMES = {
    TITLE: "title_tokens",
    TOPIC: "topic_tokens",
    SUMMARY: "summary_tokens",
    REST: "rest_tokens",
    PAIR: "pairs",
}

# A token counts once, however often it stands in a field, and a short field is no better than a long one: the same
# as in the embedded engine. Almost nothing is left of the formula but how few services hold the word.
SIMILARITY = {"presence": {"type": "BM25", "k1": 0.0001, "b": 0.0}}
finished = analyzer("finished_tokens", tokenizer="whitespace")


def token_field(**options: Any) -> Text:
    """Finished tokens with blanks between: which stand there, and not where or how often."""
    return Text(analyzer=finished, similarity="presence", index_options="docs", norms=False, **options)


class AllPlacesDocument(InnerDoc):
    """What holds at any of a service's places, beside the service: counted many times faster than place by place.

    Right for a search where the places cannot differ: ``Alike`` says which those are. Ages are there where all places
    take the same, and a point where there is one place.
    """

    point = GeoPoint()
    minimum_age = Integer()
    maximum_age = Integer()
    access = Keyword()
    days = Keyword()
    reaches_everybody = Boolean()


class PlaceDocument(AllPlacesDocument):
    """One place: whatever a family needs in the same building is asked of one of these."""

    location = Keyword(index=False)


class Alike(StrEnum):
    """Services whose ``all_places`` answer for each of their places, by what is asked."""

    AGES = "same_ages"  # in any search for an age and nothing else of a place
    ONE_PLACE = "one_place"  # in every search


class FacetsDocument(InnerDoc):
    """What holds of the whole service, by facet."""


for _facet in Facet:
    if _facet not in PLACE_FACETS:
        FacetsDocument._doc_type.mapping.field(_facet.value, Keyword())


class ServiceDocument(Document):
    """A live service: public facts only."""

    service_id = Long()
    uuid = Keyword()
    title_order = Keyword()
    title_words = Keyword()
    every_token = token_field()
    title_tokens = token_field()
    topic_tokens = token_field()
    summary_tokens = token_field()
    rest_tokens = token_field()
    pairs = token_field()
    vocabulary = Keyword()
    facets = Object(FacetsDocument)
    places = Nested(PlaceDocument)
    all_places = Object(AllPlacesDocument)
    same_ages = Boolean()
    one_place = Boolean()
    checked_on = Date(format="yyyy-MM-dd")
    card = Object(enabled=False)
    content_hash = Keyword()

    class Meta:
        dynamic = "strict"


def index_body(shards: int, replicas: str) -> dict[str, Any]:
    """The settings and mapping of a new index. ``replicas`` is a number, or a range as ``0-1``."""
    settings: dict[str, Any] = {
        "number_of_shards": shards,
        "similarity": SIMILARITY,
        "analysis": finished.get_analysis_definition() or {},
        "mapping.nested_objects.limit": 10_000,
    }
    if "-" in replicas:
        settings["auto_expand_replicas"] = replicas
    else:
        settings["number_of_replicas"] = int(replicas)
    mappings = _mapping()
    mappings["dynamic"] = "strict"
    mappings["_meta"] = {"version": mapping_version()}
    return {"settings": {"index": settings}, "mappings": mappings}


def _mapping() -> dict[str, Any]:
    """The mapping, as a copy: what is added to one must not be in the next."""
    found: dict[str, Any] = copy.deepcopy(ServiceDocument._doc_type.mapping.to_dict())
    return found


def mapping_version() -> str:
    """A short hash of the mapping and of the analysis, to know an index that an older version of the site has made."""
    made_with = [_mapping(), SIMILARITY, analysis_version()]
    return hashlib.sha256(json.dumps(made_with, sort_keys=True).encode()).hexdigest()[:12]


def document(service: IndexedService) -> dict[str, Any]:
    """``service`` as the server is given it."""
    texts = dict(zip((TITLE, TOPIC, SUMMARY, REST), token_lists(service.texts), strict=True))
    side_by_side = {pair(*two) for name in (TITLE, TOPIC, SUMMARY) for two in pairwise(texts[name])}
    found: dict[str, Any] = {
        "service_id": service.id,
        "uuid": service.uuid,
        "title_order": service.title.casefold(),
        "title_words": " ".join(texts[TITLE]),
        **{FIELD_NAMES[name]: _joined(kept) for name, kept in texts.items()},
        "every_token": _joined(token for kept in texts.values() for token in kept),
        "pairs": _joined(side_by_side),
        "vocabulary": sorted(word for word in written_words(service.texts) if len(word) <= LONGEST_TOKEN),
        "facets": {facet: list(values) for facet, values in service.facets.items()},
        **_places(service),
        "card": dict(service.card),
        "content_hash": service.content_hash(),
    }
    if service.checked_on:
        found["checked_on"] = service.checked_on
    return found


def _joined(found: Iterable[str]) -> str:
    return " ".join(dict.fromkeys([token[:LONGEST_TOKEN] for token in found]))


def _places(service: IndexedService) -> dict[str, Any]:
    """The places one by one, and all together."""
    places = [_place(service, place) for place in places_of(service)]
    first, *others = places
    together = {key: value for key, value in first.items() if key != "location"}
    is_same_age = all(bounds(first) == bounds(place) for first, place in pairwise(places_of(service)))
    if others:
        for key in ("access", "days"):
            together[key] = sorted({value for place in places for value in place[key]})
        for key in ("point", "reaches_everybody", *(() if is_same_age else ("minimum_age", "maximum_age"))):
            together.pop(key, None)
    return {
        "places": places,
        "all_places": together,
        str(Alike.AGES): is_same_age,
        str(Alike.ONE_PLACE): not others,
    }


def _place(service: IndexedService, place: IndexedPlace) -> dict[str, Any]:
    minimum, maximum = bounds(place)
    found: dict[str, Any] = {
        "location": place.location or "",
        "minimum_age": minimum,
        "maximum_age": maximum,
        "access": sorted(known_answers(place.access)),
        "days": list(place.days),
        "reaches_everybody": reaches_everybody(service, place),
    }
    if place.latitude is not None and place.longitude is not None:
        found["point"] = {"lat": place.latitude, "lon": place.longitude}
    return found
