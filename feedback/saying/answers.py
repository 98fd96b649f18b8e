"""What a family has answered so far. It travels from page to page in a signed hidden field: no session, no cookie."""

import time
import uuid
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

from django.core import signing

from feedback.domain.receiving import new_reference

SALT = "feedback.comment"
LONGEST_SECONDS = 24 * 60 * 60


@dataclass(frozen=True)
class Answers:
    """The answers of one comment. ``token`` names the sending, so that sending twice stores once.

    Args:
        token: a random UUID as text; reference: what the sender will keep. Both stay the same when it is sent twice.
        opened_at: seconds since 1970, when the first page was handed out.
        young: asked in the words for children and young people.
        from_whom, subjects, service_ids, text: the answers; ``None`` or empty while not given.
        seen: the names of the questions that were answered, also with nothing.
        via: an ``ArrivedVia`` value; consultation: its slug, if the comment answers one.
    """

    token: str = field(default_factory=lambda: str(uuid.uuid4()))
    reference: str = field(default_factory=new_reference)
    opened_at: int = field(default_factory=lambda: int(time.time()))
    young: bool = False
    from_whom: str = ""
    subjects: tuple[str, ...] = ()
    service_ids: tuple[int, ...] = ()
    text: str = ""
    seen: tuple[str, ...] = ()
    via: str = "form"
    consultation: str = ""

    def signed(self) -> str:
        """The value of the hidden field."""
        return signing.dumps(asdict(self), salt=SALT, compress=True)

    @classmethod
    def read(cls, signed: str) -> Self | None:
        """The answers of a hidden field; ``None`` where it is over a day old, or not ours."""
        try:
            values: dict[str, Any] = signing.loads(signed, salt=SALT, max_age=LONGEST_SECONDS)
        except signing.BadSignature:
            return None
        for name in ("subjects", "service_ids", "seen"):
            values[name] = tuple(values[name])
        return cls(**values)

    def answered(self, question: str, **values: Any) -> "Answers":
        """These answers with one question more."""
        return replace(self, **values, seen=tuple(dict.fromkeys((*self.seen, question))))

    def unanswered(self, question: str, **values: Any) -> "Answers":
        """These answers with one question open again; ``values`` are what was typed, to be mended later."""
        return replace(self, **values, seen=tuple(name for name in self.seen if name != question))

    def as_another(self) -> "Answers":
        """These answers as another comment, with a token and a reference of its own."""
        return replace(self, token=str(uuid.uuid4()), reference=new_reference())

    @property
    def seconds_taken(self) -> float:
        """Since the first page was handed out."""
        return time.time() - self.opened_at
