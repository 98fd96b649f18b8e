"""Names of people: by the words around them, and by lists of names.

Small letters count (“my son jayden”); a name that is also a word (Grace, Will, Hope) needs a context.
"""

import re
from collections.abc import Callable

from feedback.domain.identifiers import vocabulary as v
from feedback.domain.identifiers.spans import Span
from feedback.domain.identifiers.tokens import Token, Words
from feedback.enums import IdentifierKind

LONGEST_NAME = 4  # words
SPACED = re.compile(r"\.? ?")
BRACKETED = re.compile(r"(?:\.? |, ?|,? ?[-–—(/\"“'‘:] ?){1,2}")
LIST_GAP = re.compile(r",? ?(?:&|/|\+)? ?")
VERB_LIKE = re.compile(r".*(?:ing|ed|ly|nt|n't|tion|ment|ness|able|ful|s's)")
OLD = re.compile(r"(?:yo|yrs?|olds?|y)")


def find_people(words: Words, masked: bytearray, *, is_sure: bool) -> list[Span]:
    """Names among ``words``.

    Args:
        masked: 1 for each word that belongs to an organisation, a setting or a set phrase.
        is_sure: precision first; a word is no name only because it has a capital and is not in the dictionary.
    """
    return _NameReader(words, masked, is_sure).read()


