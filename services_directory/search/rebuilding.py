"""Indexing everything anew: on a search server into a new index beside the one in use, which is then swapped in."""

import time
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.utils import timezone

from services_directory.models import IndexOutbox, IndexState, ServicePage
from services_directory.search.database import forget_what_is_held, record_rebuild
from services_directory.search.elasticsearch import ElasticsearchEngine
from services_directory.search.engine import get_server, in_words
from services_directory.search.outbox import DrainReport, ServerBehind, drain, mark_everything
from services_directory.search.reading import Reader, read_in_processes

FEWEST_FOR_PROCESSES = 1000  # services
TOGETHER = 2000  # services in one drain
WAITING = 0.1  # seconds, for another drain to finish what it holds


class RebuildFailed(RuntimeError):
    """The search server could not be filled; the index in use is as it was. The message says why."""


def rebuild(show: Callable[[int, int], None] = lambda total, done: None, processes: int = 0) -> DrainReport:
    """Index every service anew.

    While a rebuild runs, every drain writes to the index in use and to the new one, and everything is marked: what is
    published meanwhile is in both, and nothing has to be replayed.

    Args:
        show: is told how many services there are and how many are done.
        processes: that read services, beside this one; with 0, or few services, it reads them itself.

    Raises:
        RebuildFailed: the server did not take it.
    """
    is_large = ServicePage.objects.count() >= FEWEST_FOR_PROCESSES
    with read_in_processes(processes if is_large else 0) as reader:
        return _rebuild(show, reader)


def _rebuild(show: Callable[[int, int], None], reader: Reader) -> DrainReport:
    began = timezone.now()
    server = get_server()
    building = _begin(server) if server else ""
    if not server:
        forget_what_is_held()
    try:
        report = _drain_everything(show, reader)
        if server and building:
            if IndexOutbox.objects.filter(last_error__startswith=ServerBehind.__name__).exists():
                raise RebuildFailed(
                    "The search server stopped answering. Run the command again when it is back."
                )
            for unused in server.switch_to(building):
                server.delete_index(unused)
    except Exception as error:
        if server and building:
            _give_up(server, building)
        if isinstance(error, RebuildFailed) or server is None:
            raise
        raise RebuildFailed(f"The search server: {in_words(error)}.") from error
    finally:
        IndexState.objects.filter(pk=1).update(building_index="")
    record_rebuild(began)
    return report


def _begin(server: ElasticsearchEngine) -> str:
    try:
        building = server.create_index(shards=settings.SEARCH_SHARDS, replicas=settings.SEARCH_REPLICAS)
    except Exception as error:
        raise RebuildFailed(f"The search server: {in_words(error)}.") from error
    IndexState.objects.update_or_create(pk=1, defaults={"building_index": building})
    return building


def _drain_everything(show: Callable[[int, int], None], reader: Reader) -> DrainReport:
    total = mark_everything()
    report = DrainReport()
    show(total, 0)
    while IndexOutbox.objects.filter(attempts=0).exists():
        part = drain(TOGETHER, reader=reader)
        report += part
        show(total, min(report.handled, total))
        if not part.handled:
            time.sleep(WAITING)  # a worker holds the rest
    return report


def _give_up(server: ElasticsearchEngine, building: str) -> None:
    """Delete what was begun; where even that fails it is left behind, and harms nobody."""
    with suppress(Exception):  # the reason to give up is being raised
        server.delete_index(building)
