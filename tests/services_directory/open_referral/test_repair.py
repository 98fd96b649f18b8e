import datetime
from decimal import Decimal

import pytest

from services_directory.open_referral.read_v3 import read_service
from services_directory.open_referral.records import ServiceRecord
from services_directory.open_referral.repair import repair_place, repair_service
from services_directory.open_referral.report import NoteKind, Notes
from services_directory.open_referral.tidy import tidied
from tests.services_directory.open_referral.conftest import at_place, service


def read(**values) -> tuple[ServiceRecord, Notes]:
    notes = Notes()
    record = read_service(tidied(service(**values), notes))
    for at in record.places:
        repair_place(at.place, notes)
    repair_service(record, notes)
    return record, notes


def fields(notes: Notes, kind: NoteKind) -> list[str]:
    return [note.field for note in notes if note.kind == kind]


def test_good_record_needs_no_repair():
    _, notes = read()

    assert notes == []


def test_broken_letters_empty_and_unstorable_values_are_repaired():
    record, notes = read(name="Sparksâ€™ club\x00", email="", url=None, fees=" ")

    assert record.name == "Sparks’ club"
    assert fields(notes, NoteKind.REPAIRED) == ["name", "empty values"]


def test_half_of_a_letter_is_left_out():
    record, _ = read(name="Sparks \ud83d club")

    assert record.name == "Sparks club"


def test_web_address_in_the_email_is_moved():
    record, notes = read(email="https://example.org/sparks")

    assert (record.url, record.email) == ("https://example.org/sparks", "")
    assert fields(notes, NoteKind.REPAIRED) == ["email"]


def test_second_web_address_in_the_email_becomes_a_contact():
    record, _ = read(url="https://example.org/", email="https://example.org/sparks")

    assert [contact.url for contact in record.contacts] == ["https://example.org/sparks"]


@pytest.mark.parametrize(
    "email", ["info@example.org.", "mailto:info@example.org", "E-mail: info@example.org"]
)
def test_email_address_is_cleaned(email):
    assert read(email=email)[0].email == "info@example.org"


def test_email_address_that_is_none_is_dropped():
    record, notes = read(email="info-at-example")

    assert record.email == ""
    assert fields(notes, NoteKind.DROPPED) == ["email"]


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("www.example.org", "https://www.example.org"),
        ("https://example.org/a", "https://example.org/a"),
        ("javascript:alert(1)", ""),
        ("ftp://example.org", ""),
        ("not an address", ""),
        ("https://example.org/" + "a" * 500, ""),
    ],
)
def test_web_address_is_kept_only_if_it_is_one(url, kept):
    assert read(url=url)[0].url == kept


def test_ages_upside_down_are_dropped_with_a_note():
    record, notes = read(minimum_age=16, maximum_age=5)

    assert (record.minimum_age, record.maximum_age) == (None, None)
    assert "above the oldest age" in notes[0].words


@pytest.mark.parametrize(
    ("age", "kept"), [("5", 5), (5.0, 5), (11.99, 11), (-1, None), (900, None), ("five", None), (True, None)]
)
def test_age_is_a_whole_number_of_years(age, kept):
    assert read(minimum_age=age)[0].minimum_age == kept


def test_personal_details_are_left_out_and_the_role_is_kept():
    record, notes = read(
        email="robin.sample@example.org",
        contacts=[
            {
                "name": "Robin Sample",
                "title": "Club leader",
                "email": "robin.sample@example.org",
                "phones": [{"number": "07700 900123"}, {"number": "01632 960001"}],
            }
        ],
    )

    (contact,) = record.contacts
    assert record.email == ""
    assert (contact.person, contact.role, contact.email) == ("", "Club leader", "")
    assert [phone.number for phone in contact.phones] == ["01632 960001"]
    assert fields(notes, NoteKind.PERSONAL) == [
        "email",
        "contacts[0].name",
        "contacts[0].email",
        "contacts[0].phones",
    ]
    assert "Robin" not in str(notes)
    assert "900123" not in str(notes)


def test_mobile_number_of_the_service_itself_is_kept():
    record, _ = read(
        phones=[{"number": "07700 900123"}],
        contacts=[{"name": "Robin Sample", "phones": [{"number": "07700 900123"}]}],
    )

    assert [phone.number for phone in record.contacts[0].phones] == ["07700 900123"]


def test_name_of_a_team_becomes_the_role():
    record, notes = read(contacts=[{"name": "Admissions team", "email": "admissions@example.org"}])

    assert record.contacts[0].role == "Admissions team"
    assert fields(notes, NoteKind.PERSONAL) == []


