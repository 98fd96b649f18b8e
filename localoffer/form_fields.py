"""Form fields that people can fill in: a day in three boxes, a time as it is said."""

import datetime
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

DAY_PARTS = ("day", "month", "year")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?::\d{2})?\s*([ap])?\.?\s*(?:m\.?)?", re.I)
_MONTHS = {
    name: number
    for number in range(1, 13)
    for name in (
        datetime.date(2000, number, 1).strftime("%B").lower(),
        datetime.date(2000, number, 1).strftime("%b").lower(),
    )
}


class DayWidget(forms.MultiWidget):
    """Day, month and year in boxes of their own, the way GOV.UK asks for a date. Drawn by ``govuk_field``."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({part: forms.TextInput() for part in DAY_PARTS}, attrs)

    def decompress(self, value: Any) -> list[Any]:
        """The parts of a date, or of one written as in JSON (2026-03-27)."""
        if isinstance(value, str):
            try:
                value = datetime.date.fromisoformat(value)
            except ValueError:
                return [None, None, None]
        return [value.day, value.month, value.year] if value else [None, None, None]


class DayField(forms.Field):
    """A date typed as day, month and year; the month may be a name. Cleans to ``datetime.date`` or ``None``."""

    widget = DayWidget

    def clean(self, value: Any) -> datetime.date | None:
        """The date.

        Raises:
            ValidationError: a part is missing, or there is no such day.
        """
        parts = [str(part or "").strip() for part in (value or [])]
        if not any(parts):
            if self.required:
                raise ValidationError(f"Give the {self._name()}.", code="required")
            return None
        missing = [name for name, part in zip(DAY_PARTS, parts, strict=True) if not part]
        if missing:
            raise ValidationError(f"The {self._name()} must include a {' and a '.join(missing)}.")
        day, month, year = parts
        try:
            return datetime.date(_year(year), _MONTHS.get(month.lower()) or int(month), int(day))
        except (ValueError, OverflowError) as error:
            raise ValidationError(
                f"The {self._name()} must be a real date, for example 27 3 2026."
            ) from error

    def _name(self) -> str:
        label = str(self.label or "date")
        return label[:1].lower() + label[1:]


def _year(written: str) -> int:
    year = int(written)
    year += 2000 if year < 100 else 0
    if not 1900 <= year <= 2100:
        raise ValueError(written)
    return year


class ClockField(forms.CharField):
    """A time as people say it: 4pm, 4.30pm, 16:00, midday. Cleans to ``datetime.time`` or ``None``."""

    def prepare_value(self, value: Any) -> Any:
        """A stored time as it would be said; what was typed stays as it is."""
        if isinstance(value, str) and re.fullmatch(r"\d{2}:\d{2}:\d{2}", value):
            value = datetime.time.fromisoformat(value)
        return clock_words(value) if isinstance(value, datetime.time) else value

    def clean(self, value: Any) -> datetime.time | None:
        """The time.

        Raises:
            ValidationError: it is no time, or it could be morning or afternoon.
        """
        typed = str(super().clean(value)).strip().lower()
        if not typed:
            return None
        if typed in ("midday", "noon", "12 noon"):
            return datetime.time(12)
        match = _CLOCK.fullmatch(typed)
        hour, minute = (int(match[1]), int(match[2] or 0)) if match else (99, 0)
        half = match[3] if match else None
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
        elif half or hour > 23:
            hour = 99
        elif match and not match[2] and hour <= 12:
            raise ValidationError(f"Say {hour}am or {hour}pm.")
        if hour > 23 or minute > 59:
            raise ValidationError("Write a time such as 4pm, 4:30pm or 16:30.")
        return datetime.time(hour, minute)


def clock_words(time: datetime.time) -> str:
    """A time in the style of GOV.UK: 9am, 5:30pm, midday."""
    if (time.hour, time.minute) == (12, 0):
        return "midday"
    minutes = f":{time.minute:02}" if time.minute else ""
    return f"{time.hour % 12 or 12}{minutes}{'am' if time.hour < 12 else 'pm'}"
