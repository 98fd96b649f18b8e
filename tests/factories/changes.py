"""Providers' changes, made by the functions that the portal uses."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import Group

from localoffer.accounts.models import User
from localoffer.accounts.roles import OFFICERS
from services_directory.domain.change_decisions import review_of
from services_directory.domain.listing_changes import save_step, start_change, submit_change
from services_directory.domain.listing_fields import step_with
from services_directory.models import ListingChange, ProviderPage
from tests.factories.directory import ProviderPageFactory
from tests.factories.people import ProviderMembershipFactory, UserFactory


def officer() -> User:
    """Somebody in the group of officers."""
    user = UserFactory()
    user.groups.add(Group.objects.get(name=OFFICERS))
    return user


def member_of(provider: ProviderPage) -> User:
    """Somebody who works for a provider."""
    return ProviderMembershipFactory(provider=provider).user


def write(change: ListingChange, by: User, **content: Any) -> ListingChange:
    """The change with these values saved, those of one step together."""
    steps: dict[str, dict[str, Any]] = {}
    for name, value in content.items():
        steps.setdefault(step_with(change.listing_type, name).code, {})[name] = value
    for step, values in steps.items():
        change = save_step(change, step=step, content=values, expected_version=change.version, by=by)
    return change


def draft_change(page: Any, by: User | None = None, **content: Any) -> ListingChange:
    """A change to a live page, not sent yet."""
    provider = getattr(page, "provider", page)
    by = by or member_of(provider)
    return write(start_change(page, provider=provider, by=by), by, **content)


def submitted_change(page: Any, by: User | None = None, **content: Any) -> ListingChange:
    """A change that waits for an officer."""
    change = draft_change(page, by, **(content or {"summary": "A club for teenagers."}))
    return submit_change(change, expected_version=change.version, by=change.started_by)


def new_listing(provider: ProviderPage | None = None, **content: Any) -> ListingChange:
    """A new listing that waits for an officer."""
    provider = provider or ProviderPageFactory()
    by = member_of(provider)
    values: Mapping[str, Any] = {"title": "Chess club", "summary": "Chess for all.", **content}
    change = write(start_change(None, provider=provider, by=by), by, **values)
    return submit_change(change, expected_version=change.version, by=by)


def seen(change: ListingChange) -> str:
    """The token of what an officer is shown now."""
    return review_of(change).token
