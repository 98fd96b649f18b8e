"""Everything that a person looks after, with where it stands; what needs doing comes first.

A trust with 60 schools has hundreds of listings: they are read as plain values, in a number of queries that does not
grow with them.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from localoffer.accounts.models import User
from services_directory.enums import ChangeState, ClockState, OperationalState, ReportState
from services_directory.models import ListingAssurance, ListingChange, MistakeReport, OperationalStatus
from services_directory.portal.access import changes_of, listings_of, providers_of
from services_directory.presenters.words import day

SHOWN_AFTER_REFUSAL = datetime.timedelta(days=90)


class Standing(StrEnum):
    """Where a listing stands, what needs doing first; the order is that of the page."""

    SENT_BACK = "sent-back"
    ASKED = "asked"
    HIDDEN = "hidden"
    OVERDUE = "overdue"
    NEVER_CHECKED = "never-checked"
    DUE = "due"
    DRAFT = "draft"
    WAITING = "waiting"
    LIVE = "live"
    NOT_ACCEPTED = "not-accepted"
    NOT_SHOWN = "not-shown"

    @property
    def words(self) -> str:
        """As it reads on a tag and in the filter."""
        return _WORDS[self][0]

    @property
    def colour(self) -> str:
        """The colour of its tag; the words say the same."""
        return _WORDS[self][1]


_WORDS = {
    Standing.SENT_BACK: ("Sent back to you", "orange"),
    Standing.ASKED: ("The council asks you", "orange"),
    Standing.HIDDEN: ("Hidden until checked", "red"),
    Standing.OVERDUE: ("Check overdue", "red"),
    Standing.NEVER_CHECKED: ("Not yet checked", "yellow"),
    Standing.DUE: ("Check due", "yellow"),
    Standing.DRAFT: ("Draft", "grey"),
    Standing.WAITING: ("With the council", "blue"),
    Standing.LIVE: ("Live", "green"),
    Standing.NOT_ACCEPTED: ("Not accepted", "grey"),
    Standing.NOT_SHOWN: ("Not shown", "grey"),
}
NEEDS_DOING = (
    Standing.SENT_BACK,
    Standing.ASKED,
    Standing.HIDDEN,
    Standing.OVERDUE,
    Standing.NEVER_CHECKED,
    Standing.DUE,
    Standing.DRAFT,
)
# A check is what these ask for.
CLOCK_RUNS_OUT = frozenset({Standing.HIDDEN, Standing.OVERDUE, Standing.NEVER_CHECKED, Standing.DUE})
_OF_CLOCK = {
    ClockState.HIDDEN: Standing.HIDDEN,
    ClockState.OVERDUE: Standing.OVERDUE,
    ClockState.NEVER_CHECKED: Standing.NEVER_CHECKED,
    ClockState.DUE: Standing.DUE,
    ClockState.CHECKED: Standing.LIVE,
}
_ORDER = {standing: number for number, standing in enumerate(Standing)}


@dataclass(frozen=True)
class Mine:
    """One listing, or a new one that is not in the offer yet."""

    title: str
    provider: str
    provider_uuid: UUID
    standings: list[Standing]
    address: str
    details: list[str] = field(default_factory=list)

    @property
    def standing(self) -> Standing:
        """Where it stands, of several the one that needs doing first."""
        return self.standings[0]

    @property
    def needs_doing(self) -> bool:
        """Whether the person has something to do about it."""
        return self.standing in NEEDS_DOING


def my_listings(user: User, today: datetime.date | None = None) -> list[Mine]:
    """Services and organisations of the providers that ``user`` works for; seven queries, however many there are."""
    day_of_page = today or datetime.date.today()
    services = list(
        listings_of(user).values(
            "pk", "uuid", "title", "draft_title", "live", "provider__title", "provider__uuid"
        )
    )
    providers = list(providers_of(user).values("pk", "uuid", "title", "live"))
    changes = list(
        changes_of(user)
        .filter(
            Q(state__in=[ChangeState.DRAFT, ChangeState.SUBMITTED, ChangeState.SENT_BACK])
            | Q(
                state=ChangeState.REJECTED,
                is_new_listing=True,
                decided_at__date__gte=day_of_page - SHOWN_AFTER_REFUSAL,
            )
        )
        .defer("base", "content", "submitted_content", "outcome")
    )
    open_changes = {change.page_id: change for change in changes if change.page_id}
    keys = [service["pk"] for service in services]
    assurances = {one.page_id: one for one in ListingAssurance.objects.filter(page__in=keys)}
    statuses = {one.service_id: one for one in OperationalStatus.objects.filter(service__in=keys)}
    asked = MistakeReport.objects.filter(page__in=keys, state=ReportState.ASKED)
    requests = dict(asked.values_list("page_id", "request_to_provider"))
    found = [
        _of_service(
            service,
            open_changes.get(service["pk"]),
            assurances.get(service["pk"]),
            statuses.get(service["pk"]),
            requests.get(service["pk"], ""),
            day_of_page,
        )
        for service in services
    ]
    found += [_of_new(change) for change in changes if change.page_id is None]
    found += [
        _of_provider(provider, open_changes[provider["pk"]])
        for provider in providers
        if provider["pk"] in open_changes
    ]
    return sorted(found, key=lambda one: (_ORDER[one.standing], one.title.casefold()))


def _of_service(
    service: dict,
    change: ListingChange | None,
    assurance: ListingAssurance | None,
    status: OperationalStatus | None,
    request: str,
    today: datetime.date,
) -> Mine:
    _, details = _of_change(change) if change else ([], [])
    standings = standings_of(service["live"], change, assurance, today)
    if request:
        standings = sorted([*standings, Standing.ASKED], key=_ORDER.__getitem__)
        details.insert(0, f"The council asks: {request}")
    if service["live"]:
        clock = assurance.clock_state(today) if assurance else ClockState.NEVER_CHECKED
        if clock == ClockState.DUE and assurance and assurance.next_due_on:
            details.append(f"Check it by {day(assurance.next_due_on)}.")
        elif clock == ClockState.CHECKED and assurance and assurance.checked_on and not change:
            details.append(f"Last checked on {day(assurance.checked_on)}.")
    if status and status.state != OperationalState.OPEN:
        details.append(f"{OperationalState(status.state).label} since {day(status.since)}.")
    return Mine(
        title=service["title"],
        provider=service["provider__title"],
        provider_uuid=service["provider__uuid"],
        standings=standings,
        address=reverse("portal:listing", kwargs={"listing": service["uuid"]}),
        details=details,
    )


def standings_of(
    is_live: bool,
    change: ListingChange | None,
    assurance: ListingAssurance | None,
    today: datetime.date | None = None,
) -> list[Standing]:
    """Where a service stands, what needs doing first: its open change, and the review clock."""
    standings = _of_change(change)[0] if change else []
    if is_live:
        clock = assurance.clock_state(today) if assurance else ClockState.NEVER_CHECKED
        standings.append(_OF_CLOCK[ClockState(clock)])
    elif not standings:
        standings.append(Standing.NOT_SHOWN)
    return sorted(standings, key=_ORDER.__getitem__)


def _of_change(change: ListingChange) -> tuple[list[Standing], list[str]]:
    if change.state == ChangeState.SENT_BACK:
        return [Standing.SENT_BACK], [f"The council wrote: {change.words_to_provider}"]
    if change.state == ChangeState.SUBMITTED and change.submitted_at:
        return [Standing.WAITING], [f"Sent on {day(change.submitted_at.date())}."]
    if change.state == ChangeState.REJECTED:
        return [Standing.NOT_ACCEPTED], [f"The council wrote: {change.words_to_provider}"]
    return [Standing.DRAFT], [f"Last saved on {day(change.saved_at.date())}, not sent yet."]


def _of_new(change: ListingChange) -> Mine:
    standings, details = _of_change(change)
    return Mine(
        title=change.title or "New listing without a name",
        provider=change.provider.title,
        provider_uuid=change.provider.uuid,
        standings=standings,
        address=reverse("portal:change", kwargs={"change": change.uuid}),
        details=details,
    )


def _of_provider(provider: dict, change: ListingChange) -> Mine:
    standings, details = _of_change(change)
    return Mine(
        title=f"About {provider['title']}",
        provider=provider["title"],
        provider_uuid=provider["uuid"],
        standings=standings,
        address=reverse("portal:change", kwargs={"change": change.uuid}),
        details=details,
    )


def matching(
    listings: Iterable[Mine], *, words: str = "", standing: str = "", provider: str = ""
) -> list[Mine]:
    """Those whose name holds every word, of one standing (or ``to-do``), of one provider."""
    wanted = words.casefold().split()
    return [
        one
        for one in listings
        if all(word in one.title.casefold() for word in wanted)
        and (not standing or standing in one.standings or (standing == "to-do" and one.needs_doing))
        and (not provider or str(one.provider_uuid) == provider)
    ]
