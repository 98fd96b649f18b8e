"""Small sets of words that give a name its context, from ``data/vocabulary.txt``."""

from pathlib import Path


def _read() -> dict[str, frozenset[str]]:
    sets: dict[str, set[str]] = {}
    words: set[str] = set()
    for line in (Path(__file__).parent / "data" / "vocabulary.txt").read_text().splitlines():
        if line.startswith("["):
            words = sets.setdefault(line.strip("[]"), set())
        elif not line.startswith("#"):
            words.update(line.split())
    return {name: frozenset(words) for name, words in sets.items()}


_SETS = _read()

TITLES = _SETS["titles"]
FAMILY_TITLES = _SETS["family_titles"]
WORD_TITLES = _SETS["word_titles"]
KIN = _SETS["kin"]
JOBS = _SETS["jobs"]
INTRODUCING = _SETS["introducing"]
I_AM = _SETS["i_am"]
SIGNING = _SETS["signing"]
GREETING = _SETS["greeting"]
LISTING = _SETS["listing"]
WITH = _SETS["with"]
PARTICLES = _SETS["particles"]
DETERMINERS = _SETS["determiners"]
FUNCTION = _SETS["function"]
STRICT_VERBS = _SETS["strict_verbs"]
PERSON_VERBS = STRICT_VERBS | _SETS["person_verbs"]
PERSON_NOUNS = _SETS["person_nouns"]
SEASONS_AND_MONTHS = _SETS["seasons_and_months"]
BEFORE_A_DATE = _SETS["before_a_date"]
AFTER_A_SEASON = _SETS["after_a_season"]
MODALS = _SETS["modals"]
AFTER_A_MODAL = _SETS["after_a_modal"]
SCHOOL_WORDS = _SETS["school_words"]
ORGANISATION_WORDS = SCHOOL_WORDS | _SETS["organisation_words"]
GROUP_NAMED = _SETS["group_named"]
AT_A_SETTING = _SETS["at_a_setting"]
IN_A_PLACE = _SETS["in_a_place"]
SURNAME_WORDS = _SETS["surname_words"]
NO_INITIAL = _SETS["no_initial"]
GENERIC = _SETS["generic"]
NO_STREET = _SETS["no_street"]
NO_HANDLE = _SETS["no_handle"]
KIN_OF_MANY = _SETS["kin_of_many"]  # no name in small letters follows them
OF_HIM_OR_HER = _SETS["of_him_or_her"]
OF_A_FAMILY = _SETS["of_a_family"]
FIRST_WORDS = _SETS["first_words"]  # names that begin sentences as words
OF_A_PERSON = _SETS["of_a_person"]
ASKING = _SETS["asking"]
DOING = STRICT_VERBS - _SETS["being"]  # what no thing does, and no season
ACRONYM_LIKE = 3  # letters; a word in capitals up to this length is taken for an abbreviation
