"""What keeps machines from filling public forms: no account, no cookie, no picture puzzle, no other host."""

import time
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError

SHORTEST_SECONDS = 3  # nobody reads and fills a form faster
LONGEST_SECONDS = 24 * 60 * 60
SALT = "localoffer.public_forms"
TOO_FAST = (
    "That was very quick, so we want to be sure that you are a person. Wait a moment, then send it again."
)
TOO_OLD = "This page was open for a long time. Nothing was lost: check what you wrote, then send it again."


class GuardedForm(forms.Form):
    """A form anybody may send. Draw it with ``{% include "components/form_guard.html" %}`` inside ``<form>``.

    A field that people do not see must stay empty, and a signed time says when the form was handed out. What was
    typed is kept whatever is wrong. A form that fills the unseen field is refused with the words of ``TOO_FAST``,
    so that a person whose browser filled it can mend it by sending again.
    """

    guard_name = "form"  # a token of one form is no good for another

    website = forms.CharField(required=False, label="Leave this empty")
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.opened_token = self._still_good_token() or self._new_token()

    def clean(self) -> dict[str, Any]:
        """Refuse a machine.

        Raises:
            ValidationError: the unseen field was filled, or the form was sent at once, or a day later.
        """
        cleaned = super().clean() or {}
        opened_at = self._opened_at(cleaned.get("opened", ""))
        if opened_at is None:
            raise ValidationError(TOO_OLD, code="too-old")
        if cleaned.get("website") or time.time() - opened_at < SHORTEST_SECONDS:
            raise ValidationError(TOO_FAST, code="too-fast")
        return cleaned

    def _new_token(self) -> str:
        return signing.dumps([self.guard_name, int(time.time())], salt=SALT)

    def _still_good_token(self) -> str:
        """The token that was sent, so that a second try is not too fast again."""
        sent = str(self.data.get(self.add_prefix("opened"), "")) if self.is_bound else ""
        return sent if self._opened_at(sent) is not None else ""

    def _opened_at(self, token: str) -> int | None:
        try:
            name, opened_at = signing.loads(token, salt=SALT, max_age=LONGEST_SECONDS)
        except (signing.BadSignature, ValueError, TypeError):
            return None
        return opened_at if name == self.guard_name else None
