"""How many services a second an import takes: new ones with full history, and a second run of the same file.

    python -m benchmarks.import_speed --services 400

Each new service brings an organisation, a place, a contact, a price and a time, and is published with a revision.
Reading the file and the references for Wagtail are counted, the search index is not. Nothing is asserted.
"""

import argparse
import json
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

from benchmarks import use_database


def service(number: int) -> dict[str, Any]:
    """An invented service in the shape of Open Referral UK 3.0."""

    def identifier(what: str) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"https://example.org/{what}/{number}"))

    return {
        "id": identifier("service"),
        "name": f"Saturday club {number}",
        "status": "active",
        "description": "<p>A club for children, with games and a quiet room. Brothers and sisters can come.</p>"
        "<ul><li>Bring a drink</li><li>Wear old clothes</li></ul>",
        "minimum_age": number % 10,
        "maximum_age": 10 + number % 15,
        "organization": {"id": identifier("organization"), "name": f"Play association {number}"},
        "phones": [{"id": identifier("phone"), "number": f"01632 960{number % 1000:03}"}],
        "cost_options": [{"id": identifier("cost"), "option": "one session", "amount": 4.5}],
        "schedules": [
            {
                "id": identifier("time"),
                "freq": "WEEKLY",
                "byday": "SA",
                "opens_at": "10:00",
                "closes_at": "12:00",
            }
        ],
        "service_at_locations": [
            {
                "id": identifier("at"),
                "location": {
                    "id": identifier("location"),
                    "location_type": "physical",
                    "name": f"Hall {number}",
                    "latitude": 51.8 + number / 10_000,
                    "longitude": -0.8,
                    "addresses": [{"address_1": f"{number} High Street", "city": "Northbury"}],
                },
            }
        ],
    }


def main() -> None:
    """Import twice and print the speed of each run."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--services", type=int, default=400)
    count = parser.parse_args().services
    with tempfile.TemporaryDirectory() as folder:
        use_database(Path(folder) / "import.sqlite3")
        from services_directory.open_referral.run import import_listings

        feed = Path(folder) / "feed.json"
        feed.write_text(json.dumps({"contents": [service(number) for number in range(count)]}))
        print(f"Import of {count} services (the aim is 10 new and 200 unchanged a second)")
        for what, outcome in (("new, published, with history", "taken"), ("unchanged", "unchanged")):
            began = time.perf_counter()
            report = import_listings(str(feed), publish=True)
            seconds = time.perf_counter() - began
            done = report.counts()[outcome]
            print(f"  {what}: {done / seconds:.0f} services/second ({done} in {seconds:.1f} s)")


if __name__ == "__main__":
    main()
