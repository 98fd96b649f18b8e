import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from services_directory.domain.postcode_file import SourceRow, write_postcode_file
from services_directory.search.contract import Facet, ServiceQuery, Sort
from services_directory.search.query_form import read_find_form

pytestmark = pytest.mark.django_db  # the towns are read from the database

ALLOWED = {"need": frozenset({"autism", "adhd"}), "access": frozenset({"hoist", "hoist:partly"})}


@pytest.fixture(autouse=True)
def postcodes(tmp_path, settings):
    settings.POSTCODE_FILE = tmp_path / "postcodes.bin"
    write_postcode_file(settings.POSTCODE_FILE, [[SourceRow("HP201UY", 481968.0, 213544.0, "E06000060")]])


def read(address: str):
    return read_find_form(QueryDict(address), ALLOWED)


def test_form_reads_everything():
    form = read("q=short+breaks&age=7&need=autism&need=adhd&near=hp201uy&radius=5&sort=distance&page=2")

    assert form.query.text == "short breaks"
    assert form.query.age == 7
    assert form.query.chosen(Facet.NEED) == {"autism", "adhd"}
    assert form.query.near == pytest.approx((51.8145, -0.8123), abs=0.0005)
    assert (form.query.radius_miles, form.query.sort, form.query.page) == (5, Sort.DISTANCE, 2)
    assert form.problems == {}


@pytest.mark.parametrize(
    ("address", "name", "said"),
    [
        ("age=seven", "age", "from 0 to 25"),
        ("age=26", "age", "from 0 to 25"),
        ("age=-1", "age", "from 0 to 25"),
        ("near=nowhere", "near", "not a postcode"),
        ("near=HP20+1ZZ", "near", "do not know"),
        ("near=HP201UY&radius=1e9", "radius", "Choose a distance"),
        ("radius=5", "radius", "give a postcode"),
        ("sort=distance", "near", "nearest first"),
        ("need=unheard-of", "filters", "do not know"),
        ("q=" + "x" * 5000, "q", "first 120 characters"),
    ],
)
def test_form_says_what_was_wrong_and_goes_on(address, name, said):
    form = read(address)

    assert said in form.problems[name]
    assert isinstance(form.query, ServiceQuery)


def test_form_keeps_what_was_typed():
    form = read("age=seven&near=nowhere")

    assert (form.typed["age"], form.typed["near"]) == ("seven", "nowhere")


def test_address_is_canonical():
    one, other = read("need=autism&q=club&need=adhd&junk=1"), read("q=club&need=adhd&need=autism")

    assert one.address() == other.address() == "/find/?q=club&need=adhd&need=autism"


def test_shared_address_holds_half_of_the_postcode():
    form = read("near=HP20+1UY")

    assert form.address(shared=True) == "/find/?near=HP20"


def test_without_drops_one_choice_and_goes_back_to_the_first_page():
    form = read("need=adhd&need=autism&page=3")

    assert form.without("need", "adhd").address() == "/find/?need=autism"


def test_without_a_postcode_distance_goes_too():
    form = read("near=HP201UY&radius=5&sort=distance").without("near")

    assert form.query == ServiceQuery()


@pytest.mark.parametrize(
    ("page", "read_as", "out_of_range"),
    [("", 1, False), ("-1", 1, False), ("x", 1, False), ("0", 1, False), ("50", 50, False), ("51", 50, True)],
)
def test_page_is_bounded(page, read_as, out_of_range):
    form = read(f"page={page}")

    assert (form.query.page, form.page_is_out_of_range) == (read_as, out_of_range)


NAMES = ["q", "age", "near", "radius", "sort", "page", *(facet.value for facet in Facet)]


@given(st.dictionaries(st.sampled_from(NAMES), st.text()))
def test_anything_typed_gives_a_query(values):
    parameters = QueryDict(mutable=True)
    parameters.update(values)

    form = read_find_form(parameters, ALLOWED)

    assert 1 <= form.query.page <= 50
    assert len(form.query.text) <= 120
    assert form.address().startswith("/find/")
