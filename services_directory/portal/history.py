"""What happened to a listing, in plain words for its provider. Officers are "the council" and never a name."""

import datetime
from dataclasses import dataclass

from django.db.models import QuerySet

from services_directory.enums import ChangeAct
from services_directory.models import ChangeEvent, ListingChange, ServicePage
from services_directory.presenters.words import day

MOST_EVENTS = 12
_BY_PROVIDER = {
    ChangeAct.STARTED: "{who} began a change",
    ChangeAct.SUBMITTED: "{who} sent it to the council",
    ChangeAct.TAKEN_BACK: "{who} took it back",
    ChangeAct.WITHDRAWN: "{who} gave the change up",
}
_BY_COUNCIL = {
    ChangeAct.SENT_BACK: "The council sent it back",
    ChangeAct.APPROVED: "The council approved it, and it went live",
    ChangeAct.PARTLY_APPROVED: "The council approved parts of it, and they went live",
    ChangeAct.REJECTED: "The council did not accept it",
    ChangeAct.UNDONE: "The council took its decision back",
}


@dataclass(frozen=True)
class Happened:
    """One line of the history."""

    on: str
    what: str
    words: str


def history_of(page: ServicePage | None, changes: QuerySet[ListingChange]) -> list[Happened]:
    """The latest of what happened, newest first; saves are left out. One query."""
    acts = [*_BY_PROVIDER, *_BY_COUNCIL]
    events = ChangeEvent.objects.filter(change__in=changes.order_by().values("pk"), act__in=acts)
    found = [_happened(event) for event in events.select_related("by").order_by("-at", "-pk")[:MOST_EVENTS]]
    if page is not None and page.first_published_at and len(found) < MOST_EVENTS:
        found.append(Happened(_day(page.first_published_at), "It first went live", ""))
    return found


def _happened(event: ChangeEvent) -> Happened:
    act = ChangeAct(event.act)
    if act in _BY_COUNCIL:
        return Happened(_day(event.at), _BY_COUNCIL[act], event.words)
    who = str(event.by) if event.by else "Somebody"
    return Happened(_day(event.at), _BY_PROVIDER[act].format(who=who), "")


def _day(moment: datetime.datetime) -> str:
    return day(moment.date())
