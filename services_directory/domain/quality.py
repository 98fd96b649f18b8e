"""How fresh and how whole the offer is: the numbers behind the desk's page of quality."""

import datetime
import math
import statistics
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from services_directory.enums import AssessmentState, ReminderStage, Sector
from services_directory.models import (
    AccessibilityAssessment,
    ListingAssurance,
    ListingChange,
    ReviewReminder,
    ServiceAtLocation,
    ServicePage,
)
from services_directory.models.changes import DECIDED

A_YEAR = datetime.timedelta(days=365)


def stale(services: QuerySet[ServicePage], today: datetime.date) -> QuerySet[ServicePage]:
    """Services whose check is overdue, or that nobody ever checked."""
    late = ListingAssurance.objects.filter(page=OuterRef("pk"), next_due_on__lt=today)
    checked = ListingAssurance.objects.filter(page=OuterRef("pk"), checked_on__isnull=False)
    return services.filter(Exists(late) | ~Exists(checked))


def without_response(
    services: QuerySet[ServicePage], today: datetime.date | None = None
) -> QuerySet[ServicePage]:
    """Services whose keepers had the last reminder of this round over a week ago, and nobody answered any."""
    week_ago = (today or datetime.date.today()) - datetime.timedelta(days=7)
    round_now = ReviewReminder.objects.filter(page=OuterRef("pk"), due_on=F("page__assurance__next_due_on"))
    last = round_now.filter(stage=ReminderStage.AFTER_28, sent_on__lte=week_ago)
    return services.filter(Exists(last), ~Exists(round_now.exclude(answer="")))


@dataclass(frozen=True)
class Share:
    """So many of so many; ``key`` names the group in addresses."""

    key: str
    label: str
    number: int
    of: int

    @property
    def percent(self) -> int:
        """Of a hundred, rounded."""
        return round(100 * self.number / self.of) if self.of else 0


def stale_by_provider(today: datetime.date) -> list[Share]:
    """Providers with stale listings, the most first; two queries."""
    return _shares(today, "provider_id", "provider__title")


def stale_by_kind(today: datetime.date) -> list[Share]:
    """Kinds of support with stale listings, the most first; a listing of two kinds counts in both. Two queries."""
    return _shares(today, "kinds", "kinds__name")


def _shares(today: datetime.date, key: str, label: str) -> list[Share]:
    live = ServicePage.objects.live().order_by()
    late = set(stale(live, today).values_list("pk", flat=True))
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for pk, group, name in live.values_list("pk", key, label):
        if group is not None:
            groups[str(group), name].append(pk)
    shares = [
        Share(group, name, sum(pk in late for pk in pks), len(pks)) for (group, name), pks in groups.items()
    ]
    return sorted((one for one in shares if one.number), key=lambda one: (-one.number, one.label))


@dataclass(frozen=True)
class AccessOfSector:
    """Of the live services of one sector: how many have an assessment, one in date, and a published one."""

    sector: str
    label: str
    services: int
    held: int
    in_date: int
    published: int


def access_by_sector(today: datetime.date) -> list[AccessOfSector]:
    """For each sector; a service counts by its own assessment or that of a building it uses. Three queries."""
    services = list(ServicePage.objects.live().order_by().values_list("pk", "sectors"))
    places = defaultdict(set)
    for page, place in ServiceAtLocation.objects.filter(page__live=True).values_list(
        "page_id", "location_id"
    ):
        places[page].add(place)
    held = Q(state__in=[AssessmentState.HELD, AssessmentState.PUBLISHED])
    rows = AccessibilityAssessment.objects.filter(held).order_by()
    by_service: dict[int, list[tuple[str, datetime.date]]] = defaultdict(list)
    by_place: dict[int, list[tuple[str, datetime.date]]] = defaultdict(list)
    for place, service, state, due in rows.values_list("location_id", "service_id", "state", "next_due_on"):
        if service:
            by_service[service].append((state, due))
        else:
            by_place[place].append((state, due))
    found = []
    for sector in Sector:
        own = [pk for pk, sectors in services if sector.value in sectors]
        looks = [by_service[pk] + [look for place in places[pk] for look in by_place[place]] for pk in own]
        found.append(
            AccessOfSector(
                sector.value,
                sector.label,
                services=len(own),
                held=sum(bool(one) for one in looks),
                in_date=sum(any(due >= today for _, due in one) for one in looks),
                published=sum(any(state == AssessmentState.PUBLISHED for state, _ in one) for one in looks),
            )
        )
    return found


@dataclass(frozen=True)
class Waits:
    """How long providers waited for a decision, in days with one decimal; ``None`` where nothing was decided."""

    label: str
    decided: int
    median: float | None
    ninetieth: float | None


def waits_for_decision(now: datetime.datetime | None = None) -> list[Waits]:
    """Of the last year together, then of each month with a decision, the newest first. One query.

    From when a change was sent to when an officer, or a rule, decided.
    """
    until = now or timezone.now()
    rows = ListingChange.objects.filter(
        state__in=DECIDED, submitted_at__isnull=False, decided_at__gt=until - A_YEAR, decided_at__lte=until
    )
    days: dict[datetime.date, list[float]] = defaultdict(list)
    for sent, decided in rows.values_list("submitted_at", "decided_at"):
        month = timezone.localtime(decided).date().replace(day=1)
        days[month].append((decided - sent).total_seconds() / 86_400)
    everything = [one for month in days.values() for one in month]
    months = [_waits(f"{month:%B %Y}", days[month]) for month in sorted(days, reverse=True)]
    return [_waits("Last 12 months", everything), *months]


def _waits(label: str, days: Iterable[float]) -> Waits:
    ordered = sorted(days)
    if not ordered:
        return Waits(label, 0, None, None)
    # The nearest rank: a wait that somebody really had.
    rank = math.ceil(0.9 * len(ordered)) - 1
    return Waits(label, len(ordered), round(statistics.median(ordered), 1), round(ordered[rank], 1))
