"""The worker: one loop that runs every job of the site when it is due. One at a time, a second one waits.

A later part of the site adds its job to ``JOBS``. A job must be safe to run twice and keep its own transactions.
"""

import datetime
import logging
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.core.management import call_command
from django.db import Error, IntegrityError, close_old_connections, transaction
from django.db.models import Q
from django.utils import timezone

from localoffer.mail.outbox import deliver_due, forget_old
from localoffer.public_forms.limits import forget_old_counts
from services_directory.domain.memberships import forget_old_invitations
from services_directory.domain.mistakes import forget_old_words
from services_directory.domain.review_clock import run_review_clock
from services_directory.domain.search_failures import purge_search_failures
from services_directory.models import WorkerLease
from services_directory.search.engine import get_server, server_problem
from services_directory.search.outbox import drain, mark_what_an_older_version_made, mark_what_the_day_changes

logger = logging.getLogger(__name__)

LEASE = "worker"
LEASE_SECONDS = 60  # longer than any job runs
SHORTEST_WAIT, LONGEST_WAIT = 0.05, 2.0  # seconds between looks at what is due
DRAINED_AT_ONCE = 200
MAILS_AT_ONCE = 20
MAILS_FROM_HOUR = 8  # nobody is asked to check a listing in the night


@dataclass(frozen=True)
class Job:
    """Something to do every so many seconds; ``run`` answers whether there is more to do at once."""

    name: str
    seconds: float
    run: Callable[[], bool]


def _drain_search_outbox() -> bool:
    return drain(DRAINED_AT_ONCE).handled == DRAINED_AT_ONCE


def _publish_scheduled() -> bool:
    call_command("publish_scheduled", verbosity=0)
    return False


def _mark_what_is_out_of_date() -> bool:
    mark_what_the_day_changes()
    mark_what_an_older_version_made()
    return False


def _deliver_mail() -> bool:
    return deliver_due(MAILS_AT_ONCE).sent == MAILS_AT_ONCE


def _forget_what_is_not_needed() -> bool:
    forget_old()
    forget_old_counts()
    forget_old_invitations()
    return False


def _run_review_clock() -> bool:
    if timezone.localtime().hour >= MAILS_FROM_HOUR:
        run_review_clock()
    return False


def _forget_old_words() -> bool:
    forget_old_words()
    return False


def _look_after_search_server() -> bool:
    if server := get_server():
        server_problem(server)  # which tells the log
    return False


def _purge_search_failures() -> bool:
    purge_search_failures()
    return False


JOBS: list[Job] = [
    Job("search outbox", 0.5, _drain_search_outbox),
    Job("mail outbox", 5, _deliver_mail),
    Job("old mail and counts", 3600, _forget_what_is_not_needed),
    Job("scheduled publishing", 60, _publish_scheduled),
    Job("listings that the index holds as they were", 600, _mark_what_is_out_of_date),
    Job("review clock", 3600, _run_review_clock),
    Job("old reports of mistakes", 3600, _forget_old_words),
    Job("search server", 60, _look_after_search_server),
    Job("old counts of searches", 3600, _purge_search_failures),
]


class Worker:
    """Runs ``jobs`` until ``stop`` is called, as long as it holds the lease."""

    def __init__(self, jobs: Sequence[Job] | None = None) -> None:
        self.jobs = list(JOBS if jobs is None else jobs)
        self.holder = secrets.token_hex(16)
        self._stopping = threading.Event()
        self._due = dict.fromkeys((job.name for job in self.jobs), 0.0)

    def stop(self) -> None:
        """Ask the loop to end after the job that it is running; safe in a signal handler."""
        self._stopping.set()

    def run(self) -> None:
        """The loop. The lease is given back at the end, so that another worker begins at once."""
        try:
            while not self._stopping.is_set():
                self._stopping.wait(self.turn())
        finally:
            with suppress(Error):  # without a database the lease runs out by itself
                WorkerLease.objects.filter(name=LEASE, holder=self.holder).delete()

    def turn(self) -> float:
        """Run what is due, and say after how many seconds to look again. Whatever fails is logged, never raised."""
        try:
            if not hold_lease(self.holder):
                return LONGEST_WAIT
            self._run_due()
        except Error:
            logger.exception("The worker could not reach its database")
            close_old_connections()
            return LONGEST_WAIT
        soonest = min(self._due.values(), default=0) - time.monotonic()
        return min(max(soonest, SHORTEST_WAIT), LONGEST_WAIT)

    def _run_due(self) -> None:
        for job in self.jobs:
            if self._stopping.is_set() or self._due[job.name] > time.monotonic():
                continue
            try:
                more = job.run()
            except Exception as error:
                logger.exception("Job failed: %s", job.name)
                more = False
                if isinstance(error, Error):
                    close_old_connections()  # a broken one is never mended
            self._due[job.name] = time.monotonic() + (0 if more else job.seconds)


def hold_lease(holder: str) -> bool:
    """Take the lease, or keep it; ``False`` while another worker has it."""
    now = timezone.now()
    until = now + datetime.timedelta(seconds=LEASE_SECONDS)
    mine = WorkerLease.objects.filter(name=LEASE, holder=holder)
    if mine.filter(expires_at__gt=now + datetime.timedelta(seconds=LEASE_SECONDS / 2)).exists():
        return True  # renewed half-way, not at every turn
    free = Q(holder=holder) | Q(expires_at__lte=now)
    if WorkerLease.objects.filter(free, name=LEASE).update(holder=holder, expires_at=until):
        return True
    if WorkerLease.objects.filter(name=LEASE).exists():
        return False
    try:
        with transaction.atomic():
            WorkerLease.objects.create(name=LEASE, holder=holder, expires_at=until)
    except IntegrityError:
        return False
    return True
