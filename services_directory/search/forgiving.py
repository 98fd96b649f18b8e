"""A search that mends spelling by itself where the words as typed find nothing together."""

from dataclasses import dataclass, replace

from services_directory.search.contract import Searcher, SearchResults, ServiceQuery


@dataclass(frozen=True)
class Found:
    """The results, and the words that found them; ``corrected`` if those are not the words that were typed."""

    results: SearchResults
    text: str
    corrected: bool = False


def search_forgivingly(engine: Searcher, query: ServiceQuery, *, as_typed: bool = False) -> Found:
    """Search, and where no service has all the words, search again with our own spelling of them.

    ``as_typed``: the words stay as they are; the correction is then only suggested.
    """
    results = engine.search(query)
    if as_typed or not results.suggestion:
        return Found(results, query.text)
    mended = engine.search(replace(query, text=results.suggestion))
    if not mended.total:
        return Found(results, query.text)
    return Found(mended, results.suggestion, corrected=True)
