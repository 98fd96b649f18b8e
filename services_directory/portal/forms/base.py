"""What every question page of the portal shares: from content to form, and from form to what is saved."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, TypeVar

from django import forms

from localoffer.accounts.models import User
from services_directory.domain.listing_content import Content, Row
from services_directory.enums import TaxonomyCode
from services_directory.models import TaxonomyTerm
from services_directory.portal.simple_text import as_html, as_text

Field = TypeVar("Field", bound=forms.Field)
SHORT = 500  # characters


def drawn(field: Field, *, needed_later: bool = False, **params: Any) -> Field:
    """``field`` with GOV.UK's own parameters for it, such as ``classes`` and ``inputmode``."""
    field.drawn = params  # type: ignore[attr-defined]
    field.needed_later = needed_later  # type: ignore[attr-defined]
    return field


def line(label: str, longest: int, help_text: str = "", **params: Any) -> forms.CharField:
    """A short text, which may be left empty."""
    return drawn(
        forms.CharField(label=label, max_length=longest, help_text=help_text, required=False), **params
    )


def lines(label: str, longest: int, help_text: str = "", *, rows: int = 3, **params: Any) -> forms.CharField:
    """A text of a few sentences, which may be left empty."""
    box = forms.Textarea(attrs={"rows": rows})
    field = forms.CharField(label=label, max_length=longest, help_text=help_text, required=False, widget=box)
    # A count is only worth reading where the text gets near the end.
    counted: dict[str, Any] = {"threshold": 75} if longest > SHORT else {}
    return drawn(field, rows=rows, **counted, **params)


def whole_number(label: str, help_text: str = "", *, most: int = 120, **params: Any) -> forms.IntegerField:
    """A number from 0 to ``most``, which may be left empty."""
    field = forms.IntegerField(
        label=label,
        min_value=0,
        max_value=most,
        help_text=help_text,
        required=False,
        error_messages={
            "invalid": "Write a whole number, such as 5.",
            "min_value": "Write 0 or more.",
            "max_value": f"Write {most} or less.",
        },
    )
    return drawn(field, classes="govuk-input--width-3", inputmode="numeric", type="text", **params)


def web_address(label: str, help_text: str = "", **params: Any) -> forms.URLField:
    """A web address, which may be left empty; https is added where it is left out."""
    field = forms.URLField(
        label=label,
        max_length=500,
        help_text=help_text,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "Write a web address such as https://www.example.org."},
    )
    return drawn(field, autocomplete="url", spellcheck=False, **params)


def email_address(label: str, help_text: str = "") -> forms.EmailField:
    """An e-mail address, which may be left empty."""
    field = forms.EmailField(
        label=label,
        max_length=254,
        help_text=help_text,
        required=False,
        error_messages={"invalid": "Write an email address such as club@example.org."},
    )
    return drawn(field, type="email", autocomplete="email", spellcheck=False)


def phone_number(label: str, help_text: str = "") -> forms.CharField:
    """A telephone number as people write it."""
    return line(label, 60, help_text, type="tel", autocomplete="tel", classes="govuk-input--width-20")


def choice(label: str, choices: Iterable[tuple[str, str]], help_text: str = "") -> forms.ChoiceField:
    """One of a few, as radios; one must be chosen."""
    return forms.ChoiceField(
        label=label,
        choices=list(choices),
        help_text=help_text,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one.", "invalid_choice": "Choose one of these."},
    )


def ticks(
    label: str, choices: Iterable[tuple[str, str]], help_text: str = "", *, needed_later: bool = False
) -> forms.MultipleChoiceField:
    """Any of a few, as tick boxes."""
    field = forms.MultipleChoiceField(
        label=label,
        choices=list(choices),
        help_text=help_text,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Tick only what is in the list."},
    )
    return drawn(field, needed_later=needed_later)


class TermsWidget(forms.CheckboxSelectMultiple):
    """Tick boxes of a managed list, each wider term opening what belongs to it. Drawn by ``portal_field``."""


