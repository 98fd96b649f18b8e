"""Plugs comments and answers into the officer desk."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from feedback.admin import privacy_urls, urls


class CommentsMenuItem(MenuItem):
    """For those who read comments."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether they are officers for comments."""
        return bool(request.user.has_perm("feedback.triage_comment"))


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    """The triage desk."""
    return [path("comments/", include(urls))]


@hooks.register("register_admin_menu_item")
def comments_item() -> CommentsMenuItem:
    """Comments."""
    return CommentsMenuItem(
        "Comments", reverse("triage:queue"), name="comments", icon_name="comment", order=105
    )


class PrivacyMenuItem(MenuItem):
    """For those who may erase what a person sent."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether they may."""
        return bool(request.user.has_perm("feedback.erase_comment"))


@hooks.register("register_admin_urls")
def privacy_addresses() -> list[Any]:
    """Personal data: how long it is kept, what one person sent."""
    return [path("personal-data/", include(privacy_urls))]


@hooks.register("register_reports_menu_item")
def one_person_item() -> PrivacyMenuItem:
    """What one person sent."""
    return PrivacyMenuItem(
        "What one person sent", reverse("feedback_privacy:one_person"), icon_name="user", order=200
    )


@hooks.register("register_reports_menu_item")
def retention_item() -> PrivacyMenuItem:
    """How long data is kept."""
    return PrivacyMenuItem(
        "How long data is kept", reverse("feedback_privacy:retention"), icon_name="time", order=210
    )
