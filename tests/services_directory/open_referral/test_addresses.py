from services_directory.open_referral.addresses import repair_address
from services_directory.open_referral.records import PlaceRecord
from services_directory.open_referral.report import Notes


def repaired(**lines: str) -> tuple[str, str, str, str, str]:
    place = PlaceRecord(raw={}, **lines)
    repair_address(place, Notes(), "address")
    return place.address_1, place.address_2, place.city, place.state_province, place.postal_code


def test_town_in_the_second_line_is_moved_and_the_county_too():
    assert repaired(
        address_1="Unit 8",
        address_2="Mill Park, Mill Lane, Cannock",
        city="Staffordshire",
        postal_code="WS11 9SS",
    ) == ("Unit 8", "Mill Park, Mill Lane", "Cannock", "Staffordshire", "WS11 9SS")


def test_street_in_the_second_line_stays_there():
    assert repaired(address_1="The Hall", address_2="Mill Lane", city="Kent") == (
        "The Hall",
        "Mill Lane",
        "",
        "Kent",
        "",
    )


def test_point_of_the_compass_belongs_to_the_county():
    assert repaired(address_1="Unit 1", address_2="Mill Road, Bradford West", city="Yorkshire")[2:4] == (
        "Bradford",
        "West Yorkshire",
    )


def test_town_is_left_where_it_is_right():
    lines = {"address_1": "1 High Street", "address_2": "Southcourt", "city": "Aylesbury"}

    assert repaired(**lines) == ("1 High Street", "Southcourt", "Aylesbury", "", "")


def test_nation_is_no_county():
    assert repaired(address_1="1 High Street", city="Aylesbury", state_province="England")[3] == ""


def test_postcode_is_written_in_full():
    assert repaired(address_1="1 High Street", city="Aylesbury", postal_code="hp201uy")[4] == "HP20 1UY"


def test_postcode_in_another_line_is_moved():
    assert repaired(address_1="1 High Street, HP20 1UY", city="Aylesbury") == (
        "1 High Street",
        "",
        "Aylesbury",
        "",
        "HP20 1UY",
    )


def test_second_postcode_in_the_town_is_taken_out():
    assert repaired(address_1="1 High Street", city="G78 1AA", postal_code="HP20 1UY")[2:] == (
        "",
        "",
        "HP20 1UY",
    )


def test_postcode_of_another_country_is_dropped_and_reported():
    place, notes = (
        PlaceRecord(raw={}, address_1="1 Main Street", city="MyCity", postal_code="ABC 1234"),
        Notes(),
    )

    repair_address(place, notes, "address")

    assert place.postal_code == ""
    assert [(note.kind, note.field) for note in notes] == [("dropped", "address.postal_code")]
