"""Three people publish while the search server goes up and down ten times and the worker is killed five times.

    python -m tests.faults.publishing --publishes 300

At the end the index on the server must be the database, word for word, and no publish may have failed.
"""

import argparse
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from tests.faults.promises import Promises, percentile
from tests.faults.site import Processes, opensearch_nodes, site
from tests.search_servers.starting import SearchServer

WRITERS = 3
TIMES_DOWN = 10
WORKER_KILLS = 5
SERVICES = 600  # to begin with
SECONDS_TO_CATCH_UP = 180  # the lease of a killed worker runs out after 60


class Writers:
    """The writers, each given the same number of things to do; they work at the same time."""

    def __init__(self, processes: Processes) -> None:
        self._all = [
            processes.start("-m", "tests.faults.writer", str(number), str(WRITERS))
            for number in range(WRITERS)
        ]
        self._threads = ThreadPoolExecutor(WRITERS)
        self.seconds: list[float] = []
        self.failures: list[str] = []
        self.published = self.taken_away = 0

    def work(self, publishes: int, chance: random.Random) -> None:
        """Each publishes ``publishes`` times, now and then a new page, and takes one away."""
        plan = [chance.choice(["publish", "publish", "publish", "create"]) for _ in range(publishes)]
        plan.append(chance.choice(["unpublish", "delete"]))
        list(self._threads.map(lambda writer: self._do(writer, plan), self._all))

    def _do(self, writer: "subprocess.Popen[str]", plan: list[str]) -> None:
        assert writer.stdin
        assert writer.stdout
        for what in plan:
            began = time.monotonic()
            writer.stdin.write(f"{what}\n")
            writer.stdin.flush()
            said = writer.stdout.readline().strip() or "the writer ended"
            if said != "ok":
                self.failures.append(f"{what}: {said}")
            elif what in ("publish", "create"):
                self.published += 1
                self.seconds.append(time.monotonic() - began)
            else:
                self.taken_away += 1


def run(publishes: int, node: SearchServer, processes: Processes, promises: Promises) -> None:
    """The whole run."""
    from django.core.management import call_command

    from benchmarks.generate import generate
    from services_directory.models import ServicePage
    from tests.factories.directory import ProviderPageFactory

    chance = random.Random(4)
    generate(SERVICES)
    ServicePage.objects.update(provider=ProviderPageFactory(title="Helping Hands"))
    call_command("rebuild_search_index", verbosity=0)
    worker = processes.worker()
    writers = Writers(processes)
    worker_is_killed = set(chance.sample(range(TIMES_DOWN), WORKER_KILLS))
    kills = 0
    began = time.monotonic()
    for number in range(TIMES_DOWN):
        share = publishes // WRITERS // TIMES_DOWN
        with ThreadPoolExecutor(1) as going_down:
            down = going_down.submit(node.kill)  # in the middle of the publishing
            writers.work(share - share // 2, chance)
            down.result()
        node.start()
        if number in worker_is_killed:
            processes.kill(worker)
            kills += 1
            worker = processes.worker()
        node.wait()
        writers.work(share // 2, chance)
        print(f"  {number + 1} times down, {writers.published} published", flush=True)
    took = time.monotonic() - began

    promises.keep(
        writers.published == publishes // WRITERS // TIMES_DOWN * WRITERS * TIMES_DOWN
        and not writers.failures,
        f"{writers.published} publishes by {WRITERS} writers, {writers.taken_away} taken away, "
        f"{len(writers.failures)} failed, while the server went down and up {TIMES_DOWN} times and the worker was "
        f"killed {kills} times, in {took:.0f} s",
    )
    for failure in writers.failures[:5]:
        promises.tell(failure)
    if not writers.seconds:
        return
    promises.tell(
        f"a publish took {percentile(writers.seconds, 0.5):.2f} s in the middle, "
        f"{percentile(writers.seconds, 0.95):.2f} s at the 95th, {max(writers.seconds):.2f} s at most"
    )
    compare(promises)


def compare(promises: Promises) -> None:
    """Wait until the worker has caught up, and compare what is there."""
    from services_directory.models import IndexOutbox, ServicePage
    from services_directory.search.checking import find_differences
    from services_directory.search.engine import embedded_engine, get_server

    began = time.monotonic()
    while IndexOutbox.objects.exists() and time.monotonic() - began < SECONDS_TO_CATCH_UP:
        time.sleep(0.2)
    left = IndexOutbox.objects.count()
    promises.keep(
        not left, f"{left} left in the outbox; all caught up {time.monotonic() - began:.0f} s after the last"
    )
    server = get_server()
    assert server
    for name, engine in (("search server", server), ("embedded index", embedded_engine())):
        found = find_differences(engine)
        promises.keep(
            not found.ids,
            f"{name} is equal to the database: {len(found.missing)} missing, {len(found.extra)} too many, "
            f"{len(found.changed)} different of {len(engine.hashes())}",
        )
    # Counted once more by other means than the hashes.
    live = dict(ServicePage.objects.live().values_list("pk", "title"))
    answer = server.client().search(
        index=server.alias, body={"size": 10_000, "_source": ["service_id", "card.title"]}
    )
    held = {one["_source"]["service_id"]: one["_source"]["card"]["title"] for one in answer["hits"]["hits"]}
    promises.keep(held == live, f"{len(held)} titles on the server are the {len(live)} of the live pages")


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--publishes", type=int, default=300)
    publishes = parser.parse_args().publishes
    promises = Promises()
    with opensearch_nodes(1) as (node,), site(node.url) as processes:
        run(publishes, node, processes, promises)
    return promises.exit_code


if __name__ == "__main__":
    sys.exit(main())
