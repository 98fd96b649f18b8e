"""Lets the demonstration's past be written by the same functions as its present, each at its own time."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django.utils import timezone


@contextmanager
def at(moment: datetime.datetime) -> Iterator[None]:
    """Inside, ``timezone.now`` and ``timezone.localdate`` say ``moment``. For loading invented data only."""
    with mock.patch.object(timezone, "now", return_value=moment):
        yield


def morning(day: datetime.date) -> datetime.datetime:
    """Ten o'clock of a day, local time."""
    return datetime.datetime.combine(day, datetime.time(10), timezone.get_current_timezone())
