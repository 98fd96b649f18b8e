"""Feeds made for a test, and a postcode file with one postcode."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services_directory.domain.postcode_file import SourceRow, write_postcode_file

DATA = Path(__file__).with_name("data")


@pytest.fixture(autouse=True)
def postcodes(settings, tmp_path) -> None:
    """HP20 1UY is in Aylesbury; no other postcode is known."""
    settings.POSTCODE_FILE = tmp_path / "postcodes.bin"
    write_postcode_file(settings.POSTCODE_FILE, [[SourceRow("HP20 1UY", 481968.0, 213544.0, "E06000060")]])


@pytest.fixture
def feed(tmp_path) -> Callable[..., str]:
    """Writes services as a 3.0 list page and returns the name of the file; always the same one."""

    def write(*services: Any) -> str:
        file = tmp_path / "feed.json"
        page = {"total_items": len(services), "total_pages": 1, "contents": list(services)}
        file.write_text(json.dumps(page), encoding="utf-8")
        return str(file)

    return write


def service(**values: Any) -> dict[str, Any]:
    """A small service that can be published; ``values`` replace or add fields, ``None`` leaves one out."""
    record = {
        "id": "11111111-1111-4111-8111-111111111111",
        "name": "Saturday Sparks",
        "status": "active",
        "description": "A Saturday club with games and a quiet room. Brothers and sisters can come.",
        "organization": {
            "id": "22222222-2222-4222-8222-222222222222",
            "name": "Sparks Play Association",
            "description": "We run clubs.",
        },
    } | values
    return {key: value for key, value in record.items() if value is not None}


def at_place(**location: Any) -> list[dict[str, Any]]:
    """``service_at_locations`` with one place; ``location`` replaces its fields."""
    address = {"address_1": "1 High Street", "city": "Aylesbury", "postal_code": "HP20 1UY"}
    place = {"id": "hall", "location_type": "physical", "name": "Northbury Hall", "addresses": [address]}
    return [{"id": "at-hall", "location": place | location}]
