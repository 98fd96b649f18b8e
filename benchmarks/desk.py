"""What the officer desk costs: a long queue, and deciding about one change of thirty rows.

    python -m benchmarks.desk

Each line is the CPU of one request through Django's test client, or of one decision, in milliseconds. To reach: a
queue of 1,000 items in 150 ms and 20 queries, a decision about 30 rows in 400 ms.
"""

import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import use_database
from benchmarks.find import cpu, tell

WAITING = 1_000
ROWS = 30


def _people() -> tuple[Any, Any]:
    from django.contrib.auth.models import Group

    from localoffer.accounts.models import User

    officer = User.objects.create_user("olu@example.org", first_name="Olu", last_name="Officer")
    officer.groups.set(Group.objects.filter(name="Officers"))
    return officer, User.objects.create_user("pia@example.org", first_name="Pia", last_name="Provider")


def _publish(parent: Any, page: Any) -> Any:
    parent.add_child(instance=page)
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def _fill_queue(provider: Any, by: Any) -> None:
    from django.utils import timezone

    from services_directory.domain.listing_content import blank_content
    from services_directory.models import ListingChange

    now = timezone.now()
    blank = blank_content("service")
    ListingChange.objects.bulk_create(
        ListingChange(
            is_new_listing=True,
            provider=provider,
            title=f"Service {number}",
            base=blank,
            content=blank,
            submitted_content=blank,
            state="submitted",
            started_by=by,
            started_at=now,
            saved_at=now,
            submitted_by=by,
            submitted_at=now,
            risk=("high", "medium", "low")[number % 3],
            risk_words="what it costs, opening times",
        )
        for number in range(WAITING)
    )


def measure_queue(officer: Any) -> None:
    """The first page, a search, and the order by risk."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    settings.DEMO = True
    client = Client(headers={"host": "localhost"})
    client.force_login(officer)
    for query in ("", "?sort=risk", "?q=service+99", "?p=20"):
        get = partial(client.get, f"/admin/directory/queue/{query}")
        with CaptureQueriesContext(connection) as queries:
            if get().status_code != 200:
                raise SystemExit(f"The queue did not answer: {query}")
        made = len(queries)  # before the next request empties the log
        tell(f"queue of {WAITING:,} {query}", cpu(get, 20), f"{made} queries")


def measure_decision(officer: Any, by: Any, service: Any) -> None:
    """Showing a change of thirty rows, publishing it, and undoing it."""
    from django.test import Client

    from services_directory.domain import change_decisions, listing_changes

    change = listing_changes.start_change(service, provider=service.provider, by=by)
    rows = [{**row, "option": "each session"} for row in change.content["cost_options"]]
    change = listing_changes.save_step(
        change, step="cost", content={"cost_options": rows}, expected_version=1, by=by
    )
    change = listing_changes.submit_change(change, expected_version=change.version, by=by)
    client = Client(headers={"host": "localhost"})
    client.force_login(officer)
    tell(
        f"showing a change of {ROWS} rows",
        cpu(partial(client.get, f"/admin/directory/changes/{change.pk}/"), 20),
    )

    def decide() -> None:
        review = change_decisions.review_of(change)
        change_decisions.approve(change, by=officer, seen=review.token)

    def undo() -> None:
        change.refresh_from_db()
        if change.state == "approved":
            change_decisions.undo(change, by=officer)
            change.refresh_from_db()

    tell(f"deciding about {ROWS} rows", cpu(decide, 10, before=undo))


def main() -> None:
    """Fill an empty database and measure."""
    with tempfile.TemporaryDirectory() as folder:
        use_database(Path(folder) / "desk.sqlite3")
        from services_directory.models import (
            CostOption,
            DirectoryPage,
            OrganisationsPage,
            ProviderPage,
            ServicePage,
        )

        officer, by = _people()
        provider = _publish(OrganisationsPage.objects.get(), ProviderPage(title="Harebell", live=False))
        costs = [CostOption(amount=number + 1) for number in range(ROWS)]
        service = _publish(
            DirectoryPage.objects.get(),
            ServicePage(title="Club", summary="A club.", provider=provider, live=False, cost_options=costs),
        )
        _fill_queue(provider, by)
        measure_queue(officer)
        measure_decision(officer, by, service)


if __name__ == "__main__":
    main()
