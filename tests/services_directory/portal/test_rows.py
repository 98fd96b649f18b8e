"""Rows added, changed and removed, each on a page of its own; places found and proposed; times as people say them."""

import uuid

import pytest
from django.urls import reverse

from services_directory.domain.listing_changes import save_step, start_change
from services_directory.enums import PublicPoint
from services_directory.models import Contact, ServiceAtLocation
from services_directory.portal.rows import KINDS
from tests.factories.directory import LocationFactory, ServicePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def change(listing, member):
    return start_change(listing, provider=listing.provider, by=member)


def saved(change):
    change.refresh_from_db()
    return change.content


def new_row(portal, change, kind, /, **typed):
    change.refresh_from_db()
    address = reverse("portal:row_new", kwargs={"change": change.uuid, "kind": kind})
    return portal.post(address, {"version": change.version, "row": str(uuid.uuid4()), **typed})


def row_address(change, kind, row, name="portal:row"):
    return reverse(name, kwargs={"change": change.uuid, "kind": kind, "row": row["uuid"]})


WEEKLY = {
    "often": "weekly",
    "days": ["MO", "FR"],
    "opens_at": "4pm",
    "closes_at": "5.30pm",
    "term_time": "term",
}
ROWS = {
    "area": (
        {"name": "Northbury", "kind": "district"},
        "service_areas",
        {"name": "Northbury", "kind": "district"},
    ),
    "rule": (
        {
            "kind": "age",
            "effect": "must",
            "sentence": "You are 5 to 11.",
            "minimum": "5",
            "maximum": "11",
            "purpose": "entry",
            "basis": "provider",
        },
        "eligibility_criteria",
        {"kind": "age", "effect": "must", "minimum": 5, "maximum": 11, "group": "", "is_confirmed": True},
    ),
    "way": (
        {"referrer": "gp", "how": "Ask your GP.", "url": ""},
        "referral_routes",
        {"referrer": "gp", "how": "Ask your GP."},
    ),
    "price": (
        {"option": "one session", "amount": "4.5"},
        "cost_options",
        {"option": "one session", "amount": "4.50", "amount_description": ""},
    ),
    "time": (
        WEEKLY,
        "schedules",
        {
            "freq": "WEEKLY",
            "interval": 1,
            "days": ["MO", "FR"],
            "opens_at": "16:00:00",
            "closes_at": "17:30:00",
            "term_time": "term",
        },
    ),
    "contact": (
        {"kind": "general", "role": "Bookings team", "telephone": "01632 960002"},
        "contacts",
        {"role": "Bookings team", "telephone": "01632 960002", "email": ""},
    ),
}


def test_every_kind_of_row_is_tried_here():
    assert {kind.code for kind in KINDS} == {*ROWS, "place"}


@pytest.mark.parametrize("kind", ROWS)
def test_row_is_added_shown_changed_and_removed(kind, portal, change):
    typed, relation, kept = ROWS[kind]
    before = change.content[relation]

    response = new_row(portal, change, kind, **typed)

    assert response.status_code == 302
    row = saved(change)[relation][-1]
    assert {name: row[name] for name in kept} == kept
    shown = portal.get(row_address(change, kind, row))
    assert shown.status_code == 200
    again = portal.post(row_address(change, kind, row), {"version": change.version, **typed})
    assert again.status_code == 302
    assert saved(change)[relation][-1] == row
    gone = row_address(change, kind, row, "portal:row_remove")
    assert portal.get(gone).status_code == 200
    portal.post(gone, {"version": change.version})
    assert saved(change)[relation] == before
    assert portal.get(row_address(change, kind, row)).status_code == 404


def test_row_sent_twice_is_one_row(portal, change):
    row = str(uuid.uuid4())

    new_row(portal, change, "price", amount="5", row=row)
    new_row(portal, change, "price", amount="5", row=row)

    assert [one["uuid"] for one in saved(change)["cost_options"]].count(row) == 1


@pytest.mark.parametrize(
    ("kind", "typed", "message"),
    [
        ("price", {"option": "a term"}, "Give a price, or say the cost in words."),
        ("price", {"amount": "four pounds"}, "Write the price in pounds"),
        ("price", {"amount": "-1"}, "A price cannot be below 0."),
        (
            "contact",
            {"kind": "general", "role": "Bookings"},
            "Give a phone number, an email address or a web page.",
        ),
        ("contact", {"kind": "general", "email": "not an address"}, "Write an email address"),
        ("time", {**WEEKLY, "days": []}, "Tick at least one day."),
        ("time", {**WEEKLY, "closes_at": "3pm"}, "It must end after it starts."),
        ("time", {**WEEKLY, "opens_at": "4"}, "Say 4am or 4pm."),
        ("time", {**WEEKLY, "often": "monthly"}, "Choose which week of the month it is."),
        ("time", {"often": "words", "term_time": "all-year"}, "Say in words when it is."),
        (
            "rule",
            {
                "kind": "diagnosis",
                "effect": "must",
                "sentence": "Autism.",
                "purpose": "entry",
                "basis": "provider",
            },
            "Say why a diagnosis is needed",
        ),
        ("rule", {"kind": "", "sentence": "x"}, "Choose what the rule is about."),
        ("area", {"name": "", "kind": "district"}, "Name the area."),
    ],
)
def test_row_that_is_wrong_says_so_first_and_keeps_what_was_typed(kind, typed, message, portal, change):
    before = change.content

    response = new_row(portal, change, kind, **typed)

    html = response.content.decode()
    assert html.index("There is a problem") < html.index("<h1")
    assert message in html
    assert saved(change) == before


