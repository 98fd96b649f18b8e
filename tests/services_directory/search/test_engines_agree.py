"""A search server and the embedded engine on the same invented directory, asked the same invented searches."""

import random

import pytest

from services_directory.search.contract import Facet, IndexedPlace, ServiceQuery, Sort
from services_directory.search.database import DatabaseEngine
from tests.search_servers.running import SERVERS, empty_index
from tests.services_directory.search.test_engine_contract import AYLESBURY, place, service

pytestmark = [pytest.mark.django_db, pytest.mark.search_server]

SERVICES = 120
SEARCHES = 150
WORDS = [
    "swimming",
    "autism",
    "speech",
    "drop-in",
    "respite",
    "transport",
    "school",
    "sleep",
    "music",
    "wheelchair",
]
FEATURES = ["lift", "hoist", "quiet", "parking"]
ANSWERS = ["yes", "partly", "no", "unknown"]
DAYS = ["MO", "TU", "WE", "SA"]
VALUES = {
    Facet.NEED: ["autism", "adhd", "hearing"],
    Facet.COST: ["free", "paid"],
    Facet.SECTOR: ["health", "education", "social-care"],
}


def some(chance: random.Random, values: list[str], most: int) -> tuple[str, ...]:
    return tuple(sorted(chance.sample(values, chance.randint(0, most))))


def invented_place(chance: random.Random, number: int) -> IndexedPlace:
    lowest = chance.choice((None, 0, 3, 8, 14))
    here = {"latitude": 51.5 + chance.random(), "longitude": -1.2 + chance.random()}
    return place(
        f"Hall {number}",
        access={one: chance.choice(ANSWERS) for one in some(chance, FEATURES, 4)},
        days=some(chance, DAYS, 3),
        minimum_age=lowest,
        maximum_age=None if chance.random() < 0.3 else (lowest or 0) + chance.randint(1, 10),
        **(here if chance.random() < 0.9 else {}),
    )


def invented_service(chance: random.Random, number: int):
    places = [invented_place(chance, chance.randrange(40)) for _ in range(chance.choice((0, 1, 1, 1, 2, 3)))]
    if places and chance.random() < 0.5:  # most take the same ages everywhere
        ages = {"minimum_age": places[0].minimum_age, "maximum_age": places[0].maximum_age}
        places = [IndexedPlace(**{**vars(one), **ages}) for one in places]
    return service(
        number,
        f"{chance.choice(WORDS)} {number}".capitalize(),
        topics=" ".join(chance.choices(WORDS, k=2)),
        summary=" ".join(chance.choices(WORDS, k=4)),
        places=places,
        facets={facet.value: some(chance, values, 2) for facet, values in VALUES.items()},
    )


def invented_search(chance: random.Random) -> ServiceQuery:
    states = [feature + state for feature in FEATURES for state in ("", ":partly", ":unknown")]
    filters = {facet.value: frozenset(some(chance, values, 2)) for facet, values in VALUES.items()}
    if chance.random() < 0.4:
        filters[Facet.ACCESS] = frozenset(some(chance, states, 4))
    if chance.random() < 0.3:
        filters[Facet.DAY] = frozenset(some(chance, DAYS, 2))
    near = AYLESBURY if chance.random() < 0.5 else None
    return ServiceQuery(
        text=" ".join(chance.sample(WORDS, chance.choice((0, 0, 1, 2)))),
        filters={facet: values for facet, values in filters.items() if values and chance.random() < 0.6},
        age=chance.choice((None, 2, 9, 15)),
        near=near,
        radius_miles=chance.choice((None, 10, 20)) if near else None,
        sort=chance.choice(list(Sort)),
    )


@pytest.mark.parametrize("name", SERVERS)
def test_both_engines_agree(name):
    chance = random.Random(20261126)
    services = [invented_service(chance, number) for number in range(1, SERVICES + 1)]
    searches = [invented_search(chance) for _ in range(SEARCHES)]
    embedded = DatabaseEngine()
    embedded.store(services)
    with empty_index(SERVERS[name]) as server:
        server.store(services)
        told = []
        for query in searches:
            ours, theirs = embedded.search(query), server.search(query)
            assert theirs.total == ours.total, query
            assert theirs.facets == ours.facets, query
            ids, others = ([hit.id for hit in one.hits] for one in (ours, theirs))
            if query.sort != Sort.RELEVANCE:
                assert others == ids, query
            told.append((len(set(ids[:10]) & set(others[:10])), min(len(ids), 10)))
            miles = {hit.id: (hit.place, hit.distance_miles) for hit in ours.hits}
            for hit in theirs.hits:
                if hit.id in miles:
                    assert hit.place == miles[hit.id][0], query
                    assert hit.distance_miles == pytest.approx(miles[hit.id][1], abs=0.01), query
    assert sum(total for _, total in told) > SEARCHES  # the searches do find something
    assert all(shared >= 0.8 * total for shared, total in told)
