import pytest

from services_directory.open_referral.people import (
    is_mobile,
    is_person_name,
    is_personal_email,
    own_words,
    without_people,
)

OWN = own_words("Northbury Wheelchair Service", "Artificial Limb and Appliance Service")


@pytest.mark.parametrize(
    "address",
    [
        "robin.sample@example.org",
        "r.sample@example.org",
        "robin_sample@example.org",
        "robin-sample2@example.org",
        "robin.j.sample@example.org",
        "rsample@example.org",
        "Robin.Sample@EXAMPLE.org",
        "caroline.edwards@example.org",
    ],
)
def test_email_address_of_a_person_is_personal(address):
    assert is_personal_email(address, OWN)


@pytest.mark.parametrize(
    "address",
    [
        "info@example.org",
        "enquiries@example.org",
        "northbury.team@example.org",
        "wheelchair.services@example.org",
        "abc-tr.wheelchairs@example.org",
        "northbury@example.org",
        "cav_alas@example.org",
        "pals@example.org",
        "hub@example.org",
        "rcas@example.org",
        "senco@example.org",
        "head.teacher@example.org",
    ],
)
def test_email_address_of_a_role_or_service_is_not_personal(address):
    assert not is_personal_email(address, OWN)


@pytest.mark.parametrize(
    "name", ["Robin Sample", "Mrs Sample", "Dr. R. Sample", "Robin", "Caroline Ward-Edwards"]
)
def test_name_of_a_person_is_known(name):
    assert is_person_name(name, "Saturday Sparks", "Sparks Play Association")


@pytest.mark.parametrize(
    "name",
    ["", "Admissions team", "Reception Manager", "Sparks", "SENDIASS", "Duty desk 2", "customer services"],
)
def test_name_of_a_team_or_role_is_no_person(name):
    assert not is_person_name(name, "Saturday Sparks", "Sparks Play Association")


@pytest.mark.parametrize(
    ("number", "mobile"),
    [("07700 900123", True), ("+44 7700 900123", True), ("01632 960001", False), ("0808 157 0123", False)],
)
def test_mobile_numbers_are_known(number, mobile):
    assert is_mobile(number) is mobile


def test_record_is_stored_without_people():
    record = {
        "name": "Sparks",
        "email": "info@example.org",
        "assurer_email": "robin.sample@example.org",
        "description": "Ask robin.sample@example.org or info@example.org.",
        "contacts": [
            {
                "name": "Robin Sample",
                "title": "Club leader",
                "phones": [{"number": "07700 900123"}, {"number": "01632 960001"}],
            }
        ],
        "service_at_locations": [
            {"location": {"addresses": [{"attention": "Robin Sample", "city": "Aylesbury"}]}}
        ],
    }

    stored = without_people(record, own_words("Sparks"), "Sparks")

    assert stored == {
        "name": "Sparks",
        "email": "info@example.org",
        "description": "Ask (e-mail address left out) or info@example.org.",
        "contacts": [{"title": "Club leader", "phones": [{"number": "01632 960001"}]}],
        "service_at_locations": [{"location": {"addresses": [{"city": "Aylesbury"}]}}],
    }
