"""What domain functions refuse; the message is for the person who asked."""


class InvalidTransition(ValueError):
    """The record is not in a state from which this can be done."""