class _NameReader:
    def __init__(self, words: Words, masked: bytearray, is_sure: bool) -> None:
        self.words = words
        self.tokens = words.tokens
        self.lexicon = words.lexicon
        self.masked = masked
        self.is_sure = is_sure
        self.spans: list[Span] = []

    def read(self) -> list[Span]:
        index = 0
        while index < len(self.tokens):
            reason = self._why(index)
            if not reason:
                index += 1
                continue
            index = self._add(index, reason) + 1
            index = self._read_list(index)
        return self.spans

    def _add(self, index: int, reason: str) -> int:
        last = self._extend(index)
        self.spans.append(
            Span(self.tokens[index].start, self.tokens[last].end, IdentifierKind.PERSON, reason)
        )
        return last

    def _why(self, index: int) -> str:
        """The first reason to take this word for the beginning of a name, or nothing."""
        token = self.tokens[index]
        if self.masked[index] or token.text[0].isdigit() or token.low in v.FUNCTION:
            return self._why_initial(index) if token.low in ("a", "o") else ""
        return next((reason for rule, reason in RULES if rule(self, index)), "")

    # --- what a word may be

    def _low(self, index: int) -> str:
        return self.words.low(index)

    def _next_is(self, index: int, words: frozenset[str]) -> bool:
        return self._low(index + 1) in words

    def _is_name(self, token: Token) -> bool:
        """A first name, and nothing else."""
        return self.lexicon.is_first_name(token.low)

    def _is_word_name(self, token: Token) -> bool:
        return token.low in self.lexicon.word_names

    def _is_unknown(self, token: Token) -> bool:
        """Neither a word nor a name that the lists have, in a shape that a name may have."""
        return (
            not self.lexicon.is_word(token.low)
            and len(token.low) > 1
            and not any(character.isdigit() for character in token.low)
            and not (token.low.endswith("s") and self.lexicon.is_word(token.low[:-1]))
        )

    def _is_abbreviation(self, token: Token) -> bool:
        return token.is_upper and len(token.text) <= v.ACRONYM_LIKE and not self._is_name(token)

    def _is_odd_case(self, token: Token) -> bool:
        """“YouTube”, “iCan”, “SENsory”: a made name."""
        inner = re.sub(r"^(?:Mc|Mac|O'|D'|De|Le|La|Al|Fitz)(?=[A-Z])|(?<=-)[A-Z]", "", token.text)
        return (
            not token.is_upper and any(character.isupper() for character in inner[1:]) and not inner.isupper()
        )

    def _may_be_called(self, index: int, *, word_too: bool = False) -> bool:
        """With a capital and in a place where a name is expected."""
        token = self.tokens[index]
        if not token.has_capital or self._is_abbreviation(token) or token.low in v.FUNCTION:
            return False
        if self._is_name(token) or self._is_word_name(token):
            return True
        if token.low in self.lexicon.not_people:
            return False
        if self.lexicon.is_word(token.low):
            return word_too or (token.low in self.lexicon.surnames and token.low in v.SURNAME_WORDS)
        return not self._is_odd_case(token)

    def _is_said_of_a_person(self, index: int) -> bool:
        """Whether a word that is also a name is followed as a name is: “hope is”, “will has”, not “will be”."""
        token = self.tokens[index]
        if token.is_possessive or self.words.is_last_of_clause(index):
            return True
        if token.low in v.MODALS:
            return self._next_is(index, v.AFTER_A_MODAL)
        return self._next_is(index, v.PERSON_VERBS)

    # --- rules, strongest first

    def _after_title(self, index: int) -> bool:
        token, title = self.tokens[index], self._low(index - 1)
        if (title not in v.TITLES and title not in v.FAMILY_TITLES) or not SPACED.fullmatch(token.gap):
            return False
        if self.masked[index - 1]:
            return False
        if title in v.FAMILY_TITLES:
            return (self._may_be_called(index) and not self.lexicon.is_surname(token.low)) or self._is_name(
                token
            )
        if len(token.low) == 1:
            return title in ("mr", "mrs", "ms", "miss", "mx", "dr") and (
                token.has_capital or not self.words.capitals_mean
            )
        if token.has_capital:
            is_title = self.tokens[index - 1].has_capital or title not in v.WORD_TITLES
            return not self._is_abbreviation(token) and (
                (is_title and title in ("mr", "mrs", "ms", "miss", "mx"))
                or token.low in self.lexicon.surnames
                or self._may_be_called(index)
            )
        return self._after_small_title(index, title)

    def _after_small_title(self, index: int, title: str) -> bool:
        token = self.tokens[index]
        if title not in v.WORD_TITLES and title != "dr":
            return token.low not in self.lexicon.not_people or self._is_name(token)
        if self.lexicon.is_word(token.low):
            is_verb = title == "miss" and self._low(index - 2) in v.FUNCTION - {
                "with",
                "by",
                "from",
                "and",
                "is",
                "was",
                "but",
                "to",
            }
            return token.low in v.SURNAME_WORDS and title in ("miss", "dr", "doctor") and not is_verb
        return (
            self._is_name(token) or self.lexicon.is_surname(token.low) or not VERB_LIKE.fullmatch(token.low)
        )

    def _after_kin(self, index: int) -> bool:
        token = self.tokens[index]
        if (
            not self._is_kin(index - 1)
            or not BRACKETED.fullmatch(token.gap)
            or self.tokens[index - 1].is_possessive
        ):
            return False
        is_next = token.gap == " "
        if token.has_capital:
            if len(token.text) == 1:
                return token.low not in v.NO_INITIAL
            if token.is_upper and len(token.text) == 2 and token.low not in self.lexicon.not_people:
                return True
            if (
                not self.words.is_last_of_clause(index)
                and self.tokens[index + 1].has_capital
                and self.lexicon.is_word(token.low)
                and not self._is_word_name(token)
            ):
                return False
            return self._may_be_called(index, word_too=is_next and not self.is_sure)
        if self._is_name(token):
            return True
        if not is_next or self.is_sure or self._low(index - 1) in v.KIN_OF_MANY:
            return False
        if self._is_word_name(token):
            return self._is_said_of_a_person(index)
        return self._is_unheard_of(index)

    def _is_unheard_of(self, index: int) -> bool:
        """In small letters, in no list, and followed as a name is: “my son ayhan is”."""
        token = self.tokens[index]
        return (
            self._is_unknown(token)
            and len(token.low) >= 3
            and not VERB_LIKE.fullmatch(token.low)
            and (self._next_is(index, v.PERSON_VERBS) or self.words.is_last_of_clause(index))
        )

    def _is_kin(self, index: int) -> bool:
        low = self._low(index)
        if low in v.KIN:
            return True
        return bool(OLD.fullmatch(low) or re.fullmatch(r"\d{1,2}(?:yo|yrs?)", low))

    def _why_initial(self, index: int) -> str:
        """“my son A is”, “Miss A”, where A is a name and not the article."""
        token = self.tokens[index]
        if (
            token.has_capital
            and self._low(index - 1) in ("mr", "mrs", "miss", "ms")
            and self.tokens[index - 1].has_capital
        ):
            return "an initial after a title"
        if not token.has_capital or not self._is_kin(index - 1) or token.gap.strip(" ") != "":
            return ""
        return (
            "an initial after a relative"
            if self._next_is(index, v.STRICT_VERBS) or self.words.is_last_of_clause(index)
            else ""
        )

    def _introduced(self, index: int) -> bool:
        token, before, earlier = self.tokens[index], self._low(index - 1), self._low(index - 2)
        is_called = (
            before in ("called", "named", "nicknamed", "aka")
            or (before in ("him", "her", "them") and earlier in ("call", "calls", "called", "named"))
        ) or (
            (before in ("is", "was", "are", "names", "name") and "name" in earlier + before)
            or (before, earlier) == ("as", "known")
        )
        if not is_called:
            return self._i_am(index)
        around = {self._low(index - back) for back in range(2, 6)}
        of_a_person = before in ("him", "her", "them") or bool(around & (v.KIN | v.JOBS | v.OF_HIM_OR_HER))
        if around & v.GROUP_NAMED and not of_a_person:
            return False
        if token.has_capital:
            return self._may_be_called(index, word_too=of_a_person or "name" in around)
        if self._is_name(token):
            return True
        if self._is_word_name(token):
            return of_a_person or before == "is"
        return self._is_unknown(token) and not VERB_LIKE.fullmatch(token.low) and not self.is_sure

    def _i_am(self, index: int) -> bool:
        token, before, earlier = self.tokens[index], self._low(index - 1), self._low(index - 2)
        if not (
            before in v.I_AM or (before == "am" and earlier == "i") or (before == "is" and earlier == "this")
        ):
            return False
        if self._is_name(token):
            return True
        if not token.has_capital or not self._may_be_called(index):
            return False
        return (
            not self._is_word_name(token)
            or self.words.is_last_of_clause(index)
            or self._next_is(index, frozenset({"and"}))
        )

    def _signed_or_greeted(self, index: int) -> bool:
        token = self.tokens[index]
        named = (
            self._is_name(token)
            or self._is_word_name(token)
            or (token.has_capital and self._may_be_called(index))
        )
        if not named:
            return False
        remaining = len(self.tokens) - index
        if remaining <= 3 and "\n" in token.gap:
            return True
        before = index - 1
        while before >= 0 and self._low(before) in ("x", "xx", "xxx", "again", "all", "much", "and"):
            before -= 1
        if remaining <= 3 and self._low(before) in v.SIGNING:
            return self._low(before) not in ("from", "love") or token.has_capital or self._is_name(token)
        return self._low(index - 1) in v.GREETING and self.tokens[index - 1].is_first and not token.is_first

    def _after_job(self, index: int) -> bool:
        token = self.tokens[index]
        if self._low(index - 1) not in v.JOBS or not BRACKETED.fullmatch(token.gap):
            return False
        if "," in token.gap and (self.lexicon.is_word(token.low) and not self._is_word_name(token)):
            return False
        return self._may_be_called(index) and (
            not self._is_word_name(token) or not self._is_season_or_modal(index)
        )

    def _owns_something(self, index: int) -> bool:
        token = self.tokens[index]
        if token.is_possessive:
            if not self._next_is(index, v.PERSON_NOUNS):
                return False
            if self._is_word_name(token):
                return (token.has_capital or token.low not in v.SEASONS_AND_MONTHS) and self._low(
                    index - 1
                ) not in ("the", "a", "this")
            return (
                not self.is_sure
                and self._is_unknown(token)
                and not self._is_abbreviation(token)
                and (token.has_capital or not VERB_LIKE.fullmatch(token.low))
            )
        stem = token.low[:-1]
        if (
            not token.low.endswith("s")
            or self.lexicon.is_word(token.low)
            or token.low in self.lexicon.first_names
        ):
            return False
        if self.lexicon.is_first_name(stem) and len(stem) > 2:
            return token.has_capital or not self.is_sure
        return stem in self.lexicon.word_names and self._next_is(index, v.PERSON_NOUNS)

    def _has_surname(self, index: int) -> bool:
        """A word that is also a name, with a surname that is nothing else."""
        token = self.tokens[index]
        if (
            not self._is_word_name(token)
            or index + 1 >= len(self.tokens)
            or self.tokens[index + 1].gap != " "
        ):
            return False
        after = self.tokens[index + 1]
        if self.masked[index + 1] or after.has_capital != token.has_capital:
            return False
        if token.has_capital:
            return self.lexicon.is_surname(after.low) and not self._is_abbreviation(after)
        return after.low in self.lexicon.small_surnames and not self.lexicon.is_word(after.low)

    def _is_subject(self, index: int) -> bool:
        """A word that is also a name, at the beginning of a sentence or in small letters, doing what a person does."""
        token = self.tokens[index]
        if not self._is_word_name(token) or not (token.is_first or not token.has_capital):
            return False
        if not token.has_capital and (
            self.words.capitals_mean or self._low(index - 1) in v.DETERMINERS or self.is_sure
        ):
            return False
        if token.has_capital and token.low not in v.FIRST_WORDS:
            after = self._token(index + 1)
            return not (after and after.has_capital and after.low in v.ORGANISATION_WORDS)
        following = index + 1
        while self._low(following) in ("also", "just", "really", "now", "still", "always", "never", "only"):
            following += 1
        verb = self._low(following)
        if token.low in v.SEASONS_AND_MONTHS:
            return verb in v.DOING or (
                verb in ("is", "has", "was") and self._low(following + 1) in v.OF_A_PERSON
            )
        if token.low in v.MODALS:
            return verb in v.AFTER_A_MODAL
        if (
            token.has_capital
            and verb in ("from", "at", "who", "in")
            and token.low not in self.lexicon.not_people
        ):
            return True
        return verb in v.STRICT_VERBS or (verb == "and" and self._is_listed_name(following + 1))

    def _is_listed_name(self, index: int) -> bool:
        if index >= len(self.tokens):
            return False
        token = self.tokens[index]
        return (
            self._is_name(token)
            or (token.has_capital and self._is_word_name(token))
            or token.low in ("i", "me", "my", "his", "her")
        )

    def _is_season_or_modal(self, index: int) -> bool:
        token = self.tokens[index]
        if token.low in v.SEASONS_AND_MONTHS:
            before, after = self._low(index - 1), self._low(index + 1)
            if before in v.ASKING:
                return False
            if (
                before in v.BEFORE_A_DATE
                or after in v.AFTER_A_SEASON
                or before.isdigit()
                or after.isdigit()
                or re.fullmatch(r"\d+(?:st|nd|rd|th)", before)
            ):
                return not (after in v.DOING and before in v.LISTING)
            return not (self._is_said_of_a_person(index) or token.low == "summer")
        return (
            token.low in v.MODALS
            and not self._is_said_of_a_person(index)
            and not self._next_is(index, v.LISTING)
        )

    def _is_named_mid_sentence(self, index: int) -> bool:
        """A word that is also a name, with a capital where a word has none."""
        token = self.tokens[index]
        if not token.has_capital or token.is_first or not self._is_word_name(token) or token.is_upper:
            return False
        if self._is_season_or_modal(index):
            return False
        if token.low in self.lexicon.not_people and not (
            self._next_is(index, v.STRICT_VERBS)
            or self._low(index - 1) in v.ASKING | (v.WITH - {"from", "to", "for", "about", "like", "by"})
        ):
            return False  # Chelsea, Kent: a place unless a person's verb follows
        before, after = self._token(index - 1), self._token(index + 1)
        if after and after.has_capital and after.gap == " " and after.low in v.ORGANISATION_WORDS:
            return False  # “Silver Award”
        return not (
            before
            and before.has_capital
            and not before.is_first
            and token.gap == " "
            and self._is_mere_word(before)
            and before.low not in v.TITLES
        )

    def _token(self, index: int) -> Token | None:
        return self.tokens[index] if 0 <= index < len(self.tokens) else None

    def _is_mere_word(self, token: Token) -> bool:
        return (
            self.lexicon.is_word(token.low)
            and token.low not in v.FUNCTION
            and not self._is_word_name(token)
            and (token.low not in self.lexicon.surnames or token.low in v.ORGANISATION_WORDS)
        )

    def _is_in_the_lists(self, index: int) -> bool:
        token = self.tokens[index]
        if token.has_capital:
            if self._is_name(token):
                return not (token.is_upper and len(token.text) <= v.ACRONYM_LIKE)
            return False
        if self.is_sure:
            return False
        if self._is_name(token):
            return len(token.low) >= 3
        if token.low in self.lexicon.plain_word_names:
            return not (
                self._next_is(index, v.ORGANISATION_WORDS) or self._low(index - 1) in ("the", "a", "an")
            )
        if self.words.capitals_mean:
            return False
        return (
            token.low in self.lexicon.small_surnames
            and self.lexicon.is_surname(token.low)
            and self._low(index - 1) not in v.IN_A_PLACE | {"in"}
        )

    def _is_surname_or_unknown(self, index: int) -> bool:
        """With a capital and no word that we know: a surname of the lists, or somebody unheard of."""
        token = self.tokens[index]
        if not token.has_capital or self._is_abbreviation(token) or self._is_odd_case(token):
            return False
        if token.low in self.lexicon.surnames and self._next_is(index, v.OF_A_FAMILY) and not token.is_first:
            return token.low not in self.lexicon.not_people  # “the Khan family”
        if not self._is_unknown(token):
            return False
        if self.is_sure:
            return (
                self.lexicon.is_surname(token.low)
                and not token.is_first
                and self._low(index - 1) in v.WITH | v.LISTING
            )
        if token.is_upper:
            return self.lexicon.is_surname(token.low) and len(token.text) > 4
        if self._low(index - 1) in ("the", "a", "an") and token.gap == " ":
            return False  # “the Guildhall”
        if token.is_first:
            return self._next_is(index, v.STRICT_VERBS) or (
                self._next_is(index, v.LISTING) and self._is_listed_name(index + 2)
            )
        return True

    def _after_preposition(self, index: int) -> bool:
        """In a text without capitals: “with grace.”, “for hope and”."""
        token = self.tokens[index]
        if (
            token.has_capital
            or self.words.capitals_mean
            or self.is_sure
            or token.low in v.SEASONS_AND_MONTHS | v.MODALS
        ):
            return False
        if (
            not self._is_word_name(token)
            or self._low(index - 1) not in v.WITH
            or token.low in self.lexicon.not_people
        ):
            return False
        return self.words.is_last_of_clause(index) or self._next_is(
            index, v.STRICT_VERBS | {"and", "at", "because", "but", "who", "as"}
        )

    # --- how far a name goes

    def _extend(self, index: int) -> int:
        last = index
        while (
            last + 1 < len(self.tokens)
            and last - index + 1 < LONGEST_NAME
            and not self.tokens[last].is_possessive
        ):
            if not self._continues(index, last + 1):
                break
            last += 1
        return last

    def _continues(self, first: int, index: int) -> bool:
        token = self.tokens[index]
        if (
            self.masked[index]
            or token.gap not in (" ", ". ", ".")
            or (token.gap != " " and len(self.tokens[index - 1].text) > 1)
        ):
            return False
        if (
            token.low in v.PARTICLES
            and index + 1 < len(self.tokens)
            and token.gap == " "
            and token.low not in ("a", "o")
        ):
            following = self.tokens[index + 1]
            return (
                not self.masked[index + 1]
                and following.gap == " "
                and (following.has_capital or token.low in ("al", "el", "bin", "ibn", "van", "von"))
                and following.low not in v.FUNCTION
            )
        if token.low in v.FUNCTION:
            return False
        if len(token.text) == 1:
            return token.has_capital and token.low != "i"
        if token.has_capital:
            if self._is_abbreviation(token) or (
                token.low in self.lexicon.not_people and not self._is_word_name(token)
            ):
                return False
            if self.lexicon.is_word(token.low):
                return (
                    token.low in self.lexicon.surnames and not self._next_is(index, v.ORGANISATION_WORDS)
                ) or (self._is_word_name(token) and not self._is_season_or_modal(index))
            return True
        if self._is_name(token):
            return True
        if self.lexicon.is_word(token.low):
            return (
                not self.tokens[first].has_capital
                and token.low in v.SURNAME_WORDS
                and not self._next_is(index, v.PERSON_VERBS - v.STRICT_VERBS)
                and token.low not in v.MODALS
                and (
                    self.words.is_last_of_clause(index)
                    or self._next_is(index, v.STRICT_VERBS | {"and", "who", "at"})
                )
            )
        return token.low in self.lexicon.small_surnames

    def _read_list(self, index: int) -> int:
        """Names that follow one: “Aisha, Bilal and Hope”."""
        while index < len(self.tokens):
            candidate = index
            if self.tokens[index].low in v.LISTING - {"with"} and LIST_GAP.fullmatch(self.tokens[index].gap):
                candidate = index + 1
            elif not re.fullmatch(r", | ?[&/+] ?", self.tokens[index].gap):
                return index
            if candidate >= len(self.tokens) or self.masked[candidate] or not self._is_listed(candidate):
                return index
            index = self._add(candidate, "a name after another") + 1
        return index

    def _is_listed(self, index: int) -> bool:
        token = self.tokens[index]
        if token.low in v.FUNCTION or token.text[0].isdigit():
            return False
        if len(token.text) == 1:
            return token.has_capital and token.low != "i"
        if self._is_name(token):
            return not self._is_abbreviation(token)
        if token.has_capital:
            return (
                self._may_be_called(index)
                and not self._is_abbreviation(token)
                and not self._is_season_or_modal(index)
            )
        if self.is_sure:
            return False
        if self._is_word_name(token):
            return self._is_said_of_a_person(index)
        return self._is_unheard_of(index)


Rule = Callable[[_NameReader, int], bool]
RULES: tuple[tuple[Rule, str], ...] = (
    (_NameReader._after_title, "a name after a title"),
    (_NameReader._after_kin, "a name after a relative"),
    (_NameReader._introduced, "somebody is introduced"),
    (_NameReader._signed_or_greeted, "signed or greeted"),
    (_NameReader._after_job, "a name after a job"),
    (_NameReader._has_surname, "a first name and a surname"),
    (_NameReader._owns_something, "something belongs to a name"),
    (_NameReader._is_in_the_lists, "in the list of names"),
    (_NameReader._is_subject, "a name that is also a word, doing something"),
    (_NameReader._is_named_mid_sentence, "a name that is also a word, with a capital"),
    (_NameReader._after_preposition, "a name that is also a word, after “with”, “for” or “from”"),
    (_NameReader._is_surname_or_unknown, "a word with a capital that is in no dictionary"),
)
