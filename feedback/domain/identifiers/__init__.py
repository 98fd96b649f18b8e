"""Finding what may identify a person in free text. It misses about one comment in ten: a person decides."""

from feedback.domain.identifiers.finding import find_identifiers
from feedback.domain.identifiers.known import KnownNames
from feedback.domain.identifiers.spans import Mode, Span
from feedback.enums import IdentifierKind

__all__ = ["IdentifierKind", "KnownNames", "Mode", "Span", "find_identifiers"]
