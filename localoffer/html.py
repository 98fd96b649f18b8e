"""Cleaning of HTML, in one place: the only importer of bleach.

Bleach's maintainers have ended it; it is kept behind these functions so that it can be changed in one file, and
the tests compare it with nh3 on the same hostile inputs (``docs/decisions/0004-bleach-in-one-module.md``).
"""

import re
from html import unescape

import bleach

TAGS = frozenset({"p", "br", "strong", "b", "em", "i", "ul", "ol", "li", "a", "h2", "h3", "h4", "blockquote"})
ATTRIBUTES = {"a": ["href", "title", "linktype", "id"]}
PROTOCOLS = frozenset({"http", "https", "mailto", "tel"})

# What bleach would leave behind as text: script and style are removed with their content.
_DROPPED_WITH_CONTENT = re.compile(
    r"<(script|style|template|noscript|iframe|object|svg|math)\b.*?(</\1\s*>|\Z)", re.I | re.S
)
_BLOCK_END = re.compile(r"</(p|li|h[1-6]|blockquote|div|ul|ol|tr)\s*>|<br\s*/?>", re.I)
_SPACES = re.compile(r"[ \t\r\f\v]+")
_BLANK_LINES = re.compile(r"\s*\n\s*")


def clean_html(html: str) -> str:
    """``html`` with only the tags that text on this site needs; everything else is dropped, never executed.

    Allowed: paragraphs, line breaks, emphasis, lists, links (http, https, mailto, tel), h2 to h4, quotations.
    Wagtail's own link attributes (``linktype``, ``id``) are kept, so stored rich text passes unchanged.
    """
    return bleach.clean(
        _DROPPED_WITH_CONTENT.sub("", html.replace("\x00", "")),
        tags=TAGS,
        attributes=ATTRIBUTES,
        protocols=PROTOCOLS,
        strip=True,
        strip_comments=True,
    ).strip()


def plain_text(html: str) -> str:
    """The words of ``html`` with no mark-up: one line a paragraph, entities read."""
    spaced = _BLOCK_END.sub("\n", _DROPPED_WITH_CONTENT.sub("", html.replace("\x00", "")))
    words = unescape(bleach.clean(spaced, tags=frozenset(), strip=True, strip_comments=True))
    return _BLANK_LINES.sub("\n", _SPACES.sub(" ", words)).strip()
