"""A cluster of three nodes with one replica, searched by several at once while one node is killed.

    python -m tests.faults.cluster --documents 20000 200000

Documents are generated, not pages. No search may fail, and none may show a part as the whole: each answer's total is
compared with what is known. The sizes stand side by side so that growth is seen.
"""

import argparse
import random
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from tests.faults.promises import Promises, percentile
from tests.faults.site import opensearch_nodes, site
from tests.search_servers.starting import SearchServer

if TYPE_CHECKING:
    from services_directory.search.contract import IndexedService, ServiceQuery
    from services_directory.search.elasticsearch import ElasticsearchEngine

WHERE = (51.8168, -0.8084)
SEARCHERS = 3
TIMED = 50  # searches one after the other
SECONDS_OF_LOAD = 30.0
SECONDS_UNTIL_KILL = 8.0


def documents(count: int, first: int) -> "Iterator[IndexedService]":
    """Services from number ``first`` up to ``count``, as different as those of a region."""
    from benchmarks.generate import COMMON_WORD, Vocabulary
    from services_directory.enums import Sector
    from services_directory.models.schedules import BYDAY
    from services_directory.search.contract import IndexedPlace, IndexedService

    chance = random.Random(first)
    vocabulary = Vocabulary(random.Random(1))
    for number in range(first + 1, count + 1):
        lowest = chance.randint(0, 14)
        title = f"{vocabulary.text(4)} {number}".capitalize()
        access = {
            f"feature-{one}": chance.choice(("yes", "no", "partly")) for one in chance.sample(range(30), 8)
        }
        place = IndexedPlace(
            location=f"place-{number % 5000}",
            name="Hall",
            latitude=51.5 + chance.random() * 0.8,
            longitude=-1.2 + chance.random() * 0.9,
            access=access,
            days=tuple(chance.sample(BYDAY, 2)),
            minimum_age=lowest,
            maximum_age=lowest + chance.randint(3, 11),
        )
        facets = {
            "need": tuple(sorted(f"need-{one}" for one in chance.sample(range(14), 2))),
            "category": (f"kind-{chance.randrange(24)}",),
            "sector": (chance.choice(Sector.values),),
            "cost": (chance.choice(("free", "paid")),),
        }
        summary = f"{vocabulary.text(10)} {COMMON_WORD}"
        yield IndexedService(
            id=number,
            uuid=f"uuid-{number}",
            title=title,
            texts=(title, vocabulary.text(5), summary, vocabulary.text(40)),
            places=(place,),
            facets=facets,
            card={"title": title, "url": f"/service/{number}/", "summary": summary},
        )


def queries() -> "dict[str, ServiceQuery]":
    """What is timed: the worst, the usual."""
    from benchmarks.generate import COMMON_WORD, Vocabulary
    from services_directory.search.contract import ServiceQuery, Sort

    words = Vocabulary(random.Random(1)).words
    return {
        "all match, all facets": ServiceQuery(COMMON_WORD),
        "all match, age, need and distance": ServiceQuery(
            COMMON_WORD, {"need": frozenset({"need-1", "need-2"})}, age=10, near=WHERE, radius_miles=20
        ),
        "two words, nearest first": ServiceQuery(f"{words[20]} {words[60]}", near=WHERE, sort=Sort.DISTANCE),
    }


def fill(engine: "ElasticsearchEngine", count: int, promises: Promises) -> None:
    """An index of so many documents, in use when this returns."""
    began = time.monotonic()
    building = engine.create_index(shards=1, replicas="1")
    engine.store(documents(count, 0), refresh=False, version=1, into=[building])
    for unused in engine.switch_to(building):
        engine.delete_index(unused)
    client = engine.client().options(request_timeout=120)
    client.indices.forcemerge(index=building, max_num_segments=5)
    client.cluster.health(index=building, wait_for_status="green", timeout="110s")
    store = client.indices.stats(index=building, metric="store")["indices"][building]["primaries"]["store"]
    took = time.monotonic() - began
    promises.tell(
        f"{count:,} documents: {store['size_in_bytes'] / 1e6:,.0f} MB and a replica, filled at "
        f"{count / took:,.0f} a second"
    )


def measure(engine: "ElasticsearchEngine", promises: Promises) -> dict[str, int]:
    """Time each query alone, and return its total."""
    totals = {}
    for name, query in queries().items():
        totals[name] = engine.search(query).total
        times = []
        for _ in range(TIMED):
            began = time.monotonic()
            engine.search(query)
            times.append((time.monotonic() - began) * 1000)
        promises.tell(
            f"  {name:<36} p50 {percentile(times, 0.5):6.0f} ms   p95 {percentile(times, 0.95):6.0f} ms   "
            f"{totals[name]:,} found"
        )
    return totals


