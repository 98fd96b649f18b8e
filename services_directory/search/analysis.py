"""From text to finished tokens, once, for every engine: what is stored and what is asked go through here.

Engines store and match these tokens as they are: their own stemmers disagree (124 of 3,074 words, tried).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import snowballstemmer

from services_directory.search.word_families import APART, family

LONGEST_QUERY = 120  # characters
MOST_TERMS = 10

# Words that carry no meaning of their own in a search for support. "Help" and "support" are among them, since
# nearly every listing says them; a word of the offer itself (plan, break, need) is not.
STOP_WORDS = frozenset(
    """
    a about after all also am an and any are as at be because been before being but by can cant could did do does
    doing dont for from get gets getting give given go going got had has have he her hers him his how i if im in into
    is isnt it its just like may me might more most much my no nor not of on one only or other our ours out over own
    please s she should so some such than that the their them then there these they this those to too under until up
    us very was we were what when where which while who whom why will with would you your yours
    help helps helping support supports supporting someone somebody something anyone looking find near
    """.split()  # noqa: SIM905  a list of two hundred strings reads worse
)

# Words that say for whom or how, and not what: never needed for a match, but indexed, since a title may hold them.
OPTIONAL_WORDS = frozenset(
    """
    son sons daughter daughters child childs children kid kids boy boys girl girls baby babies toddler toddlers
    teenager teenagers teen teens youngster youngsters pupil pupils grandson granddaughter nephew niece stepson
    stepdaughter young younger older year years yr yrs month months old aged age ages person people family
    families parent parents mum mums dad dads husband wife partner need needs needed needing want wants wanted
    wanting service services information info advice best good better local nearby closest nearest free cheap
    available suitable area place places somewhere anywhere someplace disabled disability disabilities
    additional way ways thing things anything everything nothing everyone everybody type types kind kinds
    struggle struggles struggling struggled trouble troubles problem problems issue issues hard difficult bad
    badly poor poorly slow slowly late refuse refuses refusing refused hate hates cannot wont doesn doesnt didnt
    hasn hasnt havent isn wasn wasnt arent couldnt wouldnt shouldnt unable able keep keeps keeping kept start
    starts started starting begin begins come comes coming came make makes making take takes taking let lets put
    puts tell tells told say says said saying ask asking asked know knows show shows bring brings leave leaves
    having hang hanging see sees feel feels feeling seem seems seemed like likes love loves try tries trying
    tried use using used left stop stops stay happen happens think thinks thinking worry always never every
    really properly well enough lot lots bit still yet again ever even quite often sometimes constantly time
    times today now soon long around together look looks council upset himself herself myself themselves
    yourself ourselves
    """.split()  # noqa: SIM905
)

# "Won't", "doesn't" and "never" say what somebody does not do; "can't" and "struggles" that it is hard. In phrases of
# the glossary one stands for the other: who writes "hard to sleep" means "can't sleep".
NEGATIONS = frozenset(
    """
    no not never cannot cant couldnt wont wouldnt doesnt dont didnt isnt arent wasnt hasnt havent unable refuse refuses
    refusing refused without stopped
    """.split()  # noqa: SIM905
)
HARDSHIPS = frozenset(
    """
    cannot cant couldnt unable struggle struggles struggling struggled trouble troubles problem problems issue issues
    difficulty difficulties difficult hard bad poor slow late delay delayed delays
    """.split()  # noqa: SIM905
)
# Those that may also stand behind: "sleep problems", "speech delay".
HARDSHIPS_BEHIND = frozenset(
    {"problem", "problems", "issue", "issues", "difficulty", "difficulties", "trouble", "delay"}
)

_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u0060": "'", "\u00b4": "'"})
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*(?:-[^\W_]+(?:'[^\W_]+)*)*")
_ORIGINAL_WORD = re.compile(r"[^\W_]+(?:['\u2019\u2018\u02bc\u0060\u00b4][^\W_]+)*")
_stemmer = snowballstemmer.stemmer("english")


@dataclass(frozen=True)
class Term:
    """One word of a query: as typed (normalised), and the token it is matched by."""

    word: str
    token: str
    is_last: bool = False  # also matched as the beginning of a word: it may not be typed to its end
    follows: bool = False  # the word before it was typed right before it, with no stop word between


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of a normalised word, the same for all words of a family."""
    return APART.get(word) or family(_stemmer.stemWord(word))


def _normalised(text: str) -> str:
    """``text`` in lower case without accents, control and direction marks; "&" is read as "and"."""
    if text.isascii():  # most English; the same result in a tenth of the time, which indexing is made of
        return text.lower().translate(_APOSTROPHES).replace("&", " and ")
    visible = "".join(
        " " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter
        for letter in unicodedata.normalize("NFKC", text)
        if unicodedata.category(letter) not in ("Cf", "Cs", "Co", "Cn")
    )
    folded = unicodedata.normalize("NFKD", visible.casefold().translate(_APOSTROPHES).replace("&", " and "))
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def _without_apostrophes(word: str) -> str:
    return word.removesuffix("'s").replace("'", "")


