"""What names nobody alone but may do so together: age, year group, rare condition, being the only one, family."""

import re
from collections.abc import Iterator

from feedback.domain.identifiers.lexicon import lexicon
from feedback.domain.identifiers.spans import Span
from feedback.enums import IdentifierKind as Kind

SPELLED = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    "|eighteen|nineteen|twenty"
)
NUMBER = rf"(?:\d{{1,2}}|{SPELLED})"
# What follows a number that is no age: “just 3 weeks”, “aged 5 to 11”.
NO_AGE = (
    r"[\s-]?(?:to|-|–|and|%|weeks?|months?|years?\s(?!old)|hours?|minutes?|days?|times?|appointments?|people|children"
    r"|other|of|schools?|places|sessions|families)(?!\w)"
)
AGES = re.compile(
    rf"""(?<![\w.£-])(?: {NUMBER}(?:\s(?:and\sa\shalf|&\shalf|1/2))?
        [\s-]?(?:years?|yrs?|yr|months?|mths?)[\s-]?(?:olds?|of\sage)(?!\w)
    | \d{{1,2}}\s?(?:yo|y/o|y\.o\.?|yr\sold)(?!\w) | \d{{1,2}}(?:yrs?|y)(?!\w)
    | (?:aged?|age\sof|turned|turning|turns)\s{NUMBER}(?!\w|{NO_AGE}) )""",
    re.IGNORECASE | re.VERBOSE,
)
IS_AGE = re.compile(
    rf"""(?<!\w)(?: (?:son|daughter|boy|girl|child|he|she|brother|sister|grandson|granddaughter|who|\w{{2,15}})
        \s(?:is|was|who\sis) | he'?s | she'?s | i'm | im | i\sam )
    \s(?:only\s|just\s|now\s|nearly\s|almost\s)?
    ( (?:[1-9]\d?|{SPELLED}) )
    (?= \s? (?: [.;!?),\n] | $
        | (?:and|with|next|this|years?\sof\sage|but|so|now|he|she|they|has|today|tomorrow|in\s\w{{3,9}})(?!\w) ) )""",
    re.IGNORECASE | re.VERBOSE,
)
IN_BRACKETS = re.compile(
    rf"(?<=[a-z] \()(?:aged?\s)?({NUMBER})(?=[),])|(?<=[a-z], )(?:aged?\s)?([1-9]|1\d|2[0-5])(?=,)",
    re.IGNORECASE,
)
GENERAL_AGES = re.compile(
    r"(?:under|over|ages?|between|from|up to|to|below|above|until|for|than|at|-|–|and|or)\s?$", re.IGNORECASE
)
YEARS = re.compile(
    rf"""(?<!\w)(?: (?:school\s)?(?:year|yr)\s?(?:group\s)?(?:1[0-4]|[1-9]|{SPELLED})
        (?!\w | \s?(?:year|wait|month|-|–|to\s(?:year\s)?\d|plan|\d))
    | y(?:1[0-4]|[1-9])(?!\w)
    | (?:he|she|is|'s|was|now|just|who)\s(?:in|starting|started|starts)\s(?:reception|preschool)(?!\w)
    | reception\s(?:class|year)(?!\w) )""",
    re.IGNORECASE | re.VERBOSE,
)
YEAR_RANGE_BEFORE = re.compile(
    r"(?:years?\s\d{1,2}\s?(?:to|-|–|and)\s?|under\s|over\s|per\s|key\sstage\s)$", re.IGNORECASE
)
UNIQUE = re.compile(
    r"""(?<!\w)(?: the\sonly\s
        (?:(?:deaf|blind|black|disabled|autistic|asian|muslim|polish|traveller|non-verbal|other|wheelchair|signing|brown
            |white|somali|romany|gypsy)\s){0,2}
        (?:one|child|pupil|student|boy|girl|family|person|parent|mum|dad|young\sperson|user|kid|household|couple)
        \s(?:in|at|with|who|on|from|to|here|there)(?!\w)
    | the\sfirst\s(?:deaf\s|blind\s|disabled\s)?(?:child|pupil|family|wheelchair\suser)\s(?:in|at|with|who|to)(?!\w)
    | one\sof\s(?:only\s)?(?:two|three|2|3|four|4)\s(?:children|pupils|families|kids|students|people|in)(?!\w)
    | no\s(?:other|one\selse)\s(?:child|pupil|family|student|in\s(?:the|our|this)\s(?:school|village|area|town))(?!\w)
    | only\s(?:two|three|2|3|four|4|a\shandful\sof)\s(?:children|families|people|cases)\s(?:in|with)(?!\w) )""",
    re.IGNORECASE | re.VERBOSE,
)
FAMILY = re.compile(
    r"""(?<!\w)(?: (?:my|our|his|her|identical)\s(?:\w{1,20}\s)?(?:twins?|triplets?)(?:\s(?:brother|sister|boys|girls))?
    | (?:my|our|his|her)\s(?:adopted|adoptive|foster|fostered)\s\w{1,20}
    | (?:we|i|who|she|he)\s(?:are|am|is|was|have|had|were|has)?\s?(?:been\s)?(?:adopted|fostered|fostering)
    | (?:i'm|im|i\sam|as)\sa\s(?:single|lone|widowed)\s(?:mum|mam|dad|parent|mother|father)
    | (?:his|her|their|my)\s(?:dad|father|mum|mother|husband|wife)\s(?:died|passed\saway|is\sin\sprison|was\skilled)
    | (?:both|two)\s(?:of\s)?(?:his|her|my)\s(?:mums|dads) )(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
RELATIVES_JOB = re.compile(
    r"""(?<!\w)(?: (?:my|his|her|their)\s
        (?:husband|wife|partner|dad|father|mum|mother|sister|brother|gran|grandad|aunt|uncle|nan)\s(?:is|was|works)\s
        (?:as\s)? | i\s(?:am|work\sas)\s | i'm\s | im\s )
    (?:an?|the)\s(?:local\s|retired\s|former\s|senior\s)?
    (?:police\s\w{1,10}|nurse|doctor|gp|teacher|ta|teaching\sassistant|vicar|councillor|firefighter|soldier|paramedic|dentist
        |solicitor|barrister|midwife|postman|taxi\sdriver|bus\sdriver|farmer|governor|social\sworker|magistrate|mp
        |shopkeeper|hairdresser|pharmacist|lecturer|head\s?teacher)(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
ROLES_FEW_HAVE = re.compile(
    r"""(?<!\w)(?:the|our|his|her|their|my)\s(?:\w{1,20}\s)?(?:senco|sendco|head\s?teacher|principal|deputy\shead
        |paediatrician|educational\spsychologist|ed\spsych|caretaker|chair\sof\sgovernors)(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)


def find_indirect(text: str, *, roles_too: bool) -> Iterator[Span]:
    """Marks that count together; ``roles_too`` adds roles that are named without a setting (the gate counts them)."""
    for match in AGES.finditer(text):
        if not match.group().lower().endswith("olds") and not GENERAL_AGES.search(
            text[max(0, match.start() - 12) : match.start()]
        ):
            yield Span(match.start(), match.end(), Kind.AGE, "an age")
    for pattern in (IS_AGE, IN_BRACKETS):
        for match in pattern.finditer(text):
            group = match.lastindex or 0
            yield Span(match.start(group), match.end(group), Kind.AGE, "an age")
    for match in YEARS.finditer(text):
        if not YEAR_RANGE_BEFORE.search(text[max(0, match.start() - 14) : match.start()]):
            yield Span(match.start(), match.end(), Kind.SCHOOL_YEAR, "a school year")
    for pattern, kind, reason in SIMPLE:
        for match in pattern.finditer(text):
            yield Span(match.start(), match.end(), kind, reason)
    for match in lexicon().conditions.finditer(text):
        yield Span(match.start(), match.end(), Kind.CONDITION, "a rare condition")
    if roles_too:
        for match in ROLES_FEW_HAVE.finditer(text):
            yield Span(match.start(), match.end(), Kind.ROLE, "a role that one person has")


SIMPLE = (
    (UNIQUE, Kind.UNIQUE, "says that there is no other"),
    (FAMILY, Kind.FAMILY, "says what the family is like"),
    (RELATIVES_JOB, Kind.RELATIVES_JOB, "says what a relative does"),
)
