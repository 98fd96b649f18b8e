"""The words of SEND that explain themselves: the first use of each on a page opens its meaning, with no script."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from services_directory.models import GlossaryEntry, IndexState

_TAG = re.compile(r"(<[^>]*>)")
_CAPITALS = re.compile(r"[A-Z]{2,}")
# Inside these a button would be wrong: a link has its own meaning, and a heading is read as a list of contents.
_LEFT_ALONE = frozenset({"a", "h2", "h3", "h4", "button", "summary"})


@dataclass(frozen=True)
class Word:
    """A word as a page explains it."""

    id: int
    term: str
    expansion: str
    meaning: str
    anchor: str


class JargonWords:
    """The words that explain themselves, ready to be found in a text. Read once for each version of the glossary."""

    def __init__(self, entries: Iterable[GlossaryEntry]) -> None:
        """Initials are found as they are written, capitals and all, also with an "s"; other words in any case.

        Of two that begin alike the longer is found: "SEN support" before "SEN".
        """
        self._by_written: dict[str, Word] = {}
        patterns: dict[str, str] = {}
        for entry in entries:
            word = Word(entry.pk, entry.term, entry.expansion, entry.meaning, entry.anchor)
            for written in _ways_of_writing(entry):
                is_initials = bool(_CAPITALS.search(written))
                key = written if is_initials else written.casefold()
                self._by_written.setdefault(key, word)
                pattern = re.escape(written) + "s?"
                patterns[written] = pattern if is_initials else f"(?i:{pattern})"
        longest_first = sorted(patterns, key=len, reverse=True)
        self._pattern = (
            re.compile(rf"\b(?:{'|'.join(patterns[one] for one in longest_first)})\b")
            if patterns
            else re.compile(r"(?!)")
        )

    def found_in(self, text: str) -> Iterable[tuple[re.Match[str], Word]]:
        """Each use of a word in ``text``, in order."""
        for match in self._pattern.finditer(text):
            for written in (match[0], match[0].removesuffix("s")):
                word = self._by_written.get(written) or self._by_written.get(written.casefold())
                if word is not None:
                    yield match, word
                    break


def _ways_of_writing(entry: GlossaryEntry) -> list[str]:
    """The word itself and, of initials, other ways to write them ("EHC plan" for EHCP)."""
    others = [other for other in entry.synonym_list if _CAPITALS.search(other)] if entry.is_acronym else []
    return [entry.term, *others]


_current: tuple[int, JargonWords] = (0, JargonWords([]))


def current_jargon() -> JargonWords:
    """The words as the glossary has them now; one query while it has not changed."""
    global _current
    version = IndexState.objects.filter(pk=1).values_list("glossary_version", flat=True).first() or 0
    if version != _current[0]:
        _current = (version, JargonWords(GlossaryEntry.objects.explained()))
    return _current[1]


class Explainer:
    """Explains on one page: the first use of each word, and no second one."""

    def __init__(self, words: JargonWords) -> None:
        self._words = words
        self._explained: set[int] = set()

    def in_text(self, text: str) -> SafeString:
        """Plain ``text`` as HTML, escaped."""
        return mark_safe(self._explained_in(str(text), escape))  # noqa: S308  escaped piece by piece

    def in_html(self, html: str) -> SafeString:
        """Clean ``html`` (``localoffer.html``) with the words outside links and headings explained."""
        pieces, depth = [], 0
        for piece in _TAG.split(str(html)):
            if piece.startswith("<"):
                name = piece.strip("</>").partition(" ")[0].lower()
                if name in _LEFT_ALONE:
                    depth += -1 if piece.startswith("</") else 1
                pieces.append(piece)
            else:
                # Between the tags of clean HTML everything is escaped already.
                pieces.append(piece if depth else self._explained_in(piece, mark_safe))
        return mark_safe("".join(pieces))  # noqa: S308  the cleaner has made it safe

    def _explained_in(self, text: str, make_safe: Callable[[str], SafeString]) -> str:
        pieces, at = [], 0
        for match, word in self._words.found_in(text):
            if word.id in self._explained:
                continue
            self._explained.add(word.id)
            pieces += [make_safe(text[at : match.start()]), _explanation(make_safe(match[0]), word)]
            at = match.end()
        return "".join([*pieces, make_safe(text[at:])])


def _explanation(written: str, word: Word) -> SafeString:
    """A button that opens the meaning: a popover, which browsers open, place and close by themselves."""
    return format_html(
        '<button type="button" class="app-word" popovertarget="word-{0}">{1}'
        '<span class="govuk-visually-hidden"> (what it means)</span></button>'
        '<span class="app-word__meaning" id="word-{0}" popover><strong>{2}</strong>{3}. {4} '
        '<a class="govuk-link" href="/words/#{5}">All the words<span class="govuk-visually-hidden">: {2}</span></a> '
        '<button type="button" class="app-word__close" popovertarget="word-{0}" popovertargetaction="hide">Close'
        '<span class="govuk-visually-hidden"> {2}</span></button></span>',
        word.id,
        written,
        word.term,
        f" ({word.expansion})" if word.expansion else "",
        word.meaning,
        word.anchor,
    )
