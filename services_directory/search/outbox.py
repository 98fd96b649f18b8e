"""Keeping the index right: what is behind is noted in the transaction that changes it, and caught up with here."""

import datetime
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from services_directory.models import IndexOutbox, SearchRow, ServicePage
from services_directory.search.contract import SearchEngine
from services_directory.search.engine import get_engine
from services_directory.search.indexing import indexed_services

logger = logging.getLogger(__name__)

TOGETHER = 100  # services built and stored in one transaction
FIRST_PAUSE = datetime.timedelta(seconds=5)  # after a failure; doubled with each further one
LONGEST_PAUSE = datetime.timedelta(hours=1)
ENGINE_IS_DOWN = 3  # failures one after the other


@dataclass(frozen=True)
class DrainReport:
    """What one drain did: services stored, taken out, and failed (tried again later)."""

    indexed: int = 0
    removed: int = 0
    failed: int = 0

    @property
    def handled(self) -> int:
        """All of them."""
        return self.indexed + self.removed + self.failed

    def __add__(self, other: "DrainReport") -> "DrainReport":
        return DrainReport(
            self.indexed + other.indexed, self.removed + other.removed, self.failed + other.failed
        )


def drain(limit: int = 500, engine: SearchEngine | None = None) -> DrainReport:
    """Bring up to ``limit`` services into the index as their saved rows are now, the longest waiting first.

    Safe to run twice at the same time. A service that fails is left with its error and tried again later; it
    does not hold up the others.
    """
    engine = engine or get_engine()
    due = IndexOutbox.objects.filter(not_before__lte=timezone.now()).order_by("not_before", "service_id")
    marks = dict(due.values_list("service_id", "generation")[:limit])
    report = DrainReport()
    ids = list(marks)
    for start in range(0, len(ids), TOGETHER):
        report += _follow(engine, marks, ids[start : start + TOGETHER])
    return report


def _follow(engine: SearchEngine, marks: Mapping[int, int], ids: Sequence[int]) -> DrainReport:
    """The services together; where that fails, each alone, so that one bad listing is found.

    Where several fail one after the other it is the engine, and the rest are put off untried.
    """
    try:
        return _store(engine, marks, ids)
    except Exception as error:
        if len(ids) == 1:
            logger.exception("Service %s could not be indexed", ids[0])
            _put_off(marks, ids, error)
            return DrainReport(failed=1)
        report, failed_in_a_row = DrainReport(), 0
        for number, service_id in enumerate(ids):
            alone = _follow(engine, marks, [service_id])
            report += alone
            failed_in_a_row = failed_in_a_row + 1 if alone.failed else 0
            if failed_in_a_row == ENGINE_IS_DOWN:
                rest = ids[number + 1 :]
                _put_off(marks, rest, error)
                return report + DrainReport(failed=len(rest))
        return report


@transaction.atomic
def _store(engine: SearchEngine, marks: Mapping[int, int], ids: Sequence[int]) -> DrainReport:
    # The marks are held while rows are read and stored: another drain that read older rows must not store them
    # after us. Whoever changes a page meanwhile waits, marks it anew, and it is done again.
    held = (
        IndexOutbox.objects.select_for_update()
        .filter(service_id__in=ids)
        .values_list("service_id", "generation")
    )
    current = [service_id for service_id, generation in held if marks[service_id] == generation]
    services = indexed_services(current)
    gone = set(current) - {service.id for service in services}
    engine.store(services)
    engine.remove(gone)
    IndexOutbox.objects.filter(service_id__in=current).delete()
    return DrainReport(indexed=len(services), removed=len(gone))


def _put_off(marks: Mapping[int, int], ids: Sequence[int], error: Exception) -> None:
    """Note the error, and try later; a mark that was made again meanwhile is left as it is."""
    now = timezone.now()
    for mark in IndexOutbox.objects.filter(service_id__in=ids):
        pause = min(FIRST_PAUSE * 2 ** min(mark.attempts, 20), LONGEST_PAUSE)
        same = IndexOutbox.objects.filter(service_id=mark.service_id, generation=marks[mark.service_id])
        same.update(
            attempts=mark.attempts + 1,
            not_before=now + pause,
            last_error=f"{type(error).__name__}: {error}"[:500],
        )


def mark_everything() -> int:
    """Mark every service that is in the index or may have to be; returns how many."""
    ids = {
        *ServicePage.objects.live().values_list("pk", flat=True),
        *SearchRow.objects.values_list("service_id", flat=True),
    }
    IndexOutbox.objects.mark(ids)
    return len(ids)


def mark_what_the_day_changes(today: datetime.date | None = None) -> int:
    """Mark services whose entry says something else from today: a price ended, a check fell due."""
    day = today or datetime.date.today()
    ids = list(SearchRow.objects.filter(changes_on__lte=day).values_list("service_id", flat=True))
    IndexOutbox.objects.mark(ids)
    return len(ids)
