"""What every engine answers. Nothing here knows which engine it is."""

import math

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services_directory.domain.geography import miles_between
from services_directory.models import GlossaryEntry
from services_directory.search.contract import (
    PAGE_SIZE,
    Facet,
    IndexedPlace,
    IndexedService,
    ServiceQuery,
    Sort,
)
from services_directory.search.database import DatabaseEngine
from tests.search_servers.running import SERVERS, empty_index

pytestmark = pytest.mark.django_db

AYLESBURY = (51.8168, -0.8084)


@pytest.fixture(
    params=["database", *(pytest.param(name, marks=pytest.mark.search_server) for name in SERVERS)]
)
def engine(request, db):
    """Each engine in turn, with nothing in its index."""
    if request.param == "database":
        yield DatabaseEngine()
        return
    with empty_index(SERVERS[request.param]) as server:
        yield server


def north(miles: float) -> dict[str, float]:
    """A point so many miles north of Aylesbury."""
    return {"latitude": AYLESBURY[0] + math.degrees(miles / 3958.7613), "longitude": AYLESBURY[1]}


def place(name: str = "Hall", **kwargs) -> IndexedPlace:
    return IndexedPlace(location=f"uuid-of-{name}", name=name, **kwargs)


def service(number: int, title: str = "", *, topics="", summary="", rest="", places=(), **kwargs):
    title = title or f"Service {number}"
    kwargs.setdefault("facets", {})
    kwargs.setdefault("card", {"title": title})
    return IndexedService(
        id=number,
        uuid=f"uuid-{number}",
        title=title,
        texts=(title, topics, summary, rest),
        places=tuple(places),
        **kwargs,
    )


def found(engine, *args, **kwargs) -> list[int]:
    return [hit.id for hit in engine.search(ServiceQuery(*args, **kwargs)).hits]


def filters(**kwargs) -> dict[str, frozenset[str]]:
    return {facet: frozenset(values) for facet, values in kwargs.items()}


def counts(engine, facet: Facet, **kwargs) -> dict[str, int]:
    return {one.value: one.count for one in engine.search(ServiceQuery(**kwargs)).facets[facet]}


# --- words ---------------------------------------------------------------------------------------------------


def test_search_of_an_empty_index_finds_nothing(engine):
    results = engine.search(ServiceQuery("swimming", near=AYLESBURY, age=5, radius_miles=5))

    assert (results.total, results.hits, results.suggestion) == (0, (), "")


def test_search_for_nothing_finds_everything_by_title(engine):
    engine.store([service(1, "zoo visits"), service(2, "Art club"), service(3, "Bowls")])

    assert found(engine) == [2, 3, 1]


def test_search_finds_a_word_in_every_text(engine):
    engine.store(
        [
            service(1, "Swimming"),
            service(2, topics="swimming"),
            service(3, summary="We swim."),
            service(4, rest="A pool for swimmers and swims"),
            service(5, "Football"),
        ]
    )

    assert set(found(engine, "swimming")) == {1, 2, 3, 4}


def test_search_puts_the_title_before_topics_before_the_summary_before_the_rest(engine):
    engine.store(
        [
            service(1, "A", rest="autism"),
            service(2, "B", summary="autism"),
            service(3, "C", topics="autism"),
            service(4, "D autism"),
        ]
    )

    assert found(engine, "autism") == [4, 3, 2, 1]


def test_search_needs_every_word(engine):
    engine.store([service(1, "Autism swimming"), service(2, "Autism"), service(3, "Swimming")])

    results = engine.search(ServiceQuery("autism swimming"))

    assert ([hit.id for hit in results.hits], results.relaxed) == ([1], False)


def test_search_takes_any_word_where_nothing_has_all(engine):
    engine.store([service(1, "Autism"), service(2, "Swimming"), service(3, "Football")])

    results = engine.search(ServiceQuery("autism swimming"))

    assert ({hit.id for hit in results.hits}, results.relaxed) == ({1, 2}, True)


