"""Keeps the contact details of senders encrypted, and leaves an entry whenever somebody reads them.

``settings.CONTACT_KEYS`` lists the keys, the newest first: it encrypts, all decrypt. Each is any secret of 32 or more
characters. A lost key makes details unreadable; it never breaks a page.
"""

import base64
import datetime
import hashlib
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from feedback.domain.audit import record
from feedback.models import Comment, CommentContact
from localoffer.accounts.models import User

KEPT_DAYS = 180  # at most; retention shortens it when the comment is answered


@dataclass(frozen=True)
class ContactDetails:
    """What a sender gave. ``is_readable`` is false when its key is lost; both texts are then empty."""

    email: str
    telephone: str
    is_readable: bool = True


def key_id(key: str) -> str:
    """A short name of a key that does not give it away."""
    return hashlib.sha256(b"contact key " + key.encode()).hexdigest()[:16]


def _fernet(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()))


def _keys() -> list[str]:
    keys = list(settings.CONTACT_KEYS)
    if not keys:
        raise ImproperlyConfigured("CONTACT_KEYS is empty: contact details cannot be kept.")
    return keys


def encrypt(words: str) -> str:
    """``words`` as a token under the newest key; empty words stay empty."""
    return _fernet(_keys()[0]).encrypt(words.encode()).decode() if words else ""


def decrypt(token: str) -> str:
    """The words of a token under any key; an empty token is empty.

    Raises:
        InvalidToken: no key fits.
    """
    return MultiFernet([_fernet(key) for key in _keys()]).decrypt(token.encode()).decode() if token else ""


@transaction.atomic
def keep_contact(
    comment: Comment,
    *,
    email: str = "",
    telephone: str = "",
    contact_me: bool = False,
    quote_me: bool = False,
    pass_on: bool = False,
    by: User | None = None,
) -> CommentContact:
    """Keep how to reach the sender of ``comment``, in place of what was kept before.

    Args:
        contact_me, quote_me, pass_on: the three separate permissions.
        by: the officer who writes it down; nobody when the sender does.

    Raises:
        IntegrityError: neither an address nor a number is given.
    """
    contact, _ = CommentContact.objects.update_or_create(
        token=comment.contact_token,
        defaults={
            "email_encrypted": encrypt(email.strip()),
            "telephone_encrypted": encrypt(telephone.strip()),
            "key_id": key_id(_keys()[0]),
            "contact_me": contact_me,
            "quote_me": quote_me,
            "pass_on": pass_on,
            "purge_on": datetime.date.today() + datetime.timedelta(days=KEPT_DAYS),
        },
    )
    record("contact.kept", contact, by=by, contact_me=contact_me, quote_me=quote_me, pass_on=pass_on)
    return contact


@transaction.atomic
def read_contact(contact: CommentContact, *, by: User) -> ContactDetails:
    """The details, readable. Leaves an entry ``contact.read`` that names the reader."""
    record("contact.read", contact, by=by)
    try:
        return ContactDetails(decrypt(contact.email_encrypted), decrypt(contact.telephone_encrypted))
    except InvalidToken:
        return ContactDetails("", "", is_readable=False)
