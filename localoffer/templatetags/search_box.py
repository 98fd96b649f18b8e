"""The search box of the home page."""

from typing import Any

from django import template

register = template.Library()
AGES = [str(years) for years in range(26)]


@register.inclusion_tag("components/search_form.html")
def search_box(typed: Any = None, problems: Any = None, button: str = "Find support") -> dict[str, Any]:
    """Words, age and postcode, with what was typed and what was wrong with it."""
    return {"typed": typed or {}, "problems": problems or {}, "ages": AGES, "button": button}
