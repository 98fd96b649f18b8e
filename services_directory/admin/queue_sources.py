"""What the one queue of the desk is made of. Each kind of work registers itself here, once, on start-up::

    register_source("applications", "Applications", waiting_applications, permission="…")

``waiting_applications()`` returns the rows of this kind that wait, in any order, in a fixed number of queries.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from localoffer.accounts.models import User
from services_directory.enums import Risk

DECIDE = "services_directory.decide_listingchange"


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One thing that waits for an officer.

    Args:
        kind: name of the source.
        key: of its own in the whole queue, such as ``change-12``; who has it open is kept under it (``presence``).
        title: what it is about, as it is read in the list.
        provider: the name of the organisation; empty where there is none.
        waiting_since: when it was sent, or became due.
        risk: how closely to look.
        why: what makes the risk, in words.
        address: where it is decided.
        bulk: whether it can be approved with others from the list.
        looking_at: filled in by the queue: who has it open.
    """

    kind: str
    key: str
    title: str
    provider: str
    waiting_since: datetime.datetime
    risk: Risk
    address: str
    why: str = ""
    bulk: bool = False
    looking_at: str = ""


@dataclass(frozen=True)
class QueueSource:
    """One kind of work: its name in addresses, its label, its rows, and who may see them."""

    name: str
    label: str
    rows: Callable[[], Iterable[QueueItem]]
    permission: str = DECIDE


SOURCES: dict[str, QueueSource] = {}


def register_source(
    name: str, label: str, rows: Callable[[], Iterable[QueueItem]], *, permission: str = DECIDE
) -> None:
    """Add a kind of work to the queue; the same name again replaces it.

    Args:
        name: stands in addresses, for example ``applications``; every item's ``kind``.
        label: in the plural, as a filter reads it.
        permission: ``app.codename`` that an officer needs to see these.
    """
    SOURCES[name] = QueueSource(name, label, rows, permission)


def sources_for(user: User) -> list[QueueSource]:
    """The kinds of work that somebody may see, in the order in which they were registered."""
    return [source for source in SOURCES.values() if user.has_perm(source.permission)]


def waiting_items(user: User) -> list[QueueItem]:
    """Everything that waits and that somebody may see, the longest first."""
    items = [item for source in sources_for(user) for item in source.rows()]
    return sorted(items, key=lambda item: item.waiting_since)
