"""Reading services for the index: one part after the other, or several at once in processes of their own.

A rebuild spends nearly all of its time on reading rows and making words of them, which one processor does at most four
hundred times a second.
"""

import gc
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

from django.db import connection, connections

from services_directory.search.contract import IndexedService
from services_directory.search.indexing import indexed_services

Part = Sequence[int]
Outcome = Callable[[], list[IndexedService]]  # what was read, or the error raised
Reader = Callable[[Sequence[Part]], Iterator[tuple[Part, Outcome]]]

AHEAD = 1  # parts for each process that are read before they are asked for


def read_here(parts: Sequence[Part]) -> Iterator[tuple[Part, Outcome]]:
    """Each part of page ids with what reads it, in this process and when it is asked for."""
    for part in parts:
        yield part, lambda part=part: indexed_services(part)  # type: ignore[misc]


@contextmanager
def read_in_processes(count: int) -> Iterator[Reader]:
    """As ``read_here``, by ``count`` other processes. They share the memory of this one until they write to it.

    Must be entered before the process has threads or a connection to a search server. In a system that cannot share
    memory so, and with a ``count`` of 0, everything is read in this process.
    """
    if count < 1 or "fork" not in multiprocessing.get_all_start_methods():
        yield read_here
        return
    connections.close_all()  # no process may use the connection of another one
    with ProcessPoolExecutor(count, multiprocessing.get_context("fork"), _start) as pool:
        pool.submit(indexed_services, []).result()  # all processes start here
        _map_no_file()

        def read(parts: Sequence[Part]) -> Iterator[tuple[Part, Outcome]]:
            reading: deque[tuple[Part, Outcome]] = deque()
            for part in parts:
                reading.append((part, pool.submit(_read, part).result))
                if len(reading) > AHEAD * count:
                    yield reading.popleft()
            yield from reading

        yield read


def _start() -> None:
    # What is shared is neither looked through again and again nor copied. The pages of a part know each other in
    # circles: they are cleared away after each, and not when Python sees fit.
    gc.freeze()
    gc.disable()
    _map_no_file()


def _map_no_file() -> None:
    """The whole database is read once: mapped, all of it would stand in the memory of each process."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA mmap_size=0")


def _read(part: Part) -> list[IndexedService]:
    found = indexed_services(part)
    gc.collect()
    for service in found:
        service.content_hash()  # kept with it, so that the other process does not work it out
    return found
