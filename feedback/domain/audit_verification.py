"""Reads the audit trail from its beginning and says whether any entry was changed, taken away, added or moved."""

import hmac
from dataclasses import dataclass

from feedback.domain.audit import digest_of
from feedback.models import AuditEntry, AuditHead

CHECKPOINT = "audit.checkpoint"
NOTHING = "0" * 64


@dataclass(frozen=True)
class Verified:
    """How many entries were read, and the first problem in words; empty when the chain is whole."""

    read: int
    problem: str = ""


def verify_audit() -> Verified:
    """Follow the chain, reading a few entries at a time. A chain that was purged begins at its newest checkpoint."""
    expected_number, expected_digest = _beginning()
    read = 0
    for entry in AuditEntry.objects.order_by("number").iterator(chunk_size=2000):
        if entry.number != expected_number:
            return Verified(read, f"Entry {expected_number} is missing: entry {entry.number} comes next.")
        if not hmac.compare_digest(entry.previous_digest, expected_digest):
            return Verified(read, f"Entry {entry.number} does not follow the one before it.")
        if not hmac.compare_digest(entry.digest, digest_of(entry)):
            return Verified(read, f"Entry {entry.number} was changed.")
        expected_number, expected_digest = entry.number + 1, entry.digest
        read += 1
    head = AuditHead.objects.filter(pk=1).first()
    number, digest = (head.number, head.digest) if head else (0, NOTHING)
    if number != expected_number - 1 or digest != expected_digest:
        return Verified(
            read, f"The trail should end with entry {number}, and ends with {expected_number - 1}."
        )
    return Verified(read)


def _beginning() -> tuple[int, str]:
    """The number and the digest that the first entry has to follow."""
    checkpoint = AuditEntry.objects.filter(action=CHECKPOINT).order_by("-number").first()
    return (checkpoint.facts["up_to"] + 1, checkpoint.facts["digest"]) if checkpoint else (1, NOTHING)
