"""The saved rows of some live services, read together: as many queries for two hundred services as for one."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models

from services_directory.enums import LocationType
from services_directory.models import (
    CostOption,
    DirectoryPage,
    EligibilityCriterion,
    Location,
    PlaceSchedule,
    ReferralRoute,
    ServiceArea,
    ServiceAtLocation,
    ServicePage,
    ServiceSchedule,
    SettingProfile,
    TaxonomyTerm,
)
from services_directory.search.access import Looked, Subject, newest_looks

# Rows that a page's own methods walk with ``.all()``: handed to the page, so that these ask no database.
CHILDREN: dict[str, type[models.Model]] = {
    "cost_options": CostOption,
    "referral_routes": ReferralRoute,
    "schedules": ServiceSchedule,
    "eligibility_criteria": EligibilityCriterion,
    "service_areas": ServiceArea,
    "service_at_locations": ServiceAtLocation,
    "setting_profiles": SettingProfile,
}
TERMS = ("kinds", "needs", "stages", "languages")


@dataclass
class Terms:
    """Every term of the managed lists, by id."""

    by_id: dict[int, TaxonomyTerm] = field(default_factory=dict)

    @classmethod
    def read(cls) -> "Terms":
        """All terms; one query."""
        return cls({term.pk: term for term in TaxonomyTerm.objects.all()})

    def with_wider(self, ids: Iterable[int]) -> list[TaxonomyTerm]:
        """The terms and every wider term above them, each once, narrow before wide."""
        found: dict[int, TaxonomyTerm] = {}
        for term_id in ids:
            next_id: int | None = term_id
            while next_id is not None and next_id in self.by_id and next_id not in found:
                found[next_id] = self.by_id[next_id]
                next_id = self.by_id[next_id].parent_id
        return list(found.values())

    @cached_property
    def codes(self) -> dict[int, str]:
        """Code by id."""
        return {term_id: term.code for term_id, term in self.by_id.items()}


@dataclass
class ServiceRows:
    """One live service with everything that the index needs of it; nothing here asks the database.

    ``page`` holds its rows in memory and must never be saved.
    """

    page: ServicePage
    url: str
    today: datetime.date
    terms: Terms
    term_ids: dict[str, list[int]]
    place_schedules: dict[int, list[PlaceSchedule]]
    looks: dict[Subject, Looked]

    @cached_property
    def at_places(self) -> list[tuple[ServiceAtLocation, Location]]:
        """Where people go: live physical places; an address for post or a web meeting is none."""
        return [
            (row, row.location)
            for row in self.page.service_at_locations.all()
            if row.location is not None
            and row.location.live
            and row.location.location_type == LocationType.PHYSICAL
        ]

    def one_to_one(self, name: str) -> Any:
        """A row of its own table, such as ``assurance``, or ``None``."""
        return getattr(self.page, name, None)


def read_rows(service_ids: Sequence[int], today: datetime.date) -> list[ServiceRows]:
    """The rows of those of ``service_ids`` that families can find; others are left out."""
    pages = list(
        ServicePage.objects.for_search()
        .public()
        .filter(pk__in=service_ids)
        .select_related("provider", "assurance", "operational_status", "source_record")
    )
    ids = [page.pk for page in pages]
    for name, model in CHILDREN.items():
        rows = model._default_manager.filter(page__in=ids)
        if name == "service_at_locations":
            rows = rows.select_related("location")
        grouped = _grouped(rows, "page_id")
        for page in pages:
            setattr(page, name, grouped[page.pk])
    term_ids = {name: _term_ids(name, ids) for name in TERMS}
    places = [row for page in pages for row in page.service_at_locations.all()]
    schedules = PlaceSchedule.objects.filter(service_at_location__in=[row.pk for row in places])
    of_place = _grouped(schedules, "service_at_location_id")
    looks = newest_looks({row.location_id for row in places if row.location_id}, ids)
    terms, base = Terms.read(), _directory_url()
    return [
        ServiceRows(
            page,
            f"{base}{page.slug}/",
            today,
            terms,
            {name: term_ids[name][page.pk] for name in TERMS},
            of_place,
            looks,
        )
        for page in pages
    ]


def _grouped(rows: models.QuerySet, key: str) -> dict[int, list[Any]]:
    found = defaultdict(list)
    for row in rows:
        found[getattr(row, key)].append(row)
    return found


def _term_ids(name: str, page_ids: list[int]) -> dict[int, list[int]]:
    found = defaultdict(list)
    through = getattr(ServicePage, name).through
    pairs = through.objects.filter(servicepage__in=page_ids).order_by("pk")
    for page_id, term_id in pairs.values_list("servicepage_id", "taxonomyterm_id"):
        found[page_id].append(term_id)
    return found


def _directory_url() -> str:
    """The address that every service stands below, the same for all: one directory a site."""
    directory = DirectoryPage.objects.first()
    return (directory.url if directory else None) or "/service/"
