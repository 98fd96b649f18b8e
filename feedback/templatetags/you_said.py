"""One answer on pages that know nothing of comments, such as the home page."""

from typing import Any

from django import template

from feedback.enums import Progress
from feedback.presenters.years import answers_of_this_year, years

register = template.Library()


@register.inclusion_tag("feedback/you_said/home_block.html")
def you_said_block() -> dict[str, Any]:
    """The newest answer that says what was done, and the number of the last year. Empty before the first answer."""
    published = years()
    answers = answers_of_this_year(published) or (published[0].answers() if published else [])
    done = [one for one in answers if one.progress == Progress.DONE]
    return {
        "answer": next(iter(done or answers), None),
        "year": published[0] if published else None,
    }