def test_email_address_of_a_person_in_the_description_is_left_out():
    record, notes = read(description="Come and play with us. Ask robin.sample@example.org first.")

    assert record.description == "Come and play with us. Ask (e-mail address left out) first."
    assert fields(notes, NoteKind.PERSONAL) == ["description"]


def test_number_that_cannot_be_dialled_is_dropped():
    record, notes = read(phones=[{"number": "ask inside"}, {"number": "01632 960001"}])

    assert [phone.number for phone in record.phones] == ["01632 960001"]
    assert fields(notes, NoteKind.DROPPED) == ["phones[0].number"]


def test_point_at_zero_is_removed_and_the_postcode_gives_another():
    record, notes = read(service_at_locations=at_place(latitude=0, longitude=0))

    place = record.places[0].place
    assert (place.latitude, place.longitude) == pytest.approx((51.814, -0.812), abs=0.01)
    assert place.point_from_postcode
    assert "sea off Africa" in notes[0].words


def test_point_with_its_numbers_changed_round_is_turned():
    record, _ = read(service_at_locations=at_place(latitude="-0.81", longitude="51.81"))

    place = record.places[0].place
    assert (place.latitude, place.longitude, place.point_from_postcode) == (51.81, -0.81, False)


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(100, 101), ("north", 1), (51.8, None), (float("nan"), 1)]
)
def test_impossible_point_is_dropped(latitude, longitude):
    record, notes = read(service_at_locations=at_place(latitude=latitude, longitude=longitude, addresses=[]))

    assert record.places[0].place.latitude is None
    assert "dropped" in {note.kind for note in notes}


def test_unknown_postcode_is_reported():
    lines = [{"address_1": "1 High Street", "city": "Luton", "postal_code": "LU1 1AA"}]
    record, notes = read(service_at_locations=at_place(addresses=lines))

    assert record.places[0].place.latitude is None
    assert [(note.kind, note.field) for note in notes] == [("to-do", "postal_code")]


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("10:00", datetime.time(10)),
        ("10:00:00Z", datetime.time(10)),
        ("09:30:00+00:00", datetime.time(9, 30)),
        ("9.30", datetime.time(9, 30)),
        ("25:00", None),
        ("morning", None),
    ],
)
def test_time_is_read(written, time):
    record, _ = read(schedules=[{"freq": "WEEKLY", "byday": "MO", "opens_at": written}])

    assert record.schedules[0].opens_at == time


def test_times_that_close_before_they_open_are_dropped():
    record, notes = read(schedules=[{"byday": "MO", "opens_at": "18:00", "closes_at": "10:00"}])

    (schedule,) = record.schedules
    assert (schedule.opens_at, schedule.closes_at, schedule.days) == (None, None, ["MO"])
    assert fields(notes, NoteKind.DROPPED) == ["schedules[0].closes_at"]


def test_days_are_read_and_put_in_order():
    record, notes = read(schedules=[{"freq": "WEEKLY", "byday": "FR,Monday,XX"}])

    assert record.schedules[0].days == ["MO", "FR"]
    assert fields(notes, NoteKind.DROPPED) == ["schedules[0].byday"]


def test_first_monday_of_the_month_is_read():
    record, _ = read(schedules=[{"freq": "MONTHLY", "byday": "1MO"}])

    assert (record.schedules[0].days, record.schedules[0].week_of_month) == (["MO"], 1)


def test_schedule_that_says_nothing_is_left_out():
    assert read(schedules=[{"freq": "WEEKLY", "interval": 1}])[0].schedules == []


@pytest.mark.parametrize(
    ("amount", "kept"), [(35, Decimal("35.00")), ("£4.50", Decimal("4.50")), (-1, None), ("a lot", None)]
)
def test_amount_is_read(amount, kept):
    record, _ = read(cost_options=[{"option": "one session", "amount": amount}])

    assert record.costs[0].amount == kept


def test_price_in_another_currency_is_given_in_words():
    record, _ = read(cost_options=[{"amount": 5, "currency": "EUR"}])

    assert (record.costs[0].amount, record.costs[0].words) == (None, "5.00 EUR")


def test_long_text_is_cut_and_noted():
    record, notes = read(service_areas=[{"name": "Northbury and " * 20}])

    assert len(record.areas[0].name) <= 160
    assert fields(notes, NoteKind.REPAIRED) == ["service_areas[0].name"]
