"""From the saved rows of a live service to what the index holds of it, the same for every engine."""

import datetime
from collections.abc import Iterable, Iterator, Sequence

from wagtail.models import Page
from wagtail.rich_text import get_text_for_indexing

from services_directory.domain.eligibility import in_force
from services_directory.enums import (
    Audience,
    CriterionEffect,
    CriterionKind,
    CriterionPurpose,
    Delivery,
    Frequency,
)
from services_directory.fields import labels_of
from services_directory.models import Location, ServiceAtLocation, ServicePage
from services_directory.models.schedules import BYDAY, ScheduleFields
from services_directory.presenters.words import FAMILY, current_costs
from services_directory.search.access import merged_answers
from services_directory.search.cards import card
from services_directory.search.contract import Facet, IndexedPlace, IndexedService
from services_directory.search.rows import ServiceRows, read_rows

READ_AT_ONCE = 200  # services


def indexed_service(page: Page, today: datetime.date | None = None) -> IndexedService | None:
    """What the index should hold of ``page``, from its saved rows and never from the object given.

    ``None`` where families must not find it: not live, hidden by the review clock, private, or gone.
    """
    return next(iter(indexed_services([page.pk], today)), None)


def indexed_services(service_ids: Sequence[int], today: datetime.date | None = None) -> list[IndexedService]:
    """What the index should hold of those of ``service_ids`` that families can find; at most 25 queries."""
    return [_indexed(rows) for rows in read_rows(service_ids, today or datetime.date.today())]


def findable_services() -> Iterator[IndexedService]:
    """Everything that families can find, read in batches: memory does not grow with the directory."""
    last = 0
    while ids := list(
        ServicePage.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:READ_AT_ONCE]
    ):
        yield from indexed_services(ids)
        last = ids[-1]


def _indexed(rows: ServiceRows) -> IndexedService:
    page = rows.page
    places = tuple(_places(rows)) or tuple(_areas(rows))
    shown = card(rows)
    return IndexedService(
        id=page.pk,
        uuid=str(page.uuid),
        title=page.title,
        texts=_texts(rows, places),
        places=places,
        facets={facet.value: tuple(sorted(values)) for facet, values in _facets(rows) if values},
        checked_on=shown["checked_on"],
        card=shown,
    )


def _texts(rows: ServiceRows, places: Sequence[IndexedPlace]) -> tuple[str, str, str, str]:
    """The four texts, heaviest first. Of a hidden place only what families may know of it."""
    page, terms = rows.page, rows.terms
    topics = terms.with_wider([*rows.term_ids["needs"], *rows.term_ids["kinds"], *rows.term_ids["stages"]])
    found_there = {feature for place in places for feature, answer in place.access.items() if answer != "no"}
    features = [term.words for term in terms.by_id.values() if term.code in found_there and term.scope]
    rest = [
        *(get_text_for_indexing(html) for html in (page.description, page.application_process) if html),
        page.interpretation_services,
        page.commissioner,
        "short break" if page.is_short_break else "",
        *labels_of(page.audiences, Audience),
        *labels_of(page.delivery, Delivery),
        *(terms.by_id[term_id].words for term_id in rows.term_ids["languages"]),
        *(f"{location.public_name} {location.city}" for _, location in rows.at_places),
        *(area.name for area in page.service_areas.all()),
        *(profile.separate_unit for profile in page.setting_profiles.all()),
        *sorted(features),
    ]
    provider = page.provider.title if page.provider else ""
    about = [*(term.words for term in topics), provider]
    return page.title, "\n".join(about), page.summary, "\n".join(filter(None, rest))


def _facets(rows: ServiceRows) -> Iterator[tuple[Facet, set[str]]]:
    page, terms = rows.page, rows.terms
    level = terms.by_id.get(page.support_level_id or 0)
    yield Facet.NEED, {term.code for term in terms.with_wider(rows.term_ids["needs"])}
    yield Facet.CATEGORY, {term.code for term in terms.with_wider(rows.term_ids["kinds"])}
    yield Facet.SECTOR, set(page.sectors)
    yield Facet.LEVEL, {level.code} if level else set()
    yield Facet.COST, _cost(rows)
    yield Facet.REFERRAL, {_referral(rows)}
    yield Facet.PLAN, {str(page.plan_requirement)}
    yield Facet.DELIVERY, set(page.delivery)
    yield Facet.AREA, {page.coverage}
    yield Facet.AUDIENCE, set(page.audiences)


