"""What the directory adds to Wagtail's admin; the parts are in ``services_directory.admin``."""

from typing import Any

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def directory_actions(actions: LogActionRegistry) -> None:
    """Lines of a page's history for facts that are outside its revisions."""
    actions.register_action("services_directory.check", "Check", _check)
    actions.register_action("services_directory.status", "Set status", _status)


def _check(entry: Any) -> str:
    return f"Recorded a check by {entry.data.get('organisation', '')} on {entry.data.get('on', '')}"


def _status(entry: Any) -> str:
    note = entry.data.get("note", "")
    return f"Set the status to {entry.data.get('state', '')}{f': {note}' if note else ''}"
