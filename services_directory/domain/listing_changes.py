"""What a provider does with a change to a listing. The page itself is never touched here.

For the portal, in the order of use::

    change = start_change(page, provider=provider, by=user)        # from what is live now; or the one that is open
    change = start_change(None, provider=provider, by=user)        # a new listing
    change = copy_listing(page, provider=provider, by=user)        # a new listing that begins as a copy
    content = change.content                                       # names of a step: listing_fields.STEPS
    change = save_step(change, step="contact", content={"contacts": [...], "website": "…"},
                       expected_version=2, by=user)                # may raise ConflictingEdit
    errors = errors_in(change)                                     # by path; empty when it can be sent
    changes = changes_made(change)                                 # merging.Difference, for "check your answers"
    page = preview_page(change)                                    # the page in memory as families would see it
    change = submit_change(change, expected_version=3, by=user)    # now it waits; or it was approved by a rule
    change = take_back_change(change, by=user)                     # to edit it again
    change = withdraw_change(change, by=user)                      # to give it up
    may_edit_place(place_uuid, provider)                           # False when another provider uses the place too

Who may do this is for ``portal/access.py``; here a listing of another provider is refused all the same.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import Page

from localoffer.accounts.models import User
from services_directory.domain.auto_approval import approve_by_rule
from services_directory.domain.change_records import (
    clear_decision,
    current_version,
    locked,
    may_edit_place,
    note_event,
    page_of,
    shared_places,
)
from services_directory.domain.change_risk import assess
from services_directory.domain.exceptions import InvalidTransition, NotReady, NotTheirs
from services_directory.domain.listing_checks import errors_of
from services_directory.domain.listing_content import (
    Content,
    Listing,
    blank_content,
    cleaned,
    content_of,
    places_of,
    put_into,
    with_fresh_rows,
)
from services_directory.domain.listing_fields import PLACES, names_of, step_of
from services_directory.domain.merging import Difference, changed_names, differences, merged
from services_directory.enums import ChangeAct, ChangeState
from services_directory.models import ListingChange, ProviderPage, ServicePage
from services_directory.models.changes import EDITABLE


@dataclass(frozen=True)
class Others:
    """What somebody else saved of the same step since it was opened."""

    by: str
    at: datetime.datetime


class ConflictingEdit(ValueError):
    """Somebody else saved the same step meanwhile; nothing was saved now, and nothing that was typed is lost.

    Attributes:
        version: to be sent with the next try.
        others: who saved it since, and when.
        theirs: what they changed, as differences from what was shown; ``is_conflict`` where this save changes the
            same field to something else.
        merged: values by name for the form to show again: what was typed where it was typed, theirs elsewhere.
    """

    def __init__(self, version: int, others: list[Others], theirs: list[Difference], merged: Content) -> None:
        self.version = version
        self.others = others
        self.theirs = theirs
        self.merged = merged
        names = ", ".join(dict.fromkeys(one.by for one in others))
        super().__init__(f"{names} changed this page while you were writing. Nothing you typed is lost.")


# --- Beginning -------------------------------------------------------------------------------------------


def start_change(page: Page | None, *, provider: ProviderPage, by: User) -> ListingChange:
    """The open change of a provider to a page, begun from what is live now; a new listing where ``page`` is None.

    Raises:
        NotTheirs: the page is another provider's.
    """
    if page is None:
        return _begin(None, provider, by, blank_content("service"), blank_content("service"))
    listing = _own(page, provider)
    if there := ListingChange.objects.open().filter(page_id=page.pk, provider=provider).first():
        return there
    now = content_of(current_version(listing))
    try:
        return _begin(listing, provider, by, now, now)
    except IntegrityError:
        # Somebody else began it in the same moment.
        return ListingChange.objects.open().get(page_id=page.pk, provider=provider)


def copy_listing(page: Page, *, provider: ProviderPage, by: User) -> ListingChange:
    """A new listing that says what ``page`` says now, with rows of its own; nothing is published.

    Raises:
        NotTheirs: the page is another provider's, or no service.
    """
    listing = _own(page, provider)
    if not isinstance(listing, ServicePage):
        raise NotTheirs("Only a service can be copied.")
    content = with_fresh_rows(content_of(current_version(listing)))
    content["title"] = f"Copy of {content['title']}"[:255]
    return _begin(None, provider, by, blank_content("service"), content)


def _own(page: Page, provider: ProviderPage) -> Listing:
    # Read again: the object at hand may hold words that are not saved.
    listing = Page.objects.get(pk=page.pk).specific
    owner = listing.provider_id if isinstance(listing, ServicePage) else listing.pk
    if not isinstance(listing, ServicePage | ProviderPage) or owner != provider.pk:
        raise NotTheirs("This listing is not one of yours.")
    return listing


@transaction.atomic
def _begin(
    page: Listing | None, provider: ProviderPage, by: User, base: Content, content: Content
) -> ListingChange:
    now = timezone.now()
    change = ListingChange.objects.create(
        page_id=page.pk if page else None,
        is_new_listing=page is None,
        provider=provider,
        title=content["title"],
        base_revision=page.live_revision or page.latest_revision if page else None,
        base=base,
        content=content,
        started_by=by,
        started_at=now,
        saved_at=now,
    )
    note_event(change, ChangeAct.STARTED, by=by)
    return change


# --- Editing ---------------------------------------------------------------------------------------------


@transaction.atomic
def save_step(
    change: ListingChange, *, step: str, content: Mapping[str, Any], expected_version: int, by: User
) -> ListingChange:
    """Save one step, whole or a part of its names.

    Args:
        content: values by name, as a form cleans them or as JSON (``listing_content``).
        expected_version: ``change.version`` when the step was shown.

    Returns:
        The change as saved; the same version when nothing was different.

    Raises:
        ConflictingEdit: somebody saved other values of this step since; of other steps is no conflict.
        InvalidTransition: it waits for an officer, or is decided.
        KeyError: a name that is not of this step.
        NotTheirs: it changes a place that another provider uses too.
        ValidationError: by path, a value that a field cannot hold.
    """
    current = locked(change)
    if not current.is_editable:
        raise InvalidTransition(_not_editable(current))
    listing_type = current.listing_type
    names = step_of(listing_type, step).names
    if strangers := [name for name in content if name not in names]:
        raise KeyError(f"Not of the step {step}: {', '.join(strangers)}")
    wanted = cleaned(listing_type, content)
    if wanted.keys() & {PLACES, "service_at_locations"}:
        wanted[PLACES] = _places_spoken_of(wanted, current)
        _refuse_shared_places(wanted[PLACES], current)
    there = {name: current.content[name] for name in wanted}
    if expected_version != current.version:
        _refuse_unseen(current, expected_version, there, wanted)
    if wanted == there:
        return current
    _keep(current, wanted, by=by, step=step)
    return current


def _not_editable(change: ListingChange) -> str:
    if change.state == ChangeState.SUBMITTED:
        return "It has been sent for review. Take it back to change it."
    return "It has been decided. Begin another change."


def _keep(change: ListingChange, wanted: Content, *, by: User, step: str) -> None:
    before = {name: change.content[name] for name in wanted}
    change.content = {**change.content, **wanted}
    change.title = change.content["title"]
    change.version += 1
    change.saved_at = timezone.now()
    change.save(update_fields=["content", "title", "version", "saved_at"])
    note_event(change, ChangeAct.SAVED, by=by, step=step, before=before)


def _refuse_unseen(change: ListingChange, expected: int, there: Content, wanted: Content) -> None:
    """Raise when others changed the names of ``wanted`` after the version ``expected``."""
    saves = [
        event
        for event in change.events.filter(act=ChangeAct.SAVED, version__gt=expected).select_related("by")
        if event.before.keys() & wanted.keys()
    ]
    shown = dict(there)
    for event in reversed(saves):
        shown |= {name: value for name, value in event.before.items() if name in shown}
    theirs = differences(shown, wanted, there)
    if changed_names(shown, there):
        mine = differences(shown, there, wanted)
        others = [Others(str(event.by), event.at) for event in saves]
        raise ConflictingEdit(change.version, others, theirs, merged(there, mine))


def _places_spoken_of(wanted: Content, change: ListingChange) -> list[dict[str, Any]]:
    """The places that the listing's rows name: as given, else as they are in the change, else as they are."""
    rows = wanted.get("service_at_locations", change.content["service_at_locations"])
    given = {place["uuid"]: place for place in change.content[PLACES]}
    given |= {place["uuid"]: place for place in wanted.get(PLACES, [])}
    named = list(dict.fromkeys(row["location"] for row in rows if row["location"]))
    known = {place["uuid"]: place for place in places_of(rows)}
    return [given.get(one) or known[one] for one in named if one in given or one in known]


