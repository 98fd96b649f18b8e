"""The lists that comments and answers hang on: periods, themes, how comments were sought, bodies, signposts."""

from typing import Any

from django.db.models import Count, Q
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from feedback.enums import CommentState
from feedback.models import FeedbackPeriod, HowSought, Partner, SignpostRoute, Theme
from services_directory.admin.columns import WordsColumn


class PeriodViewSet(ModelViewSet):
    """Periods at the desk."""

    model = FeedbackPeriod
    name = "periods"
    icon = "calendar"
    menu_label = "Periods"
    copy_view_enabled = False
    list_display = [
        "name",
        DateColumn("starts_on", label="First day"),
        DateColumn("ends_on", label="Last day"),
    ]
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("slug")]),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
    ]


class ThemeIndexView(IndexView):
    """Themes with how many comments and items they hold."""

    def get_base_queryset(self) -> Any:
        """With their numbers, so that rows make no query of their own."""
        in_scope = Count("comments", filter=Q(comments__state=CommentState.IN_SCOPE), distinct=True)
        return (
            super()
            .get_base_queryset()
            .select_related("period")
            .annotate(comment_count=in_scope, item_count=Count("items", distinct=True))
            .order_by("-period__starts_on", "title")
        )


class ThemeViewSet(ModelViewSet):
    """Themes at the desk."""

    model = Theme
    name = "themes"
    icon = "tag"
    menu_label = "Themes"
    copy_view_enabled = False
    list_per_page = 50
    index_view_class = ThemeIndexView
    list_filter = ["period"]
    list_display = [
        "title",
        WordsColumn("period", lambda theme: theme.period, label="Period"),
        WordsColumn("comment_count", lambda theme: str(theme.comment_count), label="Comments"),
        WordsColumn("item_count", lambda theme: str(theme.item_count), label="Answers"),
    ]
    panels = [FieldPanel("period"), FieldPanel("title"), FieldPanel("description"), FieldPanel("continues")]


class HowSoughtIndexView(IndexView):
    """How comments were sought, the newest first."""

    def get_base_queryset(self) -> Any:
        """With the period, so that rows make no query of their own."""
        return super().get_base_queryset().select_related("period").order_by("-began_on", "-pk")


class HowSoughtViewSet(ModelViewSet):
    """How comments were sought, at the desk."""

    model = HowSought
    name = "how_sought"
    icon = "openquote"
    menu_label = "How comments were sought"
    copy_view_enabled = False
    list_per_page = 50
    index_view_class = HowSoughtIndexView
    list_filter = ["period", "route"]
    list_display = [
        "words",
        WordsColumn("route", lambda one: one.get_route_display(), label="How"),
        DateColumn("began_on", label="Date"),
        WordsColumn("period", lambda one: one.period, label="Period"),
    ]
    panels = [
        FieldPanel("period"),
        FieldPanel("route"),
        FieldPanel("words"),
        FieldPanel("with_whom"),
        FieldPanel("formats"),
        FieldPanel("began_on"),
    ]


class PartnerViewSet(ModelViewSet):
    """Bodies that approved words are sent to."""

    model = Partner
    name = "partners"
    icon = "group"
    menu_label = "Partner bodies"
    copy_view_enabled = False
    list_per_page = 50
    list_filter = ["kind", "is_in_use"]
    list_display = ["name", WordsColumn("kind", lambda one: one.get_kind_display(), label="Kind"), "email"]
    panels = [FieldPanel("name"), FieldPanel("kind"), FieldPanel("email"), FieldPanel("is_in_use")]


class SignpostViewSet(ModelViewSet):
    """Where complaints, appeals and urgent worries go."""

    model = SignpostRoute
    name = "signposts"
    icon = "help"
    menu_label = "Where else to go"
    copy_view_enabled = False
    list_per_page = 50
    list_filter = ["kind", "is_shown"]
    list_display = ["title", "body", "time_limit", DateColumn("checked_on", label="Checked")]
    panels = [
        FieldPanel("kind"),
        FieldPanel("title"),
        FieldPanel("body"),
        FieldPanel("who_may_use"),
        FieldPanel("how"),
        FieldPanel("time_limit"),
        FieldPanel("legal_source"),
        FieldRowPanel([FieldPanel("url"), FieldPanel("telephone")]),
        FieldRowPanel([FieldPanel("checked_on"), FieldPanel("is_shown"), FieldPanel("sort_order")]),
    ]


class AnswersGroup(ViewSetGroup):
    """The lists in the menu."""

    menu_label = "Feedback lists"
    menu_icon = "list-ul"
    menu_order = 108
    items = (
        PeriodViewSet("periods"),
        ThemeViewSet("themes"),
        HowSoughtViewSet("how_sought"),
        PartnerViewSet("partners"),
        SignpostViewSet("signposts"),
    )
