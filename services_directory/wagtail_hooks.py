"""Plugs the officer desk into Wagtail's admin."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from services_directory.admin import menu, urls
from services_directory.admin.assessments import assessment_viewset
from services_directory.admin.home_panels import WaitingPanel
from services_directory.admin.lists import ListsGroup
from services_directory.admin.memberships import membership_viewset
from services_directory.admin.places import PlaceViewSet
from services_directory.admin.providers import provider_viewset
from services_directory.admin.queue_applications import register as register_applications_in_queue
from services_directory.admin.queue_changes import register as register_changes_in_queue
from services_directory.admin.queue_follow_ups import register as register_follow_ups_in_queue
from services_directory.admin.retiring import refuse_deleting_used
from services_directory.admin.review_clock import contact_viewset, policy_viewset
from services_directory.admin.search_failures import gap_viewset
from services_directory.admin.services import service_viewset
from services_directory.models import DirectoryPage, OrganisationsPage, ProviderPage, ServicePage

LISTINGS = (ServicePage, ProviderPage)
# Pages that the addresses of the site hang on: there is one of each, and it stays where it is.
FIXED = (DirectoryPage, OrganisationsPage)

register_snippet(PlaceViewSet)
register_snippet(ListsGroup)
hooks.register("register_admin_menu_item", menu.queue_item)
hooks.register("register_admin_menu_item", menu.services_item)
hooks.register("register_admin_menu_item", menu.providers_item)
hooks.register("register_reports_menu_item", menu.out_of_date_item)
hooks.register("register_reports_menu_item", menu.missing_essentials_item)
hooks.register("register_reports_menu_item", menu.overdue_tasks_item)
hooks.register("register_reports_menu_item", menu.applications_item)
hooks.register("register_reports_menu_item", menu.invitations_item)
hooks.register("register_reports_menu_item", menu.mistakes_item)
hooks.register("register_reports_menu_item", menu.search_failures_item)
hooks.register("register_reports_menu_item", menu.gaps_item)
hooks.register("register_reports_menu_item", menu.decisions_item)
hooks.register("register_reports_menu_item", menu.questions_item)
hooks.register("register_reports_menu_item", menu.quality_item)
hooks.register("register_reports_menu_item", menu.mail_item)
hooks.register("register_reports_menu_item", menu.search_index_item)
hooks.register("construct_reports_menu", menu.hide_unused_reports)
hooks.register("before_delete_snippet", refuse_deleting_used)
register_changes_in_queue()
register_follow_ups_in_queue()
register_applications_in_queue()


@hooks.register("register_admin_viewset")
def viewsets() -> list[Any]:
    """The viewsets that are no snippets."""
    return [
        service_viewset,
        provider_viewset,
        assessment_viewset,
        membership_viewset,
        policy_viewset,
        contact_viewset,
        gap_viewset,
    ]


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    """Checks, statuses and reports."""
    return [path("directory/", include(urls))]


@hooks.register("insert_global_admin_css")
def style() -> SafeString:
    """The look of our own forms."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/desk.css"))


@hooks.register("construct_homepage_panels")
def what_waits(request: HttpRequest, panels: list[Any]) -> None:
    """First what waits."""
    panels.insert(0, WaitingPanel())


@hooks.register("register_page_header_buttons")
def facts_of_a_listing(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Any:
    """The check and the status in the menu of a listing."""
    page = page.specific_deferred
    if not isinstance(page, LISTINGS) or not page.permissions_for_user(user).can_publish():
        return
    yield Button(
        "Record a check", reverse("desk:record_check", args=[page.pk]), icon_name="check", priority=60
    )
    if isinstance(page, ServicePage):
        yield Button("Set status", reverse("desk:set_status", args=[page.pk]), icon_name="time", priority=61)


@hooks.register("construct_page_action_menu")
def no_workflow_for_listings(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """An officer publishes a listing; a provider's change has a queue of its own. Guides keep the workflow."""
    page, parent = context.get("page"), context.get("parent_page")
    if isinstance(page, LISTINGS) or isinstance(getattr(parent, "specific", None), FIXED):
        items[:] = [item for item in items if item.name != "action-submit"]


def _keep_fixed(request: HttpRequest, page: Page) -> HttpResponse | None:
    page = page.specific
    if not isinstance(page, FIXED):
        return None
    messages.error(request, f"'{page}' holds part of the site together. It stays published and where it is.")
    return redirect("wagtailadmin_explore", page.pk)


@hooks.register("before_delete_page")
def keep_from_deleting(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The directory and the list of organisations are not deleted."""
    return _keep_fixed(request, page)


@hooks.register("before_unpublish_page")
def keep_from_unpublishing(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Nor unpublished: every listing would be gone with them."""
    return _keep_fixed(request, page)


@hooks.register("before_move_page")
def keep_from_moving(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """Nor moved."""
    return _keep_fixed(request, page)


@hooks.register("before_bulk_action")
def keep_from_bulk_actions(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """Nor all that by way of a tick box."""
    if action_type not in ("delete", "unpublish", "move"):
        return None
    fixed = [page for page in objects if isinstance(page, Page) and isinstance(page.specific, FIXED)]
    return _keep_fixed(request, fixed[0]) if fixed else None


@hooks.register("register_log_actions")
def what_history_shows(actions: Any) -> None:
    """The words of our own entries in a history."""
    actions.register_action("services_directory.check", "Record a check", "Check recorded")
    actions.register_action("services_directory.status", "Set status", "Status set")
    actions.register_action("services_directory.remind", "Send a reminder", "Reminder to check sent")
    actions.register_action("services_directory.review_task", "Open a task", "Overdue: task for an officer")
    actions.register_action("services_directory.hide", "Take out of search", "Out of search until checked")
    actions.register_action(
        "services_directory.mistake_asked", "Ask the provider", "Provider asked about a mistake"
    )
    actions.register_action(
        "services_directory.mistake_closed", "Close a report", "Report of a mistake closed"
    )
    actions.register_action(
        "services_directory.send_assessment", "Send an assessment", "Sent by the provider"
    )
    actions.register_action(
        "services_directory.send_back_assessment", "Send back assessment", "Sent back to the provider"
    )
    actions.register_action(
        "services_directory.publish_assessment", "Approve and publish assessment", "Assessment published"
    )
    actions.register_action("services_directory.out_of_order", "Out of order", "Out of order changed")
    actions.register_action(
        "services_directory.decide_change", "Publish a provider's change", "Provider's change approved"
    )
    actions.register_action(
        "services_directory.undo_change", "Undo a decision", "Decision on a provider's change undone"
    )
