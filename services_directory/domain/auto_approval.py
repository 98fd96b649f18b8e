"""Changes that go live with no officer, if the authority has switched a rule on; every one is listed afterwards."""

import datetime

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from services_directory.domain.change_decisions import MustChoose, approve, review_of
from services_directory.domain.change_risk import WORRY_CONTACTS, is_within, path_of
from services_directory.domain.exceptions import NotReady
from services_directory.domain.merging import Difference, DifferenceKind
from services_directory.enums import AutoApproved, ChangeState
from services_directory.models import ChangePolicy, ListingChange, ProviderPage
from services_directory.models.changes import PUBLISHED

PATHS: dict[AutoApproved, tuple[str, ...]] = {
    AutoApproved.TIMES: ("schedules", "service_at_locations.schedules"),
    AutoApproved.TELEPHONES: ("contacts.telephone", "contacts.textphone", "telephone"),
    AutoApproved.WAITING: ("waiting_time", "waiting_time_weeks", "waiting_time_as_at"),
    AutoApproved.DIRECTIONS: ("places.directions",),
    AutoApproved.LANGUAGES: ("languages", "interpretation_services"),
}


def class_of(one: Difference) -> AutoApproved | None:
    """The class of fields that a difference is of; None for what always needs an officer."""
    path = path_of(one)
    # A contact that comes or goes, and one that families turn to with a worry, is for an officer.
    is_for_officers = one.kind != DifferenceKind.CHANGED or (one.row or {}).get("kind") in WORRY_CONTACTS
    if one.name == "contacts" and is_for_officers:
        return None
    for found, rules in PATHS.items():
        if any(is_within(path, rule) for rule in rules):
            return found
    return None


def has_good_record(
    provider: ProviderPage, policy: ChangePolicy, now: datetime.datetime | None = None
) -> bool:
    """Whether officers have published enough of a provider's changes, and rejected none for long enough."""
    decided = ListingChange.objects.filter(provider=provider, decided_by__isnull=False)
    since = (now or timezone.now()) - relativedelta(months=policy.good_record_months)
    if decided.filter(state=ChangeState.REJECTED, decided_at__gte=since).exists():
        return False
    return decided.filter(state__in=PUBLISHED).count() >= policy.good_record_changes


def approve_by_rule(change: ListingChange) -> ListingChange | None:
    """Publish a change that was just sent, if all of it is of classes that are switched on; else None.

    A change that cannot be published as it is waits for an officer, like any other.
    """
    policy = ChangePolicy.load()
    if not policy.auto_approved or change.is_new_listing or not change.page_id:
        return None
    review = review_of(change)
    classes = {class_of(one) for one in review.differences}
    if not classes or not classes <= {AutoApproved(one) for one in policy.auto_approved}:
        return None
    if review.conflicts or review.blocked or not review.page.live:
        return None
    if not has_good_record(change.provider, policy):
        return None
    try:
        with transaction.atomic():
            return approve(change, by=None, seen=review.token)
    except (NotReady, MustChoose, ValidationError):
        return None
