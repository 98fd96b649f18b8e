"""The directories that are searched: the demonstration, and a smaller one in the words of another authority.

Northmoor is invented, as the demonstration is, but written as many councils and trusts write: in official words, with
no needs or kinds from our lists. What helps only the demonstration shows there.
"""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services_directory.search.contract import IndexedService

FOLDER = Path(__file__).parent


def demo() -> list["IndexedService"]:
    """The services of the demonstration, loaded if the database is new, as the code indexes them now."""
    from django.core.management import call_command

    from services_directory.models import ServicePage
    from services_directory.search.indexing import findable_services

    _renew_glossary()
    if not ServicePage.objects.exists():
        quiet = {"stdout": io.StringIO(), "stderr": io.StringIO()}
        call_command("build_postcodes", **quiet)
        call_command("load_demo", verbosity=0, **quiet)
    return list(findable_services())


def northmoor() -> list["IndexedService"]:
    """The services of Northmoor: a title, a provider, two texts and ages, and nothing else."""
    from services_directory.search.contract import IndexedPlace, IndexedService

    _renew_glossary()
    written = json.loads((FOLDER / "northmoor_services.json").read_text(encoding="utf-8"))
    return [
        IndexedService(
            id=number,
            uuid=f"northmoor-{number}",
            title=one["title"],
            texts=(one["title"], one["provider"], one["summary"], one["description"]),
            places=(IndexedPlace(None, minimum_age=one["minimum_age"], maximum_age=one["maximum_age"]),),
            facets={},
            card={"title": one["title"]},
        )
        for number, one in enumerate(written, 1)
    ]


def _renew_glossary() -> None:
    """The glossary that every authority starts with, as its file is now."""
    from services_directory.domain.standard_lists import load_standard_lists
    from services_directory.models import GlossaryEntry

    GlossaryEntry.objects.all().delete()
    load_standard_lists()


DIRECTORIES: dict[str, Callable[[], list["IndexedService"]]] = {"demo": demo, "northmoor": northmoor}
