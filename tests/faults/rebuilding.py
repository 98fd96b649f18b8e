"""Rebuilds of many services: how fast, how much memory, and whether anybody notices. Then: how soon a publish is found.

    python -m tests.faults.rebuilding --services 20000

While the index is rebuilt, somebody searches all the time and must never miss a result, and somebody publishes, which
must be in the new index.
"""

import argparse
import os
import re
import resource
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.faults.promises import Promises, percentile
from tests.faults.site import Processes, opensearch_nodes, site

SERVICES_A_SECOND = 500
MEGABYTES = 300
SECONDS_TO_FIND = 5.0
PUBLISHES = 20


def run(services: int, processes: Processes, promises: Promises) -> None:
    """First with nothing indexed, then again as on any site, then while it is searched and published to."""
    from benchmarks.generate import generate

    generate(services)
    promises.tell(f"with nothing indexed anywhere: {_speed(services, rebuild(processes))}")
    again = rebuild(processes)
    promises.keep(services / again.seconds >= SERVICES_A_SECOND, f"again: {_speed(services, again)}")
    promises.keep(
        again.megabytes <= MEGABYTES, f"{again.megabytes:.0f} MB of memory at most (of {MEGABYTES})"
    )
    rebuild_while_in_use(services, processes, promises)
    publish_and_find(processes, promises)


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild took: seconds of the clock and of the processor, start of Python and all, and memory."""

    seconds: float
    cpu: float
    megabytes: float


def _speed(services: int, rebuilt: Rebuilt) -> str:
    return (
        f"{services:,} services at {services / rebuilt.seconds:,.0f} a second by the clock (of {SERVICES_A_SECOND}), "
        f"{services / rebuilt.cpu:,.0f} a second of our own processor time, {rebuilt.megabytes:.0f} MB; "
        f"load of the machine {os.getloadavg()[0]:.0f}"
    )


def rebuild(processes: Processes) -> Rebuilt:
    """``manage.py rebuild_search_index`` as an officer runs it."""
    process = processes.start("manage.py", "rebuild_search_index")
    began, most, before = time.monotonic(), 0.0, _cpu_seconds()
    while process.poll() is None:
        most = max(most, _megabytes(process.pid))
        time.sleep(0.2)
    if process.returncode:
        raise SystemExit(f"The rebuild failed: {(processes.folder / 'errors.log').read_text()[-2000:]}")
    return Rebuilt(time.monotonic() - began, _cpu_seconds() - before, most)


def _megabytes(pid: int) -> float:
    """What the process and its own processes hold now; memory that they share is counted once."""
    held = 0.0
    for one in [pid, *_children(pid)]:
        with suppress(OSError):  # it has just ended
            found = re.search(
                r"^Pss:\s+(\d+) kB", Path(f"/proc/{one}/smaps_rollup").read_text(), re.MULTILINE
            )
            held += int(found[1]) / 1024 if found else 0.0
    return held


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with suppress(OSError):
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            found += map(int, children.read_text().split())
    return found


def _cpu_seconds() -> float:
    """Processor time of all processes that this one has started and that have ended, with theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def rebuild_while_in_use(services: int, processes: Processes, promises: Promises) -> None:
    """Search without a pause while the index is rebuilt, and publish in the middle."""
    from services_directory.models import ServicePage
    from services_directory.search.contract import ServiceQuery
    from services_directory.search.engine import get_server
    from tests.factories.directory import ProviderPageFactory

    server = get_server()
    assert server
    totals: list[int] = []
    failures: list[str] = []
    stop = threading.Event()

    def search() -> None:
        while not stop.is_set():
            try:
                totals.append(server.search(ServiceQuery("children")).total)
            except Exception as error:  # each is a search that somebody would have seen fail
                failures.append(f"{type(error).__name__}: {error}")
            stop.wait(0.05)

    before = server.indexes()
    searching = threading.Thread(target=search)
    searching.start()
    provider = ProviderPageFactory(title="Helping Hands")
    page = ServicePage.objects.order_by("-pk")[0]
    page.provider = provider

    def publish() -> None:
        page.title = "Zygote yodelling"
        page.save_revision().publish()

    later = threading.Timer(3, _closing(publish))
    later.start()
    again = rebuild(processes)
    later.join()
    stop.set()
    searching.join()
    after = server.indexes()
    promises.tell(f"while somebody searches and publishes: {_speed(services, again)}")
    promises.keep(
        not failures and min(totals) == services,
        f"{len(totals)} searches meanwhile: {len(failures)} failed, the fewest results were {min(totals):,} of "
        f"{services:,}",
    )
    promises.keep(before != after and len(after) == 1, "the alias went to the new index in one step")
    time.sleep(1.5)
    processes_left = _drain()
    found = server.search(ServiceQuery("yodelling")).total
    promises.keep(
        found == 1 and not processes_left, "what was published during the rebuild is in the new index"
    )


def _closing(work: Callable[[], None]) -> Callable[[], None]:
    """``work`` in a thread of its own, which gives its connection to the database back."""

    def run_and_close() -> None:
        from django.db import connection

        work()
        connection.close()

    return run_and_close


def _drain() -> int:
    from services_directory.models import IndexOutbox
    from services_directory.search.outbox import drain

    drain()
    time.sleep(1.2)  # the server shows what it has taken once a second
    return IndexOutbox.objects.count()


def publish_and_find(processes: Processes, promises: Promises) -> None:
    """Publish with the worker running, and search until it is there."""
    from services_directory.models import ProviderPage, ServicePage
    from services_directory.search.contract import ServiceQuery
    from services_directory.search.engine import get_engine

    processes.worker()
    provider = ProviderPage.objects.get()
    taken = []
    time.sleep(5)  # until the worker has begun
    for number, page in enumerate(ServicePage.objects.order_by("pk")[:PUBLISHES]):
        page.title, page.provider = f"Quokka{number} riding", provider
        page.save_revision().publish()
        began = time.monotonic()
        while time.monotonic() - began < 60:
            found = get_engine().search(ServiceQuery(f"quokka{number}"))  # each search is a page of its own
            if found.total and not found.degraded:
                break
            time.sleep(0.05)
        taken.append(time.monotonic() - began)
    promises.keep(
        max(taken) <= SECONDS_TO_FIND,
        f"{PUBLISHES} publishes were found after {percentile(taken, 0.5):.1f} s in the middle, "
        f"{max(taken):.1f} s at most (of {SECONDS_TO_FIND:.0f})",
    )


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--services", type=int, default=20_000)
    services = parser.parse_args().services
    promises = Promises()
    with opensearch_nodes(1) as (node,), site(node.url) as processes:
        run(services, processes, promises)
    return promises.exit_code


if __name__ == "__main__":
    sys.exit(main())