def _cost(rows: ServiceRows) -> set[str]:
    """Free and paid may both hold; a price in words alone tells neither."""
    amounts = [option.amount for option in current_costs(rows.page.cost_options.all(), rows.today)]
    found = {"paid" if amount else "free" for amount in amounts if amount is not None}
    return found or {"unknown"}


def _referral(rows: ServiceRows) -> str:
    """Whether the family can ask itself, somebody else has to, or nobody has said."""
    referrers = {route.referrer for route in rows.page.referral_routes.all()}
    if referrers:
        return "self" if referrers & FAMILY else "needed"
    effects = {
        criterion.effect
        for criterion in in_force(rows.page.eligibility_criteria.all(), rows.today)
        if criterion.kind == CriterionKind.REFERRAL and criterion.purpose == CriterionPurpose.ENTRY
    }
    if CriterionEffect.MUST in effects:
        return "needed"
    return "self" if CriterionEffect.NOT_NEEDED in effects else "unknown"


def _places(rows: ServiceRows) -> Iterator[IndexedPlace]:
    """The places of the service. A building's findings are shared; a session's belong to this service alone."""
    page = rows.page
    for row, location in rows.at_places:
        minimum, maximum = _ages(rows, row, location)
        latitude, longitude = location.public_point or (None, None)
        schedules = [*page.schedules.all(), *rows.place_schedules.get(row.pk, ())]
        yield IndexedPlace(
            location=str(location.uuid),
            name=location.public_name,
            latitude=latitude,
            longitude=longitude,
            access=merged_answers(
                rows.looks.get((location.pk, None)),
                rows.looks.get((location.pk, page.pk)),
                rows.terms.codes,
                rows.today,
            ),
            days=_days(schedules, rows.today),
            minimum_age=minimum,
            maximum_age=maximum,
        )


def _areas(rows: ServiceRows) -> Iterator[IndexedPlace]:
    """A service with no place stands where its areas are, or nowhere; access is what it found of itself."""
    page = rows.page
    points = [
        (area.latitude, area.longitude) for area in page.service_areas.all() if area.latitude is not None
    ]
    access = merged_answers(None, rows.looks.get((None, page.pk)), rows.terms.codes, rows.today)
    for latitude, longitude in points or [(None, None)]:
        yield IndexedPlace(
            location=None,
            latitude=latitude,
            longitude=longitude,
            access=access,
            days=_days(page.schedules.all(), rows.today),
            minimum_age=page.minimum_age,
            maximum_age=page.maximum_age,
        )


def _ages(rows: ServiceRows, row: ServiceAtLocation, location: Location) -> tuple[int | None, int | None]:
    """The ages at a place: its own bounds or the service's, narrowed by rules that hold only there."""
    page = rows.page
    minimum = page.minimum_age if row.minimum_age is None else row.minimum_age
    maximum = page.maximum_age if row.maximum_age is None else row.maximum_age
    for criterion in in_force(rows.page.eligibility_criteria.all(), rows.today):
        if (
            criterion.kind == CriterionKind.AGE
            and criterion.effect == CriterionEffect.MUST
            and criterion.purpose == CriterionPurpose.ENTRY
            and criterion.location_id == location.pk
        ):
            lowest = [bound for bound in (minimum, criterion.minimum) if bound is not None]
            highest = [bound for bound in (maximum, criterion.maximum) if bound is not None]
            minimum, maximum = max(lowest, default=None), min(highest, default=None)
    return minimum, maximum


def _days(schedules: Iterable[ScheduleFields], today: datetime.date) -> tuple[str, ...]:
    """The days of the week on which anything runs, Monday first; times that are over count no more."""
    found: set[str] = set()
    for schedule in schedules:
        if schedule.valid_to is None or schedule.valid_to >= today:
            found.update(BYDAY if schedule.freq == Frequency.DAILY else schedule.days)
    return tuple(day for day in BYDAY if day in found)
