"""Numbers of the health service, the state, the bank; references; vehicles; postcodes."""

import re
from collections.abc import Iterator

import nhs_number

from feedback.domain.identifiers.patterns import before, every, pattern
from feedback.domain.identifiers.spans import Span
from feedback.domain.identifiers.telephone import ORGANISATIONS_NUMBERS
from feedback.enums import IdentifierKind as Kind

NHS = pattern(r"(?<![\w-]) \d{3}[\s-]?\d{3}[\s-]?\d{4} (?![\w-])")
NI = pattern(r"(?<!\w) [a-z]{2}\s?\d\d\s?\d\d\s?\d\d\s?[a-d] (?!\w)")
SORT_CODE = pattern(
    r"""(?<![\w-]) \d\d[\s-]\d\d[\s-]\d\d
    (?:[\s,;]{1,3}(?:and|account|acc|acct|a/c|no|number|:|\.|\s){0,8}\d{8})? (?!\w)"""
)
ACCOUNT = pattern(r"(?<!\w) \d{8} (?!\w)")
CARD = pattern(r"(?<![\w-]) (?:\d[\s-]?){15}\d (?!\w)")
BANKING = re.compile(r"sort\s?code|account|acc\b|acct|a/c|bank")


def find_official_numbers(text: str) -> Iterator[Span]:
    """NHS numbers (checksum, or named so), National Insurance numbers, bank details."""
    for match in NHS.finditer(text):
        said = re.search(r"\bnhs\b(?!\s?(?:111|trust))", before(text, match.start())[-25:])
        if said or nhs_number.is_valid(re.sub(r"\D", "", match.group())):
            yield Span(match.start(), match.end(), Kind.NHS_NUMBER, "looks like an NHS number")
    yield from every(NI, text, Kind.NATIONAL_INSURANCE, "looks like a National Insurance number")
    for shape in (SORT_CODE, ACCOUNT):
        for match in shape.finditer(text):
            if BANKING.search(before(text, match.start())) or (
                shape is SORT_CODE and len(match.group()) > 15
            ):
                yield Span(match.start(), match.end(), Kind.BANK, "looks like bank details")
    for match in CARD.finditer(text):
        if _passes_luhn(re.sub(r"\D", "", match.group())):
            yield Span(match.start(), match.end(), Kind.BANK, "looks like a card number")


def _passes_luhn(digits: str) -> bool:
    doubled = [int(digit) * (1 + position % 2) for position, digit in enumerate(reversed(digits))]
    return sum(number - 9 * (number > 9) for number in doubled) % 10 == 0


NAMED_REFERENCE = pattern(
    r"""(?<!\w) (?: (?:case|ref|reference|claim|complaint|application|policy|ehcp?|ehcna|upn|uln|urn|tribunal|appeal
    |hospital|patient|mrn|passport|licence|license|incident|crime|pupil|student|candidate|plan|invoice|order|badge|permit|file|registration
    |membership|dla|pip|system\sone|liquid\s?logic|mosaic)
    \s? (?:appeal|plan|case)?\s? (?:no|number|num|nr|ref|reference|id|code)?\.? | (?:ref|id|no|number) )
    \s?(?:is|was|:|=|\#|-|–)?\s? (?:no\.?|number)?\s?:?\#?\s?
    ( [a-z0-9][a-z0-9/\-]{2,24}[a-z0-9] (?:\s\d{2,8}){0,4} ) (?!\w)"""
)
TRIBUNAL = pattern(r"(?<!\w) (?:eh|se|ed|sen|send)\s?\d{2,4}\s?/\s?\d{2}\s?/\s?\d{3,6} (?!\w)")
UPN = pattern(r"(?<!\w) [a-hj-np-rt-z]\d{11}[\da-z] (?!\w)")
CODE = pattern(
    r"""(?<![\w£$/-]) (?: [a-z]{1,6}[-/]?\d{5,12}[a-z]? | [a-z]{2,6}(?:[-/][a-z0-9]{1,10}){1,4}
    | \d{2,4}(?:[/-]\d{2,6}){2,3} ) (?![\w/-])"""
)
LONG_NUMBER = pattern(r"(?<![\w£$.,/-]) \d{7,12} (?![\w/-]|[.,]\d)")
OMBUDSMAN = pattern(r"(?<!\w) \d\d\s\d{3}\s\d{3} (?!\w)")
DATE_SHAPE = re.compile(r"\d{1,2}[/-]\d{1,2}[/-](?:19|20)?\d\d|(?:19|20)\d\d[/-]\d{1,2}[/-]\d{1,2}")


