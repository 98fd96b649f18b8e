"""What a search asks of the words, the same for every engine: groups of alternatives, each of finished tokens.

A service matches when every group is met; a group is met by any of its alternatives; an alternative by all its tokens.
Alternatives come from the editors' glossary: who types SALT also finds "speech and language therapy".
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from services_directory.search.analysis import (
    HARDSHIPS,
    NEGATIONS,
    OPTIONAL_WORDS,
    STOP_WORDS,
    Term,
    phrase_terms,
    query_terms,
)
from services_directory.search.synonyms import Synonyms
from services_directory.search.words import FIELDS, PAIR, REST, SUMMARY, TITLE, TOPIC, Lookup, pair

SHORTEST_PREFIX = 3  # letters: fewer begin too many words ("ot" is a therapy and not the start of "other")
FIELD_WEIGHT = {TITLE: 32, TOPIC: 20, SUMMARY: 12, REST: 4}
PAIR_WEIGHT = 16
WHOLE_TITLE_WEIGHT = 4096  # the title is the search: first, whatever else matches
SYNONYM_SHARE = (
    2  # the first two synonyms weigh half of the word that was typed, the next two a third, and so on
)
LEAST_SHARE = 6
# "Won't go to school" is not about school: what the glossary says comes first, and then the words that were typed.
DENIED_SHARE, DENIED_SYNONYM_SHARE = 8, 1
PREFIX_SHARE = 2  # and so does the beginning of a word
# Who says where they are wants what is near: so much more for each distance (miles) that it is within. Both together
# are worth less than a word in a title. What comes to everybody is near.
NEARBY = ((5, 48), (15, 48))
COMMON = 12  # what more than one in so many services says is common
FEWEST = 40  # services: in a smaller directory no word is common
MOST_ALTERNATIVES = 20  # of one group: an editor's longest list
# Of a search: each is two clauses and what holds them, beside those that match. A server takes no more than 1,024.
MOST_CREDITS = 220


@dataclass(frozen=True)
class Alternative:
    """Tokens that must all be held. ``begins``: the last one may also be the beginning of a word.

    ``share``: it weighs one part in so many.
    """

    tokens: tuple[str, ...]
    begins: str = ""
    share: int = 1


@dataclass(frozen=True)
class Group:
    """What one word or phrase of the search may be met by; the first alternative is what was typed.

    ``word`` is the word that was typed, if it is one.
    """

    alternatives: tuple[Alternative, ...]
    word: str = ""

    def shorter(self, most: int) -> "Group":
        """The group with at most so many alternatives, and always what was typed."""
        return replace(self, alternatives=self.alternatives[: max(most, 1)])

    def credits(self) -> Iterator["Credit"]:
        """What each lookup adds to the score; a token counts once, at the greatest of its alternatives."""
        by_token: dict[str, list[Alternative]] = {}
        for alternative in self.alternatives:
            for token in dict.fromkeys(alternative.tokens):
                by_token.setdefault(token, []).append(alternative)
        for token, holding in by_token.items():
            alone = [one.share for one in holding if len(one.tokens) == 1]
            beside = tuple(one for one in holding if len(one.tokens) > 1)
            for name in FIELDS:
                lookup, weight = Lookup(name, token), FIELD_WEIGHT[name]
                anyway = weight // min(alone) if alone else 0
                if alone:
                    yield Credit(lookup, anyway)
                more = max((weight // one.share for one in beside), default=0) - anyway
                if more > 0 or not alone:
                    yield Credit(lookup, more, beside)
        for alternative in self.alternatives:
            if alternative.begins:
                given = () if len(alternative.tokens) == 1 else (alternative,)
                for name in FIELDS:
                    lookup = Lookup(name, alternative.begins, is_prefix=True)
                    yield Credit(lookup, FIELD_WEIGHT[name] // (PREFIX_SHARE * alternative.share), given)


@dataclass(frozen=True)
class Credit:
    """What a service that holds ``lookup`` gains, if it meets one of ``given``, or in any case where there is none.

    "School" of "school avoidance" is worth something only beside "avoidance".
    """

    lookup: Lookup
    weight: int
    given: tuple[Alternative, ...] = ()


@dataclass(frozen=True)
class Level:
    """What is enough for a match: ``needed`` of ``groups``."""

    groups: tuple[Group, ...]
    needed: int


@dataclass(frozen=True)
class TextPlan:
    """The groups of a search, and what else counts for its order. No groups: nothing was asked for.

    ``extras`` say for whom and not what ("my son", "5 years old"): they are not needed, but a title may hold them.
    """

    terms: tuple[Term, ...] = ()
    groups: tuple[Group, ...] = ()
    extras: tuple[Group, ...] = ()

    @property
    def levels(self) -> tuple[Level, ...]:
        """What to ask for, one after the other, until anything is found: all words, all but one, any, for whom."""
        many = len(self.groups)
        needed = dict.fromkeys(
            number for number in (many, many - 1 if many > 2 else many, 1) if number <= many
        )
        found = [Level(self.groups, number) for number in needed]
        return (*found, Level(self.extras, 1)) if self.extras else tuple(found)

    def without_common(self, common: Collection[str]) -> "TextPlan":
        """The plan where words that narrow nothing are not needed, as long as another word is.

        ``common``: of the words typed those that many services of this directory say. "School" in "meetings at
        school" would else keep out all who help with meetings and do not say where.
        """
        kept = tuple(group for group in self.groups if group.word not in common)
        if not kept or len(kept) == len(self.groups):
            return self
        left = tuple(group for group in self.groups if group.word in common)
        return replace(self, groups=kept, extras=(*self.extras, *left))

    def credits(self) -> list[Credit]:
        """What each lookup adds to the score of a service, of all groups and extras, and of pairs of words."""
        found: Counter[tuple[Lookup, tuple[Alternative, ...]]] = Counter()
        for group in (*self.groups, *self.extras):
            for credit in group.credits():
                found[credit.lookup, credit.given] += credit.weight
        pairs = [Credit(lookup, weight) for lookup, weight in self.pairs.items()]
        return [Credit(lookup, weight, given) for (lookup, given), weight in found.items()] + pairs

    def shorter(self) -> "TextPlan":
        """The plan with at most half of the alternatives of the group that has most."""
        most = max(len(group.alternatives) for group in (*self.groups, *self.extras))
        return replace(
            self,
            groups=tuple(group.shorter(most // 2) for group in self.groups),
            extras=tuple(group.shorter(most // 2) for group in self.extras),
        )

    @cached_property
    def pairs(self) -> dict[Lookup, int]:
        """Two words side by side, as typed or as the glossary writes them."""
        found = {
            Lookup(PAIR, pair(one.token, other.token)): PAIR_WEIGHT for one, other in pairwise(self.terms)
        }
        for group in self.groups:
            for alternative in group.alternatives[1:]:
                for two in pairwise(alternative.tokens):
                    found.setdefault(Lookup(PAIR, pair(*two)), PAIR_WEIGHT // alternative.share)
        return found

    @property
    def title(self) -> str:
        """The tokens of a title that is the search itself."""
        return " ".join(term.token for term in self.terms)


def read_text(text: str, synonyms: Synonyms) -> TextPlan:
    """The plan of ``text``. Stop words are never indexed, so none is asked for."""
    terms = tuple(term for term in query_terms(text) if term.word not in STOP_WORDS)
    groups: list[Group] = []
    extras: list[Group] = []
    for taken, group in _groups(phrase_terms(text) if terms else (), synonyms):
        (extras if _says_for_whom(taken) else groups).append(group)
    plan = TextPlan(terms, tuple(groups or extras), tuple(extras if groups else ()))
    while len(plan.credits()) > MOST_CREDITS:
        plan = plan.shorter()
    return plan


def _says_for_whom(taken: Sequence[Term]) -> bool:
    """Whether it says for whom or how and not what; but "won't listen" does say what."""
    is_denial = len(taken) > 1 and any(term.word in NEGATIONS | HARDSHIPS for term in taken)
    return not is_denial and all(term.word in OPTIONAL_WORDS for term in taken)


def _groups(terms: Sequence[Term], synonyms: Synonyms) -> Iterator[tuple[Sequence[Term], Group]]:
    """The longest phrase of the glossary at each place, else the word by itself; a negation only in a phrase."""
    taken: set[int] = set()
    for at, term in enumerate(terms):
        if at in taken:
            continue
        found = synonyms.longest(terms, at)
        if found is not None and taken.isdisjoint(found.places):
            taken.update(found.places)
            phrase = [terms[place] for place in found.places]
            yield phrase, _group(phrase, found.others)
        elif term.word not in STOP_WORDS:
            yield [term], _group([term], ())


def _group(phrase: Sequence[Term], others: Sequence[tuple[str, ...]]) -> Group:
    """What was typed, and what else it stands for. That something is hard says nothing of what is looked for."""
    said = [term for term in phrase if term.word not in STOP_WORDS]
    typed = [term for term in said if term.word not in NEGATIONS | HARDSHIPS & OPTIONAL_WORDS] or said
    last = typed[-1]
    begins = last.word if last.is_last and len(last.word) >= SHORTEST_PREFIX else ""
    is_denied = bool(others) and any(term.word in NEGATIONS | HARDSHIPS for term in phrase)
    share, first = (DENIED_SHARE, DENIED_SYNONYM_SHARE) if is_denied else (1, SYNONYM_SHARE)
    own = Alternative(tuple(term.token for term in typed), begins, share)
    synonyms = [
        Alternative(tokens, share=min(first + number // 2, LEAST_SHARE))
        for number, tokens in enumerate(others[: MOST_ALTERNATIVES - 1])
    ]
    return Group((own, *synonyms), said[0].word if len(said) == 1 else "")


def is_common(holders: int, size: int) -> bool:
    """Whether a word that ``holders`` of ``size`` services say in their title, topics or summary narrows nothing."""
    return size >= FEWEST and holders * COMMON > size
