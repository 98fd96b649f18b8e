"""The yearly clock: how long ago comments and answers were last published. Regulation 56(2): at least annually."""

import datetime
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from feedback.enums import ClockWarning, TextKind
from feedback.models import ApprovedText, FeedbackSettings

WARN_AFTER = relativedelta(months=10)
OVERDUE_AFTER = relativedelta(months=12)


@dataclass(frozen=True)
class PublicationClock:
    """When a year was last published (nothing: never), and until when the next must be."""

    last: datetime.date | None
    due: datetime.date | None
    warning: ClockWarning


def publication_clock(on: datetime.date | None = None) -> PublicationClock:
    """The clock as it stands on ``on`` (today). A year taken down does not count."""
    day = on or timezone.localdate()
    first_texts: dict[int | None, datetime.date] = {}
    for report, shown_from in (
        ApprovedText.objects.released(day)
        .filter(kind=TextKind.REPORT)
        .order_by("shown_from")
        .values_list("report", "shown_from")
    ):
        # A correction of an old year is no new publication.
        first_texts.setdefault(report, shown_from)
    elsewhere = FeedbackSettings.load().last_published_elsewhere_on
    days = [*first_texts.values(), *([elsewhere] if elsewhere else [])]
    if not days:
        return PublicationClock(None, None, ClockWarning.NEVER)
    last = max(days)
    due = last + OVERDUE_AFTER
    if day >= due:
        warning = ClockWarning.OVERDUE
    elif day >= last + WARN_AFTER:
        warning = ClockWarning.SOON
    else:
        warning = ClockWarning.IN_TIME
    return PublicationClock(last, due, warning)
