"""Places and terms at the desk: found, filled in, retired, and not deleted while something uses them."""

import datetime

import pytest
from django.urls import reverse

from services_directory.domain import geography
from services_directory.models import Location, ServiceAtLocation, TaxonomyTerm
from tests.factories.directory import LocationFactory, NeedFactory, ServicePageFactory, TaxonomyFactory
from tests.services_directory.admin.forms import filled_in

pytestmark = pytest.mark.django_db
PLACE = "wagtailsnippets_services_directory_location"
TERM = "wagtailsnippets_services_directory_taxonomyterm"
CHOOSER = "/admin/snippets/choose/services_directory/location/results/"


@pytest.fixture(autouse=True)
def _two_postcodes(monkeypatch):
    """Of the whole postcode file these tests need two; reading it is tested with geography."""
    points = {"HP20 1UY": (51.8168, -0.8084), "HP19 8FF": (51.83, -0.83)}

    def locate(text):
        postcode = geography.parse_postcode(text)
        if str(postcode) not in points:
            raise geography.PostcodeError(f"We do not know the postcode {postcode}.")
        return geography.Point(*points[str(postcode)], postcode)

    monkeypatch.setattr("services_directory.admin.places.locate", locate)


def posted(client, address, **changes):
    return client.post(address, filled_in(client.get(address), **changes))


def test_an_empty_point_is_taken_from_the_postcode(officer):
    response = posted(
        officer,
        reverse(f"{PLACE}:add"),
        name="Hall",
        postal_code="hp201uy",
        latitude="",
        longitude="",
        **{"action-publish": "1"},
    )

    assert response.status_code == 302
    place = Location.objects.get()
    assert (place.point, place.postal_code, place.point_from_postcode) == (
        (51.8168, -0.8084),
        "HP20 1UY",
        True,
    )
    assert place.live


def test_a_point_that_was_typed_is_kept(officer):
    posted(
        officer,
        reverse(f"{PLACE}:add"),
        name="Hall",
        postal_code="HP20 1UY",
        latitude="51.5",
        longitude="-0.5",
        **{"action-publish": "1"},
    )

    place = Location.objects.get()
    assert (place.point, place.point_from_postcode) == ((51.5, -0.5), False)


@pytest.mark.parametrize(("from_postcode", "point"), [(True, (51.83, -0.83)), (False, (51.8168, -0.8084))])
def test_a_new_postcode_moves_only_a_point_that_came_from_the_old_one(officer, from_postcode, point):
    place = LocationFactory(point_from_postcode=from_postcode)

    posted(
        officer, reverse(f"{PLACE}:edit", args=[place.pk]), postal_code="HP19 8FF", **{"action-publish": "1"}
    )

    assert Location.objects.get().point == point


def test_a_postcode_that_is_not_known_is_refused_beside_its_field(officer):
    response = posted(
        officer, reverse(f"{PLACE}:add"), name="Hall", postal_code="ZZ99 9ZZ", latitude="", longitude=""
    )

    assert list(response.context["form"].errors) == ["postal_code"]


def test_a_place_has_drafts_history_and_a_preview(officer):
    place = LocationFactory(name="Hall")
    edit = reverse(f"{PLACE}:edit", args=[place.pk])

    posted(officer, edit, name="Newer hall")
    preview = reverse(f"{PLACE}:preview_on_edit", args=[place.pk])
    officer.post(preview, filled_in(officer.get(edit)))

    place.refresh_from_db()
    assert place.name == "Hall"
    assert place.has_unpublished_changes
    assert "Newer hall" in officer.get(preview).content.decode()
    assert officer.get(reverse(f"{PLACE}:history", args=[place.pk])).status_code == 200


def test_the_listing_says_how_many_services_use_a_place(officer):
    used = LocationFactory(name="Baths")
    for _ in range(2):
        ServicePageFactory(service_at_locations=[ServiceAtLocation(location=used)] * 1)
    LocationFactory(name="Empty hall", latitude=None, longitude=None)
    LocationFactory(name="Old hall", retired_on=datetime.date(2026, 1, 5))

    page = officer.get(reverse(f"{PLACE}:list")).content.decode()
    unused = officer.get(reverse(f"{PLACE}:list"), {"standing": "unused"}).context["object_list"]
    nowhere = officer.get(reverse(f"{PLACE}:list"), {"has_point": "false"}).context["object_list"]

    assert "2 services" in page
    assert "Retired on 5 Jan 2026" in page
    assert [place.name for place in unused] == ["Empty hall"]
    assert [place.name for place in nowhere] == ["Empty hall"]


