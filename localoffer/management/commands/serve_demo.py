"""``manage.py serve_demo``: the site and its worker together, until Ctrl+C."""

import signal
import subprocess
import sys
import time
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

from localoffer.demo.people import sign_in_lines

STOP_SECONDS = 10


class Command(BaseCommand):
    """Starts gunicorn and ``run_worker``; when one ends, the other is stopped too."""

    help = "Serve the demonstration: the site with gunicorn, and the worker beside it."

    def add_arguments(self, parser: CommandParser) -> None:
        """The address to serve at."""
        parser.add_argument(
            "--bind", default="127.0.0.1:8000", help="Host and port, 127.0.0.1:8000 if not given."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until a signal comes or a process ends.

        Raises:
            CommandError: this is not the demonstration, or a process ended by itself.
        """
        if not settings.DEMO:
            raise CommandError(
                "DEMO is off: start gunicorn and run_worker as 'In production' in README.md says."
            )
        bind = options["bind"]
        self.stdout.write(
            f"\nThe Local Offer is at http://{bind}/ and the officer desk at http://{bind}/admin/"
        )
        self.stdout.write("\n".join(sign_in_lines()))
        self.stdout.write("Stop with Ctrl+C.\n")
        signal.signal(signal.SIGTERM, _interrupt)
        processes = [subprocess.Popen(command) for command in _commands(bind)]
        try:
            while all(process.poll() is None for process in processes):
                time.sleep(0.5)
        except KeyboardInterrupt:
            self.stdout.write("Stopping …")
            return
        finally:
            _stop(processes)
        raise CommandError("The site or the worker has ended; the reason stands above. Is the port in use?")


def _commands(bind: str) -> list[list[str]]:
    web = ["-m", "gunicorn", "localoffer.wsgi:application", "--bind", bind, "--threads", "4"]
    quiet = ["--worker-class", "gthread", "--log-level", "warning"]
    return [[sys.executable, *web, *quiet], [sys.executable, "manage.py", "run_worker"]]


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _stop(processes: list[subprocess.Popen]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
