"""The link in a reminder: opens one listing without signing in, for 60 days, until the listing is checked.

The address holds a random name of the reminder, the time it was signed, and a signature that also covers whom it
was sent to and for which round of checks. Nothing of the person can be read from it, and it stops working when the
address of the person changes, when they no longer work for the provider, and when the listing has been checked.
"""

import datetime
import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.core import signing
from django.urls import reverse

from services_directory.domain.keepers import Keeper, may_keep
from services_directory.enums import ReminderAnswer
from services_directory.models import ListingAssurance, ReviewReminder

DAYS_GOOD = 60
SALT = "services_directory.review_link"
_TOKEN = re.compile(r"([0-9a-f]{32})\.[\w=-]+\.[\w=-]+")


class LinkState(StrEnum):
    """What can be done with a link."""

    OPEN = "open"
    TOLD = "told"  # something has changed, they said; they may still confirm
    DONE = "done"  # the listing has been checked since
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"  # the listing is no longer in the offer
    BROKEN = "broken"  # tampered with, cut off, or of somebody who no longer looks after the listing


@dataclass(frozen=True)
class OpenedLink:
    """A link that somebody followed. ``reminder`` is ``None`` exactly where it is broken."""

    state: LinkState
    reminder: ReviewReminder | None = None


def token_for(reminder: ReviewReminder) -> str:
    """A token for this reminder, good from now."""
    return _signer(reminder).sign(reminder.uuid.hex)


def address_for(reminder: ReviewReminder) -> str:
    """The whole address, for a mail."""
    path = reverse("services_directory:check_listing", args=[token_for(reminder)])
    return f"{settings.PUBLIC_URL}{path}"


def open_link(token: str, today: datetime.date | None = None) -> OpenedLink:
    """What ``token`` opens, and whether it still may; whatever it is, nothing is raised."""
    reminder = _reminder(token)
    if reminder is None or not _is_signed(reminder, token):
        return OpenedLink(LinkState.BROKEN)
    keeper = Keeper(user=reminder.user, role_email=reminder.role_email)
    if not may_keep(reminder.page, keeper, today):
        return OpenedLink(LinkState.BROKEN)
    return OpenedLink(_state(reminder, token), reminder)


def _state(reminder: ReviewReminder, token: str) -> LinkState:
    if not reminder.page.live:
        return LinkState.WITHDRAWN
    assurance = ListingAssurance.objects.filter(page_id=reminder.page_id).first()
    if assurance is None or assurance.next_due_on != reminder.due_on:
        return LinkState.DONE
    if not _is_signed(reminder, token, max_age=datetime.timedelta(days=DAYS_GOOD)):
        return LinkState.EXPIRED
    return LinkState.TOLD if reminder.answer == ReminderAnswer.CHANGED else LinkState.OPEN


def _reminder(token: str) -> ReviewReminder | None:
    match = _TOKEN.fullmatch(token)
    rows = ReviewReminder.objects.select_related("page__provider", "user")
    return rows.filter(uuid=match[1]).first() if match else None


def _signer(reminder: ReviewReminder) -> signing.TimestampSigner:
    bound = f"{reminder.page_id}:{reminder.due_on}:{reminder.address.lower()}"
    digest = hashlib.sha256(bound.encode()).hexdigest()
    return signing.TimestampSigner(sep=".", salt=f"{SALT}:{digest}")


def _is_signed(reminder: ReviewReminder, token: str, max_age: datetime.timedelta | None = None) -> bool:
    try:
        return _signer(reminder).unsign(token, max_age=max_age) == reminder.uuid.hex
    except signing.BadSignature:  # SignatureExpired is one
        return False