@pytest.mark.parametrize("words", ["baths", "hp20", "HP20 1UY", "hp201uy", "aylesbury baths", "high street"])
def test_the_chooser_finds_a_place_by_name_street_town_and_postcode(officer, words):
    LocationFactory(name="Northbury Baths")
    LocationFactory(name="Other", address_1="", city="Buckingham", postal_code="MK18 1AA")

    page = officer.get(CHOOSER, {"q": words}).content.decode()

    assert "Northbury Baths" in page
    assert "Other" not in page


def test_the_chooser_leaves_out_retired_places_unless_asked(officer):
    LocationFactory(name="Old hall", retired_on=datetime.date(2026, 1, 5))

    assert "Old hall" not in officer.get(CHOOSER).content.decode()
    assert "Old hall" in officer.get(CHOOSER, {"with_retired": "on"}).content.decode()


def used_place():
    place = LocationFactory()
    ServicePageFactory(service_at_locations=[ServiceAtLocation(location=place)])
    return PLACE, place


def used_term():
    term = NeedFactory()
    ServicePageFactory(needs=[term])
    return TERM, term


@pytest.mark.parametrize("make", [used_place, used_term])
def test_deleting_what_is_used_is_explained_and_refused(administrator, make):
    namespace, thing = make()
    address = reverse(f"{namespace}:delete", args=[thing.pk])

    asked = administrator.get(address).content.decode()
    refused = administrator.post(address, follow=True).content.decode()

    assert "is used by 1 service" in asked
    assert "Yes, delete" not in asked
    assert "cannot be deleted" in refused
    assert type(thing).objects.filter(pk=thing.pk).exists()


@pytest.mark.parametrize("make", [used_place, used_term])
def test_deleting_many_deletes_none_when_one_is_used(administrator, make):
    _, thing = make()
    unused = type(thing).objects.exclude(pk=thing.pk).first() or type(thing).objects.get(pk=thing.pk)
    address = reverse("wagtail_bulk_action", args=["services_directory", thing._meta.model_name, "delete"])

    response = administrator.post(f"{address}?id={thing.pk}&id={unused.pk}&next=/admin/", follow=True)

    assert response.status_code == 200
    assert "cannot be deleted" in response.content.decode()
    assert type(thing).objects.filter(pk__in=[thing.pk, unused.pk]).count() == len({thing.pk, unused.pk})


@pytest.mark.parametrize(("factory", "namespace"), [(LocationFactory, PLACE), (NeedFactory, TERM)])
def test_what_nothing_uses_can_be_deleted(administrator, factory, namespace):
    thing = factory()

    administrator.post(reverse(f"{namespace}:delete", args=[thing.pk]))

    assert not type(thing).objects.filter(pk=thing.pk).exists()


def test_a_place_in_use_is_retired_with_its_form(officer):
    _, place = used_place()

    posted(
        officer, reverse(f"{PLACE}:edit", args=[place.pk]), retired_on="2026-01-05", **{"action-publish": "1"}
    )

    assert Location.objects.get().retired_on == datetime.date(2026, 1, 5)


def test_terms_are_filtered_by_list_and_found_by_the_words_of_families(officer):
    needs = TaxonomyFactory()
    NeedFactory(name="ADHD", family_words="can't sit still")
    NeedFactory(name="Autism")
    other = TaxonomyFactory(code="kinds")
    TaxonomyTerm.objects.create(taxonomy=other, code="club", name="Clubs")
    address = reverse(f"{TERM}:list")

    by_list = officer.get(address, {"taxonomy": needs.pk}).context["object_list"]
    by_words = officer.get(address, {"q": "sit still"}).context["object_list"]

    assert {term.name for term in by_list} == {"ADHD", "Autism"}
    assert [term.name for term in by_words] == ["ADHD"]


def test_the_code_and_list_of_a_term_never_change(officer):
    term = NeedFactory(code="autism", name="Autism")
    other = TaxonomyFactory(code="kinds")

    response = posted(
        officer, reverse(f"{TERM}:edit", args=[term.pk]), code="changed", taxonomy=other.pk, name="Autistic"
    )

    assert response.status_code == 302
    term.refresh_from_db()
    assert (term.code, term.taxonomy.code, term.name) == ("autism", "needs", "Autistic")


def test_the_same_code_twice_in_a_list_is_refused_and_no_server_error(officer):
    NeedFactory(code="autism")

    response = posted(
        officer,
        reverse(f"{TERM}:add"),
        taxonomy=TaxonomyFactory().pk,
        code="autism",
        name="Again",
        sort_order="0",
    )

    assert response.status_code == 200
    assert "already has a term with this code" in response.content.decode()
