"""``manage.py check_search_index``: compare the search index with the directory, and mend it."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from services_directory.management.commands.drain_search_outbox import drain_all
from services_directory.models import IndexOutbox
from services_directory.search.checking import Differences, find_differences
from services_directory.search.contract import SearchEngine
from services_directory.search.engine import embedded_engine, get_server, in_words

SHOWN = 10  # ids


class Command(BaseCommand):
    """Compares ids and content hashes. What waits in the outbox is no difference: it is known."""

    help = "Compare the search index with the directory; with --mend put right what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to mend."""
        parser.add_argument("--mend", action="store_true", help="Index again what differs.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare, and say what differs.

        Raises:
            CommandError: differences remain (exit code 1).
        """
        engines: dict[str, SearchEngine] = {"embedded index": embedded_engine()}
        if server := get_server():
            engines["search server"] = server
        different = self._compare(engines)
        if different and options["mend"]:
            IndexOutbox.objects.mark(different)
            drain_all()
            self.stdout.write("After mending:")
            different = self._compare(engines)
        if different:
            raise CommandError("The index differs from the directory. Mend it with --mend.")

    def _compare(self, engines: dict[str, SearchEngine]) -> set[int]:
        different: set[int] = set()
        for name, engine in engines.items():
            self.stdout.write(f"{name}:")
            try:
                found = find_differences(engine)
            except Exception as error:
                raise CommandError(f"The {name} cannot be read: {in_words(error)}") from error
            self._tell(found)
            different.update(found.ids)
        return different

    def _tell(self, found: Differences) -> None:
        for words, ids in (
            ("missing from the index", found.missing),
            ("in the index and not in the directory", found.extra),
            ("different", found.changed),
        ):
            listed = ", ".join(map(str, ids[:SHOWN])) + (" …" if len(ids) > SHOWN else "")
            self.stdout.write(f"{len(ids)} {words}{': ' + listed if ids else ''}")
        self.stdout.write(f"{found.waiting} waiting in the outbox")
