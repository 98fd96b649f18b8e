"""A whole run: from a file or address to a report."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from itertools import islice
from pathlib import Path

from django.db import DataError, IntegrityError, OperationalError, ProgrammingError, transaction
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from services_directory.open_referral.apply import Importer, RowRefused, Taken
from services_directory.open_referral.errors import SourceError
from services_directory.open_referral.report import Outcome, Report, Row
from services_directory.open_referral.shapes import text
from services_directory.open_referral.source import (
    Page,
    RawRecord,
    default_name,
    is_address,
    numbered,
    read_file,
)
from services_directory.open_referral.web import Feed

logger = logging.getLogger(__name__)
# A batch is one transaction: short enough for officers to go on saving meanwhile.
BATCH = 25


def open_pages(given: str) -> Iterator[Page]:
    """The pages of a file or a web address.

    Raises:
        SourceError: it cannot be used.
    """
    if is_address(given):
        yield from Feed(given).pages()
    else:
        yield read_file(Path(given))


def import_listings(
    given: str,
    *,
    source: str = "",
    publish: bool = False,
    is_dry_run: bool = False,
    progress: Callable[[Iterable[RawRecord], int | None], Iterable[RawRecord]] | None = None,
) -> Report:
    """Bring the services of ``given`` (a path or an http(s) address) into the directory.

    Args:
        source: the name that listings show as "copied from"; from ``given`` when empty.
        publish: make new listings live; otherwise they are drafts.
        is_dry_run: do everything and then undo it.
        progress: wraps the records (and how many there are, where known) to show how far the run is.

    Returns:
        What became of each row.

    Raises:
        SourceError: the source or the database cannot be used; complete batches stay, no row is half-written.
    """
    name = (source or default_name(given))[:200]
    report = Report(name, is_dry_run=is_dry_run, publish=publish)
    pages = open_pages(given)
    first = next(pages)
    expected = first.total_items if is_address(given) else len(first.records)
    if not is_address(given) and first.total_items is not None and first.total_items > len(first.records):
        report.remarks.append(
            f"The file says that there are {first.total_items} services and holds {len(first.records)}: "
            "it is one page of several. Import the other pages too."
        )
    records: Iterable[RawRecord] = numbered(_with_first(first, pages))
    if progress is not None:
        records = progress(records, expected)
    with transaction.atomic() if is_dry_run else nullcontext():
        importer = Importer(name, publish=publish)
        stream = iter(records)
        with disable_reference_index_auto_update():
            while batch := list(islice(stream, BATCH)):
                _take_batch(importer, batch, report)
        if is_dry_run:
            transaction.set_rollback(True)
    return report


def _with_first(first: Page, rest: Iterator[Page]) -> Iterator[Page]:
    yield first
    yield from rest


@transaction.atomic
def _take_batch(importer: Importer, batch: list[RawRecord], report: Report) -> None:
    importer.load(batch)
    touched = []
    for raw in batch:
        taken = _take(importer, raw)
        report.rows.extend(taken.rows)
        touched.extend(taken.touched)
    # Each object once, in place of once for each of its four saves.
    for listing in touched:
        ReferenceIndex.create_or_update_for_object(listing)


def _take(importer: Importer, raw: RawRecord) -> Taken:
    try:
        return importer.take(raw)
    except RowRefused as error:
        reason = str(error)
    except (DataError, IntegrityError) as error:
        reason = f"The database refused it: {str(error).splitlines()[0]}"
    except (OperationalError, ProgrammingError) as error:
        # Not the row's fault: the database is locked, away, or not migrated.
        raise SourceError(
            f"The database could not be used at row {raw.row}: {str(error).splitlines()[0]}. "
            "Complete batches before this row are in; run the import again when it answers."
        ) from error
    except Exception as error:
        # One strange row must not stop the others, nor show anybody a stack trace.
        logger.warning("Import row %s: %s", raw.row, type(error).__name__)
        reason = (
            f"It has a shape that cannot be read ({type(error).__name__}). Ask the source to check the row."
        )
    data = raw.data if isinstance(raw.data, dict) else {}
    return Taken(
        rows=[Row(raw.row, "service", text(data, "id")[:200], text(data, "name"), Outcome.REFUSED, reason)]
    )
