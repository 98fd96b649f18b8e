"""How well families find what they look for, on both engines: ``make search-quality``.

    python -m benchmarks.search_quality [--directory demo] [--queries FILE] [--show tuned] [--database FILE]

Loads each directory into a database of its own, asks each query as ``/find/`` would be asked, and prints the share
of queries with a good answer first (success@1) and among the first three (success@3), the order of the first ten
(nDCG@10) and the share that finds nothing. Nothing is asserted. ``SEARCH_URL`` names a search server; without it
Elasticsearch is started where Java is installed.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import use_database
from benchmarks.search_quality.directories import DIRECTORIES
from benchmarks.search_quality.judged import KINDS, Judged, read_queries
from benchmarks.search_quality.measures import ndcg, overlap, success
from benchmarks.search_server import NoServer, filled_engine, search_server

if TYPE_CHECKING:
    from services_directory.search.contract import IndexedService, Searcher

Answers = Mapping[Judged, Sequence[str]]


@dataclass(frozen=True)
class Line:
    """The figures of some queries on one engine."""

    first: float
    third: float
    order: float
    nothing: float

    def __str__(self) -> str:
        return f"{self.first:7.3f} {self.third:7.3f} {self.order:7.3f} {self.nothing:7.3f}"


HEADINGS = f"{'@1':>7} {'@3':>7} {'nDCG':>7} {'none':>7}"


def measure(queries: Sequence[Judged], answers: Answers) -> Line:
    """The mean of each measure."""
    many = len(queries)
    return Line(
        sum(success(answers[one], one.grades, 1) for one in queries) / many,
        sum(success(answers[one], one.grades, 3) for one in queries) / many,
        sum(ndcg(answers[one], one.grades) for one in queries) / many,
        sum(not answers[one] for one in queries) / many,
    )


def asker(engine: "Searcher") -> Callable[[str], list[str]]:
    """Asks as ``/find/`` does: ages and places are read out of the words, and spelling is mended."""
    from django.http import QueryDict
    from django.utils.http import urlencode

    from services_directory.presenters import facets
    from services_directory.search.forgiving import search_forgivingly
    from services_directory.search.query_form import read_find_form

    allowed = facets.allowed(facets.labels())

    def ask(words: str) -> list[str]:
        form = read_find_form(QueryDict(urlencode({"q": words})), allowed)
        found = search_forgivingly(engine, form.query)
        return [hit.card["title"] for hit in found.results.hits]

    return ask


@contextmanager
def engines(services: Sequence["IndexedService"]) -> Iterator[dict[str, "Searcher"]]:
    """The embedded engine, and one on a search server where there is one, each with ``services`` and no other."""
    from services_directory.search.database import DatabaseEngine

    embedded = DatabaseEngine()
    embedded.remove(embedded.hashes())
    embedded.store(services)
    found: dict[str, Searcher] = {"database": embedded}
    try:
        with search_server() as url, filled_engine(url, services) as server:
            yield {**found, "search server": server}
    except NoServer as error:
        print(f"No search server: {error}. The database engine alone:")
        yield found


def tell(queries: Sequence[Judged], found: Mapping[str, Answers]) -> None:
    """Print the figures: all, the two parts, and by kind."""
    parts = {
        "all": queries,
        "tuned": [one for one in queries if not one.is_held_out],
        "held out": [one for one in queries if one.is_held_out],
    }
    for kind, words in KINDS.items():
        parts[words] = [one for one in queries if one.kind == kind]
        parts[f"  {words}, held out"] = [one for one in parts[words] if one.is_held_out]
    print(" " * 34 + "   ".join(f"{name:^31}" for name in found))
    print(f"{'':34}" + "   ".join(HEADINGS for _ in found))
    for name, part in parts.items():
        if part:
            lines = "   ".join(str(measure(part, answers)) for answers in found.values())
            print(f"{name:<26} {len(part):>5}  {lines}")
    if len(found) == 2:
        one, other = found.values()
        shared = sum(overlap(one[query], other[query]) for query in queries) / len(queries)
        print(f"top-10 overlap of the two engines: {shared:.3f}")


def show(queries: Sequence[Judged], answers: Answers, every: bool) -> None:
    """Print the queries with no good answer among the first three, and what was found instead."""
    for query in queries:
        if every or not success(answers[query], query.grades, 3):
            print(f"\n[{query.kind}] {query.words}   nDCG {ndcg(answers[query], query.grades):.2f}")
            for title in answers[query][:6]:
                print(f"    {query.grades.get(title, '·')} {title}")
            print(f"    wanted: {'; '.join(title for title, grade in query.grades.items() if grade == 3)}")


def judge(name: str, file: str, to_show: str | None) -> None:
    """Ask the queries of ``file`` of the directory ``name``, and print the figures."""
    services = DIRECTORIES[name]()
    queries = read_queries(file, frozenset(service.title for service in services))
    with engines(services) as asked:
        found: dict[str, Answers] = {}
        for engine_name, engine in asked.items():
            ask = asker(engine)
            found[engine_name] = {query: ask(query.words) for query in queries}
    print(f"== {name}: {len(services)} services, {file}")
    tell(queries, found)
    if to_show:
        chosen = [one for one in queries if to_show != "tuned" or not one.is_held_out]
        show(chosen, found["database"], to_show == "every")


def main() -> None:
    """Load, ask, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--directory", choices=DIRECTORIES, action="append", help="Only this one.")
    parser.add_argument("--queries", help="Another file of queries than the directory's own.")
    parser.add_argument("--database", type=Path, help="Keep the demonstration here, to ask again sooner.")
    parser.add_argument(
        "--show", choices=["tuned", "all", "every"], help="Print the failures of the tuned part, or of all."
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="localoffer-quality-") as folder:
        use_database((options.database or Path(folder) / "quality.sqlite3").resolve())
        from django.conf import settings

        settings.DEMO = True
        for name in options.directory or DIRECTORIES:
            judge(name, options.queries or f"{name}_queries.json", options.show)


if __name__ == "__main__":
    main()
