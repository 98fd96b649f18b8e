"""The site's own lists for the detector of identifiers: what it names, and who works on it."""

import re
import time
from typing import Any

from cryptography.fernet import InvalidToken
from django.core.exceptions import ImproperlyConfigured

from feedback.domain.contact_keys import decrypt
from feedback.domain.identifiers import KnownNames
from feedback.models import Comment, CommentContact
from localoffer.accounts.models import User
from services_directory.models import Location, ProviderPage, ServicePage

SECONDS_KEPT = 300
SHORTEST_PART = 4  # letters of an address before the @ that are taken for a name
# Addresses of teams: their words name nobody.
NO_NAMES = frozenset(
    [
        "info",
        "mail",
        "email",
        "office",
        "contact",
        "hello",
        "admin",
        "support",
        "enquiries",
        "team",
        "send",
        "family",
        "home",
        "mum",
        "parent",
    ]
)

_kept: tuple[float, KnownNames] | None = None


def site_names() -> KnownNames:
    """The names of the directory and of the accounts, read anew every five minutes in a process."""
    global _kept
    if _kept is None or time.monotonic() - _kept[0] > SECONDS_KEPT:
        _kept = (time.monotonic(), _read())
    return _kept[1]


def forget_names() -> None:
    """Read them anew at the next question."""
    global _kept
    _kept = None


def _read() -> KnownNames:
    services = ServicePage.objects.values_list("title", "setting_profiles__pk")
    providers = ProviderPage.objects.values_list("title", flat=True)
    places = Location.objects.values_list("name", "city")
    people = User.objects.filter(is_active=True).values_list("first_name", "last_name")
    return KnownNames(
        services=frozenset(title for title, profile in services if profile is None),
        settings=frozenset(title for title, profile in services if profile is not None),
        providers=frozenset(providers),
        places=frozenset(name for place in places for name in place if name),
        people=frozenset(f"{first} {last}" for first, last in people if first and last),
    )


def names_for(comment: Comment) -> KnownNames:
    """The site's names, and what the sender of ``comment`` gave to be reached by."""
    names = site_names()
    contact = CommentContact.objects.filter(token=comment.contact_token).first()
    if contact is None:
        return names
    fields: dict[str, Any] = {name: getattr(names, name) for name in names.__dataclass_fields__}
    return KnownNames(**{**fields, "contact": _contact_names(contact)})


def _contact_names(contact: CommentContact) -> frozenset[str]:
    try:
        email, telephone = decrypt(contact.email_encrypted), decrypt(contact.telephone_encrypted)
    except (InvalidToken, ImproperlyConfigured):
        return frozenset()
    parts = re.split(r"[^a-z]+", email.partition("@")[0].lower())
    names = {part for part in parts if len(part) >= SHORTEST_PART and part not in NO_NAMES}
    return frozenset(one for one in (email, telephone, *names) if one)
