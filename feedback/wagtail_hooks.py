"""Plugs comments and answers into the officer desk."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from feedback.admin import answer_urls, privacy_urls, urls
from feedback.admin.home_panel import AnswersPanel
from feedback.admin.lists import AnswersGroup


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


class FeedbackMenuItem(MenuItem):
    """For those with one right."""

    def __init__(self, *args: Any, permission: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether they have it."""
        return bool(request.user.has_perm(self.permission))


@hooks.register("register_admin_urls")
def answer_addresses() -> list[Any]:
    """Answers and years."""
    return [path("answers/", include(answer_urls))]


@hooks.register("register_admin_viewset")
def feedback_lists() -> AnswersGroup:
    """Periods, themes and the other lists."""
    return AnswersGroup()


@hooks.register("register_admin_menu_item")
def answers_item() -> FeedbackMenuItem:
    """You said, we did."""
    return FeedbackMenuItem(
        "You said, we did",
        reverse("answers:index"),
        name="answers",
        icon_name="openquote",
        order=106,
        permission="feedback.change_summaryitem",
    )


@hooks.register("register_admin_menu_item")
def consultations_item() -> FeedbackMenuItem:
    """Consultations."""
    return FeedbackMenuItem(
        "Consultations",
        reverse("answers:consultations"),
        name="consultations",
        icon_name="help",
        order=106,
        permission="feedback.change_consultation",
    )


@hooks.register("register_admin_menu_item")
def years_item() -> FeedbackMenuItem:
    """Years."""
    return FeedbackMenuItem(
        "Years",
        reverse("answers:years"),
        name="years",
        icon_name="calendar",
        order=107,
        permission="feedback.change_annualreport",
    )


@hooks.register("construct_homepage_panels")
def answers_that_wait(request: HttpRequest, panels: list[Any]) -> None:
    """The yearly clock and what waits for approval."""
    panels.insert(0, AnswersPanel())
