"""``manage.py purge_feedback``: delete what has been kept for its time."""

from typing import Any

from django.core.management import BaseCommand, CommandParser

from feedback.domain.retention import purge, rules


class Command(BaseCommand):
    """Says for each kind of data how much has had its time, and deletes it."""

    help = "Delete comments, contact details and records that have had their time, as the settings say."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to look only."""
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what would be deleted and delete nothing."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Purge, and report each rule in a line."""
        is_dry_run = options["dry_run"]
        taken = purge(is_dry_run=is_dry_run)
        for rule in rules():
            self.stdout.write(f"{taken[rule.name]:6d}  {rule.what} ({rule.when})")
        self.stdout.write(
            "Nothing was deleted: this was a dry run." if is_dry_run else f"{sum(taken.values())} deleted."
        )