def _refuse_shared_places(places: list[dict[str, Any]], change: ListingChange) -> None:
    if shared := shared_places(places, change.provider_id):
        names = ", ".join(place["name"] for place in places if place["uuid"] in shared)
        raise NotTheirs(f"Other organisations use {names} too, so only the council can change its details.")


# --- Looking ---------------------------------------------------------------------------------------------


def changes_made(change: ListingChange) -> list[Difference]:
    """What the provider changed since the change was begun, whatever happened to the live page meanwhile."""
    return differences(change.base, change.base, change.content)


def preview_page(change: ListingChange) -> Listing:
    """The page in memory as it would read with the change; never saved. New places are left out of it."""
    page = page_of(change)
    known = {place["uuid"] for place in places_of(change.content.get("service_at_locations", []))}
    content = dict(change.content)
    if PLACES in content:
        content["service_at_locations"] = [
            row for row in content["service_at_locations"] if not row["location"] or row["location"] in known
        ]
    put_into(page, content, names_of(change.listing_type))
    return page


def errors_in(change: ListingChange) -> dict[str, list[str]]:
    """Sentences by path that keep the change from being sent; empty when it can be."""
    return errors_of(change.listing_type, change.content, base=change.base, provider_id=change.provider_id)


# --- Sending ---------------------------------------------------------------------------------------------


