import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services_directory.models import Contact, CostOption, ServiceAtLocation, UrgentHelp
from services_directory.search.contract import Facet
from tests.factories.directory import (
    AccessFeatureFactory,
    AssessmentFactory,
    FindingFactory,
    KindFactory,
    ListingAssuranceFactory,
    LocationFactory,
    NeedFactory,
    ServicePageFactory,
)

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def football(index):
    service = ServicePageFactory(
        title="Wheelchair football",
        summary="Football for children who use a wheelchair.",
        minimum_age=6,
        maximum_age=11,
        needs=[NeedFactory(code="physical", name="Moving and using the body")],
        kinds=[KindFactory(code="sport", name="Sport")],
        cost_options=[CostOption(amount=0)],
        service_at_locations=[ServiceAtLocation(location=LocationFactory())],
    )
    index()
    return service


def test_find_shows_what_matches(client, football):
    response = client.get("/find/?q=wheelch")

    assert response.status_code == 200
    assert "<title>1 service for wheelch" in text_of(response)
    assert "<mark>Wheelchair</mark> football" in text_of(response)
    assert "Ages 6 to 11" in text_of(response)


def test_find_shows_distance_to_a_postcode(client, football):
    response = client.get("/find/?near=hp201uy&sort=distance")

    assert "0.2 miles" in text_of(response)
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"


def test_find_without_a_postcode_may_be_cached(client, football):
    response = client.get("/find/?q=football")

    assert "public" in response["Cache-Control"]
    assert response.cookies == {}


def test_find_offers_filters_with_counts(client, football):
    response = client.get("/find/")

    assert 'name="need" value="physical"' in text_of(response)
    assert "Moving and using the body (1" in text_of(response)


def test_find_removes_a_filter_by_its_chip(client, football):
    response = client.get("/find/?q=football&need=physical")

    assert (
        '<a class="app-chip" href="/find/?q=football"><span class="govuk-visually-hidden">Remove filter: </span>'
        in (text_of(response))
    )


def test_find_with_nothing_found_says_what_to_leave_out(client, football):
    response = client.get("/find/?q=football&age=3")

    assert "<title>0 services for football" in text_of(response)
    assert "age 3</a>: then there is 1 service" in text_of(response)


def test_find_suggests_our_own_spelling(client, football):
    response = client.get("/find/?as_typed=1&q=footbal+whelchair")

    assert "Did you mean" in text_of(response)
    assert 'href="/find/?q=football+wheelchair"' in text_of(response)


def test_find_puts_urgent_help_first(client, football):
    UrgentHelp.objects.create(
        title="Talk to somebody now", words="hurting himself", advice="<p>Call 999.</p>"
    )

    response = client.get("/find/?q=my+son+is+hurting+himself")

    assert text_of(response).index("Talk to somebody now") < text_of(response).index('id="find-form"')


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("near=HP20+9ZZ", "do not know the postcode HP20 9ZZ"),
        ("near=hello", "not a postcode"),
        ("age=old", "whole years, from 0 to 25"),
        ("need=nonsense", "left out a filter"),
        ("radius=1e9&near=HP201UY", "Choose a distance from the list"),
    ],
)
def test_find_explains_what_was_wrong_and_still_answers(client, football, address, said):
    response = client.get(f"/find/?{address}")

    assert response.status_code == 200
    assert said in text_of(response)
    assert "Error: " in text_of(response)
    assert "Wheelchair football" in text_of(response)


@pytest.mark.parametrize("page", ["2", "51", "999999"])
def test_find_page_that_does_not_exist_is_not_found(client, football, page):
    assert client.get(f"/find/?page={page}").status_code == 404


def test_find_escapes_what_was_typed(client, football):
    response = client.get("/find/?q=%3Cscript%3Ealert(1)%3C/script%3E")

    assert "<script>alert" not in response.content.decode()


def test_count_answers_a_number_and_words(client, football):
    response = client.get("/find/count/?need=physical")

    assert response.json() == {"total": 1, "words": "1 service matches your choices"}


def test_find_pages_are_linked(client, index):
    for _ in range(25):
        ServicePageFactory()
    index()

    response = client.get("/find/?page=2")

    assert "25 services (page 2 of 2)" in text_of(response)
    assert 'rel="prev"' in text_of(response)


