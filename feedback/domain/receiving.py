"""Stores a comment once, with its receipt and its audit entry, or not at all."""

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from feedback.domain.audit import record
from feedback.models import Comment, CommentReceipt, Partner
from localoffer.accounts.models import User
from services_directory.models import ServicePage

# No 0, 1, I, L, O, U: read out over a telephone, none is taken for another, and no rude words come up.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 17  # characters of 30: 83 bits


@dataclass(frozen=True)
class Received:
    """A stored comment and the reference to show once; it is not kept in readable form."""

    comment: Comment
    reference: str


def new_reference() -> str:
    """A reference that cannot be guessed, in groups that can be read out: ``XXXX-XXXX-XXXX-XXXXX``."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:12]}-{letters[12:]}"


def reference_hash(reference: str) -> str:
    """How a reference is kept: SHA-256 of its letters, whatever their case and the signs between them."""
    letters = re.sub(r"[^0-9A-Z]", "", reference.upper())
    return hashlib.sha256(f"comment reference {letters}".encode()).hexdigest()


def receive_comment(
    *,
    reference: str = "",
    services: Iterable[ServicePage] = (),
    partners: Iterable[Partner] = (),
    by: User | None = None,
    **fields: Any,
) -> Received | None:
    """Store a comment with its receipt and audit entry, in one transaction.

    Args:
        reference: made before by ``new_reference`` where the sender already has it; else one is made.
        by: the officer who writes it down; nobody when the sender does.
        fields: those of ``Comment``. With the same ``token`` a comment is stored once.

    Returns:
        The comment and its reference, or nothing when a comment with this token is stored already.

    Raises:
        IntegrityError: a rule of the database is broken; nothing is stored.
    """
    reference = reference or new_reference()
    token = fields.get("token")
    try:
        with transaction.atomic():
            comment = Comment.objects.create(recorded_by=by, **fields)
            comment.services.set(services)
            comment.partners.set(partners)
            CommentReceipt.objects.create(reference_hash=reference_hash(reference), comment=comment)
            record("comment.received", comment, by=by, channel=str(comment.channel))
    except IntegrityError:
        if token and Comment.objects.filter(token=token).exists():
            return None
        raise
    return Received(comment, reference)
