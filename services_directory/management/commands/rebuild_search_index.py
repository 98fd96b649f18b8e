"""``manage.py rebuild_search_index``: index every service anew."""

import argparse
import os
from typing import Any

from django.core.management import BaseCommand, CommandError
from tqdm import tqdm

from services_directory.models import IndexOutbox
from services_directory.search.rebuilding import RebuildFailed, rebuild

MOST_PROCESSES = 3  # unless more are asked for


class Command(BaseCommand):
    """Marks every service and drains the outbox: search goes on meanwhile, with no result missing."""

    help = "Index every service anew, in batches; search goes on meanwhile."

    # They load every view of the site: seconds and memory that a rebuild has a better use for.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """How many processes."""
        parser.add_argument(
            "--processes",
            type=int,
            default=min(max((os.cpu_count() or 1) - 1, 0), MOST_PROCESSES),
            help="Processes that read services, beside the one that stores them (default: %(default)s).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild with a progress bar.

        Raises:
            CommandError: some services could not be indexed, the others are; or the search server failed, and the
                index in use is as it was.
        """
        with tqdm(unit=" services", disable=not self.stderr.isatty() or None) as progress:

            def show(total: int, done: int) -> None:
                progress.total = total
                progress.update(done - progress.n)

            try:
                report = rebuild(show, options["processes"])
            except RebuildFailed as error:
                raise CommandError(str(error)) from error
        self.stdout.write(f"{report.indexed} services indexed, {report.removed} taken out.")
        if report.failed:
            first = IndexOutbox.objects.exclude(last_error="").first()
            raise CommandError(
                f"{report.failed} services could not be indexed; they are tried again later."
                + (f" The first: {first.service_id}, {first.last_error}" if first else "")
            )
