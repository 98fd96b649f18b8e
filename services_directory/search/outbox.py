"""Keeping the index right: what is behind is noted in the transaction that changes it, and caught up with here."""

import datetime
import logging
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from services_directory.models import IndexOutbox, SearchRow, ServicePage
from services_directory.search.contract import IndexedService, SearchEngine
from services_directory.search.elasticsearch import SERVER_FAILURES, ElasticsearchEngine
from services_directory.search.engine import embedded_engine, get_server, in_words
from services_directory.search.indexing import indexed_services
from services_directory.search.reading import Reader, read_here
from services_directory.search.version import analysis_version

logger = logging.getLogger(__name__)

TOGETHER = 200  # services built and stored in one transaction
FIRST_PAUSE = datetime.timedelta(seconds=5)  # after a failure; doubled with each further one
LONGEST_PAUSE = datetime.timedelta(hours=1)
LONGEST_PAUSE_FOR_A_SERVER = datetime.timedelta(seconds=15)  # it may be back at any moment
ENGINE_IS_DOWN = 3  # failures one after the other


class ServerBehind(RuntimeError):
    """The embedded index has what the search server could not be given."""


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


@dataclass(frozen=True)
class Engines:
    """The embedded engine, which every site has, and the search server, if there is one."""

    embedded: SearchEngine
    server: ElasticsearchEngine | None = None


def drain(limit: int = 500, engine: SearchEngine | None = None, reader: Reader = read_here) -> DrainReport:
    """Bring up to ``limit`` services into the index as their saved rows are now, the longest waiting first.

    Safe to run twice at the same time. A service that fails is left with its error and tried again later; it
    does not hold up the others.

    Args:
        limit: services.
        engine: this one alone, instead of those of the settings.
        reader: what reads their rows.
    """
    engines = Engines(engine) if engine else Engines(embedded_engine(), get_server())
    due = IndexOutbox.objects.filter(not_before__lte=timezone.now()).order_by("not_before", "service_id")
    marks = dict(due.values_list("service_id", "generation")[:limit])
    report = DrainReport()
    ids = list(marks)
    told: _Told | None = None
    with ThreadPoolExecutor(1, thread_name_prefix="search-index") as thread:
        parts = [ids[start : start + TOGETHER] for start in range(0, len(ids), TOGETHER)]
        for part, read in reader(parts):
            try:
                stored = _store(engines, marks, part, read())
            except Exception as error:
                report += _one_by_one(engines, marks, part, error)
                continue
            # The server is given one part while the next is read and stored.
            if told:
                report += _settle(engines, marks, told)
            told = _Told(stored, _tell_later(thread, engines.server, stored))
        if told:
            report += _settle(engines, marks, told)
    return report


@dataclass(frozen=True)
class _Stored:
    """What was read and is in the embedded index; ``version`` is the time since when that is so, in microseconds."""

    ids: Sequence[int]
    services: Sequence[IndexedService]
    gone: Collection[int]
    version: int


@dataclass(frozen=True)
class _Told:
    """A part that the server is being given."""

    stored: _Stored
    outcome: "Future[None] | None"