def test_search_takes_all_words_but_one_before_any_word(engine):
    engine.store(
        [
            service(1, "Autism swimming"),
            service(2, "Swimming Saturday"),
            service(3, "Football"),
            service(4, "Autism"),
        ]
    )

    results = engine.search(ServiceQuery("autism swimming saturday"))

    assert ({hit.id for hit in results.hits}, results.relaxed) == ({1, 2}, True)


def test_search_that_holds_none_of_the_words_goes_by_whom_it_is_for(engine):
    engine.store([service(1, "Toddlers and music"), service(2, "Football")])

    results = engine.search(ServiceQuery("zzzz for toddlers"))

    assert ([hit.id for hit in results.hits], results.relaxed) == ([1], True)


def test_search_needs_no_word_that_so_many_services_say(engine):
    engine.store(
        [
            service(1, "Meetings"),
            service(2, summary="School", rest="meetings"),
            *(service(number, summary="School") for number in range(3, 50)),
        ]
    )

    results = engine.search(ServiceQuery("meetings at school"))

    assert ([hit.id for hit in results.hits], results.relaxed) == ([1, 2], False)
    assert engine.totals([ServiceQuery("meetings at school"), ServiceQuery("school")]) == [2, 48]


def test_search_with_filters_that_leave_nothing_is_not_relaxed(engine):
    engine.store(
        [
            service(1, "Autism swimming", facets={"cost": ("paid",)}),
            service(2, "Autism", facets={"cost": ("free",)}),
        ]
    )

    results = engine.search(ServiceQuery("autism swimming", filters(cost=["free"])))

    assert (results.total, results.relaxed) == (0, False)


def test_search_matches_the_beginning_of_the_last_word_only(engine):
    engine.store([service(1, "Wheelchair football"), service(2, "Football boots")])

    assert found(engine, "football whee") == [1]
    assert engine.search(ServiceQuery("whee football")).relaxed


def test_search_puts_a_whole_word_before_its_beginning(engine):
    engine.store([service(1, "Carpentry"), service(2, "The car club")])

    assert found(engine, "car") == [2, 1]


def test_search_puts_the_title_that_is_the_search_first(engine):
    engine.store(
        [
            service(1, "Speech and language therapy for schools", topics="speech language therapy"),
            service(2, "Speech and language therapy"),
        ]
    )

    assert found(engine, "speech and language therapy")[0] == 2


def test_search_puts_words_side_by_side_before_words_apart(engine):
    engine.store(
        [service(1, "A", summary="short walks and a break"), service(2, "B", summary="a short break here")]
    )

    assert found(engine, "short break") == [2, 1]


@pytest.mark.parametrize("text", ["help", "   ", "!!!", "the of and", "\x00"])
def test_search_for_words_that_say_nothing_finds_everything(engine, text):
    engine.store([service(1), service(2)])

    assert engine.search(ServiceQuery(text)).total == 2


@pytest.mark.parametrize(
    "text", ['"', "'", "a' OR '1'='1", 'swim" OR "x', "swim*", "-swim", "NEAR(swim)", "s:* & !"]
)
def test_search_reads_operators_as_words(engine, text):
    engine.store([service(1, "Swim"), service(2, "Bowls")])

    assert engine.search(ServiceQuery(text)).total in (0, 1, 2)


def test_search_suggests_a_word_of_the_directory_for_a_misspelt_one(engine):
    engine.store([service(1, "Wheelchair football"), service(2, "Swimming")])

    results = engine.search(ServiceQuery("wheelchiar football"))

    assert (results.suggestion, results.relaxed) == ("wheelchair football", True)


def test_search_suggests_nothing_where_words_are_found(engine):
    engine.store([service(1, "Wheelchair football")])

    assert engine.search(ServiceQuery("wheelchair")).suggestion == ""


