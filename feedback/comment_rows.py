"""Comments in a spreadsheet: what its columns are called, how it is read, and what is wrong in which row."""

import csv
import datetime
import io
import uuid
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation

from feedback.domain.recording import Written, is_stored
from feedback.enums import Channel, FromWhom, PrivacyNotice, Subject
from feedback.models.comments import MAX_LENGTH
from services_directory.enums import TextChoices
from services_directory.models import ServicePage

COMMENT, CHANNEL, RECEIVED, FROM, ABOUT = "Comment", "How it came", "Received on", "From", "About"
NOTICE, HAPPENED, SERVICES = "Privacy notice", "Happened on", "Services"
COLUMNS = (COMMENT, CHANNEL, RECEIVED, FROM, ABOUT, NOTICE, HAPPENED, SERVICES)
NEEDED = (COMMENT, CHANNEL, RECEIVED, NOTICE)
MOST_ROWS = 500
MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024  # an XLSX file is a ZIP, and a small one can unpack to very much
# By hand come all but what the site itself receives.
CHANNELS = [one for one in Channel if one not in (Channel.WEB, Channel.LISTING_REPORT)]
SEVERAL = ";"


class UnreadableFile(ValueError):
    """The file is no spreadsheet that can be read; the message says why."""


@dataclass(frozen=True)
class Row:
    """One row as read. ``number`` is the spreadsheet's own, so that an officer finds it."""

    number: int
    values: dict[str, Any]


@dataclass
class Checked:
    """What became of reading: rows that are right, and for each wrong one its number and the reasons."""

    good: list[tuple[Row, Written]]
    wrong: list[tuple[int, list[str]]]


def read_file(file: UploadedFile) -> list[Row]:
    """The rows of an XLSX or CSV file, empty ones left out.

    Raises:
        UnreadableFile: it is too large, is neither, has no rows, too many, or lacks a column.
    """
    if (file.size or 0) > MOST_BYTES:
        raise UnreadableFile("The file is larger than 2 MB. Split it.")
    content = file.read()
    cells = _xlsx(content) if content[:2] == b"PK" else _csv(content)
    try:
        headings = [str(cell or "").strip() for cell in next(cells)]
    except StopIteration:
        raise UnreadableFile("The file is empty.") from None
    missing = [name for name in NEEDED if name not in headings]
    if missing:
        raise UnreadableFile(f"These columns are missing in the first row: {', '.join(missing)}.")
    rows = [
        Row(number, {name: value for name, value in zip(headings, values, strict=False) if name in COLUMNS})
        for number, values in enumerate(cells, start=2)
        if any(str(value or "").strip() for value in values)
    ]
    if not rows:
        raise UnreadableFile("The file has no rows below its headings.")
    if len(rows) > MOST_ROWS:
        raise UnreadableFile(
            f"The file has {len(rows)} rows. At most {MOST_ROWS} can be read at once: split it."
        )
    return rows


def _xlsx(content: bytes) -> Iterator[tuple[Any, ...]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > MOST_UNPACKED:
                raise UnreadableFile("The file unpacks to too much.")
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        return iter(list(sheet.iter_rows(values_only=True, max_row=MOST_ROWS * 4, max_col=30)))
    except UnreadableFile:
        raise
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        KeyError,
        ValueError,
        IndexError,
        SyntaxError,
        OSError,
    ) as error:
        raise UnreadableFile(
            "The file is not a spreadsheet that can be read. Save it as XLSX or CSV."
        ) from error


