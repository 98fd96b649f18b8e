"""Drawing the portal's forms: a field with what its form says of it, and tick boxes of a managed list."""

from typing import Any

from django import template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from localoffer.templatetags.govuk import govuk_field
from services_directory.portal.forms.base import TermsField

register = template.Library()


@register.simple_tag
def portal_field(field: BoundField, **params: Any) -> SafeString:
    """A field as ``forms.base.drawn`` describes it; ``params`` add to that."""
    if isinstance(field.field, TermsField):
        return _terms(field)
    return govuk_field(field, **{**getattr(field.field, "drawn", {}), **params})


def _terms(field: BoundField) -> SafeString:
    form_field = field.field
    assert isinstance(form_field, TermsField)
    value = field.value() or []
    chosen = {str(one) for one in value}
    number = 0
    groups = []
    for name, terms in form_field.groups:
        boxes = []
        for term in terms:
            boxes.append((f"{field.auto_id}_{number}", term, str(term.pk) in chosen))
            number += 1
        groups.append((name, boxes, sum(is_ticked for *_, is_ticked in boxes)))
    return render_to_string(  # type: ignore[return-value]
        "services_directory/portal/terms.html", {"field": field, "groups": groups}
    )
