"""The officer's own words in place of proposed ones: a control for every value that is taken."""

from typing import Any

from django import forms
from django.db import models
from wagtail.fields import RichTextField

from services_directory.domain.change_decisions import Review
from services_directory.domain.listing_content import canonical
from services_directory.domain.listing_fields import ROWS
from services_directory.domain.listing_labels import field_label, label_of_key, model_at
from services_directory.domain.merging import Difference, DifferenceKind
from services_directory.portal.simple_text import HOW_TO_WRITE, as_html, as_text

# Chosen, not written: another picture or place is another proposal.
NOT_WRITTEN = ("picture", "logo", "location", "question")


class RichTextAsText(forms.CharField):
    """Rich text written with a few marks; what is left as it was stays to the letter."""

    def __init__(self, before: str, **kwargs: Any) -> None:
        self.before = before
        super().__init__(
            initial=as_text(before),
            widget=forms.Textarea(attrs={"rows": 8}),
            help_text=HOW_TO_WRITE,
            strip=True,
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        """HTML."""
        return as_html(super().clean(value) or "", self.before)


class EditForm(forms.Form):
    """Every taken value that can be written, as it is proposed.

    Args:
        review: what the officer saw.
        keys: of the differences that are taken.
    """

    def __init__(self, review: Review, keys: set[str], *args: Any) -> None:
        super().__init__(*args)
        self.listing_type = review.change.listing_type
        self.sources: dict[str, tuple[Difference, str]] = {}
        for one in review.differences:
            if one.key in keys and one.key not in review.blocked:
                self._add(one)

    def _add(self, one: Difference) -> None:
        if one.kind == DifferenceKind.CHANGED:
            self._add_field(one, one.path, one.proposed, label_of_key(self.listing_type, one.key))
        elif one.kind == DifferenceKind.ADDED:
            shape = ROWS[one.path[0]]
            for inner in one.path[1:]:
                shape = shape.rows[inner]
            row = label_of_key(self.listing_type, one.key)
            for name in shape.fields:
                path = (*one.path, name)
                label = f"{row}, new: {field_label(self.listing_type, path).lower()}"
                self._add_field(one, path, one.proposed[name], label)

    def _add_field(self, one: Difference, path: tuple[str, ...], value: Any, label: str) -> None:
        name = path[-1]
        if name in NOT_WRITTEN:
            return
        field = model_at(self.listing_type, path)._meta.get_field(name)
        made = _control(field, value)
        made.label, made.required = label, False
        code = f"edit-{len(self.sources)}"
        self.fields[code] = made
        self.sources[code] = (one, name)

    def edits(self) -> dict[str, Any]:
        """By key of a difference, the values that differ from the proposed ones, as JSON; whole rows of added ones."""
        found: dict[str, Any] = {}
        for code, (one, name) in self.sources.items():
            value = self._json(code, one, name)
            if one.kind == DifferenceKind.CHANGED:
                if value != one.proposed:
                    found[one.key] = value
            elif value != one.proposed[name]:
                found[one.key] = {**found.get(one.key, one.proposed), name: value}
        return found

    def _json(self, code: str, one: Difference, name: str) -> Any:
        path = one.path if one.kind == DifferenceKind.CHANGED else (*one.path, name)
        field = model_at(self.listing_type, path)._meta.get_field(name)
        value = self.cleaned_data[code]
        if field.many_to_many:
            return sorted(term.pk for term in value)
        return canonical(field, value)


def _control(field: Any, value: Any) -> forms.Field:
    if isinstance(field, RichTextField):
        return RichTextAsText(value)
    if field.many_to_many:
        terms = field.related_model.objects.complex_filter(field.get_limit_choices_to())
        return forms.ModelMultipleChoiceField(
            terms.filter(models.Q(retired_on=None) | models.Q(pk__in=value)),
            widget=forms.CheckboxSelectMultiple,
            initial=value,
            help_text=field.help_text,
        )
    made: forms.Field = field.formfield()
    made.initial = value
    if isinstance(field, models.DateField):
        made.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    elif isinstance(field, models.TimeField):
        made.widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        made.initial = value[:5] if value else value
    elif isinstance(field, models.CharField) and (field.max_length or 0) > 150 and not field.choices:
        made.widget = forms.Textarea(attrs={"rows": 2, "maxlength": field.max_length})
    return made
