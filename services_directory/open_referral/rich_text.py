"""HTML and plain text of a feed, as the editor of the field would have written it.

Passing through the editor's own converter means that an officer who opens and saves a copied listing without a
change leaves it the same, so that it does not count as edited.
"""

import re
from functools import lru_cache

from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from localoffer.html import clean_html, plain_text

_BLOCK = re.compile(r"<(p|ul|ol|h[1-6]|blockquote|li)\b", re.I)
_ANY_TAG = re.compile(r"<[a-z!/][^>]*>", re.I)
_BLANK_LINE = re.compile(r"\n\s*\n")
_BLOCK_KEY = re.compile(r' data-block-key="[^"]*"')
_EMPTY_BLOCK = re.compile(r"<(p|li|h3)>\s*</\1>|<(ul|ol)>\s*</\2>")
_HEADING = re.compile(r"(</?)h[1-6]\b", re.I)
_QUOTATION = re.compile(r"(</?)blockquote\b", re.I)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9“\"'])")


@lru_cache(maxsize=8)
def _converter(features: tuple[str, ...]) -> ContentstateConverter:
    return ContentstateConverter(list(features))


def without_block_keys(html: str) -> str:
    """``html`` without the random keys that the editor puts on each block."""
    return _BLOCK_KEY.sub("", html)


def as_rich_text(source: str, features: list[str]) -> str:
    """``source`` (HTML or plain text) cleaned, and with only what a field with ``features`` holds."""
    if not source:
        return ""
    cleaned = clean_html(source)
    chunks = [_wrapped(chunk) for chunk in _BLANK_LINE.split(cleaned) if chunk.strip()]
    html = _HEADING.sub(r"\1h3", _QUOTATION.sub(r"\1p", "".join(chunks)))
    if "h3" not in features:
        html = re.sub(r"(</?)h3\b", r"\1p", html)
    if "ol" not in features:
        html = re.sub(r"(</?)ol\b", r"\1ul", html)
    converter = _converter(tuple(features))
    written = without_block_keys(converter.to_database_format(converter.from_database_format(html)))
    return _EMPTY_BLOCK.sub("", written)


def _wrapped(chunk: str) -> str:
    if _BLOCK.search(chunk):
        return chunk
    return "<p>" + re.sub(r"\s*\n\s*", "<br/>", chunk.strip()) + "</p>"


def as_words(source: str) -> str:
    """``source`` in one line with no mark-up."""
    return (
        " ".join(plain_text(source).split())
        if _ANY_TAG.search(source) or "&" in source
        else " ".join(source.split())
    )


def cut_at_word(words: str, longest: int) -> str:
    """``words``, cut at a word with “…” where it is longer than ``longest`` characters."""
    if len(words) <= longest:
        return words
    return words[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"


def first_sentence(source: str, longest: int) -> str:
    """The first whole sentence of four words or more, cut to ``longest``; lists and headings are passed over.

    Where there is none, the first line.
    """
    lines = [" ".join(line.split()) for line in plain_text(source).splitlines() if line.strip()]
    for line in lines:
        sentence = _SENTENCE_END.split(line)[0]
        if sentence.endswith((".", "!", "?")) and len(sentence.split()) >= 4:
            return cut_at_word(sentence, longest)
    return cut_at_word(lines[0], longest) if lines else ""
