"""Judge the detector of identifiers on an authority's own words before trusting it."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from feedback.domain.identifiers import find_identifiers


class Command(BaseCommand):
    """Reads lines of ``{"id", "text"}``, writes lines of ``{"id", "spans": [[start, end, kind], …]}``."""

    help = "Mark what may identify a person in each text of a file of JSON lines. Nothing is stored or sent."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.jsonl", help="a file, or - for standard input")
        parser.add_argument(
            "--mode",
            choices=("highlight", "gate"),
            default="highlight",
            help="highlight: as much as possible, for a person to judge. "
            "gate: only what stops a text from being published.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with (
                nullcontext(sys.stdin.buffer)
                if options["file"] == "-"
                else open(options["file"], "rb") as lines
            ):
                for identity, text in read_lines(lines):
                    spans = find_identifiers(text, mode=options["mode"])
                    found = {
                        "id": identity,
                        "spans": [[span.start, span.end, span.kind.value] for span in spans],
                    }
                    self.stdout.write(json.dumps(found, ensure_ascii=False))
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}") from error


def read_lines(lines: Any) -> Iterator[tuple[Any, str]]:
    """The id and text of each line that is not empty.

    Raises:
        CommandError: a line is not what it should be; the message has its number, and no word of it.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
        except UnicodeDecodeError:
            raise CommandError(f"Line {number} is not UTF-8.") from None
        except (ValueError, RecursionError):
            raise CommandError(f"Line {number} is not JSON.") from None
        if not isinstance(record, dict) or "id" not in record or not isinstance(record.get("text"), str):
            raise CommandError(f'Line {number} must be an object with "id" and "text", the text in quotes.')
        yield record["id"], record["text"]
