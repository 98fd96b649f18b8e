"""Keeps the contact details of senders encrypted, and leaves an entry whenever somebody reads them.

``settings.CONTACT_KEYS`` lists the keys, the newest first: it encrypts, all decrypt. Each is any secret of 32 or more
characters. A lost key makes details unreadable; it never breaks a page.
"""

import base64
import datetime
import hashlib
from collections.abc import Callable
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


def to_rotate() -> int:
    """How many contacts are under an older key than the newest."""
    return CommentContact.objects.exclude(key_id=key_id(_keys()[0])).count()


def rotate_contacts(tell: Callable[[], object] = lambda: None) -> tuple[int, int]:
    """Encrypt every contact under an older key with the newest one, each in a transaction of its own.

    Args:
        tell: called after each.

    Returns:
        How many were rotated, and how many could not be read and were left as they are.
    """
    newest = key_id(_keys()[0])
    rotated = unreadable = 0
    for pk in list(CommentContact.objects.exclude(key_id=newest).values_list("pk", flat=True)):
        with transaction.atomic():
            contact = CommentContact.objects.select_for_update().filter(pk=pk).first()
            if contact is None:
                continue  # purged meanwhile
            try:
                contact.email_encrypted = encrypt(decrypt(contact.email_encrypted))
                contact.telephone_encrypted = encrypt(decrypt(contact.telephone_encrypted))
            except InvalidToken:
                unreadable += 1
            else:
                contact.key_id = newest
                contact.save(update_fields=["email_encrypted", "telephone_encrypted", "key_id"])
                record("contact.rotated", contact, key=newest)
                rotated += 1
        tell()
    return rotated, unreadable
