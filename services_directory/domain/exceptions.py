"""What domain functions refuse; the message is for the person who asked."""


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
