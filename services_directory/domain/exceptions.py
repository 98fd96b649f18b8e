"""What domain functions refuse; the message is for the person who asked."""

from services_directory.enums import InvitationState


class InvalidTransition(ValueError):
    """The record is not in a state from which this can be done."""


class NotTheirs(ValueError):
    """The listing or place belongs to another provider, or to several."""


class NotReady(ValueError):
    """A change cannot be sent or published as it stands.

    Args:
        errors: sentences by path, for example ``{"summary": ["This field is required."]}``; a path into a row is
            ``contacts/<uuid>/email``.
    """

    def __init__(self, errors: dict[str, list[str]]) -> None:
        self.errors = errors
        super().__init__(" ".join(sentence for sentences in errors.values() for sentence in sentences))


class AlreadyMember(ValueError):
    """The person works for this provider already."""


class LastManager(ValueError):
    """Without this person nobody could manage the provider's people."""


class TooOften(ValueError):
    """Asked for more often than is good for the letter boxes of others."""


class InvitationUnusable(ValueError):
    """The invitation cannot be accepted; ``state`` says why, ``None`` where the link is not whole."""

    def __init__(self, state: InvitationState | None) -> None:
        super().__init__(f"This invitation is {state.label.lower()}." if state else "This link is not whole.")
        self.state = state
