"""One answer on pages that know nothing of comments, such as the home page."""

from typing import Any

from django import template

from feedback.domain.forwarding import words_for
from feedback.enums import Progress
from feedback.presenters.answers import answer
from feedback.presenters.years import answers_of_this_year, years

register = template.Library()


@register.inclusion_tag("feedback/you_said/for_provider.html")
def words_sent_to(memberships: Any) -> dict[str, Any]:
    """Approved words that the council has sent to the providers somebody works for; never a comment. Code 4.27."""
    texts = words_for([one.provider_id for one in memberships]) if memberships else []
    return {"answers": [answer(text) for text in texts if text.item_id]}


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
