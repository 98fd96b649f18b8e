"""What is marked in a text, and what is not."""

import itertools
import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.domain.identifiers import KnownNames, find_identifiers
from feedback.enums import IdentifierKind


def marks(text, **options):
    return [(text[span.start : span.end], str(span.kind)) for span in find_identifiers(text, **options)]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("write to jo@example.org please", "email", "jo@example.org"),
        ("it is jo dot bloggs at example dot co dot uk", "email", "jo dot bloggs at example dot co dot uk"),
        ("ring 07700 900123", "phone", "07700 900123"),
        ("ring (01632) 960 123", "phone", "(01632) 960 123"),
        ("ring +44 7700 900123", "phone", "+44 7700 900123"),
        ("oh seven seven double oh nine one two three", "phone", "oh seven seven double oh nine one two three"),
        ("call me on 960123", "phone", "960123"),
        ("NHS number 943 476 5919", "nhs_number", "943 476 5919"),
        ("his nino is QQ123456C", "national_insurance", "QQ123456C"),
        ("near HP19 8FF", "postcode", "HP19 8FF"),
        ("near hp198ff", "postcode", "hp198ff"),
        ("born 3rd of June 2014", "date_of_birth", "3rd of June 2014"),
        ("dob 03/06/14", "date_of_birth", "03/06/14"),
        ("appeal EH123/24/00045", "reference", "EH123/24/00045"),
        ("EHCP ref 4471-22", "reference", "4471-22"),
        ("UPN A823432109023", "reference", "A823432109023"),
        ("minibus reg AB12 CDE", "vehicle", "AB12 CDE"),
        ("I am @bucks_mum on there", "handle", "@bucks_mum"),
        ("insta: bucks.mum", "handle", "bucks.mum"),
        ("see facebook.com/jane.example", "web_address", "facebook.com/jane.example"),
        ("sort code 20-00-00 account 55779911", "bank", "20-00-00 account 55779911"),
        ("we are at 14 Acacia Avenue", "address", "14 Acacia Avenue"),
        ("we are at 14 acacia avenue", "address", "14 acacia avenue"),
        ("flat 3, Beech Court", "address", "flat 3, Beech Court"),
    ],
)  # fmt: skip
def test_what_has_a_shape_of_its_own_is_found(text, kind, words):
    assert (words, kind) in marks(text)


@pytest.mark.parametrize(
    "text",
    [
        "call Childline on 0800 1111",
        "The council's number is 0300 123 4567.",
        "We waited 26 weeks and then 10 minutes each way",
        "In 2024-25 there were 1,250 places for 5 to 11 year olds",
        "COVID-19 and Year 5-6 classes at Key Stage 2",
        "it costs £10000 a year",
        "see www.gov.uk/send and https://www.nhs.uk/conditions",
        "meet me at the cafe at 10.30",
        "3 times in one place, 2 weeks in a row",
    ],
)
def test_numbers_and_addresses_of_nobody_are_left_alone(text):
    assert marks(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("my son jayden hates it", "jayden"),
        ("MY SON JAYDEN HATES IT AND NOBODY LISTENS", "JAYDEN"),
        ("Ask Mr O’Brien", "O’Brien"),
        ("mrs patel was lovely", "patel"),
        ("Dr. Adeyemi rang", "Adeyemi"),
        ("jaydens school is far", "jaydens"),
        ("he is called Bear", "Bear"),
        ("I told Xqzwyn about it", "Xqzwyn"),
        ("my daughter grace has autism", "grace"),
        ("I went with Hope", "Hope"),
        ("Ja\u200byden is happy", "Ja\u200byden"),
        ("J\u0430yden is happy", "J\u0430yden"),
        ("Łukasz is happy", "Łukasz"),
    ],
)
def test_names_are_found_in_the_ways_people_type_them(text, name):
    found = [words for words, kind in marks(text) if kind == "person"]

    assert found == [name]


@pytest.mark.parametrize(
    "text",
    [
        "Will you open in May or in the summer?",
        "We hope for grace and mercy",
        "Sure Start and Makaton were great",
        "We miss school. We miss out.",
        "The Grace Smith Centre is closed",
        "EHCP, CAMHS, SENDIASS and DLA",
        "Aylesbury, Chesham and High Wycombe",
        "There was no mark and no bill",
    ],
)
def test_words_that_name_nobody_are_left_alone(text):
    assert marks(text) == []


def test_a_role_at_a_named_setting_is_direct():
    assert marks("The SENCO at St Mary's never rings") == [("The SENCO at St Mary's", "role_at_setting")]
    assert IdentifierKind.ROLE_AT_SETTING.is_direct
    assert not IdentifierKind.SETTING.is_direct


def test_the_sites_own_lists_name_people_and_hide_services():
    known = KnownNames(
        services=frozenset({"Daisy Club"}),
        settings=frozenset({"hill top"}),
        people=frozenset({"Blue Skies"}),
        contact=frozenset({"Zé Silva"}),
    )

    assert marks("the daisy club at Hill Top", known=known) == [("Hill Top", "setting")]
    assert marks("the manager of daisy club", known=known)[0][1] == "role_at_setting"
    assert marks("blue skies rang, and ze silva too", known=known) == [
        ("blue skies", "person"),
        ("ze silva", "person"),
    ]


@pytest.mark.parametrize(
    ("text", "blocked"),
    [
        (
            "Families told us that the wait for speech therapy is too long. We will add two clinics by June.",
            False,
        ),
        ("Parents of children in Year 6 asked for earlier visits.", False),
        ("A parent said that Jayden waited two years.", True),
        ("The SENCO at St Mary's did not answer.", True),
        ("A Year 6 child with Rett syndrome had no place.", True),
        ("Families of children with Rett syndrome asked for a group.", False),
        ("Ring 07700 900123.", True),
    ],
)
def test_the_gate_stops_a_direct_identifier_or_two_kinds_of_indirect_ones(text, blocked):
    assert bool(find_identifiers(text, mode="gate")) is blocked


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_read_and_marks_lie_inside_it_in_order(text):
    spans = find_identifiers(text)

    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(before.end <= after.start for before, after in itertools.pairwise(spans))


def test_nothing_is_asked_of_the_network(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("The detector may not use the network.")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    assert marks("mail Jayden at jo@example.co.uk, see www.example.org/jo")
