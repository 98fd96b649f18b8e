"""The review clock: what one day does to the listings, from the first reminder to leaving the search.

In days from the day a check is due: reminders at -14, 0, 14 and 28; at 35 an officer has a task; at 42 families are
warned (``ListingAssurance.is_warned``); at 56 the listing leaves the search, where the policy says so and it need not
be in the offer. A step is not taken before the one that leads to it has had its time: a clock that starts late, or
stood still for a month, hides nothing that nobody was asked about.

Source: SEND code of practice 4.2, 4.7; SEND Regulations 2014, Schedule 2 (what must be in the offer).
"""

import datetime
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from wagtail.log_actions import log

from localoffer.mail.outbox import queue_mail
from localoffer.models import AuthoritySettings
from services_directory.domain.access_reminders import AccessNews, access_news, note_access_news
from services_directory.domain.keepers import Keeper, contacts_of, keepers_of
from services_directory.domain.review_links import address_for
from services_directory.domain.review_policy import Policies
from services_directory.enums import ReminderAnswer, ReminderStage, ReviewOutcome
from services_directory.models import (
    IndexOutbox,
    ListingAssurance,
    ReviewReminder,
    ReviewTask,
    ServicePage,
)

logger = logging.getLogger(__name__)

DAY = datetime.timedelta(days=1)
FIRST_NOTICE = -ReminderStage.BEFORE * DAY
TASK_AFTER = 35 * DAY
TASK_AFTER_A_REMINDER = 7 * DAY
HIDDEN_AFTER = 56 * DAY
HIDDEN_AFTER_THE_TASK = 21 * DAY
TOGETHER = 500  # rows in one statement


@dataclass(frozen=True)
class Due:
    """A live listing whose check is due within two weeks, or was."""

    service: ServicePage
    due_on: datetime.date
    assurance: ListingAssurance

    def stage(self, today: datetime.date) -> ReminderStage:
        """The latest stage that has come."""
        passed = (today - self.due_on).days
        return max(stage for stage in ReminderStage if stage <= passed)


@dataclass
class ClockReport:
    """What one run did."""

    started: int = 0
    mails: int = 0
    reminders: int = 0
    tasks: int = 0
    hidden: int = 0
    failed: list[str] = field(default_factory=list)


def run_review_clock(today: datetime.date | None = None) -> ClockReport:
    """Do what ``today`` asks for. Safe to run twice, and at the same time: each reminder and task exists once."""
    day = today or datetime.date.today()
    report = ClockReport(started=start_clocks(day))
    due = listings_due(day)
    keepers = keepers_of([one.service for one in due], day)
    _remind(due, keepers, day, report)
    report.tasks = _open_tasks(due, keepers, day)
    report.hidden = _hide(due, day)
    _close_tasks_of_withdrawn(day)
    return report


def start_clocks(today: datetime.date) -> int:
    """Give every live listing that has no next check one: two weeks from ``today``, so that its first notice is now."""
    first = today + FIRST_NOTICE
    services = ServicePage.objects.live()
    without_row = list(services.filter(assurance=None).values_list("pk", flat=True))
    ListingAssurance.objects.bulk_create(
        [ListingAssurance(page_id=pk, next_due_on=first) for pk in without_row],
        ignore_conflicts=True,
        batch_size=TOGETHER,
    )
    without_day = ListingAssurance.objects.filter(page__in=services.values("pk"), next_due_on=None)
    others = list(without_day.values_list("page_id", flat=True))
    without_day.update(next_due_on=first)
    started = [*without_row, *others]
    IndexOutbox.objects.mark(started)
    return len(started)


def listings_due(today: datetime.date) -> list[Due]:
    """Live listings whose check is due in 14 days or sooner, the longest overdue first."""
    rows = ListingAssurance.objects.filter(next_due_on__lte=today + FIRST_NOTICE).order_by(
        "next_due_on", "pk"
    )
    by_page = {row.page_id: row for row in rows}
    services = _live_in(by_page)
    return [
        Due(services[pk], row.next_due_on, row)
        for pk, row in by_page.items()
        if pk in services and row.next_due_on
    ]


def _live_in(ids: Iterable[int]) -> dict[int, ServicePage]:
    # Not ``pk__in`` with thousands of numbers: the live pages with a row that is due are asked for by a join.
    found: QuerySet[ServicePage] = ServicePage.objects.live().filter(assurance__next_due_on__isnull=False)
    wanted = set(ids)
    return {service.pk: service for service in found.select_related("provider") if service.pk in wanted}


@dataclass
class Digest:
    """Everything that one person is told today."""

    keeper: Keeper
    listings: list[Due] = field(default_factory=list)
    access: list[AccessNews] = field(default_factory=list)


def _remind(
    due: Sequence[Due], keepers: dict[int, list[Keeper]], today: datetime.date, report: ClockReport
) -> None:
    """One mail for each person, with everything of theirs that has come to a new stage."""
    digests = _digests(due, keepers, today)
    for keeper, news in access_news(today):
        digests.setdefault(keeper.key, Digest(keeper)).access.append(news)
    for digest in digests.values():
        try:
            _send_digest(digest, today)
        except IntegrityError:
            # Another run was faster; what it has not sent is left for the next.
            logger.info("Reminders were sent by another run at the same time")
            continue
        report.mails += 1
        report.reminders += len(digest.listings)


def _digests(
    due: Sequence[Due], keepers: dict[int, list[Keeper]], today: datetime.date
) -> dict[tuple[int | None, str], Digest]:
    columns = ("page_id", "due_on", "stage", "user_id", "role_email")
    sent = ReviewReminder.objects.of_this_round().values_list(*columns)
    known = {(*row[:4], row[4].lower()) for row in sent}
    told = _told_of_a_change()
    digests: dict[tuple[int | None, str], Digest] = {}
    for one in due:
        if (one.service.pk, one.due_on) in told:
            continue  # they have answered: it is the officers' turn
        for keeper in keepers[one.service.pk]:
            if (one.service.pk, one.due_on, one.stage(today), *keeper.key) not in known:
                digests.setdefault(keeper.key, Digest(keeper)).listings.append(one)
    return digests


def _told_of_a_change() -> set[tuple[int, datetime.date]]:
    """(page, round) of listings of which somebody said that something has changed."""
    answered = ReviewReminder.objects.of_this_round().filter(answer=ReminderAnswer.CHANGED)
    return set(answered.values_list("page_id", "due_on"))


@transaction.atomic
def _send_digest(digest: Digest, today: datetime.date) -> None:
    keeper = digest.keeper
    reminders = ReviewReminder.objects.bulk_create(
        ReviewReminder(
            page=one.service,
            due_on=one.due_on,
            stage=one.stage(today),
            user=keeper.user,
            role_email=keeper.role_email,
            sent_on=today,
        )
        for one in digest.listings
    )
    for reminder in reminders:
        log(
            instance=reminder.page,
            action="services_directory.remind",
            data={"stage": reminder.get_stage_display(), "due": str(reminder.due_on)},
        )
    note_access_news(digest.keeper, digest.access, today)
    write_digest(keeper, reminders, today, digest.access)


def write_digest(
    keeper: Keeper,
    reminders: Sequence[ReviewReminder],
    today: datetime.date,
    access: Sequence[AccessNews] = (),
) -> None:
    """Write one mail with a link for each of ``reminders``, the longest overdue first, then news about access."""
    authority = AuthoritySettings.load()
    lines = [
        {
            "title": reminder.page.title,
            "due_on": reminder.due_on,
            "is_late": reminder.due_on < today,
            "address": address_for(reminder),
        }
        for reminder in sorted(reminders, key=lambda one: (one.due_on, one.page.title))
    ]
    if not lines:
        subject = (
            "Families asked about accessibility"
            if access[0].questions
            else "Accessibility: a year has gone by"
        )
    elif len(lines) == 1:
        subject = f"Is this still right? {lines[0]['title']}"
    else:
        subject = f"Are these still right? {len(lines)} listings to check"
    context = {
        "lines": lines,
        "access": access,
        "authority": authority,
        "is_role": keeper.user is None,
        "portal": f"{settings.PUBLIC_URL}/provider/",
    }
    text = render_to_string("emails/review_digest.txt", context)
    queue_mail(to=keeper.email, subject=subject, text=text, kind="reminder")


def _open_tasks(due: Sequence[Due], keepers: dict[int, list[Keeper]], today: datetime.date) -> int:
    open_pages = set(ReviewTask.objects.open().values_list("page_id", flat=True))
    last_reminded = _last_reminded()
    told = _told_of_a_change()
    opened = 0
    for one in due:
        pk = one.service.pk
        nobody = not keepers[pk]
        if pk in open_pages or not _is_ripe(one, nobody, last_reminded.get((pk, one.due_on)), today):
            continue
        if (pk, one.due_on) in told and today < one.due_on + TASK_AFTER:
            continue
        opened += _open_task(one, nobody, today)
    return opened


def _is_ripe(one: Due, nobody: bool, reminded_on: datetime.date | None, today: datetime.date) -> bool:
    """Whether an officer must step in: nobody can be asked, or whoever was asked has had the time to answer."""
    if nobody:
        return one.due_on <= today
    had_time = reminded_on is None or reminded_on + TASK_AFTER_A_REMINDER <= today
    return one.due_on + TASK_AFTER <= today and had_time


def _last_reminded() -> dict[tuple[int, datetime.date], datetime.date]:
    rows = (
        ReviewReminder.objects.of_this_round().order_by("sent_on").values_list("page_id", "due_on", "sent_on")
    )
    return {(page_id, due_on): sent_on for page_id, due_on, sent_on in rows}


@transaction.atomic
def _open_task(one: Due, nobody: bool, today: datetime.date) -> int:
    task, is_new = ReviewTask.objects.get_or_create(
        page=one.service,
        closed_on=None,
        defaults={"due_on": one.due_on, "opened_on": today, "nobody_to_ask": nobody},
    )
    if not is_new:
        return 0
    log(
        instance=one.service,
        action="services_directory.review_task",
        data={"due": str(one.due_on), "nobody to ask": nobody},
    )
    if one.service.must_be_in_offer:
        _ask_named_contact(one, task, today)
    return 1


def _ask_named_contact(one: Due, task: ReviewTask, today: datetime.date) -> None:
    """A listing that must be in the offer stays; its body is asked by way of its named contact."""
    contact = contacts_of([one.service]).get(one.service.pk)
    if contact is None:
        return
    keeper = Keeper(role_email=contact.email)
    reminder, _ = ReviewReminder.objects.get_or_create(
        page=one.service,
        due_on=one.due_on,
        stage=one.stage(today),
        user=None,
        role_email=contact.email,
        defaults={"sent_on": today},
    )
    write_digest(keeper, [reminder], today)
    task.contact_asked_on = today
    task.save(update_fields=["contact_asked_on"])


def _hide(due: Sequence[Due], today: datetime.date) -> int:
    ripe = [
        one
        for one in due
        if one.due_on + HIDDEN_AFTER <= today
        and one.assurance.hidden_on is None
        and not one.service.must_be_in_offer
    ]
    policies = Policies().of_services([one.service for one in ripe]) if ripe else {}
    opened = dict(ReviewTask.objects.open().values_list("page_id", "opened_on"))
    hidden = 0
    for one in ripe:
        since = opened.get(one.service.pk)
        if policies[one.service.pk].hides and since and since + HIDDEN_AFTER_THE_TASK <= today:
            hidden += _hide_listing(one, today)
    return hidden


@transaction.atomic
def _hide_listing(one: Due, today: datetime.date) -> int:
    # Somebody may confirm it at this moment: only the row as it was read is hidden.
    same = ListingAssurance.objects.filter(pk=one.assurance.pk, next_due_on=one.due_on, hidden_on=None)
    if not same.update(hidden_on=today):
        return 0
    IndexOutbox.objects.mark([one.service.pk])
    log(instance=one.service, action="services_directory.hide", data={"due": str(one.due_on)})
    return 1


def _close_tasks_of_withdrawn(today: datetime.date) -> None:
    """A listing that was taken out of the offer needs no check."""
    tasks = ReviewTask.objects.open().filter(page__live=False)
    tasks.update(closed_on=today, outcome=ReviewOutcome.WITHDRAWN)


@transaction.atomic
def answer_reminder(reminder: ReviewReminder, answer: ReminderAnswer) -> None:
    """Note what the person did with the link."""
    reminder.answer = answer
    reminder.answered_at = timezone.now()
    reminder.save(update_fields=["answer", "answered_at"])