@pytest.mark.parametrize(
    "title", ["हिन्दी समूह", "Café für Ältere", "مجموعة عربية", "drop-in O'Brien", "İstanbul ﬁlm"]
)
def test_search_finds_a_title_in_any_script_by_its_own_words(engine, title):
    engine.store([service(1, title), service(2, "Bowls")])

    assert found(engine, title) == [1]


# --- filters and counts --------------------------------------------------------------------------------------


@pytest.fixture
def three(engine):
    engine.store(
        [
            service(1, facets={"need": ("autism", "adhd"), "cost": ("free",)}),
            service(2, facets={"need": ("autism",), "cost": ("paid",)}),
            service(3, facets={"need": ("deafness",), "cost": ("free", "paid")}),
        ]
    )
    return engine


def test_filter_values_of_one_facet_widen(three):
    assert found(three, filters=filters(need=["adhd", "deafness"])) == [1, 3]


def test_filters_of_two_facets_narrow(three):
    assert found(three, filters=filters(need=["autism", "deafness"], cost=["paid"])) == [2, 3]


def test_filter_value_that_nothing_has_finds_nothing(three):
    results = three.search(ServiceQuery(filters=filters(need=["unheard-of"])))

    assert results.total == 0
    assert [(one.value, one.count, one.selected) for one in results.facets[Facet.NEED]][-1] == (
        "unheard-of",
        0,
        True,
    )


def test_counts_leave_out_their_own_facets_choices(three):
    chosen = filters(need=["deafness"], cost=["free"])

    assert counts(three, Facet.NEED, filters=chosen) == {"autism": 1, "adhd": 1, "deafness": 1}
    assert counts(three, Facet.COST, filters=chosen) == {"free": 1, "paid": 1}


def test_counts_are_of_the_words_searched(engine):
    engine.store(
        [service(1, "Swim", facets={"cost": ("free",)}), service(2, "Bowls", facets={"cost": ("paid",)})]
    )

    assert counts(engine, Facet.COST, text="swim") == {"free": 1}


def test_counts_are_what_choosing_would_find(three):
    for value, count in counts(three, Facet.NEED, filters=filters(cost=["free"])).items():
        assert three.search(ServiceQuery(filters=filters(cost=["free"], need=[value]))).total == count


# --- places --------------------------------------------------------------------------------------------------


def test_access_features_have_to_be_at_the_same_place(engine):
    engine.store(
        [
            service(1, places=[place("A", access={"lift": "yes"}), place("B", access={"hoist": "yes"})]),
            service(2, places=[place("C"), place("D", access={"lift": "yes", "hoist": "yes"})]),
        ]
    )

    results = engine.search(ServiceQuery(filters=filters(access=["lift", "hoist"])))

    assert [(hit.id, hit.place) for hit in results.hits] == [(2, "uuid-of-D")]


def test_access_partly_and_not_known_are_states_of_their_own(engine):
    engine.store(
        [
            service(1, places=[place(access={"lift": "yes"})]),
            service(2, places=[place(access={"lift": "partly"})]),
            service(3, places=[place(access={"lift": "no"})]),
            service(4, places=[place(access={"lift": "unknown"})]),
            service(5, places=[place()]),
            service(6),
        ]
    )

    assert found(engine, filters=filters(access=["lift"])) == [1]
    assert found(engine, filters=filters(access=["lift:partly"])) == [2]
    assert found(engine, filters=filters(access=["lift:unknown"])) == [4, 5, 6]
    assert found(engine, filters=filters(access=["lift", "lift:partly"])) == [1, 2]
    states = {"lift": 1, "lift:partly": 1, "lift:unknown": 3}
    assert counts(engine, Facet.ACCESS, filters=filters(access=["lift"])) == states
    assert counts(engine, Facet.ACCESS, filters=filters(access=[*states])) == states
    # Offered once the feature matters to the family.
    assert counts(engine, Facet.ACCESS) == {"lift": 1}


