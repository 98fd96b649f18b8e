"""Pages of a long list, with the addresses of the others."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator

PROVIDERS_A_PAGE = 100

# (number, address, whether it is the page shown); number 0 stands for a gap.
PageLink = tuple[int, str, bool]


def page_links(current: int, last: int, address: Callable[[int], str]) -> list[PageLink]:
    """The first, the last, and the pages beside the current one; a gap where some are left out."""
    shown = sorted({1, last, *range(max(1, current - 1), min(last, current + 1) + 1)})
    links: list[PageLink] = []
    before = 0
    for number in shown:
        if number - before > 1:
            links.append((0, "", False))
        links.append((number, address(number), number == current))
        before = number
    return links


@dataclass(frozen=True)
class PageOfLinks:
    """A page of rows, and the way to the others."""

    rows: list[Any]
    current: int
    last: int
    address: Callable[[int], str]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    @property
    def has_other_pages(self) -> bool:
        """Whether there is more than one page."""
        return self.last > 1

    @property
    def previous_address(self) -> str:
        """The page before, or nothing."""
        return self.address(self.current - 1) if self.current > 1 else ""

    @property
    def next_address(self) -> str:
        """The page after, or nothing."""
        return self.address(self.current + 1) if self.current < self.last else ""

    @property
    def page_links(self) -> list[PageLink]:
        """The numbers to show."""
        return page_links(self.current, self.last, self.address)


def page_of_links(rows: Any, number: str | None, path: str) -> PageOfLinks:
    """Page ``number`` of a queryset; whatever is no page gives the first or the last."""
    page = Paginator(rows, PROVIDERS_A_PAGE).get_page(number)
    return PageOfLinks(
        list(page),
        page.number,
        page.paginator.num_pages,
        lambda to: path if to == 1 else f"{path}?page={to}",
    )
