"""Who may open what in the portal: one module of this folder for each subject.

To state the answers of a new address, add it to ``ROUTES`` of a module here (or of a new one; all are read):

    ROUTES = {
        "portal:people": Route(get=MEMBERS, post=NOT_ALLOWED),
        "portal:invite": Route(get=MANAGERS, post=MANAGERS, data={"email": "new@example.org"}),
    }

A parameter of the address is named for its kind of thing. ``provider`` and ``listing`` exist; a module that brings a
new kind has a function ``things(provider, manager, editor)`` that makes one of each for a provider and returns the
values for the address: ``{"change": change.uuid}``.
"""

import importlib
import pkgutil
from dataclasses import dataclass, field
from typing import Any

# What an address answers.
SIGN_IN, NOT_FOUND, REFUSED, NO_METHOD, OPEN = "sign in", "404", "403", "405", "open"

# Who asks; each tries the things of a provider of their own (or once theirs) and of another.
VISITORS = ("anonymous", "editor", "manager", "other provider", "former manager", "officer")


@dataclass(frozen=True)
class Rule:
    """Who gets what: ``members`` are those who work for the provider of the thing today."""

    anonymous: str
    editor: str
    manager: str
    stranger: str


# An address about a thing of a provider.
MEMBERS = Rule(anonymous=SIGN_IN, editor=OPEN, manager=OPEN, stranger=NOT_FOUND)
MANAGERS = Rule(anonymous=SIGN_IN, editor=REFUSED, manager=OPEN, stranger=NOT_FOUND)
# An address about nobody's thing in particular: it shows only what is the person's own.
SIGNED_IN = Rule(anonymous=SIGN_IN, editor=OPEN, manager=OPEN, stranger=OPEN)
ANYBODY = Rule(anonymous=OPEN, editor=OPEN, manager=OPEN, stranger=OPEN)
# The method has no meaning here; whoever is not signed in is asked to sign in first.
NOT_ALLOWED = Rule(anonymous=SIGN_IN, editor=NO_METHOD, manager=NO_METHOD, stranger=NO_METHOD)
NOT_ALLOWED_TO_ANYBODY = Rule(anonymous=NO_METHOD, editor=NO_METHOD, manager=NO_METHOD, stranger=NO_METHOD)


@dataclass(frozen=True)
class Route:
    """The answers of one address; ``data`` is what its form sends."""

    get: Rule
    post: Rule
    data: dict[str, Any] = field(default_factory=dict)


def _modules():
    return [importlib.import_module(f"{__name__}.{one.name}") for one in pkgutil.iter_modules(__path__)]


def all_routes() -> dict[str, Route]:
    """Every stated address by name; the same name twice is a mistake."""
    found: dict[str, Route] = {}
    for module in _modules():
        twice = found.keys() & module.ROUTES.keys()
        assert not twice, f"Stated twice: {sorted(twice)}"
        found |= module.ROUTES
    return found


def things_of(provider, manager, editor) -> dict[str, Any]:
    """A thing of every kind that belongs to ``provider``, as the parameters of an address want it."""
    made: dict[str, Any] = {}
    for module in _modules():
        if make := getattr(module, "things", None):
            made |= make(provider, manager, editor)
    return made
