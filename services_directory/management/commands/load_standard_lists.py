"""``manage.py load_standard_lists``: the lists that every authority starts from; safe to run again."""

from typing import Any

from django.core.management import BaseCommand

from services_directory.domain.standard_lists import load_standard_lists


class Command(BaseCommand):
    """Adds the terms, questions, urgent help and glossary that are missing; never changes what is there."""

    help = "Load the starting lists: needs, kinds, access features, questions to settings, urgent help, glossary."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load them, and say how many were new."""
        loaded = load_standard_lists()
        self.stdout.write(
            f"{loaded.terms} terms, {loaded.questions} questions to settings, {loaded.urgent_help} entries of "
            f"urgent help and {loaded.words} words of the glossary are new."
        )
