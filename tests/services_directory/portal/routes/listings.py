"""Listings and the changes to them."""

import uuid

from services_directory.domain.listing_changes import save_step, start_change
from tests.services_directory.portal.routes import MEMBERS, NOT_ALLOWED, SIGNED_IN, Route

ONLY_POST = Route(get=NOT_ALLOWED, post=MEMBERS)
ONLY_GET = Route(get=MEMBERS, post=NOT_ALLOWED)
BOTH = Route(get=MEMBERS, post=MEMBERS)

ROUTES = {
    "portal:hints": Route(get=NOT_ALLOWED, post=SIGNED_IN, data={"text": "We facilitate."}),
    "portal:listing_new": Route(get=SIGNED_IN, post=SIGNED_IN, data={"title": "Chess"}),
    "portal:listing": ONLY_GET,
    "portal:listing_change": ONLY_POST,
    "portal:listing_confirm": BOTH,
    "portal:listing_copy": Route(get=MEMBERS, post=MEMBERS, data={"title": "Chess"}),
    "portal:listing_status": Route(get=MEMBERS, post=MEMBERS, data={"state": "full"}),
    "portal:organisation_change": ONLY_POST,
    "portal:change": ONLY_GET,
    "portal:check": BOTH,
    "portal:preview": ONLY_GET,
    "portal:sent": ONLY_GET,
    "portal:take_back": ONLY_POST,
    "portal:withdraw": BOTH,
    "portal:place_find": BOTH,
    "portal:place_new": BOTH,
    "portal:place": BOTH,
    "portal:time_new": BOTH,
    "portal:time": BOTH,
    "portal:time_remove": BOTH,
    "portal:row_new": BOTH,
    "portal:row": BOTH,
    "portal:row_remove": BOTH,
    "portal:step": BOTH,
}


def things(provider, manager, editor):
    """A draft of a new listing with a contact, and a place of its own with a time."""
    change = start_change(None, provider=provider, by=editor)
    place, row, time, contact = (str(uuid.uuid4()) for _ in range(4))
    parts = {
        "times": {
            "places": [{"uuid": place, "name": "Hall", "postal_code": "HP20 1UY"}],
            "service_at_locations": [
                {"uuid": row, "location": place, "schedules": [{"uuid": time, "days": ["MO"]}]}
            ],
        },
        "contact": {"contacts": [{"uuid": contact, "telephone": "01632 960001"}]},
    }
    for step, content in parts.items():
        change = save_step(change, step=step, content=content, expected_version=change.version, by=editor)
    return {
        "change": change.uuid,
        "step": "about",
        "kind": "contact",
        "row": contact,
        "place": place,
        "place_row": row,
        "time": time,
    }
