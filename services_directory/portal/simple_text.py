"""Rich text as somebody with no editor writes it: a text box, an empty line between paragraphs, "-" for a list.

The portal works with no script, so its long texts are typed with a few marks and kept as the same HTML that the
desk's editor makes. Reading HTML as marks and writing it back gives the same page; whoever leaves a text as it was
leaves the stored HTML as it was, to the letter (see ``as_html``).
"""

import re
from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser

from localoffer.html import clean_html

HOW_TO_WRITE = (
    "Leave an empty line between paragraphs. Start a line with - to make a list. "
    "Put ** on both sides of words to make them bold."
)

_LINK = re.compile(r"\[([^\][\n]+)\]\((https?://[^\s)]+|mailto:[^\s)]+|tel:[^\s)]+|(?:page|document):\d+)\)")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_BULLET = re.compile(r"[-*•]\s+")
_NUMBER = re.compile(r"\d{1,2}[.)]\s+")
_HEADING = re.compile(r"#{2,4}\s+")
_SPACES = re.compile(r"\s+")
_BLOCKS = {"p", "h2", "h3", "h4", "li", "blockquote", "div"}


class _Reader(HTMLParser):
    """Writes marks while it reads HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[tuple[str, str]] = []  # (kind of block, its marked line)
        self._words: list[str] = []
        self._lists: list[
            list[int]
        ] = []  # of an open numbered list, how far it has counted; bullets are empty
        self._address = ""
        self._block = "p"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("ul", "ol"):
            self._end_block()
            self._lists.append([0] if tag == "ol" else [])
        elif tag in _BLOCKS:
            self._end_block()
            self._block = tag
        elif tag == "br":
            self._words.append("\n")
        elif tag in ("b", "strong"):
            self._words.append("**")
        elif tag == "a":
            kind = given.get("linktype", "")
            self._address = f"{kind}:{given['id']}" if kind and "id" in given else given.get("href", "")
            self._words.append("[" if self._address else "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("b", "strong"):
            self._words.append("**")
        elif tag == "a":
            self._words.append(f"]({self._address})" if self._address else "")
            self._address = ""
        elif tag in _BLOCKS:
            self._end_block()
        elif tag in ("ul", "ol"):
            self._end_block()
            if self._lists:
                self._lists.pop()

    def handle_data(self, data: str) -> None:
        self._words.append(_SPACES.sub(" ", data))

    def _end_block(self) -> None:
        line = "\n".join(part.strip() for part in "".join(self._words).split("\n")).strip("\n")
        self._words = []
        if line:
            mark = ""
            if self._block == "li":
                counting = self._lists[-1] if self._lists else []
                if counting:
                    counting[0] += 1
                mark = f"{counting[0]}. " if counting else "- "
            elif self._block in ("h2", "h3", "h4"):
                mark = "### "
            self.blocks.append((self._block, mark + line))
        self._block = "p"

    def close(self) -> None:
        super().close()
        self._end_block()


def as_text(html: str) -> str:
    """``html`` as it is typed, with marks for bold words, links, lists and headings."""
    reader = _Reader()
    reader.feed(clean_html(html))
    reader.close()
    text, before = "", ""
    for kind, line in reader.blocks:
        if text:
            text += "\n" if kind == before == "li" else "\n\n"
        text += line
        before = kind
    return text


def as_html(text: str, before: str = "") -> str:
    """What was typed, as clean HTML. Where it says the same as the HTML ``before``, that is returned untouched."""
    text = "\n".join(line.strip() for line in text.replace("\r\n", "\n").strip().split("\n"))
    if text == as_text(before):
        return before
    return clean_html("".join(_blocks(text)))


def _blocks(text: str) -> Iterator[str]:
    for block in re.split(r"\n{2,}", text):
        lines = [line for line in block.split("\n") if line]
        while lines:
            for tag, pattern in (("ul", _BULLET), ("ol", _NUMBER)):
                taken = _leading(lines, pattern)
                if taken:
                    items = "".join(f"<li>{_inline(pattern.sub('', line, count=1))}</li>" for line in taken)
                    yield f"<{tag}>{items}</{tag}>"
                    lines = lines[len(taken) :]
                    break
            else:
                if _HEADING.match(lines[0]):
                    yield f"<h3>{_inline(_HEADING.sub('', lines[0], count=1))}</h3>"
                    lines = lines[1:]
                    continue
                end = next((at for at, line in enumerate(lines) if _starts_other(line)), len(lines))
                yield f"<p>{'<br/>'.join(map(_inline, lines[:end]))}</p>"
                lines = lines[end:]


def _leading(lines: list[str], pattern: re.Pattern[str]) -> list[str]:
    end = next((at for at, line in enumerate(lines) if not pattern.match(line)), len(lines))
    return lines[:end]


def _starts_other(line: str) -> bool:
    return any(pattern.match(line) for pattern in (_BULLET, _NUMBER, _HEADING))


def _inline(line: str) -> str:
    """Bold words and links of one line, everything else escaped."""
    pieces, at = [], 0
    for match in _LINK.finditer(line):
        pieces.append(_bold(line[at : match.start()]))
        pieces.append(f"<a {_link_attributes(match[2])}>{_bold(match[1])}</a>")
        at = match.end()
    return "".join([*pieces, _bold(line[at:])])


def _link_attributes(address: str) -> str:
    kind, _, number = address.partition(":")
    if kind in ("page", "document"):
        return f'linktype="{kind}" id="{number}"'
    return f'href="{escape(address)}"'


def _bold(words: str) -> str:
    return _BOLD.sub(r"<b>\1</b>", escape(words, quote=False))