def test_access_counts_narrow_by_other_features_and_widen_by_their_own_states(engine):
    engine.store(
        [
            service(1, places=[place(access={"lift": "yes", "hoist": "yes"})]),
            service(2, places=[place(access={"lift": "partly", "hoist": "yes"})]),
            service(3, places=[place(access={"hoist": "no"})]),
        ]
    )

    assert counts(engine, Facet.ACCESS, filters=filters(access=["lift"])) == {
        "lift": 1,
        "lift:partly": 1,
        "lift:unknown": 1,
        "hoist": 1,
    }


def test_day_and_access_have_to_be_at_the_same_place(engine):
    engine.store(
        [
            service(1, places=[place("A", access={"lift": "yes"}, days=("MO",)), place("B", days=("SA",))]),
            service(2, places=[place("C", access={"lift": "yes"}, days=("SA", "SU"))]),
        ]
    )

    assert found(engine, filters=filters(access=["lift"], day=["SA"])) == [2]
    assert counts(engine, Facet.DAY, filters=filters(access=["lift"])) == {"MO": 1, "SA": 1, "SU": 1}


def test_age_is_within_the_bounds_of_a_place_bounds_included(engine):
    engine.store([service(1, places=[place(minimum_age=5, maximum_age=11)]), service(2, places=[place()])])

    assert {age: found(engine, age=age) for age in (4, 5, 11, 12)} == {4: [2], 5: [1, 2], 11: [1, 2], 12: [2]}


def test_age_and_access_have_to_be_at_the_same_place(engine):
    engine.store(
        [
            service(
                1,
                places=[
                    place("A", maximum_age=7, access={"lift": "yes"}),
                    place("B", minimum_age=8, access={"lift": "no"}),
                ],
            )
        ]
    )

    assert found(engine, age=9, filters=filters(access=["lift"])) == []
    assert found(engine, age=6, filters=filters(access=["lift"])) == [1]


def test_age_beyond_the_offer_finds_nothing_and_breaks_nothing(engine):
    engine.store([service(1, places=[place()])])

    assert found(engine, age=26) == []


def test_distance_is_that_of_the_nearest_place_in_miles(engine):
    engine.store([service(1, places=[place("Far", **north(9)), place("Near", **north(2))])])

    (hit,) = engine.search(ServiceQuery(near=AYLESBURY)).hits

    assert hit.place == "uuid-of-Near"
    assert hit.distance_miles == pytest.approx(2, abs=0.001)


def test_distance_is_that_of_the_place_that_meets_the_filters(engine):
    engine.store(
        [service(1, places=[place("Near", **north(2)), place("Far", access={"lift": "yes"}, **north(9))])]
    )
    lift = filters(access=["lift"])

    (hit,) = engine.search(ServiceQuery(filters=lift, near=AYLESBURY)).hits

    assert (hit.place, round(hit.distance_miles)) == ("uuid-of-Far", 9)
    assert found(engine, filters=lift, near=AYLESBURY, radius_miles=5) == []


def test_radius_keeps_what_is_within_it(engine):
    engine.store([service(miles, places=[place(**north(miles - 0.01))]) for miles in (1, 3, 5, 10, 20)])

    assert {radius: len(found(engine, near=AYLESBURY, radius_miles=radius)) for radius in (1, 3, 10, 20)} == {
        1: 1,
        3: 2,
        10: 4,
        20: 5,
    }


def test_radius_keeps_what_comes_to_everybody_last(engine):
    engine.store(
        [
            service(1, "A helpline", facets={"delivery": ("phone",)}),
            service(2, "B nowhere"),
            service(3, "C hall", places=[place(**north(1))]),
            service(
                4, "D home visits", facets={"delivery": ("home",)}, places=[IndexedPlace(None, **north(30))]
            ),
        ]
    )

    results = engine.search(ServiceQuery(near=AYLESBURY, radius_miles=5, sort=Sort.DISTANCE))

    assert [(hit.id, hit.place, hit.distance_miles is None) for hit in results.hits] == [
        (3, "uuid-of-Hall", False),
        (1, None, True),
    ]


