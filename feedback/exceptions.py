"""What the domain of comments and answers refuses; each message is for the person who asked."""

from services_directory.domain.exceptions import InvalidTransition

__all__ = [
    "AppendOnly",
    "FourEyesNeeded",
    "GateClosed",
    "InvalidTransition",
    "NotReady",
    "OutOfDate",
]


class AppendOnly(RuntimeError):
    """A record that is never changed or deleted was about to be."""


class FourEyesNeeded(ValueError):
    """The second step must be taken by another person than the first."""


class GateClosed(ValueError):
    """The words hold what could identify somebody. ``spans`` says what and where."""

    def __init__(self, message: str, spans: list[tuple[str, int, int, str, str]]) -> None:
        super().__init__(message)
        self.spans = spans


class OutOfDate(ValueError):
    """Somebody else has changed the record since it was opened."""


class NotReady(ValueError):
    """Something is missing before this can be published. ``problems`` lists each in words."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems
