"""Comments that came in another way than the website: written down by an officer, one by one or many at once."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from feedback.domain.contact_keys import keep_contact
from feedback.domain.receiving import Received, receive_comment
from feedback.enums import ArrivedVia, Channel, FromWhom, PrivacyNotice, Subject
from feedback.models import Comment
from localoffer.accounts.models import User
from services_directory.enums import MistakeKind
from services_directory.models import MistakeReport, ServicePage

# What a report of a mistake says about (regulation 56(1)): the information, and for some kinds the service itself.
SUBJECTS_OF = {MistakeKind.ACCESS: [Subject.INFORMATION, Subject.SERVICE]}


@dataclass(frozen=True)
class Written:
    """A comment as an officer writes it down.

    Args:
        received_on: the day it reached the authority; it counts in the period of that day.
        happened_on: the day of the event, call or letter, where that differs.
        token: sent twice is stored once.
    """

    text: str
    channel: Channel
    received_on: datetime.date
    privacy_notice: PrivacyNotice
    from_whom: FromWhom = FromWhom.NOT_SAID
    subjects: Sequence[Subject] = (Subject.NOT_SURE,)
    happened_on: datetime.date | None = None
    services: Sequence[ServicePage] = ()
    token: uuid.UUID = field(default_factory=uuid.uuid4)


@transaction.atomic
def write_down(
    written: Written,
    *,
    by: User,
    arrived_via: ArrivedVia = ArrivedVia.OFFICER,
    email: str = "",
    contact_me: bool = False,
    quote_me: bool = False,
    pass_on: bool = False,
) -> Received | None:
    """Store what an officer writes down, with its receipt; nothing when it is stored already.

    Args:
        email: where the person wants to be reached, with the permissions they gave.
    """
    received = receive_comment(
        by=by,
        services=written.services,
        token=written.token,
        text=written.text,
        channel=written.channel,
        arrived_via=arrived_via,
        from_whom=written.from_whom,
        subjects=list(written.subjects),
        privacy_notice=written.privacy_notice,
        happened_on=written.happened_on,
        received_at=_moment(written.received_on),
    )
    if received is not None and email:
        keep_contact(
            received.comment,
            email=email,
            contact_me=contact_me,
            quote_me=quote_me,
            pass_on=pass_on,
            by=by,
        )
    return received


@transaction.atomic
def write_down_all(rows: Sequence[Written], *, by: User) -> int:
    """Store all or none; how many were stored now."""
    stored = [write_down(row, by=by, arrived_via=ArrivedVia.SPREADSHEET) for row in rows]
    return sum(one is not None for one in stored)


def is_stored(written: Written) -> bool:
    """Whether a comment of the same words and day was written down before."""
    day = _moment(written.received_on)
    return Comment.objects.filter(
        text=written.text, received_at__gte=day, received_at__lt=day + datetime.timedelta(days=1)
    ).exists()


def take_report(report: MistakeReport, *, by: User) -> Received | None:
    """Make a comment of a report of a mistake: it says something about the content of the offer.

    A report is taken once; the second time nothing is stored.
    """
    return receive_comment(
        by=by,
        services=[report.page],
        token=report.uuid,
        text=report.words.strip() or f"Something is wrong: {report.get_kind_display()}.",
        channel=Channel.LISTING_REPORT,
        arrived_via=ArrivedVia.MISTAKE_REPORT,
        from_whom=FromWhom.NOT_SAID,
        subjects=SUBJECTS_OF.get(MistakeKind(report.kind), [Subject.INFORMATION]),
        privacy_notice=PrivacyNotice.ON_PAGE,
        received_at=report.received_at,
    )


def _moment(day: datetime.date) -> datetime.datetime:
    """Now for today; noon for an earlier day, since the hour is not known."""
    if day >= timezone.localdate():
        return timezone.now()
    return datetime.datetime.combine(day, datetime.time(12), timezone.get_current_timezone())
