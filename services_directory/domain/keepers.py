"""Who keeps a listing right, and can be asked about it."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from localoffer.accounts.models import User
from services_directory.enums import MembershipRole
from services_directory.models import ProviderMembership, ReviewContact, ServicePage


@dataclass(frozen=True)
class Keeper:
    """A person who signs in, or the named contact of a body; exactly one of the two."""

    user: User | None = None
    role_email: str = ""

    @property
    def email(self) -> str:
        """Where to write."""
        return self.user.email if self.user else self.role_email

    @property
    def key(self) -> tuple[int | None, str]:
        """What tells one from another."""
        return (self.user.pk, "") if self.user else (None, self.role_email.lower())


def keepers_of(services: Iterable[ServicePage], on: datetime.date) -> dict[int, list[Keeper]]:
    """By service: the managers of its provider, else its editors, else the named contact, else nobody.

    Two queries, however many services there are.
    """
    services = list(services)
    members = members_of({service.provider_id for service in services if service.provider_id}, on)
    contacts = contacts_of(services)
    found: dict[int, list[Keeper]] = {}
    for service in services:
        people = members.get(service.provider_id or 0, [])
        contact = contacts.get(service.pk)
        found[service.pk] = people or ([Keeper(role_email=contact.email)] if contact else [])
    return found


def members_of(providers: set[int], on: datetime.date) -> dict[int, list[Keeper]]:
    """By provider: its managers, else its editors, else nobody; one query."""
    rows = ProviderMembership.objects.active(on).filter(provider_id__in=providers, user__is_active=True)
    by_role: dict[tuple[int, str], list[Keeper]] = {}
    for row in rows.select_related("user").order_by("pk"):
        by_role.setdefault((row.provider_id, row.role), []).append(Keeper(row.user))
    return {
        provider: by_role.get((provider, MembershipRole.MANAGER), [])
        or by_role.get((provider, MembershipRole.EDITOR), [])
        for provider in providers
    }


def contacts_of(services: Iterable[ServicePage]) -> dict[int, ReviewContact]:
    """By service, its own named contact, or that of its provider; none is left out."""
    services = list(services)
    pages = {service.pk for service in services} | {service.provider_id for service in services}
    contacts = {one.page_id: one for one in ReviewContact.objects.filter(page_id__in=pages - {None})}
    found = {}
    for service in services:
        contact = contacts.get(service.pk) or contacts.get(service.provider_id or 0)
        if contact:
            found[service.pk] = contact
    return found


def may_keep(service: ServicePage, keeper: Keeper, on: datetime.date | None = None) -> bool:
    """Whether this person, or this address of a role, still looks after the listing."""
    day = on or datetime.date.today()
    if keeper.user is not None:
        memberships = ProviderMembership.objects.active(day).filter(provider_id=service.provider_id)
        return keeper.user.is_active and memberships.filter(user=keeper.user).exists()
    contact = contacts_of([service]).get(service.pk)
    return contact is not None and contact.email.lower() == keeper.role_email.lower()


def kept_by(email: str, on: datetime.date) -> list[tuple[Keeper, QuerySet[ServicePage]]]:
    """Whom an address belongs to (a person who signs in, a named contact, both or nobody), and their live listings."""
    found = []
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user is not None:
        providers = ProviderMembership.objects.active(on).filter(user=user).values("provider")
        found.append((Keeper(user), ServicePage.objects.live().filter(provider__in=providers)))
    contacts = ReviewContact.objects.filter(email__iexact=email.strip())
    if pages := list(contacts.values_list("page_id", flat=True)):
        own = Q(pk__in=pages) | Q(provider__in=pages)
        found.append((Keeper(role_email=email.strip()), ServicePage.objects.live().filter(own)))
    return found
