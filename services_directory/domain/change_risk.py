"""How closely an officer should look at a change, by a rule that can be read: the riskiest thing it touches.

High is what sends a family to the wrong door or keeps it out: who can use it, what it costs, where it is, whom to
turn to with a worry. Low is what changes often and harms little.
"""

from collections.abc import Collection
from dataclasses import dataclass

from services_directory.domain.merging import Difference
from services_directory.enums import ContactKind, Risk

# By path; the longest path that a difference begins with counts. Words are read after "It changes".
OF_PATHS: dict[str, tuple[Risk, str]] = {
    "title": (Risk.HIGH, "its name"),
    "minimum_age": (Risk.HIGH, "the ages"),
    "maximum_age": (Risk.HIGH, "the ages"),
    "needs": (Risk.HIGH, "whom it is for"),
    "coverage": (Risk.HIGH, "where families must live"),
    "service_areas": (Risk.HIGH, "where families must live"),
    "is_open_to_all": (Risk.HIGH, "who can use it"),
    "eligibility_criteria": (Risk.HIGH, "who can use it"),
    "cost_options": (Risk.HIGH, "what it costs"),
    "personal_budget": (Risk.HIGH, "what it costs"),
    "places": (Risk.HIGH, "an address"),
    "service_at_locations": (Risk.HIGH, "where it is"),
    "setting_profiles": (Risk.HIGH, "the profile of a setting"),
    "legal_status": (Risk.HIGH, "what kind of organisation it is"),
    "logo": (Risk.MEDIUM, "a picture"),
    "picture": (Risk.MEDIUM, "a picture"),
    "contacts": (Risk.MEDIUM, "whom to contact"),
    "email": (Risk.MEDIUM, "whom to contact"),
    "website": (Risk.MEDIUM, "a link to another site"),
    "referral_routes": (Risk.MEDIUM, "how to get it"),
    "application_process": (Risk.MEDIUM, "how to get it"),
    "who_decides": (Risk.MEDIUM, "how to get it"),
    "how_to_challenge": (Risk.MEDIUM, "how to get it"),
    "summary": (Risk.MEDIUM, "what it says of itself"),
    "description": (Risk.MEDIUM, "what it says of itself"),
    "kinds": (Risk.MEDIUM, "what kind of support it is"),
    "delivery": (Risk.MEDIUM, "how it reaches families"),
    "adjustments": (Risk.MEDIUM, "adjustments"),
    "service_at_locations.schedules": (Risk.LOW, "opening times"),
    "service_at_locations.description": (Risk.MEDIUM, "what is different at a place"),
    "schedules": (Risk.LOW, "opening times"),
    "places.directions": (Risk.LOW, "how to get there"),
    "contacts.telephone": (Risk.LOW, "a telephone number"),
    "contacts.textphone": (Risk.LOW, "a telephone number"),
    "contacts.note": (Risk.LOW, "a note to a contact"),
    "telephone": (Risk.LOW, "a telephone number"),
    "waiting_time": (Risk.LOW, "the waiting time"),
    "waiting_time_weeks": (Risk.LOW, "the waiting time"),
    "waiting_time_as_at": (Risk.LOW, "the waiting time"),
    "stages": (Risk.LOW, "stages of life"),
    "audiences": (Risk.LOW, "whom it speaks to"),
    "languages": (Risk.LOW, "languages"),
    "interpretation_services": (Risk.LOW, "interpreters"),
    "picture_text": (Risk.LOW, "the words for a picture"),
}
# Whom a family turns to when something is wrong: a false address here does harm.
WORRY_CONTACTS = frozenset({ContactKind.SENCO, ContactKind.COMPLAINTS})
_ORDER = (Risk.HIGH, Risk.MEDIUM, Risk.LOW)


@dataclass(frozen=True)
class Assessed:
    """A risk, and in words what makes it so, such as "what it costs, opening times"."""

    risk: Risk
    words: str


def path_of(one: Difference) -> str:
    """The path of a difference as a word: ``service_at_locations.schedules``."""
    return ".".join(one.path)


def is_within(path: str, rule: str) -> bool:
    """Whether ``path`` is what a rule names, or a part of it."""
    return f"{path}.".startswith(f"{rule}.")


def _of(one: Difference) -> tuple[Risk, str]:
    row = one.row or {}
    if one.name == "contacts" and row.get("kind") in WORRY_CONTACTS:
        return Risk.HIGH, "whom to turn to with a worry"
    path = path_of(one)
    rules = [rule for rule in OF_PATHS if is_within(path, rule)]
    # A field that no rule names is looked at: nobody has thought about it.
    return OF_PATHS[max(rules, key=len)] if rules else (Risk.MEDIUM, "something else")


def assess(found: Collection[Difference], *, is_new: bool) -> Assessed:
    """The risk of a change with these differences; of a new listing always high."""
    if is_new:
        return Assessed(Risk.HIGH, "a new listing")
    each = [_of(one) for one in found]
    risk = next((level for level in _ORDER if any(level == one for one, _ in each)), Risk.LOW)
    words = [word for level in _ORDER for one, word in each if one == level]
    return Assessed(risk, ", ".join(dict.fromkeys(words)))
