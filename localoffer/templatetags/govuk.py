"""GOV.UK Frontend's components in Django templates; ``govuk_field`` is the one way a form field is drawn."""

from functools import lru_cache
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput, FileInput, HiddenInput, Select, Textarea
from django.forms.widgets import CheckboxSelectMultiple, RadioSelect
from django.utils.safestring import SafeString, mark_safe
from jinja2 import Environment, PackageLoader, PrefixLoader, select_autoescape

from localoffer.form_fields import DAY_PARTS, DayWidget

register = template.Library()


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        autoescape=select_autoescape(default=True),
        trim_blocks=True,
        lstrip_blocks=True,
    )


@lru_cache(maxsize=64)
def _macro(component: str) -> Any:
    name = "".join(part.capitalize() for part in component.split("-"))
    module = _environment().get_template(f"govuk_frontend_jinja/components/{component}/macro.html").module
    return getattr(module, f"govuk{name}")


def render(component: str, **params: Any) -> SafeString:
    """A component as HTML. ``params`` are GOV.UK's own, for example ``text``, ``href``, ``items``.

    Raises:
        TemplateNotFound: there is no such component.
    """
    return mark_safe(_macro(component)(params))  # noqa: S308  the macros escape what is not marked as HTML


@register.simple_tag
def govuk(component: str, **params: Any) -> SafeString:
    """``{% govuk "button" text="Continue" %}``; ``data_`` and ``aria_`` parameters become attributes."""
    attributes = {
        name.replace("_", "-"): params.pop(name)
        for name in list(params)
        if name.startswith(("data_", "aria_"))
    }
    return render(component, **params, **({"attributes": attributes} if attributes else {}))


def _first_id(field: BoundField) -> str:
    """The id that an error links to: of a group of radios, tick boxes or parts of a date, its first."""
    if isinstance(field.field.widget, DayWidget):
        return f"{field.auto_id}_{DAY_PARTS[0]}"
    many = isinstance(field.field.widget, RadioSelect | CheckboxSelectMultiple)
    return f"{field.auto_id}_0" if many else str(field.auto_id)


def _items(field: BoundField) -> list[dict[str, Any]]:
    value = field.value()
    chosen = {str(one) for one in (value if isinstance(value, list | tuple | set) else [value])}
    return [
        {
            "value": str(key),
            "text": str(label),
            "id": f"{field.auto_id}_{number}",
            "checked": str(key) in chosen,
            "selected": str(key) in chosen,
        }
        for number, (key, label) in enumerate(field.field.choices)  # type: ignore[attr-defined]
    ]


def _day_items(field: BoundField) -> list[dict[str, Any]]:
    value = field.value()
    parts = value if isinstance(value, list) else field.field.widget.decompress(value)  # type: ignore[attr-defined]
    wrong = " govuk-input--error" if field.errors else ""
    return [
        {
            "label": part.capitalize(),
            "id": f"{field.auto_id}_{part}",
            "name": f"{field.html_name}_{part}",
            "value": "" if typed is None else str(typed),
            "classes": f"govuk-input--width-{4 if part == 'year' else 2}{wrong}",
        }
        for part, typed in zip(DAY_PARTS, parts, strict=True)
    ]


def _component_of(field: BoundField) -> str:
    widget = field.field.widget
    for component, kind in (
        ("checkboxes", CheckboxSelectMultiple),  # before radios: Django makes it a kind of RadioSelect
        ("radios", RadioSelect),
        ("checkboxes", CheckboxInput),
        ("select", Select),
        ("textarea", Textarea),
        ("file-upload", FileInput),
        ("date-input", DayWidget),
    ):
        if isinstance(widget, kind):
            return component
    return "input"


def _is_one_box(field: BoundField) -> bool:
    """Whether it is a single tick box, which may always be left empty unless it must be ticked."""
    return isinstance(field.field.widget, CheckboxInput)


@register.simple_tag
def govuk_field(field: BoundField, **params: Any) -> SafeString:
    """A form field with its label, hint and error joined to the control.

    A text field with ``max_length`` over 250 counts its characters. ``params`` add to GOV.UK's own.
    """
    if isinstance(field.field.widget, HiddenInput):
        return mark_safe(str(field))  # noqa: S308  Django has escaped it
    component = _component_of(field)
    # What a form wants later, but not before it can be saved, is not called optional.
    is_wanted = field.field.required or getattr(field.field, "needed_later", False) or _is_one_box(field)
    label = field.label if is_wanted else f"{field.label} (optional)"
    drawn: dict[str, Any] = {"name": field.html_name, "id": field.auto_id}
    if field.help_text:
        drawn["hint"] = {"text": str(field.help_text)}
    if field.errors:
        drawn["errorMessage"] = {"text": str(field.errors[0])}
    if component == "date-input":
        del drawn["name"]
        drawn["fieldset"] = {"legend": {"text": str(label)}}
        drawn["items"] = _day_items(field)
    elif component in ("radios", "checkboxes"):
        drawn["idPrefix"] = drawn.pop("id")
        if _is_one_box(field):
            only = {"value": "on", "text": str(label), "id": field.auto_id, "checked": bool(field.value())}
            drawn["items"] = [only | ({"hint": drawn.pop("hint")} if "hint" in drawn else {})]
        else:
            drawn["fieldset"] = {"legend": {"text": str(label), "classes": "govuk-fieldset__legend--m"}}
            drawn["items"] = _items(field)
    else:
        drawn["label"] = {"text": str(label)}
        drawn["attributes"] = {
            name: value for name, value in field.field.widget.attrs.items() if name not in ("class", "rows")
        }
        if component == "select":
            drawn["items"] = _items(field)
        elif component != "file-upload":
            drawn["value"] = "" if field.value() is None else str(field.value())
            drawn["type"] = getattr(field.field.widget, "input_type", "text")
        longest = getattr(field.field, "max_length", None)
        if component == "textarea" and longest:
            component, drawn["maxlength"] = "character-count", longest
    drawn.update(params)
    return render(component, **drawn)


@register.simple_tag
def govuk_error_summary(form: BaseForm) -> SafeString:
    """What is wrong with ``form``, each error a link to its control; nothing when all is well."""
    if not form.errors:
        return SafeString("")
    errors: list[dict[str, str]] = [{"text": str(error)} for error in form.non_field_errors()]
    for name in form.errors:
        if name in form.fields:
            field = form[name]
            errors += [{"text": str(error), "href": f"#{_first_id(field)}"} for error in field.errors]
    return render("error-summary", titleText="There is a problem", errorList=errors)