class TermsField(forms.TypedMultipleChoiceField):
    """Any terms of a managed list, by key. Retired ones cannot be ticked, and those the listing has stay with it."""

    widget = TermsWidget

    def __init__(self, code: TaxonomyCode, **kwargs: Any) -> None:
        self.code = code
        self.groups: list[tuple[str, list[TaxonomyTerm]]] = []
        super().__init__(coerce=int, required=False, **kwargs)

    def offer(self, terms: Iterable[TaxonomyTerm]) -> None:
        """Let these be chosen; they are sorted, and those below another one stand in its group."""
        offered = list(terms)
        below: dict[int | None, list[TaxonomyTerm]] = {}
        for term in offered:
            below.setdefault(term.parent_id, []).append(term)
        self.groups = []
        for top in below.get(None, []):
            family = [top, *below.get(top.pk, [])]
            if len(family) > 1 or not self.groups or self.groups[-1][0]:
                self.groups.append((top.name if len(family) > 1 else "", family))
            else:
                self.groups[-1][1].append(top)
        self.choices = [(term.pk, term.name) for _, group in self.groups for term in group]


class ContentForm(forms.Form):
    """A form over a part of a content. Its fields carry the names of the content.

    ``rich`` names the fields that are rich text: typed with simple marks, kept as HTML.
    """

    rich: ClassVar[frozenset[str]] = frozenset()
    # Fields that few need, drawn together at the end behind "More".
    more: ClassVar[tuple[str, ...]] = ()
    # Fields whose words are looked at by ``domain.writing_hints``.
    hinted: ClassVar[tuple[str, ...]] = ()
    use_required_attribute = False
    by: User | None = None  # who fills it in, where it matters

    def __init__(self, *args: Any, before: Mapping[str, Any], **kwargs: Any) -> None:
        """``before`` is the content, or the row, as it is saved now."""
        self.before = before
        super().__init__(*args, initial=self.initial_of(before), **kwargs)
        fields = [field for field in self.fields.values() if isinstance(field, TermsField)]
        if fields:
            terms = TaxonomyTerm.objects.in_use().filter(taxonomy__code__in=[one.code for one in fields])
            by_list: dict[str, list[TaxonomyTerm]] = {}
            for term in terms.select_related("taxonomy").order_by("sort_order", "name"):
                by_list.setdefault(term.taxonomy.code, []).append(term)
            for field in fields:
                field.offer(by_list.get(field.code, []))

    def initial_of(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """What the form shows before anything is typed."""
        return {
            name: as_text(value) if name in self.rich else value
            for name, value in before.items()
            if name in self.base_fields
        }

    def given(self) -> dict[str, Any]:
        """What a valid form says, by name of the content."""
        said: dict[str, Any] = {}
        for name, field in self.fields.items():
            if name not in self.before:
                continue
            value = self.cleaned_data[name]
            if name in self.rich:
                value = as_html(value, self.before[name])
            elif isinstance(field, TermsField):
                offered = {key for key, _ in field.choices}
                value = [*value, *(key for key in self.before[name] if key not in offered)]
            said[name] = value
        return said

    def refuse_disorder(self, low: str, high: str, words: str) -> None:
        """Say at ``high`` that it must not come before ``low``, where both are given."""
        first, last = self.cleaned_data.get(low), self.cleaned_data.get(high)
        if first is not None and last is not None and first > last:
            self.add_error(high, words)

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """The fields that everybody answers."""
        return [field for field in self if field.name not in self.more]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """Those behind "More"."""
        return [self[name] for name in self.more]

    @property
    def opens_more(self) -> bool:
        """Whether what is behind "More" must be seen: something is filled in or wrong there."""
        return any(field.errors or field.value() not in (None, "", [], False) for field in self.more_fields)


class RowForm(ContentForm):
    """A form over one row of a relation."""

    def row(self) -> Row:
        """The row as a valid form leaves it."""
        return {**self.before, **self.given()}


StepForms = Mapping[str, type[ContentForm]]


def part_of(content: Content, names: Iterable[str]) -> Content:
    """The named parts of a content."""
    return {name: content[name] for name in names}