def test_a_service_with_no_place_is_as_far_as_its_nearest_area(engine):
    areas = [IndexedPlace(None, **north(30)), IndexedPlace(None, **north(4))]
    engine.store([service(1, places=areas)])

    (hit,) = engine.search(ServiceQuery(near=AYLESBURY)).hits

    assert (hit.place, round(hit.distance_miles)) == (None, 4)


def test_a_search_that_asks_nothing_of_a_place_names_none(engine):
    engine.store([service(1, "Swim", places=[place()])])

    assert engine.search(ServiceQuery("swim")).hits[0].place is None


def test_a_hit_shows_the_place_that_was_found(engine):
    card = {
        "place": "Near; Far",
        "places": {
            "uuid-of-Near": {"name": "Near hall", "access_note": ""},
            "uuid-of-Far": {"name": "Far hall", "access_note": "Access checked on 1 May 2026"},
        },
    }
    places = [place("Near"), place("Far", access={"lift": "yes"})]
    engine.store([service(1, places=places, card=card)])

    (hit,) = engine.search(ServiceQuery(filters=filters(access=["lift"]))).hits

    assert (hit.card["place"], hit.card["access_note"]) == ("Far hall", "Access checked on 1 May 2026")


# --- order and pages -----------------------------------------------------------------------------------------


def test_sort_by_distance_is_nearest_first_and_by_title_where_equal(engine):
    engine.store(
        [
            service(1, "C", places=[place(**north(3))]),
            service(2, "B", places=[place(**north(1))]),
            service(3, "A", places=[place(**north(3))]),
            service(4, "D", places=[place()]),
        ]
    )

    assert found(engine, near=AYLESBURY, sort=Sort.DISTANCE) == [2, 3, 1, 4]


def test_sort_by_distance_agrees_with_the_distances_told(engine):
    engine.store(
        [
            service(number, places=[place(latitude=50 + number * 0.37 % 3, longitude=-(number * 0.61 % 4))])
            for number in range(1, 40)
        ]
    )
    hits = [
        hit
        for page in (1, 2)
        for hit in engine.search(ServiceQuery(near=AYLESBURY, sort=Sort.DISTANCE, page=page)).hits
    ]

    assert len(hits) == 39
    assert [hit.distance_miles for hit in hits] == sorted(hit.distance_miles for hit in hits)
    assert hits[0].distance_miles == pytest.approx(
        min(
            miles_between(AYLESBURY, (50 + number * 0.37 % 3, -(number * 0.61 % 4)))
            for number in range(1, 40)
        )
    )


def test_sort_by_distance_without_a_point_is_by_title(engine):
    engine.store([service(1, "B"), service(2, "A")])

    assert found(engine, sort=Sort.DISTANCE) == [2, 1]


def test_sort_by_check_is_newest_first_and_never_checked_last(engine):
    engine.store(
        [
            service(1, "A", checked_on=""),
            service(2, "B", checked_on="2026-01-01"),
            service(3, "C", checked_on="2026-06-01"),
            service(4, "D", checked_on="2026-01-01"),
        ]
    )

    assert found(engine, sort=Sort.CHECKED) == [3, 2, 4, 1]


def test_what_is_near_comes_before_a_slightly_better_match(engine):
    engine.store(
        [
            service(1, "A", summary="swimming", places=[place(**north(40))]),
            service(2, "B", rest="swimming", places=[place(**north(2))]),
            service(3, "Swimming", places=[place(**north(40))]),
            *(service(number) for number in range(4, 9)),
        ]
    )

    assert found(engine, "swimming", near=AYLESBURY) == [3, 2, 1]
    assert found(engine, "swimming") == [3, 1, 2]


