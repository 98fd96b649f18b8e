"""What families look for and do not find: the report, and the gaps in the offer that officers record from it."""

import datetime
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Sum
from django.urls import reverse
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import CreateView, IndexView
from wagtail.admin.views.reports import ReportView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views.snippets import CreateView as SnippetCreateView

from services_directory.admin.columns import WordsColumn
from services_directory.admin.exports import ExportsColumns, harmless
from services_directory.models import GlossaryEntry, OfferGap, SearchFailure

ADD_GLOSSARY_ENTRY = "wagtailsnippets_services_directory_glossaryentry:add"
EDIT_GLOSSARY_ENTRY = "wagtailsnippets_services_directory_glossaryentry:edit"


def _months() -> list[tuple[str, str]]:
    """The months there is something of, the newest first."""
    found = SearchFailure.objects.order_by("-month").values_list("month", flat=True).distinct()
    return [(month.isoformat(), f"{month:%B %Y}") for month in found]


class SearchFailureFilterSet(WagtailFilterSet):
    """By month, and by what the searches came to."""

    month = ChoiceFilter(label="Month", choices=_months, empty_label="All")
    outcome = ChoiceFilter(
        label="What they found",
        method="filter_outcome",
        choices=[("nothing", "Nothing at all"), ("some", "Services with some of the words")],
        empty_label="Either",
    )

    class Meta:
        model = SearchFailure
        fields: list[str] = []

    def filter_outcome(self, rows: Any, name: str, value: str) -> Any:
        """Those that came to it at least once."""
        return rows.filter(**{{"nothing": "found_nothing__gt", "some": "found_some_words__gt"}[value]: 0})


class NextStepColumn(BaseColumn):
    """What an officer can make of it: a word in the glossary, or a gap in the offer."""

    cell_template_name = "services_directory/admin/cells/search_failure.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """With the addresses; ``entry`` and ``gap`` where there is one already."""
        return {
            **super().get_cell_context_data(instance, parent_context),
            "entry": _edit(EDIT_GLOSSARY_ENTRY, instance.entry),
            "gap": instance.gap,
            "gap_address": _edit("gaps:edit", instance.gap and instance.gap.pk),
            "new_entry": f"{reverse(ADD_GLOSSARY_ENTRY)}?{urlencode({'term': instance.words})}",
            "new_gap": f"{reverse('gaps:add')}?{urlencode({'words': instance.words})}",
        }


def _edit(name: str, key: int | None) -> str:
    return reverse(name, args=[key]) if key else ""


class SearchFailureReport(ExportsColumns, ReportView):
    """Searches that did not find, most first. Those made fewer than five times are one number."""

    model = SearchFailure
    any_permission_required = ["view"]
    page_title = "What families look for and do not find"
    header_icon = "search"
    index_url_name = "desk:search_failures"
    index_results_url_name = "desk:search_failures_results"
    results_template_name = "services_directory/admin/search_failures.html"
    filterset_class = SearchFailureFilterSet
    default_ordering = "-count"
    no_results_message = "No words yet. They are shown once the same words have failed five times in a month."
    export_filename = "not-found-in-searches"
    columns = [
        Column("words", label="Words", sort_key="words"),
        Column("month", label="Month", sort_key="month", accessor=lambda row: f"{row.month:%B %Y}"),
        Column("count", label="Searches", sort_key="count"),
        Column("found_nothing", label="Found nothing", sort_key="found_nothing"),
        Column("found_some_words", label="Found some of the words", sort_key="found_some_words"),
        Column("narrowed", label="With a place, age or filter", sort_key="narrowed"),
        NextStepColumn("next", label="Next step"),
    ]
    export_columns = {
        "Words": lambda row: row.words,
        "Month": lambda row: row.month,
        "Searches": lambda row: row.count,
        "Found nothing": lambda row: row.found_nothing,
        "Found some of the words": lambda row: row.found_some_words,
        "With a place, age or filter": lambda row: row.narrowed,
    }

    def get_base_queryset(self) -> Any:
        """Those whose words are known."""
        return SearchFailure.objects.told().order_by("-count", "-month", "words")

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        """With what there already is of the same words; two queries however many rows."""
        words = {row.words for row in object_list}
        gaps = {gap.words.casefold(): gap for gap in OfferGap.objects.filter(words__in=_any_case(words))}
        entries = dict(
            GlossaryEntry.objects.filter(term_key__in=[one.casefold() for one in words]).values_list(
                "term_key", "pk"
            )
        )
        for row in object_list:
            row.gap = gaps.get(row.words.casefold())
            row.entry = entries.get(row.words.casefold())
        return object_list

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With ``rare``: how many searches, of how many different words, are too rare to be told."""
        rare = SearchFailure.objects.untold()
        month = self.request.GET.get("month", "")
        if month in dict(_months()):
            rare = rare.filter(month=month)
        return {
            **super().get_context_data(*args, **kwargs),
            "rare": rare.aggregate(searches=Sum("count"), words=Count("pk")),
        }


def _any_case(words: Iterable[str]) -> list[str]:
    """As the search counted them, and as a gap prefilled from them begins."""
    return [form for one in words for form in {one, one.capitalize()}]


class GlossaryCreateView(SnippetCreateView):
    """A new word, filled in where the address says which."""

    def get_initial_form_instance(self) -> GlossaryEntry:
        """Only for search until somebody has written what it means."""
        term = self.request.GET.get("term", "")[:80]
        return GlossaryEntry(term=term, in_a_to_z=False) if term else GlossaryEntry()


class GapCreateView(CreateView):
    """A new gap, filled in where the address says which; remembers who recorded it."""

    def get_initial_form_instance(self) -> OfferGap:
        """By the officer, today."""
        words = self.request.GET.get("words", "")[:200]
        return OfferGap(words=words, recorded_by=self.request.user, recorded_on=datetime.date.today())


class GapIndexView(IndexView):
    """All gaps, as a table to download for the yearly answer too."""

    page_title = "Gaps in the offer"

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """As Wagtail's, and harmless in CSV."""
        drawn = super().preprocess_field_value(field, value, export_format)
        return harmless(drawn) if export_format == self.FORMAT_CSV else drawn


class GapViewSet(ModelViewSet):
    """Gaps at the desk."""

    model = OfferGap
    name = "gaps"
    icon = "warning"
    copy_view_enabled = False
    inspect_view_enabled = False
    list_per_page = 50
    list_filter = ["state"]
    search_fields = ["words", "note"]
    export_headings = {
        "words": "What is missing",
        "get_state_display": "State",
        "note": "Note",
        "recorded_on": "Recorded",
        "decided_on": "Decided",
    }
    list_export = list(export_headings)
    export_filename = "gaps-in-the-offer"
    list_display = [
        TitleColumn("words", label="What is missing", url_name="gaps:edit", sort_key="words"),
        WordsColumn("state", lambda gap: gap.get_state_display(), label="State", sort_key="state"),
        WordsColumn("note", lambda gap: gap.note, label="Note"),
        DateColumn("recorded_on", label="Recorded", sort_key="recorded_on"),
        DateColumn("decided_on", label="Decided", sort_key="decided_on"),
    ]
    index_view_class = GapIndexView
    add_view_class = GapCreateView


gap_viewset = GapViewSet()