def find_references(text: str) -> Iterator[Span]:
    """Case, pupil, tribunal and hospital numbers, with or without the word that names them."""
    for match in NAMED_REFERENCE.finditer(text):
        code = match.group(1)
        digits = sum(character.isdigit() for character in code)
        if (
            digits >= 3
            and not re.sub(r"\D", "", code).startswith(ORGANISATIONS_NUMBERS)
            and not re.fullmatch(r"(?:19|20)\d\d(?:[-/](?:19|20)?\d\d)?", code)
            and not DATE_SHAPE.fullmatch(code)
        ):
            yield Span(match.start(1), match.end(1), Kind.REFERENCE, "a case or reference number")
    for shape in (TRIBUNAL, UPN):
        yield from every(shape, text, Kind.REFERENCE, "a case or reference number")
    for match in CODE.finditer(text):
        code = match.group()
        if (
            sum(character.isdigit() for character in code) >= 4
            and not DATE_SHAPE.fullmatch(code)
            and not code.lower().startswith("covid")
        ):
            yield Span(match.start(), match.end(), Kind.REFERENCE, "looks like a case or reference number")
    for match in LONG_NUMBER.finditer(text):
        if not match.group().startswith(ORGANISATIONS_NUMBERS):
            yield Span(match.start(), match.end(), Kind.REFERENCE, "a long number")
    for match in OMBUDSMAN.finditer(text):
        if re.search(r"ombuds|lgsco|\blgo\b|complaint|ref|case", before(text, match.start())):
            yield Span(match.start(), match.end(), Kind.REFERENCE, "a case or reference number")


PLATE = pattern(r"(?<!\w) [a-z]{2}\d{2}\s?[a-z]{3} (?!\w)")
OLD_PLATE = pattern(r"(?<!\w) [a-z]\d{1,3}\s?[a-z]{3} (?!\w)")
DRIVING = re.compile(
    r"\b(?:reg|registration|plate|car|van|minibus|mini bus|taxi|bus|vehicle|licence plate|driv\w+)\b"
)
POSTCODE = pattern(r"(?<![\w/-]) (?:[a-z]{1,2}\d[a-z\d]?\s?\d[abd-hjlnp-uw-z]{2}|gir\s?0aa) (?!\w)")
OUTWARD = pattern(r"(?<!\w) [a-z]{1,2}\d{1,2}[a-z]? (?!\w)")
LIVING = re.compile(
    r"\b(?:live|lives|living|lived|postcode|post code|based|area|house|home|from)\b[^.!?]{0,20}$"
)
NO_OUTWARD = re.compile(r"(?:ks|y|p|b|a|h|n|g|s|w|k|vs|v|no|grid|ps)\d{1,2}", re.IGNORECASE)


def find_places_by_code(text: str) -> Iterator[Span]:
    """Vehicle registrations and postcodes; the first half of a postcode is a small place."""
    for match in PLATE.finditer(text):
        if match.group().isupper() or DRIVING.search(before(text, match.start())):
            yield Span(match.start(), match.end(), Kind.VEHICLE, "looks like a vehicle registration")
    for match in OLD_PLATE.finditer(text):
        if re.search(r"\b(?:reg|registration|plate)\b", before(text, match.start())):
            yield Span(match.start(), match.end(), Kind.VEHICLE, "looks like a vehicle registration")
    yield from every(POSTCODE, text, Kind.POSTCODE, "a postcode")
    for match in OUTWARD.finditer(text):
        if LIVING.search(before(text, match.start())) and not NO_OUTWARD.fullmatch(match.group()):
            yield Span(match.start(), match.end(), Kind.SMALL_PLACE, "part of a postcode")
