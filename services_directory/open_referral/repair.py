"""Mends a neutral record in place and says in the notes what was mended, dropped or left out, and why.

Nothing is guessed that a family could take for a fact: eligibility stays the words of the source, and ages are
taken only where the source gives them.
"""

import datetime
import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from services_directory.domain.geography import PostcodeError, PostcodesNotBuilt, locate
from services_directory.open_referral.addresses import repair_address
from services_directory.open_referral.people import (
    EMAIL,
    is_mobile,
    is_person_name,
    is_personal_email,
    own_words,
    without_personal_emails,
)
from services_directory.open_referral.records import (
    AreaRecord,
    ContactRecord,
    CostRecord,
    OrganisationRecord,
    PlaceRecord,
    ScheduleRecord,
    ServiceRecord,
    Telephone,
)
from services_directory.open_referral.report import Notes
from services_directory.open_referral.rich_text import as_words, cut_at_word, first_sentence
from services_directory.open_referral.telephone_numbers import read_number

LONGEST_URL = 500
OLDEST_AGE = 130
_valid_url = URLValidator(schemes=["http", "https"])
_DANGEROUS = re.compile(r"<\s*(script|style|iframe|object|embed|svg)\b|\bon\w+\s*=|javascript:", re.I)
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.]\d{2}(?:\.\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?")
_DAY = re.compile(r"([+-]?\d)?(MO|TU|WE|TH|FR|SA|SU)")
_DAY_NAMES = {
    "monday": "MO",
    "tuesday": "TU",
    "wednesday": "WE",
    "thursday": "TH",
    "friday": "FR",
    "saturday": "SA",
    "sunday": "SU",
}
DAY_ORDER = tuple(_DAY_NAMES.values())


def repair_service(record: ServiceRecord, notes: Notes) -> None:
    """Mend a service: its texts, ways to reach it, ages, costs, areas and times. Places and organisation apart."""
    own = own_words_of(record)
    record.name = fitted(as_words(record.name), 255, "name", notes)
    _note_danger(record.description, "description", notes)
    _note_danger(record.application_process, "application_process", notes)
    for name in ("description", "application_process"):
        words = without_personal_emails(getattr(record, name), own)
        if words != getattr(record, name):
            notes.personal(name, "A person's e-mail address in the text was left out.")
            setattr(record, name, words)
    record.summary = first_sentence(record.description, 250)
    record.interpretation_services = fitted(
        as_words(record.interpretation_services), 200, "interpretation_services", notes
    )
    record.wait_time = fitted(as_words(record.wait_time), 160, "wait_time", notes)
    record.url = web_address(record.url, "url", notes)
    _service_email(record, own, notes)
    record.phones = _phones(record.phones, "phones", notes)
    record.contacts = _contacts(record, own, notes)
    _ages(record, notes)
    record.costs = [cost for n, cost in enumerate(record.costs) if _cost(cost, f"cost_options[{n}]", notes)]
    record.areas = [area for n, area in enumerate(record.areas) if _area(area, f"service_areas[{n}]", notes)]
    record.schedules = repair_schedules(record.schedules, "schedules", notes)
    for number, at in enumerate(record.places):
        path = f"service_at_locations[{number}]"
        at.description = fitted(as_words(at.description), 250, f"{path}.description", notes)
        at.schedules = repair_schedules(at.schedules, f"{path}.schedules", notes)
    record.eligibility = [as_words(words) for words in record.eligibility]
    record.as_at = _date(record.as_at)


def own_words_of(record: ServiceRecord) -> frozenset[str]:
    """The words of the service's own names, places and areas: an e-mail address with one of them is its own."""
    places = [
        f"{at.place.name} {at.place.address_1} {at.place.address_2} {at.place.city}" for at in record.places
    ]
    areas = [area.name for area in record.areas]
    organisation = record.organisation.name if record.organisation else ""
    return own_words(record.name, organisation, *places, *areas)


def repair_organisation(record: OrganisationRecord, notes: Notes) -> None:
    """Mend an organisation."""
    own = own_words(record.name)
    record.name = fitted(as_words(record.name), 255, "name", notes)
    _note_danger(record.description, "description", notes)
    record.description = without_personal_emails(record.description, own)
    if as_words(record.description) == record.name:
        record.description = ""  # feeds repeat the name because the standard demands a description
    record.legal_status = fitted(as_words(record.legal_status), 80, "legal_status", notes)
    if looks_like_url(record.email):
        record.url = record.url or record.email
        notes.repaired("email", "It held a web address, which was moved to the website.")
        record.email = ""
    record.url = web_address(record.url, "url", notes)
    record.email = email_address(record.email, "email", own, notes)
    record.phones = _phones(record.phones, "phones", notes)


def repair_place(place: PlaceRecord, notes: Notes) -> None:
    """Mend a place: its address, its point, and the point of its postcode where it has none."""
    for name, longest in (("name", 160), ("address_1", 160), ("city", 80), ("state_province", 80)):
        setattr(place, name, fitted(as_words(getattr(place, name)), longest, name, notes))
    place.address_2 = as_words(place.address_2)
    repair_address(place, notes, "address")
    place.address_2 = fitted(place.address_2, 160, "address_2", notes)
    place.name = place.name or place.address_1 or place.city or place.postal_code
    place.directions = as_words(place.directions)
    place.phones = _phones(place.phones, "phones", notes)
    if place.location_type not in {"physical", "postal", "virtual"}:
        notes.repaired("location_type", "Not physical, postal or virtual: taken as physical.")
        place.location_type = "physical"
    _point(place, notes)
    if place.latitude is None and place.postal_code and place.location_type != "virtual":
        _point_from_postcode(place, notes)


def fitted(words: str, longest: int, path: str, notes: Notes) -> str:
    """``words``, cut at a word and noted where they are too long."""
    if len(words) > longest:
        notes.repaired(
            path, f"Longer than {longest} characters, so it was cut. The source record holds all of it."
        )
    return cut_at_word(words, longest)


def looks_like_url(value: str) -> bool:
    """Whether a value meant for something else is a web address."""
    return "@" not in value and bool(re.match(r"(https?://|www\.)\S+\.\S+", value, re.I))


def web_address(value: str, path: str, notes: Notes) -> str:
    """``value`` as an http(s) address, or empty with a note."""
    if not value:
        return ""
    address = value.strip()
    if not re.match(r"[a-z][a-z0-9+.-]*:", address, re.I):
        address = f"https://{address}"
    try:
        if len(address) > LONGEST_URL:
            raise ValidationError("too long")
        _valid_url(address)
    except ValidationError:
        notes.dropped(path, "Not a web address that begins with http:// or https://.")
        return ""
    if address != value:
        notes.repaired(path, "https:// was put before the web address.")
    return address


def email_address(value: str, path: str, own: frozenset[str], notes: Notes) -> str:
    """``value`` as an e-mail address of the service, or empty with a note; a person's is left out."""
    if not value:
        return ""
    address = value.strip().removeprefix("mailto:").rstrip(".,; ").strip()
    found = EMAIL.findall(address)
    if len(found) > 1 or (len(found) == 1 and found[0] != address):
        address = found[0]
    try:
        validate_email(address)
        if len(address) > 254:
            raise ValidationError("too long")
    except ValidationError:
        notes.dropped(path, "Not an e-mail address.")
        return ""
    if is_personal_email(address, own):
        notes.personal(
            path,
            "It looks like a person's e-mail address. If it is the service's own, add it on the listing.",
        )
        return ""
    if address != value:
        notes.repaired(path, "The e-mail address was cleaned.")
    return address


def _note_danger(value: str, path: str, notes: Notes) -> None:
    if _DANGEROUS.search(value):
        notes.repaired(path, "Script and other active HTML was removed.")


def _service_email(record: ServiceRecord, own: frozenset[str], notes: Notes) -> None:
    if looks_like_url(record.email):
        address = web_address(record.email, "email", notes)
        if address and not record.url:
            record.url = address
            notes.repaired("email", "It held a web address, which was moved to the web page of the service.")
        elif address and address != record.url:
            record.contacts.append(ContactRecord(id="web-page", url=address))
            notes.repaired("email", "It held a second web address, which was moved to a contact.")
        else:
            notes.repaired("email", "It held a web address that the service has already.")
        record.email = ""
    record.email = email_address(record.email, "email", own, notes)


def _phones(phones: list[Telephone], path: str, notes: Notes) -> list[Telephone]:
    taken = []
    for number, phone in enumerate(phones):
        where = f"{path}[{number}].number"
        if not phone.number:
            continue
        dialled = read_number(phone.number)
        if dialled is None:
            notes.dropped(
                where, f"“{phone.number[:30]}” is no telephone number that can be dialled. Check it."
            )
            continue
        if dialled.number != phone.number:
            notes.repaired(where, f"Written as {dialled.number}.")
        words = fitted(
            ". ".join(filter(None, [dialled.note, as_words(phone.description)])), 200, f"{where} note", notes
        )
        taken.append(Telephone(dialled.number, words, phone.is_textphone or dialled.is_textphone))
    return taken


def _contacts(record: ServiceRecord, own: frozenset[str], notes: Notes) -> list[ContactRecord]:
    organisation = record.organisation.name if record.organisation else ""
    service_numbers = {phone.number for phone in record.phones}
    kept = []
    for number, contact in enumerate(record.contacts):
        path = f"contacts[{number}]"
        is_person = is_person_name(contact.person, record.name, organisation)
        if is_person:
            notes.personal(f"{path}.name", "A person's name was left out; a contact is a role.")
        elif contact.person and not contact.role and contact.person not in {record.name, organisation}:
            contact.role = contact.person
        if contact.role and is_person_name(contact.role, record.name, organisation) and " " in contact.role:
            notes.personal(f"{path}.title", "It looks like a person's name and was left out.")
            contact.role = ""
        contact.person = ""
        contact.role = fitted(as_words(contact.role), 120, f"{path}.title", notes)
        if looks_like_url(contact.email):
            contact.url, contact.email = contact.url or contact.email, ""
            notes.repaired(f"{path}.email", "It held a web address, which was moved.")
        contact.url = web_address(contact.url, f"{path}.url", notes)
        contact.email = email_address(contact.email, f"{path}.email", own, notes)
        contact.phones = _phones(contact.phones, f"{path}.phones", notes)
        if is_person:
            personal = [
                phone
                for phone in contact.phones
                if is_mobile(phone.number) and phone.number not in service_numbers
            ]
            if personal:
                notes.personal(f"{path}.phones", "The mobile number of a named person was left out.")
            contact.phones = [phone for phone in contact.phones if phone not in personal]
        kept.append(contact)
    return kept


def _ages(record: ServiceRecord, notes: Notes) -> None:
    record.minimum_age = _age(record.minimum_age, "minimum_age", notes)
    record.maximum_age = _age(record.maximum_age, "maximum_age", notes)
    lowest, highest = record.minimum_age, record.maximum_age
    if lowest is not None and highest is not None and lowest > highest:
        notes.dropped(
            "minimum_age",
            f"The youngest age ({lowest}) is above the oldest age ({highest}), so neither was taken. "
            "Ask the source which is right.",
        )
        record.minimum_age = record.maximum_age = None


def _age(value: Any, path: str, notes: Notes) -> int | None:
    if value is None or value == "":
        return None
    try:
        age = float(str(value).strip())
    except ValueError:
        age = -1
    if not 0 <= age <= OLDEST_AGE or isinstance(value, bool):
        notes.dropped(path, f"Not an age in years from 0 to {OLDEST_AGE}.")
        return None
    if age != int(age):
        notes.repaired(path, "Ages are whole years: the part of a year was left off.")
    elif not isinstance(value, int):
        notes.repaired(path, "Written as a whole number.")
    return int(age)


def _cost(cost: CostRecord, path: str, notes: Notes) -> bool:
    cost.option = fitted(as_words(cost.option), 120, f"{path}.option", notes)
    cost.words = fitted(as_words(cost.words), 200, f"{path}.amount_description", notes)
    cost.amount = _amount(cost.amount, path, notes)
    if cost.amount is not None and cost.currency not in {"", "GBP"}:
        foreign = f"{cost.amount} {cost.currency}"
        cost.words, cost.amount = cut_at_word(f"{foreign} {cost.words}".strip(), 200), None
        notes.repaired(f"{path}.currency", "Not in pounds: the price is given in words.")
    cost.valid_from, cost.valid_to = _dates(cost.valid_from, cost.valid_to, path, notes)
    if cost.amount is None and not cost.words:
        if not cost.option:
            return False
        cost.words, cost.option = cost.option, ""
    return True


def _amount(value: Any, path: str, notes: Notes) -> Decimal | None:
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        amount = Decimal(str(value).replace("£", "").replace(",", "").strip()).quantize(Decimal("0.01"))
    except InvalidOperation:
        notes.dropped(f"{path}.amount", "Not an amount in pounds.")
        return None
    if not 0 <= amount < 1_000_000:
        notes.dropped(f"{path}.amount", "An amount is from 0 to 999,999 pounds.")
        return None
    return amount


def _area(area: AreaRecord, path: str, notes: Notes) -> bool:
    area.name = fitted(as_words(area.name), 160, f"{path}.name", notes)
    return bool(area.name)


def repair_schedules(schedules: list[ScheduleRecord], path: str, notes: Notes) -> list[ScheduleRecord]:
    """The schedules that say something, with days, times and dates that can be kept."""
    return [one for number, one in enumerate(schedules) if _schedule(one, f"{path}[{number}]", notes)]


def _schedule(schedule: ScheduleRecord, path: str, notes: Notes) -> bool:
    schedule.description = fitted(as_words(schedule.description), 250, f"{path}.description", notes)
    schedule.freq = str(schedule.freq).upper()
    if schedule.freq not in {"DAILY", "WEEKLY", "MONTHLY"}:
        schedule.freq = ""
    schedule.interval = _interval(schedule.interval, path, notes)
    schedule.days = _days(schedule, path, notes)
    if schedule.days and not schedule.freq:
        schedule.freq = "WEEKLY"
    schedule.opens_at = _time(schedule.opens_at, f"{path}.opens_at", notes)
    schedule.closes_at = _time(schedule.closes_at, f"{path}.closes_at", notes)
    if schedule.opens_at and schedule.closes_at and schedule.closes_at <= schedule.opens_at:
        notes.dropped(f"{path}.closes_at", "It closes before it opens, so neither time was taken.")
        schedule.opens_at = schedule.closes_at = None
    schedule.valid_from, schedule.valid_to = _dates(schedule.valid_from, schedule.valid_to, path, notes)
    return bool(schedule.days or schedule.opens_at or schedule.description or schedule.freq == "DAILY")


def _interval(value: Any, path: str, notes: Notes) -> int:
    if value in (None, "", 1, "1"):
        return 1
    if str(value).isdigit() and 1 <= int(str(value)[:6]) <= 52:
        return int(value)
    notes.dropped(f"{path}.interval", "Not a whole number from 1 to 52.")
    return 1


def _days(schedule: ScheduleRecord, path: str, notes: Notes) -> list[str]:
    written = schedule.days if isinstance(schedule.days, list) else str(schedule.days or "").split(",")
    days: list[str] = []
    for word in (str(part).strip() for part in written):
        match = _DAY.fullmatch(_DAY_NAMES.get(word.lower(), word.upper()))
        if match is None:
            if word:
                notes.dropped(f"{path}.byday", f"“{word[:20]}” is not a day of the week.")
            continue
        if match[1] and schedule.freq == "MONTHLY" and int(match[1]) in {1, 2, 3, 4, -1}:
            schedule.week_of_month = int(match[1])
        days.append(match[2])
    return [day for day in DAY_ORDER if day in days]


def _time(value: Any, path: str, notes: Notes) -> datetime.time | None:
    if not value:
        return None
    match = _TIME.fullmatch(str(value).strip())
    try:
        if match is None:
            raise ValueError
        return datetime.time(int(match[1]), int(match[2]))
    except ValueError:
        notes.dropped(path, f"“{str(value)[:20]}” is not a time like 09:30.")
        return None


def _date(value: Any) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None


def _dates(
    first: Any, last: Any, path: str, notes: Notes
) -> tuple[datetime.date | None, datetime.date | None]:
    start, end = _date(first), _date(last)
    if (first and start is None) or (last and end is None):
        notes.dropped(f"{path}.valid_from", "Not a date like 2026-09-01.")
    if start and end and end < start:
        notes.dropped(f"{path}.valid_to", "It ends before it begins, so neither date was taken.")
        return None, None
    return start, end


def _degrees(value: Any) -> float | None:
    if value is None or isinstance(value, bool):
        return None
    try:
        return float(str(value))
    except ValueError:
        return None


def _point(place: PlaceRecord, notes: Notes) -> None:
    given = place.latitude not in (None, "") or place.longitude not in (None, "")
    latitude, longitude = _degrees(place.latitude), _degrees(place.longitude)
    place.latitude = place.longitude = None
    if not given:
        return
    if latitude is None or longitude is None:
        notes.dropped("latitude", "Latitude and longitude are not both numbers.")
    elif latitude == 0 and longitude == 0:
        notes.dropped("latitude", "(0, 0) is in the sea off Africa: the point was removed.")
    elif -11 <= latitude <= 3 and 49 <= longitude <= 61:
        place.latitude, place.longitude = longitude, latitude
        notes.repaired("latitude", "Latitude and longitude had changed places.")
    elif not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        notes.dropped(
            "latitude", "The point is not on earth: latitude is up to 90 and longitude up to 180 degrees."
        )
    else:
        place.latitude, place.longitude = latitude, longitude


def _point_from_postcode(place: PlaceRecord, notes: Notes) -> None:
    try:
        place.latitude, place.longitude = locate(place.postal_code).pair
    except PostcodeError as error:
        notes.advice("postal_code", f"The place is not on the map. {error}")
    except PostcodesNotBuilt:
        notes.advice(
            "postal_code", "The place is not on the map: run manage.py build_postcodes, then import again."
        )
    else:
        place.point_from_postcode = True
