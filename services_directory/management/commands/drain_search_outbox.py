"""``manage.py drain_search_outbox``: bring the search index up to date with what has changed."""

import logging
import signal
import threading
from types import FrameType
from typing import Any

from django.core.management import BaseCommand, CommandParser
from django.db import Error, close_old_connections

from services_directory.models import IndexOutbox
from services_directory.search.outbox import DrainReport, drain

logger = logging.getLogger(__name__)

WATCH_SECONDS = 0.5


class Command(BaseCommand):
    """Drains the outbox once, or with ``--watch`` until it is stopped."""

    help = "Bring the search index up to date with what has changed."

    def add_arguments(self, parser: CommandParser) -> None:
        """Once or for good."""
        parser.add_argument("--watch", action="store_true", help="Go on until stopped.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Drain, and say what was done."""
        if options["watch"]:
            self._watch()
            return
        report = drain_all()
        self.stdout.write(
            f"{report.indexed} services indexed, {report.removed} taken out, {report.failed} failed, "
            f"{IndexOutbox.objects.count()} left."
        )

    def _watch(self) -> None:
        stopping = threading.Event()

        def stop(number: int, frame: FrameType | None) -> None:
            stopping.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        while not stopping.is_set():
            try:
                found = drain().handled
            except Error:
                logger.exception("The outbox could not be read; trying again")
                close_old_connections()  # a broken one is never mended
                found = 0
            if not found:
                stopping.wait(WATCH_SECONDS)


def drain_all() -> DrainReport:
    """Drain until nothing is due."""
    total = DrainReport()
    while (report := drain()).handled:
        total += report
    return total