@pytest.mark.parametrize("rows", [1, 20, 60])
def test_find_asks_the_database_as_often_whatever_it_finds(client, index, rows, django_assert_num_queries):
    for _ in range(rows):
        ListingAssuranceFactory(
            page=ServicePageFactory(
                summary="A club.",
                contacts=[Contact(telephone="01632 960001")],
                service_at_locations=[ServiceAtLocation(location=LocationFactory())],
            )
        )
    index()
    client.get("/find/?q=club")  # the index is read once for each version

    with django_assert_num_queries(8):
        client.get("/find/?q=club")


NAMES = ["q", "age", "near", "radius", "sort", "page", *(facet.value for facet in Facet)]
NASTY = st.sampled_from(
    [
        '"',
        "'",
        "%",
        "*",
        "(",
        "AND",
        "OR NOT",
        "NEAR(",
        "a:b",
        "\x00",
        "\u202e",
        "-1",
        "1e9",
        "x" * 100_000,
        "😀",
        "'; --",
    ]
)


@given(st.dictionaries(st.sampled_from(NAMES), st.one_of(NASTY, st.text())))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_find_never_fails(client, football, values):
    assert client.get("/find/", values).status_code in (200, 404)
    assert client.get("/find/count/", values).status_code == 200


def test_hidden_and_withdrawn_services_are_not_found(client, football, index):
    football.unpublish()
    index()

    assert "0 services" in text_of(client.get("/find/?q=football"))


def test_index_rebuilt_finds_the_same(client, football):
    call_command("rebuild_search_index", verbosity=0)

    assert "1 service for football" in text_of(client.get("/find/?q=football"))


def test_a_card_says_when_access_was_checked_if_access_was_asked_for(client, index):
    hall = LocationFactory()
    ServicePageFactory(service_at_locations=[ServiceAtLocation(location=hall)])
    lift = AccessFeatureFactory(code="lift", parent=AccessFeatureFactory(code="entrance"))
    FindingFactory(assessment=AssessmentFactory(location=hall), feature=lift)
    index()

    assert "Access checked on" in text_of(client.get("/find/?access=lift"))
    assert "Access checked on" not in text_of(client.get("/find/"))


def test_an_age_and_a_postcode_in_the_words_become_choices(client, football):
    page = text_of(client.get("/find/?q=football for a 7 year old near HP20 1UY"))

    assert "We read “for a 7 year old” as age 7." in page
    assert "Age 7" in page
    assert "Near HP20 1UY" in page
    assert "1 service for football" in page


def test_a_postcode_in_the_words_is_kept_by_nobody(client, football):
    response = client.get("/find/?q=football near HP20 1UY")

    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"


def test_words_that_are_wanted_as_they_are_stay(client, football):
    page = text_of(client.get("/find/?q=football for a 7 year old&as_typed=1"))

    assert "We read" not in page


def test_misspelt_words_are_mended_and_that_is_said(client, football):
    page = text_of(client.get("/find/?q=wheelchiar footbal"))

    assert "Nothing has all of “wheelchiar footbal”" in page
    assert "These are for “<strong>wheelchair football</strong>”" in page
    assert "as_typed=1" in page


def test_misspelt_words_are_only_asked_about_where_they_are_wanted_as_they_are(client, football):
    page = text_of(client.get("/find/?q=wheelchiar+footbal&as_typed=1"))

    assert "Did you mean" in page
    assert "These are for" not in page


# --- the list of the search box --------------------------------------------------------------------------------


def test_suggest_answers_words_that_anybody_may_keep(client, football):
    response = client.get("/find/suggest/?q=wheel")

    assert "Wheelchair football" in response.json()["words"]
    assert response["Cache-Control"] == "public, max-age=300"
    assert not response.cookies


@pytest.mark.parametrize("query", ["", "?q=", "?q=%00", "?q=" + "x" * 3000, "?q=%F0%9F%98%80&q=a"])
def test_suggest_answers_anything(client, db, query):
    assert client.get(f"/find/suggest/{query}").json() == {"words": []}


def test_suggest_takes_no_post(client, db):
    assert client.post("/find/suggest/").status_code == 405


def test_the_search_box_offers_words_without_a_script(client, football):
    page = text_of(client.get("/find/"))

    assert 'list="q-words"' in page
    assert '<datalist id="q-words">' in page


def test_an_age_read_out_of_a_word_that_stays_can_be_taken_away(client, db):
    page = text_of(client.get("/find/?q=toddler+group"))

    assert "We read “toddler” as age 2." in page
    assert "Age 2" in page
    assert 'href="/find/?q=toddler+group&amp;as_typed=1"' in page
    assert "as age 2" not in text_of(client.get("/find/?q=toddler+group&as_typed=1"))
