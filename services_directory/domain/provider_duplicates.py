"""Providers that an application may be a second entry of."""

import re
from collections import defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from urllib.parse import urlsplit

from services_directory.models import (
    OrganisationIdentifier,
    ProviderApplication,
    ProviderPage,
    ServiceAtLocation,
)

ALIKE = 0.82  # of 1: "Riverside Gymnastic Club" and "Riverside Gymnastics"
MOST = 8
# Words that say what kind of body it is, and nothing of which.
EMPTY_WORDS = frozenset(
    {"and", "cic", "cio", "charity", "community", "company", "for", "interest", "limited", "llp", "ltd", "of"}
    | {"org", "organisation", "plc", "the", "trust", "uk"}
)
# How much each says: many providers share a postcode, none a register number.
SAME_NUMBER, ALIKE_NAME, SAME_TELEPHONE = "same register number", "similar name", "same telephone number"
SAME_ADDRESS, SAME_WEBSITE = "same email address", "same website"
SAME_PLACE = "a service at the same postcode"
WEIGHTS = {
    SAME_NUMBER: 8,
    ALIKE_NAME: 4,
    SAME_ADDRESS: 4,
    SAME_TELEPHONE: 4,
    SAME_WEBSITE: 4,
    SAME_PLACE: 1,
}
SHARED_HOSTS = frozenset({"facebook.com", "instagram.com", "linktr.ee", "x.com", "twitter.com"})


@dataclass(frozen=True)
class LikelyDuplicate:
    """A provider, and in words what it has in common."""

    provider: ProviderPage
    reasons: tuple[str, ...]


def likely_duplicates(application: ProviderApplication) -> list[LikelyDuplicate]:
    """At most ``MOST`` providers, the likeliest first; four queries."""
    reasons: dict[int, list[str]] = defaultdict(list)
    _by_number(application, reasons)
    _by_what_the_page_says(application, reasons)
    _by_place(application, reasons)
    ranked = sorted(reasons, key=lambda pk: (-sum(WEIGHTS[one] for one in reasons[pk]), pk))[:MOST]
    pages = ProviderPage.objects.in_bulk(ranked)
    return [LikelyDuplicate(pages[pk], tuple(reasons[pk])) for pk in ranked]


def _by_number(application: ProviderApplication, reasons: dict[int, list[str]]) -> None:
    number = application.register_number.strip()
    if number:
        same = OrganisationIdentifier.objects.filter(identifier__iexact=number)
        for pk in set(same.values_list("page", flat=True)):
            reasons[pk].append(SAME_NUMBER)


def _by_what_the_page_says(application: ProviderApplication, reasons: dict[int, list[str]]) -> None:
    words, host = _words(application.name), _host(application.web_address)
    digits, email = _digits(application.telephone), application.email.lower()
    rows = ProviderPage.objects.values_list("pk", "title", "telephone", "website", "email")
    for pk, title, telephone, website, address in rows:
        if _names_alike(words, _words(title)):
            reasons[pk].append(ALIKE_NAME)
        if digits and digits == _digits(telephone):
            reasons[pk].append(SAME_TELEPHONE)
        if host and host == _host(website):
            reasons[pk].append(SAME_WEBSITE)
        if email == address.lower():
            reasons[pk].append(SAME_ADDRESS)


def _by_place(application: ProviderApplication, reasons: dict[int, list[str]]) -> None:
    postcode = "".join(application.postal_code.upper().split())
    spaced = f"{postcode[:-3]} {postcode[-3:]}"
    there = ServiceAtLocation.objects.filter(location__postal_code__in=(postcode, spaced))
    for pk in set(there.exclude(page__provider=None).values_list("page__provider", flat=True)):
        reasons[pk].append(SAME_PLACE)


def _words(name: str) -> list[str]:
    found = re.findall(r"[a-z0-9]+", name.lower().replace("'", "").replace("’", ""))
    return [word for word in found if word not in EMPTY_WORDS] or found


def _names_alike(one: list[str], other: list[str]) -> bool:
    shorter, longer = sorted((set(one), set(other)), key=len)
    if len(shorter) > 1 and shorter <= longer:
        return True
    match = SequenceMatcher(None, " ".join(one), " ".join(other))
    return match.real_quick_ratio() >= ALIKE and match.quick_ratio() >= ALIKE and match.ratio() >= ALIKE


def _digits(telephone: str) -> str:
    return re.sub(r"\D", "", telephone)[-10:]


def _host(address: str) -> str:
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    return "" if host in SHARED_HOSTS else host
