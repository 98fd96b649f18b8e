"""Records that a listing was checked, and whether a service can be used now."""

import datetime

from dateutil.relativedelta import relativedelta
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Page

from localoffer.accounts.models import User
from services_directory.domain.review_policy import months_between_checks
from services_directory.enums import CheckSource, OperationalState, ReviewOutcome
from services_directory.models import (
    IndexOutbox,
    ListingAssurance,
    OperationalStatus,
    ReviewTask,
    ServicePage,
)


@transaction.atomic
def record_check(
    page: Page,
    *,
    organisation: str,
    source: CheckSource,
    on: datetime.date | None = None,
    by: User | None = None,
) -> ListingAssurance:
    """Record that ``organisation`` confirmed a listing on a day (today).

    It is then no longer hidden, an officer's task about it is closed, and links in reminders of this round stop
    working. When it is due again follows from the policy for its kinds.

    Args:
        page: a service or provider page.
        organisation: shown to families; never a person's name.
        source: who stands behind it.
        by: who recorded it, for the page's history only.

    Raises:
        ValueError: the day is in the future, or no organisation is named.
    """
    day = on or datetime.date.today()
    if day > datetime.date.today():
        raise ValueError("A check cannot be in the future.")
    if not organisation.strip():
        raise ValueError("Say which organisation checked it.")
    months = months_between_checks(page.pk)
    assurance, _ = ListingAssurance.objects.update_or_create(
        page_id=page.pk,
        defaults={
            "checked_on": day,
            "checked_by": organisation.strip(),
            "source": source,
            "next_due_on": day + relativedelta(months=months),
            "hidden_on": None,
        },
    )
    ReviewTask.objects.open().filter(page_id=page.pk).update(
        closed_on=datetime.date.today(), outcome=ReviewOutcome.CHECKED, closed_by=by
    )
    IndexOutbox.objects.mark([page.pk])
    log(
        instance=page,
        action="services_directory.check",
        user=by,
        data={"organisation": organisation, "on": str(day), "source": str(source)},
    )
    return assurance


@transaction.atomic
def set_operational_status(
    service: ServicePage,
    state: OperationalState,
    *,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
    note: str = "",
    by: User | None = None,
) -> OperationalStatus:
    """Say whether a service can be used now; the page and its drafts stay as they are.

    Raises:
        ValueError: ``until`` comes before ``since``.
    """
    begin = since or datetime.date.today()
    if until and until < begin:
        raise ValueError("'Expected until' must not come before 'since'.")
    status, _ = OperationalStatus.objects.update_or_create(
        service_id=service.pk, defaults={"state": state, "since": begin, "until": until, "note": note}
    )
    IndexOutbox.objects.mark([service.pk])
    log(
        instance=service,
        action="services_directory.status",
        user=by,
        data={"state": str(state), "note": note},
    )
    return status
