"""Jargon in templates: ``{% explainer as words %}`` once a page, then ``{{ text|explain:words }}``."""

from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from services_directory.search.jargon import Explainer, current_jargon

register = template.Library()


@register.simple_tag
def explainer() -> Explainer:
    """What explains each word once on this page."""
    return Explainer(current_jargon())


@register.filter
def explain(text: Any, words: Any) -> SafeString:
    """Plain text with its words of SEND explained; on a page without an explainer, the text as it is."""
    return words.in_text(text) if isinstance(words, Explainer) else conditional_escape(text)


@register.filter
def explain_html(html: Any, words: Any) -> Any:
    """Clean HTML with its words of SEND explained; on a page without an explainer, as it is."""
    return words.in_html(html) if isinstance(words, Explainer) else html
