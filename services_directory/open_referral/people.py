"""Which contact details are a person's and not the service's own. People's details are neither shown nor stored.

The rules are guesses and lean to leaving out; each one that acts is a row of the report:

* a name is a person's if it has a title (Mrs, Dr) or is one to four capitalised words, none of which speaks of a
  team, a role or an organisation, and is not part of the service's or organisation's own name;
* an e-mail address is a person's if its local part is two words (``first.last``, ``j-smith``), or three with
  an initial in the middle, or one word of six letters or more with two vowels (``jsmithson``), and no part of it
  speaks of a role or team or comes from the name, place or area of the service or the organisation;
* a telephone number is a person's if it is a mobile number of a named person.
"""

import re
from typing import Any

from services_directory.open_referral.shapes import text

EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_TITLE = re.compile(r"^(mr|mrs|ms|miss|mx|dr|prof|professor|rev|sir|dame|cllr)\b\.?", re.I)
_SEPARATOR = re.compile(r"[._\-+\d]+")
# Parts of words that speak of a team, a role or an organisation, and that hardly any surname holds.
_STEMS = """
    admiss appeal benefit breaks committee football gymnast inbox leisure legal localoffer mediat portage rugby
    scouts stables trustee wellbeing welfare creche
    academ accoun activ admin advic advis advoc allowanc appoint assess assist associ autis booking braille
    bursar busines campus care centre center chair charity childcare childr clinic college commun compl
    contact coordin council counsel customer disab duty educ ehcp enabl enqui equip event famil feedback
    financ foundation fundrais general group guidance health hello helpdesk helpline homecare hospi hotline
    housing inclus info inqui librar liais manag media member mental mobil museum network nurser nursing
    office online outpat outreach parent partnership patient paym physio player playgr playsch playsc practi
    primary princip privacy project recept recruit referr regist rehab resid resour respi safeguard school
    secretar secur sensory servic session sibling social speech sport student studio support surger swim
    switchb team telep theatr therap ticket training transit transport treasur trust univers visit voice
    volun webm welcom wheelchair youngp youth
"""
_WORDS = """
    hr it la nhs sen send senco slt ot pa pals iass sendiass spa gp asc cic cio plc ltd ehc camhs pcn hub
    club camp child church coach dance deaf donate early front group head help home hotels house kids labour
    learn line listen mail music nurse panel play post reach refer sales shop staff staffing swim tutor unit
    ward warden web wheels work worker clerk governor governors teacher receptionist leader officer
"""
_ROLE_STEMS = tuple(_STEMS.split())
_ROLE_WORDS = frozenset(_WORDS.split())
_SMALL_WORDS = frozenset({"a", "an", "and", "at", "for", "in", "of", "on", "the", "to"})
_VOWELS = re.compile(r"[aeiouy]")


def _words(text_: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text_.lower())


def own_words(*names: str) -> frozenset[str]:
    """The words of four letters and more, and the initials, of the service's own names and places."""
    found: set[str] = set()
    for name in names:
        words = _words(name)
        found.update(word for word in words if len(word) >= 4)
        initials = "".join(word[0] for word in words if word not in _SMALL_WORDS)
        if len(initials) >= 3:
            found.add(initials)
    return frozenset(found)


def _speaks_of_a_role(word: str) -> bool:
    return word in _ROLE_WORDS or any(stem in word for stem in _ROLE_STEMS)


def is_personal_email(address: str, own: frozenset[str] = frozenset()) -> bool:
    """Whether ``address`` looks like one person's; ``own`` are the ``own_words`` of the service."""
    local = address.partition("@")[0].lower()
    words = [word for word in _SEPARATOR.split(local) if word]
    if not words or any(_speaks_of_a_role(word) or any(name in word for name in own) for word in words):
        return False
    if len(words) == 1:
        return len(words[0]) >= 6 and len(_VOWELS.findall(words[0])) >= 2
    if len(words) == 3:
        return len(words[1]) == 1
    first, last = words[0], words[-1]
    first_is_name = len(first) == 1 or bool(_VOWELS.search(first))
    return len(words) == 2 and first_is_name and len(last) >= 3 and bool(_VOWELS.search(last))


def is_person_name(name: str, *own_names: str) -> bool:
    """Whether ``name`` looks like a person's; ``own_names`` are those of the service and organisation."""
    if not name:
        return False
    if _TITLE.match(name):
        return True
    if any(name.lower() in own.lower() for own in own_names if own):
        return False
    words = name.replace(".", " ").split()
    if any(_speaks_of_a_role(word.lower()) for word in words) or any(letter.isdigit() for letter in name):
        return False
    if len(words) == 1 and name.isupper():
        return False
    return 1 <= len(words) <= 4 and all(word[:1].isupper() for word in words)


def is_mobile(number: str) -> bool:
    """Whether ``number`` is a British mobile number."""
    digits = re.sub(r"\D", "", number)
    return bool(re.match(r"(?:0|44|0044)7[1-9]", digits.replace("440", "44", 1)))


def without_personal_emails(words: str, own: frozenset[str]) -> str:
    """``words`` with people's e-mail addresses replaced by a remark."""
    return EMAIL.sub(
        lambda match: "(e-mail address left out)" if is_personal_email(match[0], own) else match[0], words
    )


def without_people(record: Any, own: frozenset[str], *own_names: str) -> Any:
    """A copy of a source record that may be stored: no person's name, e-mail address or mobile number.

    Dropped whole: ``attention`` of an address and the address of whoever assured the record.
    """
    if isinstance(record, list):
        return [without_people(item, own, *own_names) for item in record]
    if isinstance(record, str):
        return without_personal_emails(record, own) if "@" in record else record
    if not isinstance(record, dict):
        return record
    kept = {key: value for key, value in record.items() if key not in {"attention", "assurer_email"}}
    if isinstance(contacts := kept.get("contacts"), list):
        kept["contacts"] = [_without_person(contact, *own_names) for contact in contacts]
    return {key: without_people(value, own, *own_names) for key, value in kept.items()}


def _without_person(contact: Any, *own_names: str) -> Any:
    if not isinstance(contact, dict):
        return contact
    kept = dict(contact)
    for key in ("title", "department"):
        if _TITLE.match(text(kept, key)):
            del kept[key]
    if is_person_name(text(kept, "name"), *own_names):
        del kept["name"]
        phones = kept.get("phones")
        if isinstance(phones, list):
            kept["phones"] = [
                phone
                for phone in phones
                if not (isinstance(phone, dict) and is_mobile(text(phone, "number")))
            ]
    return kept
