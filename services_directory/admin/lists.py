"""The managed lists: terms, questions to settings, and urgent help."""

from typing import Any

from django.db.models import Q, QuerySet
from django_filters import ChoiceFilter, ModelChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import EditView, IndexView, SnippetViewSet, SnippetViewSetGroup

from services_directory.admin.columns import WordsColumn
from services_directory.admin.retiring import RetireInsteadDeleteView
from services_directory.admin.search_failures import GlossaryCreateView
from services_directory.enums import SettingType
from services_directory.fields import labels_of
from services_directory.models import (
    GlossaryEntry,
    ProfileQuestion,
    ReasonForDecision,
    Taxonomy,
    TaxonomyTerm,
    UrgentHelp,
)


class InUseFilter(ChoiceFilter):
    """Whether it can still be chosen."""

    conditions = {"yes": Q(retired_on=None), "no": Q(retired_on__isnull=False)}

    def filter(self, rows: QuerySet[Any], value: str | None) -> QuerySet[Any]:
        """By the day it was retired."""
        return rows.filter(self.conditions[value]) if value else rows


class TermFilterSet(WagtailFilterSet):
    """The filters of the terms."""

    taxonomy = ModelChoiceFilter(label="List", queryset=Taxonomy.objects.order_by("name"), empty_label="All")
    in_use = InUseFilter(
        label="Can be chosen", choices=[("yes", "Yes"), ("no", "Retired")], empty_label="All"
    )

    class Meta:
        model = TaxonomyTerm
        fields: list[str] = []


def _retired(row: Any) -> str:
    return f"Since {row.retired_on:%-d %b %Y}" if row.retired_on else ""


class TermIndexView(IndexView):
    """Terms of all lists, or of the one that is filtered for."""

    def get_base_queryset(self) -> Any:
        """With list and wider term, so that rows make no query of their own."""
        return super().get_base_queryset().select_related("taxonomy", "parent")

    def search_queryset(self, queryset: Any) -> Any:
        """By any word of a term: its name, the official one, or what families say."""
        for word in self.search_query.split()[:10] if self.is_searching else ():
            queryset = queryset.filter(
                Q(name__icontains=word)
                | Q(official_name__icontains=word)
                | Q(family_words__icontains=word)
                | Q(code__icontains=word)
            )
        return queryset


class NotForForms(SnippetChooserViewSet):
    """A chooser that forms do not take by themselves: these lists are short, and each field has its own part."""

    register_widget = False


class TermEditView(EditView):
    """The form of a term; its code stands in addresses and in saved searches, so it does not change."""

    def get_form(self, form_class: Any = None) -> Any:
        """The list and the code are shown and cannot be changed; a wider term is one of the same list."""
        form = super().get_form(form_class)
        for name in ("taxonomy", "code"):
            form.fields[name].disabled = True
        same = Q(taxonomy_id=self.object.taxonomy_id) & ~Q(pk=self.object.pk)
        form.fields["parent"].queryset = form.fields["parent"].queryset.filter(same)
        return form


class TermViewSet(SnippetViewSet):
    """Terms at the desk."""

    model = TaxonomyTerm
    icon = "tag"
    menu_label = "Terms"
    copy_view_enabled = False
    sort_order_field = None
    list_per_page = 100
    ordering = ["taxonomy__name", "sort_order", "name"]
    list_display = [
        "name",
        WordsColumn("official_name", lambda term: term.official_name, label="Official word"),
        WordsColumn("taxonomy", lambda term: term.taxonomy, label="List", sort_key="taxonomy__name"),
        WordsColumn("parent", lambda term: term.parent or "", label="Part of"),
        WordsColumn("retired", _retired, label="Retired", sort_key="retired_on"),
    ]
    filterset_class = TermFilterSet
    chooser_viewset_class = NotForForms
    index_view_class = TermIndexView
    edit_view_class = TermEditView
    delete_view_class = RetireInsteadDeleteView
    delete_template_name = RetireInsteadDeleteView.template_name
    panels = [
        FieldRowPanel([FieldPanel("taxonomy"), FieldPanel("code")]),
        FieldPanel("name"),
        FieldPanel("official_name"),
        FieldPanel("family_words"),
        FieldPanel("description"),
        FieldRowPanel([FieldPanel("parent"), FieldPanel("sort_order")]),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("scope"), FieldPanel("unit")])],
            "Only for access features",
            classname="collapsed",
        ),
        FieldPanel("term_uri", classname="collapsed"),
        FieldPanel("retired_on"),
    ]


