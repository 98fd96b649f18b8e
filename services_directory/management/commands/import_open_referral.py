"""``manage.py import_open_referral``: listings from an Open Referral UK file or feed."""

import json
import logging
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError
from tqdm import tqdm

from services_directory.open_referral.errors import SourceError
from services_directory.open_referral.report import Outcome, Report, Row
from services_directory.open_referral.run import import_listings
from services_directory.open_referral.source import RawRecord
from services_directory.search.outbox import drain

# More rows than this are in the report file only.
MOST_ROWS_SHOWN = 20


class Command(BaseCommand):
    """Reads versions 3.0 and 1.0; a second run of the same source changes nothing."""

    help = "Import services from an Open Referral UK file or http(s) address, as drafts unless --publish."

    def add_arguments(self, parser: CommandParser) -> None:
        """The source, and what to do with it."""
        parser.add_argument("source", metavar="FILE_OR_URL")
        parser.add_argument("--publish", action="store_true", help="Make complete listings live.")
        parser.add_argument(
            "--dry-run", action="store_true", help="Report what would happen; change nothing."
        )
        parser.add_argument(
            "--report", metavar="FILE.json", help="Write what became of each row to this file."
        )
        parser.add_argument("--source", dest="name", default="", help="Name to show after 'copied from'.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import and say what became of it.

        Raises:
            CommandError: the source cannot be used, or no service in it could be taken.
        """
        if options["report"]:
            self._check_report_file(Path(options["report"]))
        quiet = options["verbosity"] == 0

        def progress(records: Iterable[RawRecord], total: int | None) -> Iterable[RawRecord]:
            return tqdm(records, total=total, desc="Services", unit="service", disable=quiet, file=sys.stderr)

        # Wagtail writes three lines for each page; the report says more.
        logging.getLogger("wagtail").setLevel(logging.WARNING)
        try:
            report = import_listings(
                options["source"],
                source=options["name"],
                publish=options["publish"],
                is_dry_run=options["dry_run"],
                progress=progress,
            )
        except SourceError as error:
            self._write(options["report"], {"error": str(error)})
            raise CommandError(str(error)) from error
        except (OperationalError, ProgrammingError) as error:
            raise CommandError(
                f"The database is not ready ({error}). Run manage.py migrate first."
            ) from error
        self._write(options["report"], report.as_json())
        self._say(report)
        if report.has_only_refused_services:
            raise CommandError("No service could be taken. The rows above and the report say why.")
        if not options["dry_run"]:
            self._index()

    def _write(self, name: str | None, content: dict[str, Any]) -> None:
        if name:
            written = json.dumps(content, indent=2, ensure_ascii=False, default=str)
            Path(name).write_text(f"{written}\n", encoding="utf-8")

    def _index(self) -> None:
        """Make what was imported findable now, without waiting for the worker."""
        failed = 0
        while (done := drain()).handled:
            failed += done.failed
        if failed:
            self.stdout.write(f"{failed} services could not be indexed yet. The worker tries them again.")

    def _check_report_file(self, path: Path) -> None:
        try:
            path.touch()
        except OSError as error:
            raise CommandError(f"The report cannot be written to {path}: {error.strerror}.") from error

    def _say(self, report: Report) -> None:
        for remark in report.remarks:
            self.stdout.write(remark)
        for entity, name in (
            ("service", "Services"),
            ("organization", "Organisations"),
            ("location", "Places"),
        ):
            counts = report.counts(entity)
            words = ", ".join(f"{count} {what}" for what, count in sorted(counts.items()) if count)
            self.stdout.write(f"{name}: {words or 'none'}.")
        self._list("Refused", report.rows_with(Outcome.REFUSED))
        self._list("Edited here, left as they are", report.rows_with(Outcome.EDITED_HERE))
        if report.is_dry_run:
            self.stdout.write("This was a dry run: nothing was changed.")

    def _list(self, heading: str, rows: list[Row]) -> None:
        if not rows:
            return
        self.stdout.write(f"{heading}:")
        for row in rows[:MOST_ROWS_SHOWN]:
            different = f" Differs in: {', '.join(row.differences)}." if row.differences else ""
            self.stdout.write(
                f"  row {row.row}, {row.name or row.id or 'without a name'}: {row.reason}{different}"
            )
        if len(rows) > MOST_ROWS_SHOWN:
            self.stdout.write(
                f"  and {len(rows) - MOST_ROWS_SHOWN} more: use --report FILE.json for all of them."
            )