@dataclass
class Load:
    """What the searchers saw."""

    searched: int = 0
    slowest: float = 0.0
    wrong: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def saw(self, problem: str, seconds: float) -> None:
        """One more search."""
        with self.lock:
            self.searched += 1
            self.slowest = max(self.slowest, seconds)
            if problem:
                self.wrong.append(problem)


def kill_under_load(urls: str, victim: SearchServer, totals: dict[str, int], promises: Promises) -> None:
    """Search as the site does, with the embedded engine behind, and kill a node in the middle."""
    from services_directory.search.elasticsearch import ElasticsearchEngine
    from services_directory.search.engine import ServerWithFallback, Way, embedded_engine
    from services_directory.search.server import connect

    client = connect(urls)
    server, way = ElasticsearchEngine(lambda: client, "faults"), Way()
    load, until = Load(), time.monotonic() + SECONDS_OF_LOAD

    def search(number: int) -> None:
        from django.db import connection

        chance, named = random.Random(number), queries()
        while time.monotonic() < until:
            name = chance.choice(list(named))
            began = time.monotonic()
            try:
                # Each search is a page of its own.
                found = ServerWithFallback(server, embedded_engine(), way=way).search(named[name])
            except Exception as error:  # a search that a family would have seen fail
                load.saw(f"failed: {type(error).__name__}", time.monotonic() - began)
                continue
            problem = ""
            if found.degraded:
                problem = "fell back to the embedded engine"
            elif found.total != totals[name]:
                problem = f"a part was shown as the whole: {found.total} of {totals[name]}"
            load.saw(problem, time.monotonic() - began)
        connection.close()

    searchers = [threading.Thread(target=partial(search, number)) for number in range(SEARCHERS)]
    for searcher in searchers:
        searcher.start()
    time.sleep(SECONDS_UNTIL_KILL)
    victim.kill()
    for searcher in searchers:
        searcher.join()
    failed = [one for one in load.wrong if one.startswith("failed")]
    partial_ones = [one for one in load.wrong if one.startswith("a part")]
    promises.keep(
        not failed and not partial_ones,
        f"one node of three killed: {load.searched} searches by {SEARCHERS} at once, {len(failed)} failed, "
        f"{len(partial_ones)} partial answers shown as whole, slowest {load.slowest:.2f} s",
    )
    fell_back = len(load.wrong) - len(failed) - len(partial_ones)
    promises.tell(f"{fell_back} of them were answered by the embedded engine, which said so")
    health = client.options(request_timeout=30).cluster.health(index="faults")
    promises.tell(f"afterwards: {health['number_of_nodes']} nodes, the index is {health['status']}")


def spread_over_all(engine: "ElasticsearchEngine") -> "ElasticsearchEngine":
    """A small index with a third on each node and no replica: whatever node is killed, a part is gone."""
    from services_directory.search.elasticsearch import ElasticsearchEngine

    spread = ElasticsearchEngine(engine.client, "faults-spread")
    index = spread.create_index(shards=3, replicas="0")
    spread.store(documents(1000, 0), version=1, into=[index])
    spread.switch_to(index)
    return spread


def ask_for_what_is_gone(spread: "ElasticsearchEngine", promises: Promises) -> None:
    """A third of the index is gone: no search may show the rest as the whole."""
    from services_directory.search.engine import ServerWithFallback, embedded_engine

    shown = 0
    for query in list(queries().values()) * 5:
        engine = ServerWithFallback(spread, embedded_engine(), 30)  # each with a breaker of its own
        shown += not engine.search(query).degraded
    promises.keep(
        not shown, f"a third of an index without a replica lost: {shown} of 15 searches showed the rest"
    )


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, nargs="+", default=[20_000, 200_000])
    sizes = sorted(parser.parse_args().documents)
    promises = Promises()
    with opensearch_nodes(3) as nodes:
        urls = ",".join(node.url for node in nodes)
        with site(urls):
            from services_directory.search.elasticsearch import ElasticsearchEngine
            from services_directory.search.server import connect

            patient = connect(urls).options(request_timeout=30)
            engine = ElasticsearchEngine(lambda: patient, "faults")
            totals: dict[str, int] = {}
            for size in sizes:
                fill(engine, size, promises)
                totals = measure(engine, promises)
            spread = spread_over_all(engine)
            kill_under_load(urls, nodes[1], totals, promises)
            ask_for_what_is_gone(spread, promises)
    return promises.exit_code


if __name__ == "__main__":
    sys.exit(main())
