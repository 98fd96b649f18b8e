"""How much processor time a search takes, and how much less than Wagtail's own search over the same pages.

    python -m benchmarks.find --services 5000 20000 [--server]

Each line is the CPU of one search or one whole request of ``/find/`` in milliseconds, median and 95th of 100.
*First time* means that no word of it was looked up before in this process. Nothing is asserted.
"""

import argparse
import math
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks import use_database

REPEAT = 100
WARMING = 20  # requests before, not counted: a server is slow at first
REPEAT_COMPARED = 3  # of Wagtail's search, which takes seconds
WHERE = (51.8168, -0.8084)
SPARE = b"spare engine"  # stands on a page that the embedded engine answered instead of the server


def cpu(
    run: Callable[[], Any], repeat: int = REPEAT, before: Callable[[], Any] = lambda: None
) -> list[float]:
    """CPU milliseconds of each run, sorted; ``before`` is called ahead of each and not counted."""
    found = []
    for _ in range(repeat):
        before()
        began = time.process_time()
        run()
        found.append((time.process_time() - began) * 1000)
    return sorted(found)


def tell(name: str, times: list[float], note: str = "") -> float:
    """Print a line and return the median."""
    median, late = statistics.median(times), times[math.ceil(len(times) * 0.95) - 1]
    print(f"  {name:<58} p50 {median:9.1f} ms   p95 {late:9.1f} ms   {note}", flush=True)
    return median


def measure_engine() -> None:
    """The engine alone: every service matches and every facet is counted; few match; nearest first."""
    from benchmarks.generate import COMMON_WORD
    from services_directory.search import snapshot
    from services_directory.search.contract import Facet, ServiceQuery, Sort
    from services_directory.search.database import DatabaseEngine

    engine = DatabaseEngine()
    began = time.process_time()
    current = snapshot.current_snapshot()
    print(
        f"  index read into memory (once for each change)              {(time.process_time() - began) * 1000:9.1f} ms"
    )

    def forget() -> None:
        current._held.clear()

    rare = min(
        (word for word in current.vocabulary.counts if current.vocabulary.counts[word] > 20),
        key=lambda word: current.vocabulary.counts[word],
    )
    chosen = {facet.value: frozenset(current.facets.get(facet, {})) for facet in Facet}
    chosen = {facet: values for facet, values in chosen.items() if values}
    queries = {
        "all match, all facets": ServiceQuery(COMMON_WORD),
        "all match, a value of every facet chosen, age, distance": ServiceQuery(
            COMMON_WORD, chosen, age=10, near=WHERE, radius_miles=50
        ),
        "few match": ServiceQuery(rare),
        "all match, nearest first": ServiceQuery(COMMON_WORD, near=WHERE, sort=Sort.DISTANCE),
    }
    for name, query in queries.items():
        total = engine.search(query).total
        tell(name, cpu(partial(engine.search, query)), f"{total:,} found")
        tell("   first time", cpu(partial(engine.search, query), before=forget))


def measure_requests() -> float:
    """Whole requests of ``/find/`` through Django's test client; returns the median of the worst."""
    from django.test import Client

    from benchmarks.generate import COMMON_WORD
    from services_directory.search import snapshot
    from services_directory.search.contract import Facet

    client = Client()

    def get(parameters: dict[str, Any]) -> None:
        address = "/find/?" + urlencode(parameters, doseq=True)
        answer = client.get(address, headers={"host": "localhost"})
        if answer.status_code != 200:
            raise SystemExit(f"{address} gave {answer.status_code}")

    facets = snapshot.current_snapshot().facets
    chosen = {facet.value: sorted(facets[facet]) for facet in Facet if facets.get(facet)}
    requests: dict[str, dict[str, Any]] = {
        "/find/ nothing asked": {},
        "/find/ all match, all facets": {"q": COMMON_WORD},
        "/find/ all match, every value of every facet chosen, age": {"q": COMMON_WORD, "age": 10, **chosen},
    }
    medians = []
    for name, parameters in requests.items():
        get(parameters)
        medians.append(tell(name, cpu(partial(get, parameters))))
    held = snapshot.current_snapshot()._held
    worst = {"q": COMMON_WORD, "age": 10, **chosen}
    medians.append(tell("   first time", cpu(partial(get, worst), before=held.clear)))
    return max(medians)