def _parts(text: str) -> Iterator[list[str]]:
    """Each word of ``text`` as the list of its parts; "drop-in" has two."""
    for word in _WORD.findall(_normalised(text)):
        yield [word] if word.isalnum() else _parts_of(word)


def _parts_of(word: str) -> list[str]:
    return [_without_apostrophes(part) for part in word.split("-")]


def words(text: str) -> list[str]:
    """The normalised words of ``text``, not stemmed and without stop words: the vocabulary for suggestions."""
    found = []
    for word in _WORD.findall(_normalised(text)):
        if word.isalnum():  # almost every word of a directory, and a rebuild reads them all
            if word not in STOP_WORDS:
                found.append(word)
        else:
            found += [part for part in _parts_of(word) if part not in STOP_WORDS]
    return found


def spoken(text: str) -> list[tuple[str, str]]:
    """Each word of ``text`` as it was typed and normalised; a word with a hyphen is left as it is."""
    found = []
    for typed in text.split():
        parts = [part for parts in _parts(typed) for part in parts]
        if parts:
            found.append((typed, parts[0] if len(parts) == 1 else ""))
    return found


def tokens(text: str) -> list[str]:
    """The finished tokens of a stored text, in order; "drop-in" is also kept as one word, "dropin"."""
    found = []
    for word in _WORD.findall(_normalised(text)):
        if word.isalnum():
            if word not in STOP_WORDS:
                found.append(stem(word))
            continue
        parts = _parts_of(word)
        found += [stem(part) for part in parts if part not in STOP_WORDS]
        if len(parts) > 1:
            found.append(stem("".join(parts)))
    return found


def query_terms(text: str) -> list[Term]:
    """The terms of a query, each once, at most ``MOST_TERMS``; a query of stop words alone keeps them all."""
    typed = list(_parts(text[:LONGEST_QUERY]))
    each = [part for parts in typed for part in parts]
    # Of stop words alone a stored text keeps only those joined by a hyphen ("I-I"), so those are asked first.
    joined = ["".join(parts) for parts in typed if len(parts) > 1]
    kept = [word for word in each if word not in STOP_WORDS] or joined or each
    unique = list(dict.fromkeys(kept))[:MOST_TERMS]
    return [Term(word, stem(word), number == len(unique) - 1) for number, word in enumerate(unique)]


def phrase_terms(text: str) -> list[Term]:
    """As ``query_terms``, with the negations that are stop words, which a phrase of the glossary may need."""
    terms = {term.word: term for term in query_terms(text)}
    found: dict[str, Term] = {}
    before = ""
    for word in (part for parts in _parts(text[:LONGEST_QUERY]) for part in parts):
        if word not in found and (word in terms or (word in NEGATIONS and word in STOP_WORDS)):
            term = terms.get(word, Term(word, stem(word)))
            found[word] = replace(term, follows=bool(before) and before in found)
        before = word
    return list(found.values())


def highlight(text: str, terms: list[Term]) -> list[tuple[int, int]]:
    """Where ``terms`` stand in ``text``: (start, end) offsets in order, not overlapping.

    The template escapes each slice and marks the found ones; no HTML is made here.
    """
    if not terms:
        return []
    wanted = {term.token for term in terms}
    prefixes = tuple(term.word for term in terms if term.is_last and len(term.word) > 2)
    spans = []
    for match in _ORIGINAL_WORD.finditer(text):
        for parts in _parts(match[0]):
            if any(stem(part) in wanted or (prefixes and part.startswith(prefixes)) for part in parts):
                spans.append(match.span())
                break
    return spans


def marked(text: str, terms: list[Term]) -> list[tuple[str, bool]]:
    """``text`` cut into pieces, each with whether it is to be marked; the pieces joined are ``text``."""
    pieces, at = [], 0
    for start, end in highlight(text, terms):
        if start > at:
            pieces.append((text[at:start], False))
        pieces.append((text[start:end], True))
        at = end
    if at < len(text):
        pieces.append((text[at:], False))
    return pieces


def contains_phrase(text: str, phrase: str) -> bool:
    """Whether the words of ``phrase`` stand together in ``text``, whatever their endings; stop words count."""
    haystack = [stem(part) for parts in _parts(text) for part in parts]
    needle = [stem(part) for parts in _parts(phrase) for part in parts]
    if not needle:
        return False
    return any(haystack[at : at + len(needle)] == needle for at in range(len(haystack) - len(needle) + 1))