def test_rules_of_which_one_is_enough_get_a_group_by_themselves(portal, change):
    rule = {
        "kind": "need",
        "effect": "any-of",
        "sentence": "Autism.",
        "purpose": "entry",
        "basis": "provider",
    }

    new_row(portal, change, "rule", **rule)

    assert saved(change)["eligibility_criteria"][-1]["group"] == "A"


def test_rule_of_the_law_is_not_confirmed_by_a_provider(portal, change):
    rule = {"kind": "need", "effect": "must", "sentence": "Autism.", "purpose": "entry", "basis": "statute"}

    new_row(portal, change, "rule", **rule)

    assert saved(change)["eligibility_criteria"][-1]["is_confirmed"] is False


def test_time_every_third_week_stays_as_it_is(portal, change):
    new_row(portal, change, "time", **WEEKLY)
    row = {**saved(change)["schedules"][0], "interval": 3}
    change = save_step(
        change,
        step="times",
        content={"schedules": [row]},
        expected_version=change.version,
        by=change.started_by,
    )
    address = row_address(change, "time", row)

    html = portal.get(address).content.decode()
    portal.post(address, {"version": change.version, **WEEKLY, "often": "as-it-is", "note": "Not in May."})

    assert "Every 3 weeks, as it is now" in html
    assert saved(change)["schedules"] == [{**row, "note": "Not in May."}]


@pytest.mark.parametrize("kind", ["nonsense", "place-time"])
def test_kind_that_does_not_exist_is_not_found(kind, portal, change):
    address = reverse("portal:row_new", kwargs={"change": change.uuid, "kind": kind})

    assert portal.get(address).status_code == 404


# --- Two people -------------------------------------------------------------------------------------------


def test_two_people_add_two_rows(portal, change, colleague):
    shown = change.version
    price = {"option": "a term", "amount": "30"}
    save_step(
        change,
        step="cost",
        content={"cost_options": [*change.content["cost_options"], price]},
        expected_version=shown,
        by=colleague,
    )

    new_row(portal, change, "price", option="a year", amount="80", version=shown)

    assert [one["option"] for one in saved(change)["cost_options"]] == ["one session", "a term", "a year"]


def test_two_people_change_one_row_and_the_second_is_shown_the_first(portal, change, colleague):
    shown = change.version
    (row,) = change.content["cost_options"]
    theirs = [{**row, "amount": "5.00"}]
    save_step(change, step="cost", content={"cost_options": theirs}, expected_version=shown, by=colleague)

    response = portal.post(
        row_address(change, "price", row), {"version": shown, "option": "one lesson", "amount": "6"}
    )

    html = response.content.decode()
    assert response.status_code == 200
    assert "Sam Hill" in html
    assert "5.00" in html
    assert 'value="6.00"' in html
    assert 'value="one lesson"' in html
    assert saved(change)["cost_options"] == theirs


def test_row_that_somebody_has_just_changed_is_not_removed_unseen(portal, change, colleague):
    shown = change.version
    (row,) = change.content["cost_options"]
    theirs = [{**row, "amount": "5.00"}]
    save_step(change, step="cost", content={"cost_options": theirs}, expected_version=shown, by=colleague)

    portal.post(row_address(change, "price", row, "portal:row_remove"), {"version": shown})

    assert saved(change)["cost_options"] == theirs


# --- Places -----------------------------------------------------------------------------------------------


def find(portal, change, words):
    return portal.get(reverse("portal:place_find", kwargs={"change": change.uuid}), {"q": words})


@pytest.mark.parametrize("words", ["oak hall", "HALL oak", "hp201uy", "HP20 1UY", "high street"])
def test_place_is_found_by_name_street_or_postcode(words, portal, change):
    place = LocationFactory(name="Oak Hall")

    assert find(portal, change, words).context["places"] == [place]


def test_address_that_is_private_is_found_by_nobody_else(portal, change):
    LocationFactory(name="Oak House", shown_as=PublicPoint.AREA)

    response = find(portal, change, "oak")

    assert response.context["places"] == []
    assert "High Street" not in response.content.decode()