@transaction.atomic
def submit_change(change: ListingChange, *, expected_version: int, by: User) -> ListingChange:
    """Send a change for review; what is sent is frozen. A rule that is switched on may publish it at once.

    Args:
        expected_version: ``change.version`` as the sender was shown it on "check your answers".

    Raises:
        ConflictingEdit: somebody saved something after it was shown.
        InvalidTransition: it was sent already, or is decided, or changes nothing.
        NotReady: something is missing or wrong, by path.
    """
    current = locked(change)
    if not current.is_editable:
        raise InvalidTransition(_not_editable(current))
    if expected_version != current.version:
        saves = current.events.filter(version__gt=expected_version).select_related("by")
        others = [Others(str(event.by), event.at) for event in saves]
        raise ConflictingEdit(current.version, others, changes_made(current), current.content)
    if current.content == current.base:
        raise InvalidTransition("Nothing is changed yet, so there is nothing to send.")
    if errors := errors_in(current):
        raise NotReady(errors)
    current.state = ChangeState.SUBMITTED
    current.submitted_by = by
    current.submitted_at = timezone.now()
    current.submitted_content = current.content
    assessed = assess(changes_made(current), is_new=current.is_new_listing)
    current.risk, current.risk_words = assessed.risk, assessed.words[:300]
    clear_decision(current)
    current.version += 1
    current.save()
    note_event(current, ChangeAct.SUBMITTED, by=by)
    return approve_by_rule(current) or current


@transaction.atomic
def take_back_change(change: ListingChange, *, by: User) -> ListingChange:
    """Take a change that waits out of the queue, to edit it again.

    Raises:
        InvalidTransition: it does not wait: an officer has decided it meanwhile, or it was never sent.
    """
    current = locked(change)
    if current.state != ChangeState.SUBMITTED:
        raise InvalidTransition("It does not wait for review any more.")
    return _close(current, ChangeState.DRAFT, ChangeAct.TAKEN_BACK, by)


@transaction.atomic
def withdraw_change(change: ListingChange, *, by: User) -> ListingChange:
    """Give a change up. It stays on record, and another can be begun.

    Raises:
        InvalidTransition: it waits for review (take it back first), or is decided for good.
    """
    current = locked(change)
    if current.state not in EDITABLE:
        raise InvalidTransition(_not_editable(current))
    return _close(current, ChangeState.WITHDRAWN, ChangeAct.WITHDRAWN, by)


def _close(change: ListingChange, state: ChangeState, act: ChangeAct, by: User) -> ListingChange:
    change.state = state
    change.submitted_by = change.submitted_at = change.submitted_content = None
    clear_decision(change)
    change.version += 1
    change.save()
    note_event(change, act, by=by)
    return change


__all__ = [
    "ConflictingEdit",
    "Others",
    "changes_made",
    "copy_listing",
    "errors_in",
    "may_edit_place",
    "preview_page",
    "save_step",
    "start_change",
    "submit_change",
    "take_back_change",
    "withdraw_change",
]