def measure_server() -> None:
    """Whole requests of ``/find/`` by the clock with a search server beside, and our share: all but its ``took``."""
    from django.test import Client, override_settings

    from benchmarks.generate import COMMON_WORD
    from benchmarks.search_server import NoServer, filled_engine, search_server
    from services_directory.search import snapshot
    from services_directory.search.contract import Facet
    from services_directory.search.elasticsearch import ElasticsearchEngine
    from services_directory.search.indexing import findable_services

    facets = snapshot.current_snapshot().facets
    chosen = {facet.value: sorted(facets[facet]) for facet in Facet if facets.get(facet)}
    requests: dict[str, dict[str, Any]] = {
        "/find/ on a search server, all match, all facets": {"q": COMMON_WORD},
        "   and every value of every facet chosen, age": {"q": COMMON_WORD, "age": 10, **chosen},
        "   eight words, two misspelt": {
            "q": f"{COMMON_WORD} won't sleep speach autism taxi respite swiming"
        },
    }
    took: list[float] = []
    asked = ElasticsearchEngine._ask

    def ask(engine: ElasticsearchEngine, body: Any) -> Any:
        answer = asked(engine, body)
        took.append(answer["took"])
        return answer

    ElasticsearchEngine._ask = ask  # type: ignore[method-assign, assignment]
    try:
        with search_server() as url, filled_engine(url, findable_services()) as engine:
            settings = {"SEARCH_URL": url, "SEARCH_INDEX": engine.alias}
            with override_settings(**settings):
                client = Client()
                for name, parameters in requests.items():
                    address = "/find/?" + urlencode(parameters, doseq=True)
                    whole, own = [], []
                    for _ in range(REPEAT + WARMING):
                        took.clear()
                        began = time.perf_counter()
                        answer = client.get(address, headers={"host": "localhost"})
                        whole.append((time.perf_counter() - began) * 1000)
                        own.append(whole[-1] - sum(took))
                        if answer.status_code != 200 or SPARE in answer.content:
                            raise SystemExit(f"{address} was not answered by the search server")
                    tell(name, sorted(whole[WARMING:]), "by the clock")
                    tell("   our own share", sorted(own[WARMING:]), "by the clock")
    except NoServer as error:
        print(f"  No search server: {error}")
    finally:
        ElasticsearchEngine._ask = asked  # type: ignore[method-assign]


def measure_wagtail() -> float:
    """The same pages searched and counted with Wagtail's database backend; returns the median."""
    from django.conf import settings
    from django.core.management import call_command
    from django.test import override_settings
    from wagtail.search.backends import get_search_backend

    from benchmarks.generate import COMMON_WORD
    from services_directory.models import ServicePage

    backends = {
        **settings.WAGTAILSEARCH_BACKENDS,
        "benchmark": {"BACKEND": "wagtail.search.backends.database"},
    }
    with override_settings(WAGTAILSEARCH_BACKENDS=backends):
        call_command("update_index", backend_name="benchmark", verbosity=0)
        backend = get_search_backend("benchmark")

        def search() -> None:
            results = backend.search(COMMON_WORD, ServicePage.objects.live())
            results.count()
            list(results[:20])
            for field in ("coverage", "must_be_in_offer", "provider_id"):
                results.facet(field)

        return tell(
            "Wagtail's database search: first 20, count, 3 facets", cpu(search, REPEAT_COMPARED), "same pages"
        )


def main() -> None:
    """Measure each size in turn, in one database that grows."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--services", type=int, nargs="+", default=[5000, 20000])
    parser.add_argument(
        "--compare-up-to", type=int, default=5000, help="Largest size to search with Wagtail's backend too."
    )
    parser.add_argument("--server", action="store_true", help="Measure on a search server too.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="localoffer-benchmark-") as folder:
        database = Path(folder) / "find.sqlite3"
        use_database(database)
        from benchmarks.generate import generate, index_everything

        made = 0
        for size in sorted(options.services):
            generate(size - made)
            made = size
            print(f"{size:,} services", flush=True)
            print(f"  indexed at {index_everything():,.0f} services a second of CPU")
            measure_engine()
            ours = measure_requests()
            if options.server:
                measure_server()
            if size <= options.compare_up_to:
                theirs = measure_wagtail()
                print(f"  a whole worst request of /find/ takes {theirs / ours:,.0f} times less", flush=True)
            print("  ", end="", flush=True)
            command = [sys.executable, "-m", "benchmarks.memory", "--database", str(database)]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
