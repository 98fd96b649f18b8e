"""``manage.py run_worker``: everything that happens by itself, until it is told to stop."""

import signal
from types import FrameType
from typing import Any

from django.core.management import BaseCommand

from services_directory.worker import JOBS, Worker


class Command(BaseCommand):
    """Runs the jobs of ``services_directory.worker``. A second worker waits until the first has ended."""

    help = "Run the worker: follow the search outbox, publish scheduled pages and do every other regular job."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGTERM or Ctrl+C; the job that is running is finished first."""
        worker = Worker()

        def stop(number: int, frame: FrameType | None) -> None:
            worker.stop()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        self.stdout.write(f"The worker runs: {', '.join(job.name for job in JOBS)}.")
        worker.run()
        self.stdout.write("The worker has stopped.")
