"""The chain of who did what: one entry for each deed, in the deed's own transaction."""

import datetime
import hashlib
import hmac
import json
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from feedback.models import AuditEntry, AuditHead
from localoffer.accounts.models import User


def digest_of(entry: AuditEntry) -> str:
    """The digest of an entry: HMAC-SHA256 over the one before and every fact, keyed with ``settings.AUDIT_KEY``."""
    facts = {
        "number": entry.number,
        "at": entry.at.astimezone(datetime.UTC).isoformat(),
        "actor_id": entry.actor_id,
        "actor_name": entry.actor_name,
        "action": entry.action,
        "object_kind": entry.object_kind,
        "object_id": entry.object_id,
        "facts": entry.facts,
        "previous": entry.previous_digest,
    }
    message = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hmac.new(settings.AUDIT_KEY.encode(), message.encode(), hashlib.sha256).hexdigest()


def record(action: str, thing: Model, *, by: User | None = None, **facts: Any) -> AuditEntry:
    """Add an entry about ``thing``. Call it inside the transaction of the deed.

    Args:
        action: verb and noun, for example ``comment.received``.
        by: who did it; nobody means the site or a member of the public.
        facts: values of closed lists, numbers and keys only, never words that somebody wrote.

    Raises:
        RuntimeError: there is no transaction, so the deed and its entry could part.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An audit entry belongs into the transaction of the deed.")
    # Locked until the deed is committed: the next entry waits, so the chain never forks.
    head, _ = AuditHead.objects.select_for_update().get_or_create(pk=1)
    entry = AuditEntry(
        number=head.number + 1,
        at=timezone.now(),
        actor_id=by.pk if by else None,
        actor_name=str(by) if by else "",
        action=action,
        object_kind=thing._meta.label_lower,
        object_id=str(thing.pk),
        facts=facts,
        previous_digest=head.digest,
    )
    entry.digest = digest_of(entry)
    entry.save()
    head.number, head.digest = entry.number, entry.digest
    head.save()
    return entry
