"""Ages, postcodes and towns that stand inside the words of a search, taken out of them and used as what they are."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from services_directory.search.contract import OLDEST

_WORDS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
)
_NUMBERS = {word: number for number, word in enumerate(_WORDS)}
_NUMBER = rf"(?P<number>[0-9]{{1,2}}|{'|'.join(_NUMBERS)})"
_FOR = r"(?:\bfor\s+)?(?:\b(?:a|an|my|our|the)\s+)?"
_NOT_A_RANGE = r"(?<![0-9][-–])(?<!\bto )"
_NO_RANGE_FOLLOWS = (
    r"\b(?!\s*(?:[-–]|to\b|and\b)\s*[0-9])(?!\s*(?:weeks?|months?|hours?|miles?|minutes?|days?|/))"
)
_YEARS = re.compile(
    rf"{_FOR}{_NOT_A_RANGE}\b{_NUMBER}(?:\s+and\s+a\s+half|½|\.5)?[\s-]*(?:years?|yrs?|yr)[\s-]*olds?\b"
    rf"|{_FOR}\b{_NUMBER.replace('number', 'short')}\s*(?:y/?o|y\.o\.?)(?!\w)",
    re.IGNORECASE,
)
_AGED = re.compile(rf"{_FOR}\bage[ds]?\s+(?:of\s+)?{_NUMBER}{_NO_RANGE_FOLLOWS}", re.IGNORECASE)
# "My son is 7", "she's nine", "boy, 12": the number goes, and who it is stays.
_PERSON = re.compile(
    rf"(?:\b(?:who\s+is|is|he[’']?s|she[’']?s|they[’']?re|has\s+(?:just\s+)?turned|just\s+turned)\s+"
    rf"|(?:(?<=\bson)|(?<=\bdaughter)|(?<=\bboy)|(?<=\bgirl)|(?<=\bchild)),?\s+){_NUMBER}{_NO_RANGE_FOLLOWS}",
    re.IGNORECASE,
)
_MONTHS = re.compile(rf"{_FOR}\b{_NUMBER}[\s-]*months?[\s-]*olds?\b", re.IGNORECASE)
# Words that mean one age, or so nearly that a family can change it. They stay among the words: a title may hold them.
# "Teenager" and "year 6" are left alone: 13 to 19, and 10 or 11.
_STAGES = (
    (re.compile(r"\bnew-?born(?:s|\s+baby)?\b", re.IGNORECASE), 0),
    (
        re.compile(r"\b(?:my|our|for\s+a|for)\s+bab(?:y|ies)\b(?!\s+(?:brother|sister|talk))", re.IGNORECASE),
        0,
    ),
    (re.compile(r"\btoddlers?\b", re.IGNORECASE), 2),
    (re.compile(r"\bpre-?schoolers?\b|\bnursery[\s-]+aged?\b", re.IGNORECASE), 3),
    (
        re.compile(
            r"\b(?:in|starting|starts)\s+reception\b|\breception[\s-]+(?:aged?|class|year|child|children)\b",
            re.IGNORECASE,
        ),
        4,
    ),
)
_WHOLE_POSTCODE = r"[A-Z]{1,2}[0-9][0-9A-Z]?\s*[0-9][A-Z]{2}"
_OUTWARD_POSTCODE = r"[A-Z]{1,2}[0-9][0-9A-Z]?"
_PLACE = re.compile(
    rf"(?:\b(?:near|in|around|close\s+to|by)\s+)?\b(?P<whole>{_WHOLE_POSTCODE})\b"
    rf"|\b(?:near|in|around|close\s+to)\s+(?P<outward>{_OUTWARD_POSTCODE})\b",
    re.IGNORECASE,
)


_TOWN = re.compile(
    r"\b(?:near|in|around|close\s+to)\s+(?P<name>[^\W\d_][^\W\d_'’-]*(?:[\s-]+[^\W\d_]+){0,3})", re.IGNORECASE
)
_LAST_WORD = re.compile(r"[\s-]+[^\s-]+$")
_FIRST_WORD = re.compile(r"^[^\s-]+[\s-]+")
_LAST_WORDS = re.compile(r"\s(?P<name>[^\W\d_]+(?:[\s-]+[^\W\d_]+){0,2})\s*$")
# Names of towns that are also words of a search: "help in reading" names no place, "near Reading" and "in Bath" do.
_ALSO_WORDS = frozenset(
    """
    reading bath battle deal ware wells sale rugby sandwich march street stone diss rye eye beer wash ash ford barking
    hope wing nelson settle hull poole crook hook hove chard wells frome hale bury cheddar
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True)
class Understood:
    """What is left of the words, and what stood in them: an age in whole years, and a postcode as typed."""

    text: str
    age: int | None = None
    age_words: str = ""
    near: str = ""
    near_words: str = ""
    near_is_town: bool = False


