"""The search box of the home page and of the results."""

from typing import Any

from django import template

from services_directory.search.completions import offered_first

register = template.Library()
AGES = [str(years) for years in range(26)]


@register.inclusion_tag("components/search_form.html")
def search_box(typed: Any = None, problems: Any = None, button: str = "Find support") -> dict[str, Any]:
    """Words, age and postcode, with what was typed and what was wrong with it, and words to choose from."""
    return {
        "typed": typed or {},
        "problems": problems or {},
        "ages": AGES,
        "button": button,
        "offered": offered_first(),
    }
