"""Addresses as feeds write them: the town in the second line, the county as the town, a postcode in any line."""

import re

from services_directory.domain.geography import PostcodeError, parse_postcode
from services_directory.open_referral.records import PlaceRecord
from services_directory.open_referral.report import Notes

NATIONS = frozenset(
    {"england", "scotland", "wales", "northern ireland", "united kingdom", "uk", "gb", "great britain"}
)
COUNTIES = frozenset(
    """Avon|Bedfordshire|Berkshire|Buckinghamshire|Cambridgeshire|Cheshire|Cleveland|Cornwall|County Durham|
    Cumbria|Derbyshire|Devon|Dorset|East Riding of Yorkshire|East Sussex|East Yorkshire|Essex|Gloucestershire|
    Greater London|Greater Manchester|Hampshire|Herefordshire|Hertfordshire|Humberside|Isle of Wight|Kent|
    Lancashire|Leicestershire|Lincolnshire|Merseyside|Middlesex|Norfolk|North Yorkshire|Northamptonshire|
    Northumberland|Nottinghamshire|Oxfordshire|Rutland|Shropshire|Somerset|South Glamorgan|South Yorkshire|
    Staffordshire|Suffolk|Surrey|Tyne and Wear|Warwickshire|West Midlands|West Sussex|West Yorkshire|Wiltshire|
    Worcestershire|Yorkshire""".replace("\n", "")
    .replace("    ", "")
    .split("|")
)
_COUNTY_NAMES = {county.casefold(): county for county in COUNTIES}
_WHOLE_POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][0-9A-Z]?)\s*([0-9][A-Z]{2})\b[\s,]*", re.I)
# A last part with one of these is a street or a building, not a town.
_NOT_A_TOWN = re.compile(
    r"\d|\b(road|rd|street|st|lane|drive|avenue|ave|hospital|centre|center|park|estate|house|site|way|close|"
    r"court|building|floor|unit|campus|clinic|crescent|place|square|terrace|row|parade|mews|gardens|grove|"
    r"school|college|university|trust|service|services|suite|block|wing|department|near|surgery|works)\b",
    re.I,
)


def repair_address(place: PlaceRecord, notes: Notes, path: str) -> None:
    """Put postcode, town and county of ``place`` where they belong."""
    _postcode(place, notes, path)
    if place.state_province.casefold() in NATIONS:
        place.state_province = ""  # the nation is no line of a British address
    _town(place, notes, path)


def _postcode(place: PlaceRecord, notes: Notes, path: str) -> None:
    if place.postal_code:
        written = place.postal_code
        try:
            place.postal_code = str(parse_postcode(written))
        except PostcodeError:
            place.postal_code = ""
            notes.dropped(
                f"{path}.postal_code", f"“{written[:20]}” is not a British postcode. Give one like HP20 1UY."
            )
        else:
            if place.postal_code != written:
                notes.repaired(f"{path}.postal_code", f"Written as {place.postal_code}.")
    for line in ("address_1", "address_2", "city", "state_province"):
        match = _WHOLE_POSTCODE.search(getattr(place, line))
        if match is None:
            continue
        found = f"{match[1]} {match[2]}".upper()
        if not place.postal_code:
            place.postal_code = found
            _take_out(place, line, match)
            notes.repaired(f"{path}.{line}", f"The postcode {found} stood in this line and was moved.")
        elif line == "city" or found == place.postal_code:
            _take_out(place, line, match)
            other = (
                "" if found == place.postal_code else f"; the postcode of the place is {place.postal_code}"
            )
            notes.repaired(
                f"{path}.{line}", f"The postcode {found} stood in this line and was taken out{other}."
            )


def _take_out(place: PlaceRecord, line: str, match: re.Match[str]) -> None:
    value = getattr(place, line)
    setattr(place, line, (value[: match.start()] + " " + value[match.end() :]).strip(" ,"))


def _town(place: PlaceRecord, notes: Notes, path: str) -> None:
    county = _COUNTY_NAMES.get(place.city.casefold())
    if (place.city and county is None) or not (place.address_2 or county):
        return
    head, _, tail = place.address_2.rpartition(",")
    town = tail.strip(" .")
    # “Bradford West, Yorkshire” is Bradford in West Yorkshire.
    stem, _, point = town.rpartition(" ")
    if county and stem and (wider := _COUNTY_NAMES.get(f"{point} {county}".casefold())):
        town, county = stem, wider
    if town and not _NOT_A_TOWN.search(town) and town.casefold() not in _COUNTY_NAMES:
        place.address_2, place.city = head.strip(" ,"), town
        notes.repaired(f"{path}.address_2", f"The town {town} stood in this line and was moved.")
    elif county:
        place.city = ""
    if county:
        place.state_province = county
        notes.repaired(f"{path}.city", f"{county} is a county, so it was moved to the county.")
