"""What the templates of the desk need and Django does not have."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def of_key(values: Mapping[str, Any], key: str) -> Any:
    """The value of a key that is only known when the page is drawn; nothing where there is none."""
    return values.get(key, "")
