"""Named schools and settings, organisations (which hide no person), small places, roles at a named place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from feedback.domain.identifiers import vocabulary as v
from feedback.domain.identifiers.spans import Span
from feedback.domain.identifiers.tokens import Words
from feedback.enums import IdentifierKind as Kind

ENDINGS = frozenset(
    [
        "school",
        "schools",
        "primary",
        "infant",
        "infants",
        "junior",
        "juniors",
        "secondary",
        "academy",
        "college",
        "nursery",
        "grammar",
        "preschool",
        "pre-school",
        "sixth",
        "grammar",
        "playgroup",
        "prep",
        "federation",
    ]
)
MAY_END_SMALL = ENDINGS - frozenset(["schools", "secondary"])
PREPOSITIONS = frozenset(["at", "to", "attends", "attend", "attended", "attending", "joined", "left"])
GO_TO = frozenset(
    [
        "goes",
        "go",
        "going",
        "went",
        "attends",
        "attend",
        "attended",
        "attending",
        "moved",
        "moving",
        "starts",
        "started",
        "start",
        "transferred",
        "joined",
        "left",
        "leaving",
    ]
)
ROLES = re.compile(
    r"(?<!\w)(?:the\s|their\s|our\s|his\s|her\s|a\s)?(?:(?:deputy|assistant|acting|new|current|former|year\s\d{1,2}|reception|class|form|head|executive)\s){0,2}"
    r"(?:senco|sendco|senso|head\s?teacher|head\s?mistress|head\s?master|headteacher|head|principal|deputy\shead|deputy|teacher|ta|teaching\sassistant|tutor|nurse|receptionist|manager|owner|coordinator|co-ordinator"
    r"|psychologist|paediatrician|therapist|speech\stherapist|slt|salt|physio(?:therapist)?|ot|occupational\stherapist|gp|doctor|consultant|social\sworker|family\ssupport\sworker|keyworker|key\sworker|caretaker"
    r"|secretary|chair(?:\sof\sgovernors)?|governor|lead|leader|youth\sworker|coach|instructor|play\sworker|playworker|support\sworker|counsellor|mentor|lunchtime\ssupervisor|dinner\slady|bus\sdriver|driver|escort|inclusion\slead|inclusion\smanager|pastoral\slead)"
    r"(?!\w)",
    re.IGNORECASE,
)
ROLE_JOINS = re.compile(r"\s(?:at|from|of|in|for|who\sworks\sat|based\sat)\s(?:the\s)?", re.IGNORECASE)
PLACE_NAME = r"[A-Z][a-z']{1,20}(?:[ -][A-Z][a-z']{1,20}){0,2}"
VILLAGE = re.compile(
    rf"(?<!\w)(?:(?:village|hamlet)\sof\s({PLACE_NAME})|({PLACE_NAME})\s(?:village|hamlet|estate))(?!\w)"
)
LONGEST_RUN = 8  # words of an organisation's name
OWNS = re.compile(r"'s? $")
ONE_PERSON = "a role at a named setting is one person"
SAINT = frozenset(["st", "saint", "sts"])


@dataclass
class Places:
    """What was found, and which words it takes away from names."""

    spans: list[Span] = field(default_factory=list)
    organisations: list[Span] = field(default_factory=list)  # with a role they are one person
    masked: bytearray = field(default_factory=bytearray)

    def mask(self, first: int, last: int) -> None:
        """Words ``first`` to ``last`` name no person."""
        self.masked[first : last + 1] = b"\x01" * (last + 1 - first)


def read_places(words: Words, *, is_sure: bool) -> Places:
    """Settings, organisations and set phrases of the text."""
    places = Places(masked=bytearray(len(words.tokens)))
    _mask_phrases(words, places)
    for finder in (_saints, _settings_with_capitals, _settings_in_small_letters):
        for first, last in finder(words, places):
            places.mask(first, last)
            end = words.tokens[last].end
            if words.tokens[last].is_possessive and words.low(last - 1) in SAINT:
                end = min(end + 2, len(words.text))  # “St Mary's” is its name
            places.spans.append(
                Span(words.tokens[first].start, end, Kind.SETTING, "a named school or setting")
            )
    for match in NAMED_FOR.finditer(words.text):
        places.spans.append(Span(*match.span(), Kind.SETTING, "a named school or setting"))
        _mask_characters(words, places, *match.span())
    _mask_organisations(words, places)
    if not is_sure:
        _unknown_after_preposition(words, places)
    for match in VILLAGE.finditer(words.text):
        group = 1 if match.group(1) else 2
        if match.group(group).lower() not in v.FUNCTION and words.capitals_mean:
            places.spans.append(Span(match.start(group), match.end(group), Kind.SMALL_PLACE, "a small place"))
            _mask_characters(words, places, match.start(group), match.end(group))
    return places


def _mask_characters(words: Words, places: Places, start: int, end: int) -> None:
    for index, token in enumerate(words.tokens):
        if token.start < end and start < token.end:
            places.mask(index, index)


def _mask_phrases(words: Words, places: Places) -> None:
    phrases = words.lexicon.phrases
    first_words = {phrase[0] for phrase in phrases}
    longest = max(map(len, phrases))
    for index, token in enumerate(words.tokens):
        if token.low not in first_words and token.low + "'s" not in first_words:
            continue
        for length in range(longest, 1, -1):
            window = words.tokens[index : index + length]
            spellings = (tuple(t.low for t in window), tuple(t.low + "'s" * t.is_possessive for t in window))
            if len(window) == length and any(spelling in phrases for spelling in spellings):
                places.mask(index, index + length - 1)
                break


NAMED_FOR = re.compile(
    r"(?<!\w)(?:holy (?:trinity|family|cross|rosary)|sacred heart|our lady(?:'s)?(?: of [A-Z]\w{2,20})?|all saints"
    r"|christ church"
    r"|christ the king|immaculate conception|good shepherd)(?!\w)",
    re.IGNORECASE,
)


def _saints(words: Words, places: Places) -> Iterator[tuple[int, int]]:
    tokens = words.tokens
    for index, token in enumerate(tokens[:-1]):
        if token.low not in SAINT or places.masked[index] or not re.fullmatch(r"\.? ", tokens[index + 1].gap):
            continue
        saint = tokens[index + 1].low
        stem = saint[:-1] if saint.endswith("s") else saint
        known = any(
            name in words.lexicon.first_names or name in words.lexicon.surnames for name in (saint, stem)
        )
        if not known or tokens[index + 1].low in v.FUNCTION:
            continue
        last = index + 1
        if words.low(last + 1) in ("and", "&") and words.low(last + 2) in SAINT | words.lexicon.first_names:
            last += 2 if words.low(last + 2) not in SAINT else 3
        while (
            words.low(last + 1)
            in v.GENERIC & v.ORGANISATION_WORDS
            | ENDINGS
            | {"c", "of", "e", "ce", "coe", "rc", "catholic", "special", "church", "england"}
            and words.gap_after(last) == " "
        ):
            last += 1
        while words.low(last) == "of":
            last -= 1
        if words.low(last + 1) in (
            "hospital",
            "hospice",
            "church",
            "street",
            "road",
            "close",
            "avenue",
            "lane",
            "centre",
            "hall",
        ):
            places.mask(index, last + 1)
            continue
        yield index, min(last, len(tokens) - 1)


def _settings_with_capitals(words: Words, places: Places) -> Iterator[tuple[int, int]]:
    tokens = words.tokens
    for last, token in enumerate(tokens):
        if (
            token.low not in ENDINGS
            or not words.capitals_mean
            or places.masked[last]
            or (words.low(last + 1) in ENDINGS and words.gap_after(last) == " ")
        ):
            continue
        first = last
        while (
            first > max(0, last - LONGEST_RUN)
            and tokens[first].gap == " "
            and not places.masked[first - 1]
            and _belongs(words, first - 1)
        ):
            first -= 1
        while first < last and tokens[first].low in v.GENERIC:
            first += 1
        distinguishing = [
            t
            for t in tokens[first:last]
            if t.has_capital and t.low not in v.GENERIC and t.low not in v.TITLES
        ]
        if distinguishing and not tokens[last - 1].is_possessive | (
            tokens[first].is_possessive and not token.has_capital
        ):
            yield first, last


def _belongs(words: Words, index: int) -> bool:
    token = words.tokens[index]
    if token.low in ("of", "for") and index and words.tokens[index - 1].has_capital:
        return True
    if token.low in ENDINGS | {"special", "community", "high", "church", "catholic"}:
        return True
    return token.has_capital and token.low not in v.FUNCTION


def _settings_in_small_letters(words: Words, places: Places) -> Iterator[tuple[int, int]]:
    tokens = words.tokens
    for index, token in enumerate(tokens):
        if token.low not in MAY_END_SMALL or places.masked[index] or index == 0 or token.gap != " ":
            continue
        name = tokens[index - 1]
        if (
            places.masked[index - 1]
            or name.low in v.GENERIC | v.FUNCTION | v.KIN | v.JOBS
            or name.text[0].isdigit()
            or name.is_possessive
        ):
            continue
        first = index - 1
        after_preposition = words.low(index - 2) in PREPOSITIONS
        if words.low(index - 3) in PREPOSITIONS and tokens[index - 2].low not in v.GENERIC | v.FUNCTION:
            first, after_preposition = index - 2, True
        if name.low[-1:] == "s" and words.lexicon.is_first_name(name.low[:-1]):
            continue  # “jaydens school” is the school of Jayden
        unheard = (
            not words.lexicon.is_word(name.low) and name.low not in words.lexicon.first_names
        ) or words.lexicon.is_surname(name.low)
        if not unheard and not (
            after_preposition
            and token.low
            in (
                "primary",
                "academy",
                "college",
                "juniors",
                "infants",
                "junior",
                "infant",
                "secondary",
                "school",
                "nursery",
                "grammar",
            )
        ):
            continue
        last = index
        while words.low(last + 1) in ENDINGS and words.gap_after(last) == " ":
            last += 1
        yield first, last


def _mask_organisations(words: Words, places: Places) -> None:
    """“Grace Smith Centre”, “Hope Trust”: the names in them belong to nobody here."""
    tokens = words.tokens
    for last, token in enumerate(tokens):
        if token.low not in v.ORGANISATION_WORDS or not token.has_capital or last == 0 or places.masked[last]:
            continue
        first = last
        while (
            first > max(0, last - LONGEST_RUN)
            and tokens[first].gap in (" ", " & ")
            and not places.masked[first - 1]
            and _is_organisations_word(words, first - 1)
        ):
            first -= 1
        if first < last:
            places.mask(first, last)
            if token.low not in ("council", "nhs", "act", "code", "plan", "syndrome", "disease"):
                start = words.tokens[first].start
                places.organisations.append(Span(start, token.end, Kind.SETTING, "an organisation"))


def _is_organisations_word(words: Words, index: int) -> bool:
    token = words.tokens[index]
    if token.low in ("of", "for", "and") and index:
        return words.tokens[index - 1].has_capital and not words.lexicon.is_first_name(
            words.tokens[index - 1].low
        )
    if token.low in v.TITLES or words.low(index - 1) in v.TITLES or words.low(index - 1) in v.KIN:
        return False
    return token.has_capital and token.low not in v.FUNCTION and not token.is_possessive


def _unknown_after_preposition(words: Words, places: Places) -> None:
    """“goes to Oakfield” is a setting, “in Little Marston” a small place: no person, but a mark."""
    for index, token in enumerate(words.tokens):
        if (
            not token.has_capital
            or places.masked[index]
            or token.is_upper
            or token.gap != " "
            or words.lexicon.is_first_name(token.low)
        ):
            continue
        before, earlier = words.low(index - 1), words.low(index - 2)
        kind = _kind_after(before, earlier)
        if kind is None or token.low in v.FUNCTION or token.low in words.lexicon.not_people:
            continue
        last = index
        while (
            last + 1 < min(len(words.tokens), index + 3)
            and words.tokens[last + 1].has_capital
            and words.gap_after(last) == " "
            and not places.masked[last + 1]
        ):
            last += 1
        if words.lexicon.is_word(token.low) and not _is_a_place_all_the_same(words, index, last, kind):
            continue
        places.spans.append(Span(token.start, words.tokens[last].end, kind, "a place by its name"))
        places.mask(index, last)
        _places_in_a_row(words, places, last + 1, kind)


def _is_a_place_all_the_same(words: Words, first: int, last: int, kind: Kind) -> bool:
    """A word of the dictionary names a place where one goes to it, or where the next word is in no dictionary."""
    if kind is Kind.SETTING:
        return words.low(first - 2) in GO_TO or words.low(first - 1) in GO_TO
    return any(not words.lexicon.is_word(token.low) for token in words.tokens[first : last + 1])


def _places_in_a_row(words: Words, places: Places, index: int, kind: Kind) -> None:
    """“went to Hughenden, Waddesdon and …”: what is listed with a place is one."""
    while index < len(words.tokens):
        token = words.tokens[index]
        if (
            token.gap != ", "
            or places.masked[index]
            or not token.has_capital
            or words.lexicon.is_word(token.low)
        ):
            return
        if words.lexicon.is_first_name(token.low):
            return
        places.spans.append(Span(token.start, token.end, kind, "a place by its name"))
        places.mask(index, index)
        index += 1


def _kind_after(before: str, earlier: str) -> Kind | None:
    if before in ("attends", "attend", "attended", "attending", "at") or (
        before == "to" and earlier in GO_TO
    ):
        return Kind.SETTING
    if before in v.IN_A_PLACE or (
        before in ("from", "to")
        and earlier in ("live", "lives", "travel", "come", "drive", "moved", "families", "people")
    ):
        return Kind.SMALL_PLACE
    return None


def roles_at_settings(text: str, named: list[Span]) -> Iterator[Span]:
    """“The SENCO at St Mary's”, “Oakfield's headteacher”: one person, though no name is said."""
    if not named:
        return
    by_start = {span.start: span for span in named}
    by_end = {span.end: span for span in named}
    for match in ROLES.finditer(text):
        join = ROLE_JOINS.match(text, match.end())
        after = join and (by_start.get(join.end()) or by_start.get(join.end() + 1))
        own = OWNS.search(text, max(0, match.start() - 3), match.start())
        before = by_end.get(match.start()) or by_end.get(match.start() - 1)
        before = before or (own and by_end.get(own.start())) or None
        if after:
            yield Span(match.start(), after.end, Kind.ROLE_AT_SETTING, ONE_PERSON)
        elif before and before.end <= match.start():
            yield Span(before.start, match.end(), Kind.ROLE_AT_SETTING, ONE_PERSON)