def _store(
    engines: Engines, marks: Mapping[int, int], ids: Sequence[int], read: Iterable[IndexedService]
) -> _Stored:
    """Store what was read since ``marks`` were, but for what has been marked anew or stored by another drain since.

    Whoever changes a page marks it in the same transaction: while a mark is the same, so is what was read. The marks
    are held meanwhile, and reading, which takes longest, keeps nobody waiting.
    """
    with transaction.atomic():
        held = (
            IndexOutbox.objects.select_for_update()
            .filter(service_id__in=ids)
            .values_list("service_id", "generation")
        )
        current = [service_id for service_id, generation in held if marks[service_id] == generation]
        gone = set(current)
        services = [service for service in read if service.id in gone]
        gone.difference_update(service.id for service in services)
        engines.embedded.store(services)
        engines.embedded.remove(gone)
        if engines.server is None:
            IndexOutbox.objects.filter(service_id__in=current).delete()
        return _Stored(current, services, gone, time.time_ns() // 1000)


def _tell_later(
    thread: ThreadPoolExecutor, server: ElasticsearchEngine | None, stored: _Stored
) -> "Future[None] | None":
    """Give the server what was read; nobody waits for it with a lock on the database."""
    if server is None or not stored.ids:
        return None
    try:
        into = server.targets()  # asked here: the thread must not open a connection to the database
    except Exception as error:
        failed: Future[None] = Future()
        failed.set_exception(error)
        return failed
    return thread.submit(_tell, server, into, stored)


def _tell(server: ElasticsearchEngine, into: Sequence[str], stored: _Stored) -> None:
    """What another drain has read later is not overwritten."""
    server.store(stored.services, refresh=False, version=stored.version, into=into)
    server.remove(stored.gone, refresh=False, version=stored.version, into=into)


def _settle(engines: Engines, marks: Mapping[int, int], told: _Told) -> DrainReport:
    """Forget the marks of what the server has taken. What it could not be given is put off, not the embedded index."""
    ids = told.stored.ids
    try:
        if told.outcome:
            told.outcome.result()
    except SERVER_FAILURES as error:
        behind = ServerBehind(in_words(error))
        logger.warning("The search server could not be given %s services: %s", len(ids), behind)
        _put_off(marks, ids, behind, LONGEST_PAUSE_FOR_A_SERVER)
        return DrainReport(failed=len(ids))
    except Exception as error:
        return _one_by_one(engines, marks, ids, error)
    if engines.server is not None:
        _forget(marks, ids)
    return DrainReport(indexed=len(told.stored.services), removed=len(told.stored.gone))


def _one_by_one(
    engines: Engines, marks: Mapping[int, int], ids: Sequence[int], error: Exception
) -> DrainReport:
    """What failed together, each alone, so that one bad listing is found.

    Where several fail one after the other it is the engine, and the rest are put off untried.
    """
    if len(ids) == 1:
        logger.error("Service %s could not be indexed", ids[0], exc_info=error)
        _put_off(marks, ids, error)
        return DrainReport(failed=1)
    report, failed_in_a_row = DrainReport(), 0
    with ThreadPoolExecutor(1, thread_name_prefix="search-index") as thread:
        for number, service_id in enumerate(ids):
            try:
                stored = _store(engines, marks, [service_id], indexed_services([service_id]))
                told = _Told(stored, _tell_later(thread, engines.server, stored))
                alone = _settle(engines, marks, told)
            except Exception as its_own:
                alone = _one_by_one(engines, marks, [service_id], its_own)
            report += alone
            failed_in_a_row = failed_in_a_row + 1 if alone.failed else 0
            if failed_in_a_row == ENGINE_IS_DOWN:
                rest = ids[number + 1 :]
                _put_off(marks, rest, error)
                return report + DrainReport(failed=len(rest))
    return report


def _forget(marks: Mapping[int, int], ids: Sequence[int]) -> None:
    """Delete the marks that are still those that were read; one made meanwhile stays.

    A mark made anew has another generation, one of 2^62: it is none of those that were read.
    """
    read = [marks[service_id] for service_id in ids]
    IndexOutbox.objects.filter(service_id__in=ids, generation__in=read).delete()


def _put_off(
    marks: Mapping[int, int],
    ids: Sequence[int],
    error: Exception,
    longest: datetime.timedelta = LONGEST_PAUSE,
) -> None:
    """Note the error, and try later; a mark that was made again meanwhile is left as it is."""
    now = timezone.now()
    for mark in IndexOutbox.objects.filter(service_id__in=ids):
        pause = min(FIRST_PAUSE * 2 ** min(mark.attempts, 20), longest)
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


def mark_what_an_older_version_made() -> int:
    """Mark services that were indexed with another analysis than this version's, so that an upgrade mends itself.

    Only where the site has no search server: there the whole index has to be made anew, and the desk says so.
    """
    if get_server() is not None:
        return 0
    older = SearchRow.objects.exclude(content_hash__startswith=analysis_version())
    ids = list(older.values_list("service_id", flat=True))
    IndexOutbox.objects.mark(ids)
    return len(ids)


def mark_what_the_day_changes(today: datetime.date | None = None) -> int:
    """Mark services whose entry says something else from today: a price ended, a check fell due."""
    day = today or datetime.date.today()
    ids = list(SearchRow.objects.filter(changes_on__lte=day).values_list("service_id", flat=True))
    IndexOutbox.objects.mark(ids)
    return len(ids)
