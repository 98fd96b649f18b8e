"""The services that a comment may be about, found by name."""

from collections.abc import Iterable

from services_directory.models import ServicePage
from services_directory.search.contract import ServiceQuery
from services_directory.search.engine import get_engine

MOST_FOUND = 8
MOST_SERVICES = 10  # that one comment is about


def find_services(words: str) -> list[tuple[str, str]]:
    """Up to eight services for ``words`` as choices of a form: page id and title."""
    hits = get_engine().search(ServiceQuery(text=words)).hits[:MOST_FOUND]
    return [(str(hit.id), hit.card["title"]) for hit in hits]


def titles_of(ids: Iterable[int]) -> dict[str, str]:
    """The titles of services that are or were public, by page id as text; an unknown id is left out."""
    chosen = list(ids)[:MOST_SERVICES]
    rows = ServicePage.objects.filter(pk__in=chosen, first_published_at__isnull=False)
    titles = {str(pk): title for pk, title in rows.values_list("pk", "title")}
    return {str(one): titles[str(one)] for one in chosen if str(one) in titles}
