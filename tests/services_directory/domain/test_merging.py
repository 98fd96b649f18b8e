"""Three versions, merged by field and by row."""

import pytest

from services_directory.domain.merging import DifferenceKind, differences, merged, token_of

A, B, C = (f"00000000-0000-4000-8000-00000000000{number}" for number in (1, 2, 3))


def contact(identifier, **values):
    blank = dict.fromkeys(("kind", "role", "telephone", "textphone", "email", "url", "note"), "")
    return {"uuid": identifier, **blank, **values}


def content(summary="As it was", contacts=()):
    return {"summary": summary, "contacts": list(contacts)}


def test_what_is_equal_is_no_difference():
    assert differences(content(), content("Officer's"), content()) == []


def test_a_field_that_only_the_provider_changed_is_taken_and_the_officers_fix_elsewhere_stays():
    base = content(contacts=[contact(A, telephone="1")])
    live = content(contacts=[contact(A, telephone="2")])
    proposed = content("Provider's", [contact(A, telephone="1")])

    found = differences(base, live, proposed)

    assert [(one.key, one.is_conflict) for one in found] == [("summary", False)]
    assert merged(live, found) == content("Provider's", [contact(A, telephone="2")])


def test_two_fields_of_one_row_merge():
    base = content(contacts=[contact(A, telephone="1")])
    live = content(contacts=[contact(A, telephone="2")])
    proposed = content(contacts=[contact(A, telephone="1", email="a@example.org")])

    found = differences(base, live, proposed)

    assert [one.key for one in found] == [f"contacts/{A}/email"]
    assert not found[0].is_conflict
    assert merged(live, found)["contacts"] == [contact(A, telephone="2", email="a@example.org")]


def test_the_same_field_changed_by_both_is_a_conflict_unless_they_agree():
    base, live = content(), content("Officer's")

    assert differences(base, live, content("Provider's"))[0].is_conflict
    assert differences(base, live, content("Officer's")) == []


@pytest.mark.parametrize(
    ("live", "proposed", "kind", "is_conflict"),
    [
        ([contact(A)], [contact(A), contact(B)], DifferenceKind.ADDED, False),
        ([contact(A)], [], DifferenceKind.REMOVED, False),
        ([contact(A, note="fixed")], [], DifferenceKind.REMOVED, True),
        ([], [contact(A, note="mine")], DifferenceKind.ADDED, True),
        ([], [], None, None),
        ([], [contact(A)], None, None),
    ],
    ids=["added", "removed", "removed, was fixed", "changed, was removed", "removed by both", "untouched"],
)
def test_rows_that_come_and_go(live, proposed, kind, is_conflict):
    found = differences(content(contacts=[contact(A)]), content(contacts=live), content(contacts=proposed))

    assert [(one.kind, one.is_conflict) for one in found] == ([(kind, is_conflict)] if kind else [])
    if kind:
        assert merged(content(contacts=live), found)["contacts"] == proposed


def test_an_added_row_comes_where_it_was_put():
    base = content(contacts=[contact(A), contact(B)])
    proposed = content(contacts=[contact(A), contact(C), contact(B)])

    assert merged(base, differences(base, base, proposed)) == proposed


def test_a_new_order_is_a_difference_of_its_own():
    base = content(contacts=[contact(A), contact(B), contact(C)])
    proposed = content(contacts=[contact(C), contact(A), contact(B)])

    found = differences(base, base, proposed)

    assert [(one.key, one.kind) for one in found] == [("contacts/order", DifferenceKind.REORDERED)]
    assert merged(base, found) == proposed
    assert merged(base, []) == base


def test_rows_of_rows_merge_by_their_own_identifiers():
    def place(*times, description=""):
        row = {"uuid": A, "location": None, "description": description, "minimum_age": None}
        return {
            "service_at_locations": [{**row, "maximum_age": None, "schedules": [time(*one) for one in times]}]
        }

    def time(identifier, note):
        names = ("freq", "days", "week_of_month", "opens_at", "closes_at", "term_time", "valid_from")
        return {"uuid": identifier, **dict.fromkeys((*names, "valid_to", "interval")), "note": note}

    base = place((B, "Mondays"))
    live = place((B, "Mondays"), description="Upstairs")
    proposed = place((B, "Tuesdays"), (C, "Fridays"))

    found = differences(base, live, proposed)

    assert [one.key for one in found] == [
        f"service_at_locations/{A}/schedules/{B}/note",
        f"service_at_locations/{A}/schedules/{C}",
    ]
    assert merged(live, found) == place((B, "Tuesdays"), (C, "Fridays"), description="Upstairs")


def test_only_what_is_taken_is_merged_and_an_edit_wins():
    base = content(contacts=[contact(A, telephone="1")])
    proposed = content("Provider's", [contact(A, telephone="2", email="a@example.org")])
    found = {one.key: one for one in differences(base, base, proposed)}
    email, telephone = f"contacts/{A}/email", f"contacts/{A}/telephone"

    result = merged(base, [found[email], found[telephone]], {telephone: "3"})

    assert result == content("As it was", [contact(A, telephone="3", email="a@example.org")])


def test_the_token_follows_every_version():
    base, proposed = content(), content("Provider's")
    first = token_of(1, differences(base, base, proposed))

    assert first == token_of(1, differences(base, base, proposed))
    assert first != token_of(2, differences(base, base, proposed))
    assert first != token_of(1, differences(base, content("Officer's"), proposed))
    assert first != token_of(1, differences(base, base, content("Other")))
