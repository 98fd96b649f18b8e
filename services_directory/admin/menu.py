"""The menus of the desk: the words of the directory, and nothing that nobody uses here."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem

from services_directory.admin.queue_sources import DECIDE, sources_for

# Wagtail's own reports on workflows, which listings do not use, and on page types, of which there are few.
UNUSED_REPORTS = frozenset({"workflows", "workflow-tasks", "page-types-usage"})


class DirectoryMenuItem(MenuItem):
    """For everybody who may work on pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether any page is theirs to work on."""
        return bool(user_has_any_page_permission(request.user))


class QueueMenuItem(MenuItem):
    """For everybody for whom something may wait."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether any kind of work of the queue is theirs."""
        return bool(sources_for(request.user))


class DecisionsMenuItem(MenuItem):
    """For those who decide about changes."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether they may decide."""
        return bool(request.user.has_perm(DECIDE))


def queue_item() -> QueueMenuItem:
    """The queue, first of all."""
    return QueueMenuItem("Queue", reverse("desk:queue"), name="queue", icon_name="list-ul", order=100)


def decisions_item() -> DecisionsMenuItem:
    """The report on decisions."""
    return DecisionsMenuItem(
        "Decisions on changes", reverse("desk:decided"), name="decisions", icon_name="check", order=120
    )


def services_item() -> DirectoryMenuItem:
    """Services."""
    return DirectoryMenuItem(
        "Services", reverse("desk:services"), name="services", icon_name="doc-full-inverse", order=110
    )


def providers_item() -> DirectoryMenuItem:
    """Providers."""
    return DirectoryMenuItem(
        "Providers", reverse("desk:providers"), name="providers", icon_name="group", order=120
    )


def out_of_date_item() -> DirectoryMenuItem:
    """The report on listings that are out of date."""
    address = reverse("desk:out_of_date")
    return DirectoryMenuItem("Out of date listings", address, name="out-of-date", icon_name="time", order=100)


def missing_essentials_item() -> DirectoryMenuItem:
    """The report on what listings leave out."""
    address = reverse("desk:missing_essentials")
    return DirectoryMenuItem(
        "Missing essentials", address, name="missing-essentials", icon_name="warning", order=110
    )


def overdue_tasks_item() -> DirectoryMenuItem:
    """What officers have to find out about overdue listings."""
    address = reverse("desk:overdue_tasks")
    return DirectoryMenuItem(
        "Overdue: officer tasks", address, name="overdue-tasks", icon_name="time", order=101
    )


def applications_item() -> DirectoryMenuItem:
    """Organisations that ask to be listed."""
    address = reverse("desk:applications")
    return DirectoryMenuItem("Applications", address, name="applications", icon_name="group", order=102)


def invitations_item() -> DirectoryMenuItem:
    """Who was invited to work for a provider."""
    address = reverse("desk:invitations")
    return DirectoryMenuItem("Invitations", address, name="invitations", icon_name="mail", order=103)


def mistakes_item() -> DirectoryMenuItem:
    """What readers say is wrong."""
    address = reverse("desk:mistakes")
    return DirectoryMenuItem("Reports of mistakes", address, name="mistakes", icon_name="warning", order=105)


class ModelMenuItem(MenuItem):
    """For those who may see the rows of a model."""

    def __init__(self, *args: Any, permission: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether they may."""
        return request.user.has_perm(self.permission)


def search_failures_item() -> ModelMenuItem:
    """The report on searches that did not find."""
    return ModelMenuItem(
        "Not found in searches",
        reverse("desk:search_failures"),
        name="search-failures",
        icon_name="search",
        order=120,
        permission="services_directory.view_searchfailure",
    )


def gaps_item() -> ModelMenuItem:
    """The gaps in the offer."""
    return ModelMenuItem(
        "Gaps in the offer",
        reverse("gaps:index"),
        name="gaps",
        icon_name="warning",
        order=125,
        permission="services_directory.view_offergap",
    )


def questions_item() -> DirectoryMenuItem:
    """What families asked about access, the most asked first."""
    return DirectoryMenuItem(
        "Questions about access", reverse("desk:questions"), name="questions", icon_name="help", order=106
    )


def quality_item() -> DirectoryMenuItem:
    """How fresh and whole the offer is."""
    return DirectoryMenuItem(
        "Quality of the offer", reverse("desk:quality"), name="quality", icon_name="clipboard-list", order=99
    )


def mail_item() -> DirectoryMenuItem:
    """Mail that could not be delivered."""
    return DirectoryMenuItem(
        "Undelivered mail", reverse("desk:mail"), name="undelivered-mail", icon_name="mail", order=128
    )


def search_index_item() -> DirectoryMenuItem:
    """The state of the search index."""
    return DirectoryMenuItem(
        "Search index", reverse("desk:search_index"), name="search-index", icon_name="search", order=130
    )


def hide_unused_reports(request: HttpRequest, items: list[Any]) -> None:
    """Hook ``construct_reports_menu``."""
    items[:] = [item for item in items if item.name not in UNUSED_REPORTS]
