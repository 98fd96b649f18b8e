"""Rules that hold on every page of the portal: valid, labelled, one heading, light, kept by nobody."""

import gzip
from pathlib import Path

import html5lib
import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from benchmarks.page_weight import resources
from services_directory.domain.listing_changes import start_change
from services_directory.domain.listing_fields import PROVIDER_STEPS, SERVICE_STEPS
from services_directory.models import (
    Contact,
    CostOption,
    EligibilityCriterion,
    ProfileQuestion,
    ServiceAtLocation,
    SettingProfile,
)
from services_directory.portal.rows import KINDS
from tests.factories.directory import KindFactory, LocationFactory, NeedFactory, ServicePageFactory
from tests.localoffer.site.test_every_page import (
    _controls_are_labelled,
    _headings_skip_no_level,
    _identifiers_are_unique,
    tree,
)

pytestmark = pytest.mark.django_db

MOST_BYTES = 60_000


@pytest.fixture
def long_listing(provider):
    """A school with thirty rows of several kinds."""
    for number in range(16):
        ProfileQuestion.objects.create(
            code=f"question-{number}", question=f"Question {number}?", setting_types=["school"]
        )
    for number in range(60):
        KindFactory(name=f"Kind of support {number}")
        NeedFactory(name=f"A need with a longer name {number}")
    return ServicePageFactory(
        title="Willow School",
        provider=provider,
        contacts=[Contact(role=f"Team {number}", telephone=f"01632 96{number:04}") for number in range(30)],
        cost_options=[CostOption(option=f"course {number}", amount=number) for number in range(30)],
        eligibility_criteria=[
            EligibilityCriterion(kind="other", sentence=f"You live in street {number}.")
            for number in range(30)
        ],
        service_at_locations=[ServiceAtLocation(location=LocationFactory())],
        setting_profiles=[SettingProfile(setting_type="school")],
    )


@pytest.fixture
def addresses(long_listing, provider, member):
    """Every page of the portal about listings, by what it is."""
    change = start_change(long_listing, provider=provider, by=member)
    of_provider = start_change(provider, provider=provider, by=member)
    of_listing = {"listing": long_listing.uuid}
    of_change = {"change": change.uuid}
    found = [
        reverse("portal:home"),
        reverse("portal:listing_new"),
        *(
            reverse(f"portal:{name}", kwargs=of_listing)
            for name in ("listing", "listing_confirm", "listing_copy", "listing_status")
        ),
        *(
            reverse(f"portal:{name}", kwargs=of_change)
            for name in ("change", "check", "preview", "withdraw", "place_find", "place_new")
        ),
        reverse("portal:place_find", kwargs=of_change) + "?q=hall",
        *(reverse("portal:step", kwargs={**of_change, "step": step.code}) for step in SERVICE_STEPS),
        *(
            reverse("portal:step", kwargs={"change": of_provider.uuid, "step": step.code})
            for step in PROVIDER_STEPS
        ),
        reverse("portal:preview", kwargs={"change": of_provider.uuid}),
        reverse("portal:check", kwargs={"change": of_provider.uuid}),
        reverse("portal:step", kwargs={**of_change, "step": "about"}) + "?words=1",
        *(
            reverse("portal:row_new", kwargs={**of_change, "kind": kind.code})
            for kind in KINDS
            if kind.code != "place"
        ),
    ]
    contact = {**of_change, "kind": "contact", "row": change.content["contacts"][0]["uuid"]}
    place = change.content["service_at_locations"][0]
    found += [
        reverse("portal:row", kwargs=contact),
        reverse("portal:row_remove", kwargs=contact),
        reverse("portal:row", kwargs={**of_change, "kind": "place", "row": place["uuid"]}),
        reverse("portal:place", kwargs={**of_change, "place": place["location"]}),
        reverse("portal:time_new", kwargs={**of_change, "place_row": place["uuid"]}),
    ]
    return found


def bytes_of_first_view(html: bytes) -> int:
    """Of the page and all that it loads, compressed."""
    root = Path(finders.find("css/site.css")).parents[1]
    sizes = [len(gzip.compress(html, 9))]
    for one in resources(html.decode(), root):
        file = root / one.removeprefix("/static/")
        body = file.read_bytes() if file.is_file() else Client().get(one).content
        sizes.append(len(gzip.compress(body, 9)))
    return sum(sizes)


def test_every_page_keeps_the_rules(addresses, portal):
    heavy = {}
    for address in addresses:
        response = portal.get(address)
        assert response.status_code == 200, address
        html5lib.HTMLParser(strict=True).parse(response.content.decode())
        root = tree(response)
        assert len(list(root.iter("h1"))) == 1, address
        assert "no-store" in response["Cache-Control"], address
        assert b'<meta name="robots" content="noindex">' in response.content, address
        assert "unsafe" not in response["Content-Security-Policy"], address
        _controls_are_labelled(root, address)
        _identifiers_are_unique(root, address)
        _headings_skip_no_level(root, address)
        if (weight := bytes_of_first_view(response.content)) > MOST_BYTES:
            heavy[address] = weight
    assert heavy == {}