def test_place_is_taken_and_gets_its_times(portal, change):
    place = LocationFactory(name="Oak Hall")

    response = portal.post(
        reverse("portal:place_find", kwargs={"change": change.uuid}), {"place": str(place.uuid)}
    )

    (row,) = saved(change)["service_at_locations"]
    assert response["Location"] == row_address(change, "place", row)
    assert [one["name"] for one in change.content["places"]] == ["Oak Hall"]
    values = {"change": change.uuid, "place_row": row["uuid"]}
    portal.post(reverse("portal:time_new", kwargs=values), {"version": change.version, **WEEKLY})
    (time,) = saved(change)["service_at_locations"][0]["schedules"]
    assert time["opens_at"] == "16:00:00"
    address = reverse("portal:time", kwargs={**values, "time": time["uuid"]})
    portal.post(address, {"version": change.version, **WEEKLY, "note": "Ring the bell."})
    assert saved(change)["service_at_locations"][0]["schedules"][0]["note"] == "Ring the bell."
    html = portal.get(row_address(change, "place", row)).content.decode()
    assert "Every Monday and Friday, 4pm to 5:30pm, in term time" in html
    portal.post(
        row_address(change, "place", row),
        {"version": change.version, "description": "Under 8s.", "minimum_age": "5"},
    )
    kept = saved(change)["service_at_locations"][0]
    assert (kept["description"], kept["minimum_age"], len(kept["schedules"])) == ("Under 8s.", 5, 1)
    gone = reverse("portal:time_remove", kwargs={**values, "time": time["uuid"]})
    portal.post(gone, {"version": change.version})
    assert saved(change)["service_at_locations"][0]["schedules"] == []


def test_new_place_is_proposed_with_the_listing(portal, change):
    address = reverse("portal:place_new", kwargs={"change": change.uuid})

    portal.post(address, {"name": "Elm Hall", "postal_code": "hp201uy", "shown_as": "exact"})

    (place,) = saved(change)["places"]
    (row,) = change.content["service_at_locations"]
    assert (place["name"], place["postal_code"], row["location"]) == ("Elm Hall", "HP20 1UY", place["uuid"])
    preview = portal.get(reverse("portal:preview", kwargs={"change": change.uuid}))
    assert "Elm Hall" in preview.content.decode()


def test_place_at_a_known_postcode_is_offered_before_it_is_made_again(portal, change):
    LocationFactory(name="Oak Hall")
    address = reverse("portal:place_new", kwargs={"change": change.uuid})
    typed = {"name": "The Oak Hall", "postal_code": "HP20 1UY", "shown_as": "exact"}

    first = portal.post(address, typed)

    assert "Is it one of these?" in first.content.decode()
    assert saved(change)["places"] == []
    portal.post(address, {**typed, "sure": "1"})
    assert [one["name"] for one in saved(change)["places"]] == ["The Oak Hall"]


@pytest.fixture
def at_oak_hall(provider, member):
    place = LocationFactory(name="Oak Hall")
    page = ServicePageFactory(provider=provider, service_at_locations=[ServiceAtLocation(location=place)])
    return place, start_change(page, provider=provider, by=member)


def test_place_of_ones_own_may_be_renamed(portal, at_oak_hall):
    place, change = at_oak_hall
    address = reverse("portal:place", kwargs={"change": change.uuid, "place": place.uuid})

    portal.post(
        address,
        {"version": change.version, "name": "Oak Centre", "postal_code": "HP20 1UY", "shown_as": "exact"},
    )

    assert saved(change)["places"][0]["name"] == "Oak Centre"
    place.refresh_from_db()
    assert place.name == "Oak Hall"


def test_place_that_others_use_is_not_renamed(portal, at_oak_hall):
    place, change = at_oak_hall
    ServicePageFactory(service_at_locations=[ServiceAtLocation(location=place)])
    address = reverse("portal:place", kwargs={"change": change.uuid, "place": place.uuid})

    assert portal.get(address).status_code == 404
    assert portal.post(address, {"name": "Mine"}).status_code == 404


@pytest.mark.parametrize("sent", ["", "nonsense", "3d5abf63-0c70-4e0f-b352-b81cd6e9a93b"])
def test_place_that_does_not_exist_is_not_taken(sent, portal, change):
    response = portal.post(reverse("portal:place_find", kwargs={"change": change.uuid}), {"place": sent})

    assert response.status_code == 302
    assert saved(change)["service_at_locations"] == []


# --- Cost -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 30])
def test_row_asks_at_most_25_times_however_many_there_are(
    rows, portal, provider, member, django_assert_max_num_queries
):
    contacts = [Contact(telephone=f"01632 96{number:04}") for number in range(rows)]
    change = start_change(
        ServicePageFactory(provider=provider, contacts=contacts), provider=provider, by=member
    )
    address = row_address(change, "contact", change.content["contacts"][-1])
    portal.get(address)

    with django_assert_max_num_queries(25):
        assert portal.get(address).status_code == 200
    with django_assert_max_num_queries(25):
        typed = {"version": change.version, "kind": "general", "telephone": "01632 960000"}
        assert portal.post(address, typed).status_code == 302