def test_what_comes_to_everybody_is_near(engine):
    engine.store(
        [
            service(1, "A", summary="sleep", places=[place(**north(40))]),
            service(2, "B", summary="sleep", facets={"delivery": ("phone",)}),
        ]
    )

    assert found(engine, "sleep", near=AYLESBURY) == [2, 1]


def test_equal_matches_are_nearest_first(engine):
    engine.store(
        [
            service(1, "Swim blue", places=[place(**north(5))]),
            service(2, "Swim red", places=[place(**north(1))]),
        ]
    )

    assert found(engine, "swim", near=AYLESBURY) == [2, 1]


def test_pages_hold_every_service_once(engine):
    engine.store([service(number, f"Swim {number:03}") for number in range(1, 2 * PAGE_SIZE + 6)])

    pages = [found(engine, "swim", page=page) for page in (1, 2, 3, 4)]

    assert [len(page) for page in pages] == [PAGE_SIZE, PAGE_SIZE, 5, 0]
    assert sorted(number for page in pages for number in page) == list(range(1, 2 * PAGE_SIZE + 6))


@pytest.mark.parametrize("page", [-1, 0])
def test_page_below_the_first_is_the_first(engine, page):
    engine.store([service(1)])

    assert found(engine, page=page) == [1]


def test_totals_are_those_of_a_search(three):
    queries = [
        ServiceQuery(),
        ServiceQuery(filters=filters(need=["autism"])),
        ServiceQuery("service", filters(cost=["free"]), age=3),
    ]

    assert three.totals(queries) == [three.search(query).total for query in queries] == [3, 2, 2]


# --- store and remove ----------------------------------------------------------------------------------------


def test_store_replaces_all_of_a_service(engine):
    engine.store([service(1, "Swimming", places=[place("A"), place("B")], facets={"cost": ("free",)})])

    engine.store([service(1, "Bowls", places=[place("C", maximum_age=3)])])

    assert found(engine, "swimming") == []
    assert found(engine, "bowls") == [1]
    assert found(engine, age=4) == []
    assert counts(engine, Facet.COST) == {}


def test_remove_takes_a_service_out_and_does_not_mind_unknown_ids(engine):
    engine.store([service(1, "Swimming"), service(2, "Swimming")])

    engine.remove([1, 999])

    assert found(engine, "swimming") == [2]


def test_hashes_are_those_of_what_is_stored(engine):
    services = [service(1), service(2, "Swim", places=[place(access={"lift": "yes"})])]
    engine.store(services)

    assert engine.hashes() == {one.id: one.content_hash() for one in services}


def test_hit_has_the_card_as_it_was_stored(engine):
    engine.store([service(1, card={"title": "Swim & splash", "nested": {"a": [1, None]}})])

    assert engine.search(ServiceQuery()).hits[0].card == {
        "title": "Swim & splash",
        "nested": {"a": [1, None]},
    }


@pytest.mark.parametrize("size", [1, 20, 200])
def test_search_needs_as_many_queries_whatever_the_size(engine, size):
    engine.store(
        [
            service(
                number,
                f"Swim {number}",
                facets={"need": (f"need-{number % 7}",)},
                places=[place(access={"lift": "yes"}, **north(number % 9))] * (1 + number % 3),
            )
            for number in range(1, size + 1)
        ]
    )
    engine.search(ServiceQuery())  # the process has read the index

    query = ServiceQuery("swim club", filters(access=["lift"]), near=AYLESBURY, radius_miles=20)
    with CaptureQueriesContext(connection) as queries:
        assert engine.search(query).total == size

    # The versions of the index and of the glossary, words, vocabulary for a suggestion, cards; a server needs but one.
    assert len(queries) == (5 if isinstance(engine, DatabaseEngine) else 1)


# --- the glossary ----------------------------------------------------------------------------------------------


