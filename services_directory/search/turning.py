"""Days on which an index entry becomes wrong by itself: a price ends, a lift is mended, a check falls due."""

import datetime


def next_turn(today: datetime.date, *days: datetime.date | None) -> datetime.date | None:
    """The first of ``days`` after ``today``; ``None`` where there is none."""
    return min((day for day in days if day is not None and day > today), default=None)


def day_after(day: datetime.date | None) -> datetime.date | None:
    """The first day on which something that lasts until ``day`` is over."""
    return None if day is None else day + datetime.timedelta(days=1)
