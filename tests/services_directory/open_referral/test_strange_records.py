"""Whatever JSON stands where a service should, the row is read or refused; it never stops the run."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services_directory.open_referral import identity, read_v1, read_v3
from services_directory.open_referral.people import without_people
from services_directory.open_referral.repair import (
    own_words_of,
    repair_organisation,
    repair_place,
    repair_service,
)
from services_directory.open_referral.report import Notes
from services_directory.open_referral.tidy import tidied
from tests.services_directory.open_referral.conftest import at_place, service

leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
anything = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
FIELDS = [
    *("id", "name", "description", "url", "email", "status", "fees", "minimum_age", "maximum_age", "phones"),
    *(
        "contacts",
        "cost_options",
        "service_areas",
        "schedules",
        "service_at_locations",
        "attributes",
        "languages",
    ),
    *("organization", "eligibility_description", "eligibilitys", "regular_schedules", "service_taxonomys"),
]
KEYS = [
    *(
        "id",
        "name",
        "title",
        "email",
        "phones",
        "number",
        "location",
        "addresses",
        "physical_addresses",
        "byday",
    ),
    *(
        "interval",
        "opens_at",
        "valid_from",
        "valid_to",
        "amount",
        "latitude",
        "longitude",
        "postal_code",
        "freq",
    ),
]
rows = st.lists(st.dictionaries(st.sampled_from(KEYS), anything, max_size=6) | anything, max_size=3)
strange = st.dictionaries(st.sampled_from(FIELDS), anything | rows)


@pytest.mark.parametrize("reader", [read_v1.read_service, read_v3.read_service])
@settings(deadline=None, max_examples=150)
@given(values=strange)
def test_any_record_can_be_read_and_mended(reader, values):
    data = service(service_at_locations=at_place()) | values
    notes = Notes()

    identity.keys_of(data)
    record = reader(tidied(data, notes))
    without_people(record.raw, own_words_of(record), record.name)
    for at in record.places:
        repair_place(at.place, notes)
    if record.organisation:
        repair_organisation(record.organisation, notes)
    repair_service(record, notes)

    assert len(record.name) <= 255
    assert len(record.summary) <= 250
