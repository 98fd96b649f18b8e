"""The list of "you said, we did" at the desk, with filters and an export, and the form that writes one."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView
from django_filters import BooleanFilter, ModelChoiceFilter, MultipleChoiceFilter
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import DateColumn, TitleColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import HeaderButton

from feedback.domain.publication import write
from feedback.enums import ActionState, DraftState, ResponseKind
from feedback.exceptions import OutOfDate
from feedback.models import Comment, FeedbackPeriod, Partner, SummaryItem, Theme
from services_directory.admin.columns import WordsColumn
from services_directory.admin.exports import ExportsColumns
from services_directory.models import ServicePage

VIEW, CHANGE = "feedback.view_summaryitem", "feedback.change_summaryitem"


class OverdueFilter(BooleanFilter):
    """Whether the action should have been done."""

    def filter(self, items: Any, value: bool | None) -> Any:
        """As ``overdue`` counts."""
        if value is None:
            return items
        overdue = SummaryItem.objects.overdue().values("pk")
        return items.filter(pk__in=overdue) if value else items.exclude(pk__in=overdue)


class AnswerFilterSet(WagtailFilterSet):
    """The filters of the list."""

    period = ModelChoiceFilter(queryset=FeedbackPeriod.objects.all(), empty_label="All")
    theme = ModelChoiceFilter(queryset=Theme.objects.all(), empty_label="All")
    state = MultipleChoiceFilter(choices=DraftState.choices, widget=forms.CheckboxSelectMultiple)
    response_kind = MultipleChoiceFilter(
        label="Answer", choices=ResponseKind.choices, widget=forms.CheckboxSelectMultiple
    )
    action_state = MultipleChoiceFilter(
        label="How far", choices=ActionState.choices, widget=forms.CheckboxSelectMultiple
    )
    overdue = OverdueFilter(label="Action overdue")

    class Meta:
        model = SummaryItem
        fields: list[str] = []


def _state(item: SummaryItem) -> str:
    return "Taken down" if item.is_down else item.get_state_display()  # type: ignore[attr-defined]


class AnswersView(ExportsColumns, ReportView):
    """All items, the last edited first."""

    page_title = "You said, we did"
    header_icon = "comment"
    results_template_name = "wagtailadmin/reports/base_report_results.html"
    model = SummaryItem
    filterset_class = AnswerFilterSet
    any_permission_required = ["view", "change"]
    index_url_name = "answers:index"
    index_results_url_name = "answers:index_results"
    export_filename = "you-said-we-did"
    columns = [
        TitleColumn("heading", label="About", url_name="answers:item"),
        WordsColumn("theme", lambda one: one.theme or "", label="Theme", sort_key="theme__title"),
        WordsColumn("period", lambda one: one.period, label="Period", sort_key="period__starts_on"),
        WordsColumn("kind", lambda one: one.get_response_kind_display(), label="Answer"),
        WordsColumn("action", lambda one: one.get_action_state_display(), label="Action"),
        DateColumn("due_on", label="By", sort_key="due_on"),
        WordsColumn("state", _state, label="State", sort_key="state"),
        WordsColumn("author", lambda one: one.author, label="Written by"),
    ]
    export_columns = {
        "About": lambda one: one.heading,
        "Theme": lambda one: str(one.theme or ""),
        "Period": lambda one: str(one.period),
        "You said": lambda one: one.you_said,
        "Answer": lambda one: one.get_response_kind_display(),
        "What we say": lambda one: one.response,
        "Why": lambda one: one.reason,
        "Action": lambda one: one.action,
        "Who": lambda one: one.owner,
        "By": lambda one: one.due_on,
        "How far": lambda one: one.get_action_state_display(),
        "State": _state,
    }

    def get_base_queryset(self) -> Any:
        """With what a row shows, so that rows make no query of their own."""
        return SummaryItem.objects.select_related("theme", "period", "author").with_taken_down()

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """To write one."""
        buttons = list(super().header_buttons)
        if self.request.user.has_perm(CHANGE):
            buttons.append(HeaderButton("Write one", url=reverse("answers:new"), icon_name="plus"))
        return buttons


def _comment_label(comment: Comment) -> str:
    return f"Comment {comment.pk}, {comment.received_at:%-d %B %Y}, {comment.get_from_whom_display().lower()}"


class _Comments(forms.ModelMultipleChoiceField):
    def label_from_instance(self, comment: Any) -> str:
        return _comment_label(comment)


class ItemForm(forms.ModelForm):
    """The words of an item, and what is behind them. Whoever saves it becomes the author."""

    services = forms.ModelMultipleChoiceField(
        label="Services it concerns",
        queryset=ServicePage.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Those that the comments of the theme are about.",
    )
    another_service = forms.CharField(
        label="Another service",
        required=False,
        help_text="Its address, for example /service/wheelchair-football/",
    )
    partners = forms.ModelMultipleChoiceField(
        label="Commissioners it concerns",
        queryset=Partner.objects.filter(is_in_use=True),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    comments = _Comments(
        label="Comments behind it",
        queryset=Comment.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="The public sees a rounded number, and that in the report of the year only.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = SummaryItem
        fields = [
            "theme",
            "heading",
            "you_said",
            "response_kind",
            "response",
            "reason",
            "action",
            "owner",
            "due_on",
            "action_state",
        ]
        widgets = {
            "theme": forms.HiddenInput,
            "you_said": forms.Textarea(attrs={"rows": 4}),
            "response_kind": forms.RadioSelect,
            "response": forms.Textarea(attrs={"rows": 5}),
            "reason": forms.Textarea(attrs={"rows": 3}),
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    field_order = [*Meta.fields, "services", "another_service", "partners", "comments", "version"]

    def __init__(self, *args: Any, theme: Theme | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item = self.instance
        self.fields["theme"].disabled = True
        self.fields["response_kind"].choices = ResponseKind.choices  # type: ignore[attr-defined]
        behind = Comment.objects.in_scope().filter(themes=theme) if theme else Comment.objects.none()
        chosen = item.comments.all() if item.pk else Comment.objects.none()
        behind_or_chosen = Q(pk__in=behind.values("pk")) | Q(pk__in=chosen.values("pk"))
        comments = Comment.objects.filter(behind_or_chosen)
        self.fields["comments"].queryset = comments.order_by("received_at", "pk")  # type: ignore[attr-defined]
        services = set(comments.exclude(services=None).values_list("services", flat=True))
        if item.pk:
            services |= set(item.services.values_list("pk", flat=True))
            for name in ("services", "partners", "comments"):
                self.initial[name] = getattr(item, name).all()
        else:
            self.initial["comments"] = comments
        self.fields["services"].queryset = ServicePage.objects.filter(pk__in=services).order_by("title")  # type: ignore[attr-defined]
        self.initial["version"] = item.version

    def clean_another_service(self) -> ServicePage | None:
        """The service behind an address.

        Raises:
            ValidationError: there is none.
        """
        address = self.cleaned_data["another_service"].strip()
        if not address:
            return None
        slug = address.rstrip("/").rpartition("/")[2]
        service = ServicePage.objects.filter(slug=slug).first()
        if service is None:
            raise ValidationError("There is no service at this address.")
        return service

    def save_words(self, by: Any) -> SummaryItem:
        """Store them with their author.

        Raises:
            OutOfDate: somebody else was faster.
            ValidationError: by field.
        """
        data = dict(self.cleaned_data)
        version, more = data.pop("version"), data.pop("another_service")
        services = {*data.pop("services"), *([more] if more else [])}
        item = SummaryItem(period=self.instance.period)
        if self.instance.pk:  # as it is stored: the form has set its own instance already
            item = SummaryItem.objects.get(pk=self.instance.pk)
        return write(item, by=by, version=version if item.pk else None, services=services, **data)


class WriteItemView(WagtailAdminTemplateMixin, FormView):
    """Writes a new item for a theme, or changes one."""

    header_icon = "edit"
    template_name = "feedback/desk/answers/write.html"
    form_class = ItemForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Only for those who write; a new item needs its theme first."""
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied
        if self.item.pk is None and self.theme is None:
            return redirect("answers:choose_theme")
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def item(self) -> SummaryItem:
        """The one in the address, or a new one."""
        if "pk" in self.kwargs:
            return get_object_or_404(
                SummaryItem.objects.select_related("theme", "period"), pk=self.kwargs["pk"]
            )
        item = SummaryItem(theme=self.theme)
        if self.theme:
            item.period = self.theme.period
        return item

    @cached_property
    def theme(self) -> Theme | None:
        """Its theme."""
        if "pk" in self.kwargs:
            return self.item.theme
        number = self.request.GET.get("theme", "")
        return (
            get_object_or_404(Theme.objects.select_related("period"), pk=number) if number.isdigit() else None
        )

    @property
    def page_title(self) -> str:
        """What it does."""
        return "Change the words" if self.item.pk else "Write what you said and we did"

    def get_page_subtitle(self) -> str:
        """The theme and its period."""
        return f"{self.theme}, {self.item.period}" if self.theme else str(self.item.period)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Back to the list."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("answers:index"), "label": "You said, we did"},
            {"url": "", "label": self.page_title},
        ]

    def get_form_kwargs(self) -> dict[str, Any]:
        """The item and its theme."""
        return {**super().get_form_kwargs(), "instance": self.item, "theme": self.theme}

    def form_valid(self, form: ItemForm) -> HttpResponse:
        """Store it; nothing of it is public until somebody else has approved it."""
        try:
            item = form.save_words(self.request.user)
        except OutOfDate as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        messages.success(self.request, "Saved. It is not public until somebody else has approved it.")
        return redirect("answers:item", item.pk)


class ChooseThemeView(WagtailAdminTemplateMixin, FormView):
    """Which theme a new item is for."""

    page_title = "Write for which theme?"
    header_icon = "edit"
    template_name = "feedback/desk/answers/choose_theme.html"
    form_class = forms.Form

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Only for those who write."""
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the themes of periods without a published year first."""
        themes = Theme.objects.select_related("period").order_by("-period__starts_on", "title")
        return super().get_context_data(themes=themes[:200], **kwargs)
