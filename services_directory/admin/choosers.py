"""Choosers that find things by the words officers have at hand."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet

from services_directory.admin.columns import WordsColumn
from services_directory.models import Location


class PlaceFilterForm(BaseFilterForm):
    """Search by name, street, town or postcode; retired places only when asked for."""

    q = forms.CharField(
        label="Search",
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "Name, street, town or postcode"}),
    )
    with_retired = forms.BooleanField(label="Retired places too", required=False)

    def filter(self, places: QuerySet[Location]) -> QuerySet[Location]:
        """Places that have every word; a postcode is found with and without its blank."""
        words = self.cleaned_data.get("q") or ""
        self.is_searching, self.search_query = bool(words), words
        places = super().filter(places)
        if not self.cleaned_data.get("with_retired"):
            places = places.filter(retired_on=None)
        return with_words(places, words)


def with_words(places: QuerySet[Location], words: str) -> QuerySet[Location]:
    """Places whose name or address has every one of ``words``, or whose postcode begins with all of them."""
    compact = "".join(words.split())
    found = Q()
    for word in words.split()[:10]:
        found &= (
            Q(name__icontains=word)
            | Q(address_1__icontains=word)
            | Q(city__icontains=word)
            | Q(postal_code__icontains=word)
        )
    if 2 < len(compact) <= 8:
        spaced = f"{compact[:-3]} {compact[-3:]}"
        found |= Q(postal_code__iexact=spaced) | Q(postal_code__iexact=compact)
    return places.filter(found)


class _PlaceColumns:
    filter_form_class = PlaceFilterForm
    page_subtitle = ""
    per_page = 20

    @property
    def columns(self) -> list[Any]:
        """Name, address, and whether it is published or retired."""
        return [
            self.title_column,  # type: ignore[attr-defined]
            WordsColumn("address", lambda place: place.address_1, label="Address"),
            WordsColumn("status", standing_of, label="Status"),
        ]


def standing_of(place: Location) -> str:
    """Retired since a day, published, or a draft."""
    if place.retired_on:
        return f"Retired on {place.retired_on:%-d %b %Y}"
    return "Published" if place.live else "Draft"


class PlaceChooseView(_PlaceColumns, ChooseView):
    """The whole window."""


class PlaceChooseResultsView(_PlaceColumns, ChooseResultsView):
    """The results alone, while somebody types."""


class PlaceChooserViewSet(SnippetChooserViewSet):
    """The window in which a place is chosen."""

    choose_view_class = PlaceChooseView
    choose_results_view_class = PlaceChooseResultsView
    choose_one_text = "Choose a place"
    choose_another_text = "Choose another place"
    edit_item_text = "Edit this place"
    per_page = 20
