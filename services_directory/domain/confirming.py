"""What a provider says of its listing by way of the link in a reminder."""

import datetime

from django.db import transaction

from localoffer.accounts.models import User
from localoffer.models import AuthoritySettings
from services_directory.domain.assurance import record_check
from services_directory.domain.exceptions import InvalidTransition
from services_directory.domain.keepers import Keeper, kept_by
from services_directory.domain.mistakes import report_mistake
from services_directory.domain.review_clock import answer_reminder, write_digest
from services_directory.enums import CheckSource, MistakeKind, ReminderAnswer, ReminderStage, ReportSource
from services_directory.models import ListingAssurance, MistakeReport, ReviewReminder, ServicePage


class ListingChanged(InvalidTransition):
    """The listing is not the one that the person saw."""


@transaction.atomic
def confirm_listing(reminder: ReviewReminder, *, seen_revision: int | None) -> ListingAssurance:
    """Everything is right, says whoever the reminder went to.

    Args:
        reminder: its listing is confirmed for today, in the name of the provider.
        seen_revision: the live revision whose words the person saw.

    Raises:
        ListingChanged: other words have been published since.
        InvalidTransition: the listing has been checked since, or is no longer in the offer.
    """
    # The row is locked: two people may press the button at the same moment.
    assurance = ListingAssurance.objects.select_for_update().filter(page_id=reminder.page_id).first()
    page = type(reminder.page).objects.select_related("provider").get(pk=reminder.page_id)
    if assurance is None or assurance.next_due_on != reminder.due_on or not page.live:
        raise InvalidTransition("This listing has been checked already.")
    if page.live_revision_id != seen_revision:
        raise ListingChanged("This listing has changed since you opened it. Please look at it again.")
    answer_reminder(reminder, ReminderAnswer.RIGHT)
    return record_check(
        page,
        organisation=page.provider.title if page.provider else AuthoritySettings.load().council_name,
        source=CheckSource.PROVIDER,
        by=reminder.user,
    )


@transaction.atomic
def confirm_as_member(page: ServicePage, *, seen_revision: int | None, by: User) -> ListingAssurance:
    """Everything is right, says somebody who works for the provider and is signed in.

    Args:
        page: a live service of a provider that ``by`` works for.
        seen_revision: the live revision whose words the person saw.

    Raises:
        ListingChanged: other words have been published since.
        InvalidTransition: it is no longer in the offer, or has no provider.
    """
    current = ServicePage.objects.select_for_update(of=("self",)).select_related("provider").get(pk=page.pk)
    if not current.live or current.provider is None:
        raise InvalidTransition("This listing is not in the offer at the moment.")
    if current.live_revision_id != seen_revision:
        raise ListingChanged("This listing has changed since you opened it. Please look at it again.")
    return record_check(current, organisation=current.provider.title, source=CheckSource.PROVIDER, by=by)


@transaction.atomic
def say_what_changed(reminder: ReviewReminder, words: str) -> MistakeReport:
    """Something has changed, says whoever the reminder went to; an officer reads it.

    No more reminders are sent about this round: it is the officers' turn. The listing stays due.
    """
    answer_reminder(reminder, ReminderAnswer.CHANGED)
    return report_mistake(
        reminder.page, kind=MistakeKind.OTHER, words=words, source=ReportSource.PROVIDER, email=""
    )


@transaction.atomic
def send_new_link(reminder: ReviewReminder, today: datetime.date | None = None) -> None:
    """Send a new link for the same listing to the same address; the old one keeps its own end."""
    day = today or datetime.date.today()
    keeper = Keeper(user=reminder.user, role_email=reminder.role_email)
    assurance = ListingAssurance.objects.get(page_id=reminder.page_id)
    current = _reminders_for(keeper, [assurance], day)
    write_digest(keeper, current, day)


@transaction.atomic
def send_new_links_to(email: str, today: datetime.date | None = None) -> int:
    """Send links for every listing that is due, or soon is, and that this address looks after; says how many.

    Nothing is sent to an address that looks after none; the caller must answer the same either way.
    """
    day = today or datetime.date.today()
    horizon = day - datetime.timedelta(days=ReminderStage.BEFORE)
    sent = 0
    for keeper, services in kept_by(email, day):
        due = ListingAssurance.objects.filter(page__in=services.values("pk"), next_due_on__lte=horizon)
        if mine := list(due):
            write_digest(keeper, _reminders_for(keeper, mine, day), day)
            sent += len(mine)
    return sent


def _reminders_for(
    keeper: Keeper, assurances: list[ListingAssurance], day: datetime.date
) -> list[ReviewReminder]:
    """The reminders of the current round, made where the clock has not come to one yet."""
    found = []
    for assurance in assurances:
        due_on = assurance.next_due_on or day
        passed = max((day - due_on).days, int(ReminderStage.BEFORE))
        reminder, _ = ReviewReminder.objects.get_or_create(
            page_id=assurance.page_id,
            due_on=due_on,
            stage=max(stage for stage in ReminderStage if stage <= passed),
            user=keeper.user,
            role_email=keeper.role_email,
            defaults={"sent_on": day},
        )
        found.append(reminder)
    return found