def _csv(content: bytes) -> Iterator[tuple[Any, ...]]:
    if b"\0" in content:
        raise UnreadableFile("The file is not a spreadsheet that can be read. Save it as XLSX or CSV.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        return iter([tuple(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)])
    except csv.Error as error:
        raise UnreadableFile("The file is not a CSV file that can be read.") from error


def check_rows(rows: Iterable[Row], batch: uuid.UUID) -> Checked:
    """Read every row, and collect all that is wrong before anything is stored."""
    titles = {title.casefold(): pk for pk, title in ServicePage.objects.live().values_list("pk", "title")}
    checked, seen = Checked([], []), set()
    for row in rows:
        reader = _RowReader(row, titles)
        written = reader.read(uuid.uuid5(batch, str(row.number)))
        if written is not None:
            key = (written.text, written.received_on)
            if key in seen:
                reader.problems.append("The same comment is in the file above.")
            elif is_stored(written):
                reader.problems.append("This comment is stored already.")
            seen.add(key)
        if reader.problems or written is None:
            checked.wrong.append((row.number, reader.problems))
        else:
            checked.good.append((row, written))
    return checked


class _RowReader:
    def __init__(self, row: Row, titles: dict[str, int]) -> None:
        self.row, self.titles = row, titles
        self.problems: list[str] = []

    def read(self, token: uuid.UUID) -> Written | None:
        text = self._text()
        channel = self._choice(CHANNEL, CHANNELS)
        notice = self._choice(NOTICE, list(PrivacyNotice))
        received_on = self._day(RECEIVED, needed=True)
        happened_on = self._day(HAPPENED)
        from_whom = self._choice(FROM, list(FromWhom), otherwise=FromWhom.NOT_SAID)
        subjects = [self._choice(ABOUT, list(Subject), word) for word in self._several(ABOUT)]
        services = self._services()
        if self.problems or received_on is None:
            return None
        return Written(
            text=text,
            channel=Channel(channel),
            received_on=received_on,
            privacy_notice=PrivacyNotice(notice),
            from_whom=FromWhom(from_whom),
            subjects=[Subject(one) for one in subjects] or [Subject.NOT_SURE],
            happened_on=happened_on,
            services=services,
            token=token,
        )

    def _value(self, column: str) -> str:
        return str(self.row.values.get(column) or "").replace("\0", "").strip()

    def _several(self, column: str) -> list[str]:
        return [word.strip() for word in self._value(column).split(SEVERAL) if word.strip()]

    def _text(self) -> str:
        text = self._value(COMMENT)
        if not text:
            self.problems.append(f"{COMMENT}: it is empty.")
        elif len(text) > MAX_LENGTH:
            self.problems.append(f"{COMMENT}: it has {len(text)} characters, and {MAX_LENGTH} is the most.")
        return text

    def _choice(self, column: str, choices: list[Any], word: str | None = None, otherwise: Any = "") -> Any:
        word = self._value(column) if word is None else word
        if not word and otherwise:
            return otherwise
        for choice in choices:
            if word.casefold() in (choice.value, choice.label.casefold()):
                return choice
        labels = "; ".join(choice.label for choice in choices)
        self.problems.append(f"{column}: it must be one of these: {labels}.")
        return ""

    def _day(self, column: str, *, needed: bool = False) -> datetime.date | None:
        value = self.row.values.get(column)
        day = value.date() if isinstance(value, datetime.datetime) else value
        if not isinstance(day, datetime.date):
            word = self._value(column)
            if not word and not needed:
                return None
            day = _read_day(word)
        if day is None:
            self.problems.append(f"{column}: write a day like 27/3/2026.")
        elif day > timezone.localdate():
            self.problems.append(f"{column}: it lies in the future.")
        elif day.year < 2014:
            self.problems.append(f"{column}: the Local Offer began in 2014.")
        return day

    def _services(self) -> list[ServicePage]:
        found = []
        for title in self._several(SERVICES):
            pk = self.titles.get(title.casefold())
            if pk is None:
                self.problems.append(f"{SERVICES}: no listing has this name.")
            else:
                found.append(pk)
        return list(ServicePage.objects.filter(pk__in=found)) if found else []


def _read_day(word: str) -> datetime.date | None:
    for shape in ("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%d/%m/%y"):
        try:
            return datetime.datetime.strptime(word, shape).date()
        except ValueError:
            continue
    return None


def template_file() -> bytes:
    """An empty spreadsheet with the headings, lists to choose from, and what each column takes."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Comments"
    sheet.append(COLUMNS)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = 60 if cell.value == COMMENT else 26
    sheet.freeze_panes = "A2"
    lists = book.create_sheet("What to write")
    lists.append(("Column", "What it takes"))
    for column, words in _guide():
        for word in words:
            lists.append((column, word))
    lists.column_dimensions["A"].width, lists.column_dimensions["B"].width = 18, 70
    for column, choices in ((CHANNEL, CHANNELS), (FROM, FromWhom), (NOTICE, PrivacyNotice)):
        _offer(sheet, lists, column, [one.label for one in choices])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _guide() -> Iterator[tuple[str, list[str]]]:
    labels: Callable[[Iterable[TextChoices]], list[str]] = lambda choices: [one.label for one in choices]  # noqa: E731
    yield COMMENT, [f"The words, as the person said them. At most {MAX_LENGTH} characters."]
    yield CHANNEL, labels(CHANNELS)
    yield RECEIVED, ["A day like 27/3/2026: when it reached the council."]
    yield FROM, labels(FromWhom)
    yield ABOUT, [*labels(Subject), "Several with a semicolon between them. May be empty."]
    yield NOTICE, labels(PrivacyNotice)
    yield HAPPENED, ["A day, where the event, call or letter was on another one. May be empty."]
    yield SERVICES, ["Names of listings, as on the site, with a semicolon between them. May be empty."]


def _offer(sheet: Any, lists: Any, column: str, labels: list[str]) -> None:
    rows = [cell.row for cell in lists["A"] if cell.value == column]
    offered = DataValidation(
        type="list", formula1=f"'{lists.title}'!$B${rows[0]}:$B${rows[0] + len(labels) - 1}", allow_blank=True
    )
    letter = sheet.cell(row=1, column=COLUMNS.index(column) + 1).column_letter
    offered.add(f"{letter}2:{letter}{MOST_ROWS + 1}")
    sheet.add_data_validation(offered)
