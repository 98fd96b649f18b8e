"""The worker: jobs on time, one worker at a time, and a clean end."""

import datetime
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.utils import timezone

from services_directory.models import IndexOutbox, SearchRow, ServicePage, WorkerLease
from services_directory.worker import JOBS, Job, Worker, hold_lease
from tests.factories.directory import ServicePageFactory

ROOT = Path(__file__).resolve().parents[2]


def counting(times: list[float], more: bool = False):
    def run() -> bool:
        times.append(time.monotonic())
        return more

    return run


@pytest.mark.django_db
def test_turn_runs_each_job_when_it_is_due():
    often, seldom = [], []
    worker = Worker([Job("often", 0, counting(often)), Job("seldom", 60, counting(seldom))])

    waits = [worker.turn() for _ in range(3)]

    assert (len(often), len(seldom)) == (3, 1)
    assert all(0 < wait <= 2 for wait in waits)


@pytest.mark.django_db
def test_turn_runs_a_job_again_at_once_while_it_has_more_to_do():
    times = []
    worker = Worker([Job("much", 60, counting(times, more=True))])

    worker.turn()
    worker.turn()

    assert len(times) == 2


@pytest.mark.django_db
def test_turn_goes_on_after_a_job_that_fails():
    def fail() -> bool:
        raise RuntimeError("broken")

    times = []
    worker = Worker([Job("broken", 0, fail), Job("good", 0, counting(times))])

    worker.turn()
    worker.turn()

    assert len(times) == 2


@pytest.mark.django_db
def test_lease_is_held_by_one_worker_at_a_time():
    assert hold_lease("first")
    assert not hold_lease("second")
    assert hold_lease("first")


@pytest.mark.django_db
def test_lease_of_a_worker_that_died_runs_out():
    hold_lease("first")
    WorkerLease.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))

    assert hold_lease("second")
    assert not hold_lease("first")


@pytest.mark.django_db
def test_turn_does_nothing_while_another_worker_has_the_lease():
    times = []
    hold_lease("another")

    Worker([Job("job", 0, counting(times))]).turn()

    assert times == []


@pytest.mark.django_db
def test_run_ends_when_it_is_stopped_and_gives_the_lease_back():
    worker = Worker([])
    worker.jobs.append(Job("stop", 0, lambda: bool(worker.stop())))
    worker._due["stop"] = 0.0

    worker.run()

    assert not WorkerLease.objects.exists()


@pytest.mark.django_db
def test_jobs_bring_a_published_service_into_the_index():
    page = ServicePageFactory()

    # Another job may mark the listing again by day: the review clock has never seen it checked.
    Worker([job for job in JOBS if job.name == "search outbox"]).turn()

    assert SearchRow.objects.filter(pk=page.pk).exists()
    assert not IndexOutbox.objects.exists()


@pytest.mark.django_db
def test_jobs_publish_what_is_scheduled():
    page = ServicePageFactory(live=False)
    page.go_live_at = timezone.now() - datetime.timedelta(minutes=1)
    revision = page.save_revision()
    ServicePage.objects.filter(pk=page.pk).update(go_live_at=page.go_live_at)
    revision.approved_go_live_at = page.go_live_at
    revision.save()

    Worker(JOBS).turn()

    assert ServicePage.objects.get(pk=page.pk).live


def test_run_worker_stops_cleanly_on_sigterm(tmp_path):
    database = f"sqlite:///{tmp_path / 'worker.sqlite3'}"
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "localoffer.settings.demo",
    }
    manage = [sys.executable, "-u", "manage.py"]
    subprocess.run([*manage, "migrate", "-v0", "--skip-checks"], cwd=ROOT, env=environment, check=True)
    worker = subprocess.Popen(
        [*manage, "run_worker", "--skip-checks"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    stopper = threading.Timer(60, worker.kill)
    stopper.start()

    first_line = worker.stdout.readline()
    worker.send_signal(signal.SIGTERM)
    rest, _ = worker.communicate()
    stopper.cancel()

    assert first_line.startswith("The worker runs: search outbox")
    assert rest == "The worker has stopped.\n"
    assert worker.returncode == 0