def understand(
    text: str,
    *,
    wants_age: bool = True,
    is_postcode: Callable[[str], bool] | None = lambda typed: True,
    is_town: Callable[[str], bool] | None = None,
) -> Understood:
    """Take one age and one postcode or town out of ``text``. A range ("5 to 11") or an age over 25 stays where it is.

    Args:
        text: the words as typed.
        wants_age: whether an age is looked for.
        is_postcode: whether what is written like a postcode is one; ``None`` where none is looked for.
        is_town: whether the words after "in" or "near" are a town; ``None`` where none is looked for.
    """
    near, near_words, left, of_town = "", "", text, False
    place = _PLACE.search(text) if is_postcode else None
    if place and is_postcode and is_postcode(place["whole"] or place["outward"]):
        near, near_words = place["whole"] or place["outward"], place[0].strip()
        left = _without(left, place)
    elif is_town:
        near, near_words, left = _town(text, is_town)
        of_town = bool(near)
    patterns = ((_MONTHS, True), (_YEARS, False), (_AGED, False), (_PERSON, False))
    for pattern, months in patterns if wants_age else ():
        found = pattern.search(left)
        years = _years(found, months) if found else None
        if found and years is not None:
            return Understood(_without(left, found), years, found[0].strip(" ,"), near, near_words, of_town)
    for stage, years in _STAGES if wants_age else ():
        if found := stage.search(left):
            return Understood(left, years, found[0], near, near_words, of_town)
    return Understood(left, near=near, near_words=near_words, near_is_town=of_town)


def _town(text: str, is_town: Callable[[str], bool]) -> tuple[str, str, str]:
    """The town, the words it stood in, and what is left; the longest name that is one.

    A town may also stand at the end with no word before it ("youth club Aylesbury").
    """
    for found in _TOWN.finditer(text):
        name = found["name"]
        while name:
            if is_town(name) and not _is_rather_a_word(name, found[0]):
                end = found.start("name") + len(name)
                left = " ".join(f"{text[: found.start()]} {text[end:]}".split())
                return name, text[found.start() : end], left
            name = _shorter(name, _LAST_WORD)
    at_the_end = _LAST_WORDS.search(text)
    name = at_the_end["name"] if at_the_end else ""
    while name:
        if is_town(name) and name.casefold() not in _ALSO_WORDS:
            return name, name, text[: text.rindex(name)].strip()
        name = _shorter(name, _FIRST_WORD)
    return "", "", text


def _is_rather_a_word(name: str, written: str) -> bool:
    """Whether "in reading" is not about the town: it is one after "near", or with a capital letter."""
    return name.casefold() in _ALSO_WORDS and name.islower() and written[:2].casefold() == "in"


def _shorter(name: str, one_word: re.Pattern[str]) -> str:
    shorter = one_word.sub("", name)
    return "" if shorter == name else shorter


def _years(found: re.Match[str], months: bool) -> int | None:
    typed = next(value for value in found.groupdict().values() if value).lower()
    number = _NUMBERS.get(typed)
    if number is None:
        number = int(typed)
    years = number // 12 if months else number
    return years if years <= OLDEST else None


def _without(text: str, found: re.Match[str]) -> str:
    return " ".join(f"{text[: found.start()]} {text[found.end() :]}".split())
