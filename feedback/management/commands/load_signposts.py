"""Loads where complaints, appeals and urgent worries go."""

from typing import Any

from django.core.management.base import BaseCommand

from feedback.domain.standard_lists import load_signposts


class Command(BaseCommand):
    """Adds the signposts that are missing; what has been edited stays."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it."""
        self.stdout.write(f"{load_signposts()} signposts are new.")
