"""``manage.py set_up_demo``: everything that ``make run`` needs before it can serve; safe to run again."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

# Each is safe to run again and does nothing when there is nothing to do.
STEPS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("Preparing the database", "migrate", {"verbosity": 0}),
    ("Preparing the cache", "createcachetable", {"verbosity": 0}),
    ("Collecting styles and scripts", "collectstatic", {"interactive": False, "verbosity": 0}),
    ("Building the postcode file", "build_postcodes", {}),
    ("Loading the lists of needs, kinds and access features", "load_standard_lists", {}),
    ("Loading where complaints and appeals go", "load_signposts", {}),
    ("Loading the demonstration authority", "load_demo", {}),
    ("Loading comments and answers", "load_feedback_demo", {}),
    ("Protecting the audit trail", "protect_audit", {}),
)


class Command(BaseCommand):
    """Migrates, builds the postcode file, and loads the demonstration on first run."""

    help = "Prepare the demonstration: database, styles, postcodes, lists and the invented authority."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the steps in order.

        Raises:
            CommandError: this is not the demonstration.
        """
        if not settings.DEMO:
            raise CommandError(
                "This loads invented services, and DEMO is off. "
                "To set up a real site, follow 'In production' in README.md."
            )
        for words, command, arguments in STEPS:
            self.stdout.write(f"{words} …")
            call_command(command, stdout=self.stdout, stderr=self.stderr, **arguments)
