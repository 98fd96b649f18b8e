"""Two texts side by side, with the words that were removed and added marked and named."""

import re
from difflib import SequenceMatcher

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_WORDS = re.compile(r"\S+\s*")
# Comparing grows with the product of the lengths; beyond this the whole text is marked.
MOST_PAIRS = 1_000_000
# Texts that share less than this are two texts: marking single words in them would only confuse.
ALIKE = 0.35


def removed(words: str) -> SafeString:
    """Words that are no longer there, named for who cannot see the mark."""
    return format_html('<del class="desk-removed"><span class="w-sr-only">removed: </span>{}</del>', words)


def added(words: str) -> SafeString:
    """Words that are new, named likewise."""
    return format_html('<ins class="desk-added"><span class="w-sr-only">added: </span>{}</ins>', words)


def marked(old: str, new: str) -> tuple[SafeString, SafeString]:
    """``old`` with what was removed marked, ``new`` with what was added; both escaped."""
    if not old or not new:
        return removed(old) if old else _plain(""), added(new) if new else _plain("")
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) * len(after) > MOST_PAIRS:
        return removed(old), added(new)
    matcher = SequenceMatcher(
        None, [word.strip() for word in before], [word.strip() for word in after], autojunk=False
    )
    if matcher.ratio() < ALIKE:
        return removed(old), added(new)
    left, right = [], []
    for what, start, end, begin, finish in matcher.get_opcodes():
        gone, come = "".join(before[start:end]), "".join(after[begin:finish])
        left.append(_plain(gone) if what == "equal" else _mark(removed, gone))
        right.append(_plain(come) if what == "equal" else _mark(added, come))
    return _joined(left), _joined(right)


def _mark(how: object, words: str) -> SafeString:
    """The mark without the space after the last word."""
    if not words:
        return _plain("")
    text = words.rstrip()
    return format_html("{}{}", how(text), words[len(text) :])  # type: ignore[operator]


def _plain(words: str) -> SafeString:
    return format_html("{}", words)


def _joined(parts: list[SafeString]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308  each part is escaped above
