"""E-mail addresses, web addresses, names of accounts."""

import re
from collections.abc import Iterator

from feedback.domain.identifiers import vocabulary as v
from feedback.domain.identifiers.patterns import every, pattern
from feedback.domain.identifiers.spans import Span
from feedback.enums import IdentifierKind as Kind

EMAIL = pattern(
    r"""(?<![\w.+-]) [\w.+'-]{1,64}
    (?: @[\w-]{1,63}(?:\.[\w-]{1,63}){0,5} | \s?@\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,5} )"""
)
SPELLED_DOT = r"(?:\s?(?:\(dot\)|\[dot\]|\{dot\})\s?|\sdot\s|\.)"
SPELLED_EMAIL = pattern(
    rf"""(?<![\w.+-]) [\w.+-]{{1,40}} (?:\s(?:dot|underscore|dash|hyphen)\s[\w+-]{{1,30}}){{0,3}}
    (?:\s?[(\[{{]\s?at\s?[)\]}}]\s?|\sat\s|\s?@\s?) [\w-]{{1,30}} (?:{SPELLED_DOT}[\w-]{{1,20}}){{0,2}}
    {SPELLED_DOT}(?:com|co|uk|org|net|me|info|eu|ie|pl|live|edu|sch)(?!\w)(?:{SPELLED_DOT}uk(?!\w))?"""
)
MAIL_PROVIDERS = (
    r"(?:gmail|googlemail|hotmail|outlook|yahoo|icloud|btinternet|aol|virginmedia|protonmail|ymail)"
)
PROVIDER_EMAIL = pattern(
    rf"(?<![\w.+-]) [\w.+-]{{2,40}} (?:\s?@\s?|\s?[(\[]at[)\]]\s?|\sat\s|\s(?=\w*\d)?) {MAIL_PROVIDERS} (?!\w)"
)
WEB = pattern(
    r"""(?<![\w@]) (?: https?://[^\s<>"]{3,300} | www\.[^\s<>"]{3,300}
    | [\w-]{2,40}\.(?:com|co\.uk|org|org\.uk|net|me|blog)/[^\s<>"]{1,200} )"""
)
PUBLIC_BODIES = pattern(
    r"(?:\.gov\.uk|\.nhs\.uk|ipsea\.org|autism\.org\.uk|contact\.org\.uk|sendiass|mencap\.org|mind\.org\.uk)"
)
AT_HANDLE = pattern(r"(?<![\w@./]) @[a-z_][\w.]{1,30}\w")
PLATFORMS = (
    r"(?:insta(?:gram)?|facebook|fb|twitter|tik\s?tok|snap(?:chat)?|whats\s?app|discord|telegram|you\s?tube|linkedin"
    r"|roblox|xbox|psn|reddit|threads|bluesky)"
)
PLATFORM_HANDLE = pattern(
    rf"""(?<!\w) (?: {PLATFORMS} \s? (?:user\s?name|name|handle|account|profile|id|page|tag)? \s?
    (?:is|:|-|=|as|called|under|@)\s{{0,2}}
    | (?:user\s?name|gamer\s?tag|handle|screen\s?name) \s?(?:is|:|-|=)?\s{{0,2}} )
    (@?[\w.-]{{3,40}})"""
)
REDDIT = pattern(r"(?<!\w) u/[\w-]{3,30}")


def find_network(text: str) -> Iterator[Span]:
    """E-mail (also spelled out), web addresses of people, account names."""
    lower = text.lower()
    if "@" in text:
        yield from every(EMAIL, text, Kind.EMAIL, "looks like an e-mail address")
        yield from every(AT_HANDLE, text, Kind.HANDLE, "looks like an account name")
    if "dot" in lower or "@" in text or "(at" in lower or "[at" in lower or " at " in lower:
        yield from every(SPELLED_EMAIL, text, Kind.EMAIL, "an e-mail address spelled out")
        yield from _provider_emails(text)
    for match in WEB.finditer(text):
        if not PUBLIC_BODIES.search(match.group()):
            end = match.start() + len(match.group().rstrip(".,;:!?)'"))
            yield Span(match.start(), end, Kind.WEB_ADDRESS, "a web address")
    for match in PLATFORM_HANDLE.finditer(text):
        name = match.group(1).lower()
        if name in v.NO_HANDLE or not (
            name[:1] == "@"
            or re.search(r"[\d._]", name)
            or "name" in match.group().lower()
            or ":" in match.group()
        ):
            continue
        yield Span(match.start(1), match.end(1), Kind.HANDLE, "an account name")
    yield from every(REDDIT, text, Kind.HANDLE, "an account name")


def _provider_emails(text: str) -> Iterator[Span]:
    for match in PROVIDER_EMAIL.finditer(text):
        first = match.group().split()[0].lower()
        if (
            "@" in match.group()
            or re.search(r"[\d._+-]", first)
            or re.search(r"\sat\s|[(\[]at", match.group(), re.IGNORECASE)
        ):
            yield Span(match.start(), match.end(), Kind.EMAIL, "an e-mail address spelled out")
