"""Ways to fill in a field of the desk that are easier to read than the standard ones."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.forms import CheckboxSelectMultiple
from wagtail.admin.widgets import AdminAutoHeightTextInput


class TermTickBoxes(CheckboxSelectMultiple):
    """Tick boxes of a managed list, in a fieldset for each wider term; retired terms only where they are ticked.

    For a field whose choices are terms (``ModelMultipleChoiceField``).
    """

    # Inside the app: form widgets are drawn by a renderer that looks in apps only.
    template_name = "services_directory/widgets/term_tick_boxes.html"

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        """Django's groups, each (wider term or none, options, number)."""
        chosen = {str(one) for one in value}
        index = 0
        groups = []
        for number, (heading, terms) in enumerate(_by_parent(self._terms(chosen))):
            options = []
            for term in terms:
                is_ticked = str(term.pk) in chosen
                label = f"{term.name} (retired)" if term.retired_on else term.name
                options.append(self.create_option(name, term.pk, label, is_ticked, index, attrs=attrs))
                index += 1
            groups.append((heading, options, number))
        return groups

    def _terms(self, chosen: set[str]) -> list[Any]:
        terms = self.choices.queryset.order_by("sort_order", "name")  # type: ignore[union-attr]
        return [term for term in terms if term.retired_on is None or str(term.pk) in chosen]


def _by_parent(terms: Iterable[Any]) -> Iterator[tuple[str | None, list[Any]]]:
    """First the terms that stand alone, then each wider term with all that is below it."""
    known = list(terms)
    here = {term.pk for term in known}
    below: dict[int | None, list[Any]] = {}
    for term in known:
        below.setdefault(term.parent_id if term.parent_id in here else None, []).append(term)

    def family(term: Any) -> list[Any]:
        return [term] + [deeper for child in below.get(term.pk, []) for deeper in family(child)]

    alone = [term for term in below.get(None, []) if term.pk not in below]
    if alone:
        yield None, alone
    for term in below.get(None, []):
        if term.pk in below:
            yield term.name, family(term)


class WordLines(AdminAutoHeightTextInput):
    """A JSON list of words, written one on a line or with commas between."""

    def format_value(self, value: Any) -> str:
        """The words, one on a line; what is no list is shown as it is, so that it can be mended."""
        try:
            words = json.loads(value) if value else []
        except ValueError:
            return str(value)
        return "\n".join(map(str, words)) if isinstance(words, list) else str(value)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        """The list as JSON, without blanks and repeats."""
        written = data.get(name) or ""
        words = (word.strip() for line in written.splitlines() for word in line.split(","))
        return json.dumps(list(dict.fromkeys(filter(None, words))))