def test_search_finds_what_the_glossary_says_is_the_same(engine):
    GlossaryEntry.objects.create(
        term="SALT",
        expansion="speech and language therapy",
        meaning="Help with talking.",
        synonyms="speech therapist",
    )
    engine.store(
        [service(1, "Speech and language therapy"), service(2, rest="Ask for SALT"), service(3, "Language")]
    )

    assert set(found(engine, "salt")) == {1, 2}
    assert found(engine, "speech language therapy")[0] == 1
    assert set(found(engine, "speech therapist")) == {1, 2}


def test_search_follows_a_one_way_word_one_way(engine):
    GlossaryEntry.objects.create(
        term="in nappies at school", synonyms="continence", direction="one-way", in_a_to_z=False
    )
    engine.store([service(1, "Continence nurse"), service(2, "Nappies at school")])

    assert set(found(engine, "in nappies at school")) == {1, 2}
    assert found(engine, "continence") == [1]


def test_search_reads_a_phrase_however_it_is_said(engine):
    GlossaryEntry.objects.create(term="can't sleep", synonyms="bedtime", direction="one-way", in_a_to_z=False)
    engine.store([service(1, "Bedtime helpline"), service(2, "Football"), service(3, "Cooking")])

    for typed in ("won't sleep", "my son has trouble sleeping", "sleep problems", "he does not sleep"):
        assert found(engine, typed) == [1]


def test_search_counts_a_word_of_a_longer_synonym_only_beside_its_others(engine):
    GlossaryEntry.objects.create(
        term="refuser", synonyms="school avoidance", direction="one-way", in_a_to_z=False
    )
    engine.store(
        [
            service(1, "School", rest="refuser"),
            service(2, "Anything", summary="school avoidance"),
            *(service(number) for number in range(3, 20)),
        ]
    )

    assert found(engine, "refuser") == [2, 1]


def test_search_forgets_a_word_that_has_left_the_glossary(engine):
    entry = GlossaryEntry.objects.create(
        term="OT", expansion="occupational therapy", meaning="Help with doing."
    )
    engine.store([service(1, "Occupational therapy")])
    assert found(engine, "ot") == [1]

    entry.delete()

    assert found(engine, "ot") == []


def test_search_leaves_out_words_that_say_for_whom(engine):
    engine.store([service(1, "Swimming"), service(2, "Football")])

    results = engine.search(ServiceQuery("swimming for my little son"))

    assert ([hit.id for hit in results.hits], results.relaxed) == ([1], True)
    assert not engine.search(ServiceQuery("swimming for my son")).relaxed


# --- anything at all -----------------------------------------------------------------------------------------

VALUES = st.sampled_from(["a", "b", "a:partly", "b:unknown", "", ":", "x y", "\x00", "é"])


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    text=st.text(max_size=200),
    chosen=st.dictionaries(
        st.sampled_from([*Facet, "unheard-of"]), st.frozensets(VALUES, max_size=3), max_size=4
    ),
    age=st.none() | st.integers(-5, 200),
    near=st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
    radius=st.none() | st.integers(0, 10**9),
    sort=st.sampled_from(Sort),
    page=st.integers(-3, 10**9),
)
def test_search_answers_anything(engine, text, chosen, age, near, radius, sort, page):
    if not engine.hashes():
        engine.store(
            [
                service(1, "Swim", facets={"need": ("a",)}, places=[place(access={"a": "yes", "b": "no"})]),
                service(2, "Bowls", places=[place(**north(2)), place(**north(200))]),
            ]
        )

    results = engine.search(ServiceQuery(text, chosen, age, near, radius, sort, page))

    assert 0 <= results.total <= 2
    assert len(results.hits) == (results.total if page <= 1 else 0)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=80))
def test_search_finds_a_title_by_itself_whatever_it_is(engine, text):
    engine.store([service(1, text)])

    assert engine.search(ServiceQuery(text)).total == 1