class QuestionViewSet(SnippetViewSet):
    """Questions to schools, early years settings and colleges."""

    model = ProfileQuestion
    icon = "help"
    menu_label = "Questions to settings"
    copy_view_enabled = False
    chooser_viewset_class = NotForForms
    search_fields = ["question", "code"]
    list_display = [
        "question",
        WordsColumn(
            "for",
            lambda question: ", ".join(labels_of(question.setting_types, SettingType)),
            label="Asked of",
        ),
        WordsColumn("source", lambda question: question.source, label="Source"),
        WordsColumn("retired", _retired, label="Retired", sort_key="retired_on"),
    ]
    panels = [
        FieldPanel("question"),
        FieldPanel("help_text"),
        FieldPanel("setting_types"),
        FieldPanel("source"),
        FieldRowPanel([FieldPanel("code"), FieldPanel("sort_order"), FieldPanel("retired_on")]),
    ]


class UrgentHelpViewSet(SnippetViewSet):
    """Help that stands first for certain words."""

    model = UrgentHelp
    icon = "warning"
    menu_label = "Urgent help"
    copy_view_enabled = False
    chooser_viewset_class = NotForForms
    search_fields = ["title", "words"]
    list_display = [
        "title",
        WordsColumn("words", lambda entry: ", ".join(entry.phrases[:6]), label="Words"),
        WordsColumn("is_shown", lambda entry: "Yes" if entry.is_shown else "No", label="In use"),
    ]
    panels = [
        FieldPanel("title"),
        FieldPanel("words"),
        FieldPanel("advice"),
        FieldRowPanel([FieldPanel("telephone"), FieldPanel("url")]),
        FieldRowPanel([FieldPanel("sort_order"), FieldPanel("is_shown")]),
    ]


class GlossaryViewSet(SnippetViewSet):
    """The words of SEND: what families read in the A to Z, and what a search takes for the same thing."""

    model = GlossaryEntry
    add_view_class = GlossaryCreateView
    icon = "openquote"
    menu_label = "Glossary"
    copy_view_enabled = False
    inspect_view_enabled = False
    chooser_viewset_class = NotForForms
    search_fields = ["term", "expansion", "synonyms"]
    list_filter = ["direction", "in_a_to_z", "explain_on_pages"]
    list_per_page = 50
    list_display = [
        "term",
        WordsColumn("expansion", lambda entry: entry.expansion, label="In full"),
        WordsColumn("synonyms", lambda entry: ", ".join(entry.synonym_list[:5]), label="Also finds"),
        WordsColumn(
            "direction",
            lambda entry: "Both ways" if entry.direction == "both" else "One way",
            label="Direction",
        ),
        WordsColumn("in_a_to_z", lambda entry: "Yes" if entry.in_a_to_z else "No", label="In the A to Z"),
    ]


class ReasonViewSet(SnippetViewSet):
    """Why changes are sent back or rejected, in words to the provider."""

    model = ReasonForDecision
    icon = "undo"
    menu_label = "Reasons for decisions"
    copy_view_enabled = False
    inspect_view_enabled = False
    chooser_viewset_class = NotForForms
    search_fields = ["name", "words"]
    list_display = [
        "name",
        WordsColumn("words", lambda reason: reason.words, label="Words to the provider"),
        WordsColumn("retired", _retired, label="Retired", sort_key="retired_on"),
    ]
    panels = [
        FieldPanel("name"),
        FieldPanel("words"),
        FieldRowPanel([FieldPanel("sort_order"), FieldPanel("retired_on")]),
    ]


class ListsGroup(SnippetViewSetGroup):
    """The lists in one menu."""

    items = (TermViewSet, QuestionViewSet, UrgentHelpViewSet, GlossaryViewSet, ReasonViewSet)
    menu_label = "Lists"
    menu_name = "lists"
    menu_icon = "list-ul"
    menu_order = 150
