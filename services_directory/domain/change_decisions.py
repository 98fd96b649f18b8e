"""What an officer decides about a provider's change, and the only way a provider's words go live.

Deciding merges three versions in one transaction, on a freshly read and locked page: what the change began from,
what is live now, and what the provider proposes. The revision that is saved (its author is the provider) is
exactly the one that is published (the log names the officer). ``seen`` is the token of what the officer was shown:
when the proposal or the live page has moved since, nothing is decided.

For the desk: ``review_of``, ``approve``, ``approve_with_edits``, ``approve_fields``, ``send_back``, ``reject``,
``undo``.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.text import slugify
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from localoffer.accounts.models import User
from services_directory.domain.change_mails import tell_provider
from services_directory.domain.change_places import put_places, restore_places
from services_directory.domain.change_records import (
    clear_decision,
    locked,
    note_event,
    page_of,
    shared_places,
)
from services_directory.domain.exceptions import InvalidTransition, NotReady
from services_directory.domain.listing_checks import errors_of
from services_directory.domain.listing_content import Content, Listing, content_of, places_of, put_into
from services_directory.domain.listing_fields import PLACES, names_of
from services_directory.domain.merging import Difference, differences, merged, token_of
from services_directory.enums import ChangeAct, ChangeState
from services_directory.models import DirectoryPage, ListingChange, ReasonForDecision
from services_directory.models.changes import PUBLISHED


class AlreadyDecided(InvalidTransition):
    """Somebody else decided it, or the provider took it back."""


class ChangedSinceSeen(ValueError):
    """What the officer was shown is no longer what would be published: it must be looked at again."""


class MustChoose(ValueError):
    """Provider and officer both changed these: one of the two must be chosen.

    Attributes:
        keys: of the differences.
    """

    def __init__(self, found: Collection[Difference]) -> None:
        self.keys = [one.key for one in found]
        super().__init__("The live listing has changed in the same places. Choose which to keep.")


@dataclass(frozen=True)
class Review:
    """A change as an officer is shown it.

    Args:
        page: what it is merged with, in memory.
        live: its content, as it is now.
        differences: what the change does to it.
        blocked: keys that cannot be taken: details of a place that other providers use too.
        token: stands for all of it.
    """

    change: ListingChange
    page: Listing
    live: Content
    differences: list[Difference]
    blocked: frozenset[str]
    token: str

    @property
    def conflicts(self) -> list[Difference]:
        """Where the live page has moved to something else than is proposed."""
        return [one for one in self.differences if one.is_conflict]


def review_of(change: ListingChange) -> Review:
    """What deciding ``change`` would do now; of a decided or withdrawn one, what it asked for."""
    written = change.submitted_content or change.content
    proposed = {name: written[name] for name in names_of(change.listing_type)}
    page = page_of(change)
    live = _live_content(page, proposed)
    found = differences(change.base, live, proposed)
    shared = shared_places(proposed.get(PLACES, []), change.provider_id)
    blocked = frozenset(one.key for one in found if one.name == PLACES and one.key.split("/")[1] in shared)
    return Review(change, page, live, found, blocked, token_of(change.version, found))


def _live_content(page: Listing, proposed: Content) -> Content:
    """The content of the page, with the places that the proposal names as they are now."""
    live = content_of(page)
    if PLACES in live:
        rows = [*live["service_at_locations"], *proposed["service_at_locations"]]
        live[PLACES] = places_of(rows)
    return live


# --- Approving -------------------------------------------------------------------------------------------


def approve(
    change: ListingChange,
    *,
    by: User | None,
    seen: str,
    keep_live: Collection[str] = (),
    choose_proposed: Collection[str] = (),
    words: str = "",
) -> ListingChange:
    """Publish what the provider proposes.

    Args:
        by: the officer; None where a rule that is switched on decides.
        seen: ``Review.token`` of what was shown.
        keep_live: keys of conflicts for which what is live now stays.
        choose_proposed: keys of conflicts for which the proposal wins.
        words: to the provider, if any.

    Raises:
        AlreadyDecided: it does not wait any more.
        ChangedSinceSeen: the proposal or the live page moved since it was shown.
        MustChoose: a conflict is in neither list.
        NotReady: the merged listing breaks a rule, by path.
    """
    return _publish(change, by=by, seen=seen, words=words, keep_live=keep_live, chosen=choose_proposed)


def approve_with_edits(
    change: ListingChange,
    *,
    by: User,
    seen: str,
    edits: Mapping[str, Any],
    keep_live: Collection[str] = (),
    choose_proposed: Collection[str] = (),
    words: str = "",
) -> ListingChange:
    """Publish what the provider proposes, with the officer's own values for some of it.

    Args:
        edits: by key of a difference, the value to publish in place of the proposed one, as JSON; whole rows for
            rows that are added. An edit also decides a conflict.

    Raises:
        As ``approve``.
    """
    return _publish(
        change,
        by=by,
        seen=seen,
        words=words,
        keep_live=keep_live,
        chosen={*choose_proposed, *edits},
        edits=edits,
    )


def approve_fields(
    change: ListingChange, *, by: User, seen: str, keys: Collection[str], words: str = ""
) -> ListingChange:
    """Publish these differences only; of all others, what is live stays.

    Raises:
        InvalidTransition: ``keys`` is empty: send the change back, or reject it.
        As ``approve``; a conflict among ``keys`` is decided for the proposal.
    """
    if not keys:
        raise InvalidTransition("Choose at least one field to take, or send the change back.")
    return _publish(change, by=by, seen=seen, words=words, only=keys)


@transaction.atomic
def _publish(
    change: ListingChange,
    *,
    by: User | None,
    seen: str,
    words: str,
    keep_live: Collection[str] = (),
    chosen: Collection[str] = (),
    edits: Mapping[str, Any] | None = None,
    only: Collection[str] | None = None,
) -> ListingChange:
    edits = edits or {}
    current = _waiting(change)
    if current.page_id:
        Page.objects.select_for_update().get(pk=current.page_id)
    review = review_of(current)
    if review.token != seen:
        raise ChangedSinceSeen("This changed while you had it open. Look at it again, then decide.")
    taken = _taken(review, keep_live=keep_live, chosen=chosen, only=only)
    content = merged(review.live, taken, edits)
    left = [one.key for one in review.differences if one not in taken]
    current.outcome = {
        "taken": [one.key for one in taken],
        "left": left,
        "edits": {key: edits[key] for key in edits if key not in left},
    }
    current.state = ChangeState.PARTLY_APPROVED if left else ChangeState.APPROVED
    _put_live(current, review, content, taken, by)
    act = ChangeAct.PARTLY_APPROVED if left else ChangeAct.APPROVED
    _record(current, act, by=by, words=words)
    return current


def _taken(
    review: Review, *, keep_live: Collection[str], chosen: Collection[str], only: Collection[str] | None
) -> list[Difference]:
    free = [one for one in review.differences if one.key not in review.blocked]
    if only is not None:
        return [one for one in free if one.key in only]
    if undecided := [one for one in free if one.is_conflict and one.key not in {*keep_live, *chosen}]:
        raise MustChoose(undecided)
    return [one for one in free if one.key not in keep_live]


def _put_live(
    change: ListingChange, review: Review, content: Content, taken: list[Difference], by: User | None
) -> None:
    page, author = review.page, change.submitted_by
    names = list(dict.fromkeys(one.name for one in taken))
    draft = _officers_draft(page)
    change.live_before = _live_revision(page)
    change.outcome["was_live"] = bool(page.pk and page.live)
    change.outcome["places"] = put_places(content.get(PLACES, []), taken, by=by, author=author)
    try:
        put_into(page, content, names)
        _refuse_errors(change, review, content, names)
        if page.pk is None:
            _add_below_directory(page, change)
        revision = page.save_revision(user=author, log_action=True)
    except ValidationError as error:
        raise NotReady(_by_path(error)) from error
    revision.publish(user=by)
    change.published_revision = revision
    if draft is not None:
        _keep_officers_draft(draft, review.live, taken, change.outcome["edits"])
    log(
        instance=page,
        action="services_directory.decide_change",
        user=by,
        revision=revision,
        data={"change": change.pk, "author": str(author), "left": len(change.outcome["left"])},
    )


def _live_revision(page: Listing) -> Revision | None:
    """What undoing publishes again; made where a page went live with none."""
    if not (page.pk and page.live):
        return None
    return page.live_revision or page.save_revision(changed=False, clean=False)


def _refuse_errors(change: ListingChange, review: Review, content: Content, names: list[str]) -> None:
    found = errors_of(change.listing_type, content, base=review.live, provider_id=change.provider_id)
    if errors := {path: words for path, words in found.items() if path.partition("/")[0] in names}:
        raise NotReady(errors)


def _by_path(error: ValidationError) -> dict[str, list[str]]:
    return error.message_dict if hasattr(error, "error_dict") else {"": error.messages}


def _add_below_directory(page: Listing, change: ListingChange) -> None:
    page.provider_id = change.provider_id
    page.owner = change.submitted_by
    page.slug = ""
    page.live = False
    if not slugify(page.title):
        raise ValidationError({"title": ["Give it a name with letters or numbers in it."]})
    parent = DirectoryPage.objects.select_for_update().get()
    parent.add_child(instance=page)
    change.page_id = page.pk
    log(instance=page, action="wagtail.create", user=change.submitted_by, content_changed=True)


def _officers_draft(page: Listing) -> Revision | None:
    """What officers have written of a live page and not published yet."""
    if page.pk and page.live and page.has_unpublished_changes and page.latest_revision_id:
        return page.latest_revision if page.latest_revision_id != page.live_revision_id else None
    return None


def _keep_officers_draft(
    draft: Revision, live_before: Content, taken: list[Difference], edits: Mapping[str, Any]
) -> None:
    """Put what was published into the officers' draft, and make it the newest again: it is not lost, nor live.

    Where the draft has other words than were live, the draft's stay.
    """
    page = draft.as_object()
    there = _live_content(page, live_before)
    theirs = [one.key for one in differences(live_before, live_before, there)]
    untouched = [one for one in taken if not _touches(theirs, one)]
    put_into(page, merged(there, untouched, edits), list(dict.fromkeys(one.name for one in untouched)))
    # Publishing has taken the draft's date away; ``draft`` was read before.
    page.save_revision(user=draft.user, approved_go_live_at=draft.approved_go_live_at, clean=False)


def _touches(keys: Collection[str], one: Difference) -> bool:
    """Whether one of ``keys`` is the field of ``one``, or lies within its row, or holds it."""
    return any(f"{key}/".startswith(f"{one.key}/") or f"{one.key}/".startswith(f"{key}/") for key in keys)


# --- Not approving ---------------------------------------------------------------------------------------


def send_back(
    change: ListingChange, *, by: User, seen: str, reason: ReasonForDecision | None, words: str
) -> ListingChange:
    """Ask the provider to put something right; it can be edited and sent again.

    Args:
        words: to the provider, in plain words; cannot be empty.

    Raises:
        AlreadyDecided: it does not wait any more.
        ChangedSinceSeen: the provider sent other words since.
        ValueError: no words.
    """
    return _refuse(
        change, ChangeState.SENT_BACK, ChangeAct.SENT_BACK, by=by, seen=seen, reason=reason, words=words
    )


def reject(
    change: ListingChange, *, by: User, seen: str, reason: ReasonForDecision | None, words: str
) -> ListingChange:
    """Refuse a change for good; the live page stays as it is.

    Raises:
        As ``send_back``.
    """
    return _refuse(
        change, ChangeState.REJECTED, ChangeAct.REJECTED, by=by, seen=seen, reason=reason, words=words
    )


@transaction.atomic
def _refuse(
    change: ListingChange,
    state: ChangeState,
    act: ChangeAct,
    *,
    by: User,
    seen: str,
    reason: ReasonForDecision | None,
    words: str,
) -> ListingChange:
    if not words.strip():
        raise ValueError("Say why, in words to the provider.")
    current = _waiting(change)
    if review_of(current).token != seen:
        raise ChangedSinceSeen("This changed while you had it open. Look at it again, then decide.")
    current.state = state
    current.reason = reason
    _record(current, act, by=by, words=words)
    return current


def _waiting(change: ListingChange) -> ListingChange:
    current = locked(change)
    refuse_decided(current)
    return current


def refuse_decided(change: ListingChange) -> None:
    """Nothing, where a change waits for a decision.

    Raises:
        AlreadyDecided: it does not; the message says who decided what.
    """
    if change.state == ChangeState.SUBMITTED:
        return
    if change.decided_at:
        who = str(change.decided_by or "A rule")
        raise AlreadyDecided(f"{who} has decided this already: {change.get_state_display().lower()}.")
    raise AlreadyDecided("The provider has taken this back. It will come again when it is sent again.")


def _record(change: ListingChange, act: ChangeAct, *, by: User | None, words: str) -> None:
    change.decided_by = by
    change.decided_by_rule = by is None
    change.decided_at = timezone.now()
    change.words_to_provider = words.strip()
    change.version += 1
    change.save()
    note_event(change, act, by=by, words=words.strip())
    tell_provider(change, act)


# --- Undoing ---------------------------------------------------------------------------------------------


@transaction.atomic
def undo(change: ListingChange, *, by: User) -> ListingChange:
    """Publish again what was live before, and let the change wait for a decision again.

    Raises:
        InvalidTransition: it is not published, somebody has published the listing again since, the provider has
            begun another change, or what was live before is no longer kept.
    """
    current = locked(change)
    if current.state not in PUBLISHED:
        raise InvalidTransition("Only a change that was published can be undone.")
    page = Page.objects.select_for_update().get(pk=current.page_id).specific
    if not page.live or page.live_revision_id != current.published_revision_id:
        raise InvalidTransition("The listing has been published again since. Use its history to go back.")
    if ListingChange.objects.open().filter(page_id=page.pk, provider=current.provider_id).exists():
        raise InvalidTransition("The provider has begun another change since. Use its history to go back.")
    if current.is_new_listing:
        _remove_new(page, current)
    else:
        _back_to(page, current, by)
        log(instance=page, action="services_directory.undo_change", user=by, data={"change": current.pk})
    restore_places(current.outcome.get("places", {}), by=by)
    current.state = ChangeState.SUBMITTED
    clear_decision(current)
    current.published_revision = current.live_before = None
    current.outcome = {}
    current.version += 1
    current.save()
    note_event(current, ChangeAct.UNDONE, by=by)
    tell_provider(current, ChangeAct.UNDONE)
    return current


def _remove_new(page: Listing, change: ListingChange) -> None:
    """A new listing that should not have gone live is no page again, so that it can be decided as a whole."""
    if page.latest_revision_id != change.published_revision_id:
        raise InvalidTransition("Somebody has edited the new listing since. Unpublish it instead.")
    change.page = change.published_revision = None
    change.state = ChangeState.SUBMITTED
    clear_decision(change)
    change.save()
    try:
        page.delete()
    except ProtectedError as error:
        raise InvalidTransition(
            "Something refers to the new listing already. Unpublish it instead."
        ) from error


def _back_to(page: Listing, change: ListingChange, by: User) -> None:
    before, draft = change.live_before, _officers_draft(page)
    published = content_of(page)
    if before is not None:
        # As Wagtail's own "revert": a new revision with the old words, published.
        listing = before.as_object()
        listing.has_unpublished_changes = page.has_unpublished_changes
        revision = listing.save_revision(user=by, log_action=True, previous_revision=before)
        revision.publish(user=by, previous_revision=before)
        if draft is not None:
            # The draft was given the provider's words when they went live: it must not carry them back.
            back = differences(published, published, content_of(listing))
            _keep_officers_draft(draft, published, back, {})
    elif not change.outcome.get("was_live"):
        page.unpublish(user=by)
    else:
        raise InvalidTransition(
            "What was live before is no longer kept. Use the listing's history to go back."
        )
