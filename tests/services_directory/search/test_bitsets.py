"""Sets of services as numbers, and scores as planes of bits."""

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from services_directory.search import bitsets

SIZE = 40
SLOTS = st.sets(st.integers(0, SIZE - 1))


@given(SLOTS)
def test_slots_of_a_set_are_those_it_was_made_of_in_order(slots):
    assert list(bitsets.slots(bitsets.from_slots(slots, SIZE), SIZE)) == sorted(slots)


@given(SLOTS, SLOTS)
def test_union_is_what_is_in_either(one, other):
    made = [bitsets.from_slots(slots, SIZE) for slots in (one, other)]

    assert bitsets.union(made) == bitsets.from_slots(one | other, SIZE)
    assert bitsets.union(made).bit_count() == len(one | other)


def test_sets_of_no_services_are_empty():
    assert bitsets.from_slots([], 0) == 0
    assert list(bitsets.slots(0, 0)) == []


@given(st.lists(st.tuples(SLOTS, st.integers(0, 5000)), max_size=12), SLOTS)
def test_groups_are_of_equal_score_and_the_highest_comes_first(weights, wanted):
    scores = bitsets.Scores()
    total = dict.fromkeys(range(SIZE), 0)
    for slots, weight in weights:
        scores.add(bitsets.from_slots(slots, SIZE), weight)
        for slot in slots:
            total[slot] += weight

    groups = [list(bitsets.slots(one, SIZE)) for one in scores.groups(bitsets.from_slots(wanted, SIZE))]

    assert list(chain(*groups)) == sorted(wanted, key=lambda slot: (-total[slot], slot))
    assert all(len({total[slot] for slot in group}) == 1 for group in groups)
