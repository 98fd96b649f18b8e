"""The review clock: the life of a listing, who is asked, and what is never done."""

import datetime

import pytest
from dateutil.relativedelta import relativedelta
from django.core.management import call_command
from django.db import IntegrityError
from wagtail.models import PageLogEntry

from localoffer.mail.models import OutgoingMail
from localoffer.models import AuthoritySettings
from services_directory.domain.assurance import record_check
from services_directory.domain.review_clock import answer_reminder, run_review_clock
from services_directory.domain.review_policy import Policies, Policy, months_between_checks
from services_directory.enums import CheckSource, ReminderAnswer, ReminderStage
from services_directory.models import (
    ListingAssurance,
    ReviewContact,
    ReviewPolicy,
    ReviewReminder,
    ReviewTask,
    ServicePage,
)
from services_directory.presenters.checked import checked
from tests.factories.directory import (
    KindFactory,
    ListingAssuranceFactory,
    ProviderPageFactory,
    ServicePageFactory,
)
from tests.factories.people import ProviderMembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
DUE = datetime.date(2026, 3, 1)


def member(provider, **fields):
    """Somebody who has worked for a provider for long."""
    return ProviderMembershipFactory(provider=provider, begins_on=datetime.date(2020, 1, 1), **fields)


def listing(due_on=DUE, *, members=1, role="manager", **fields):
    """A listing due on a day, and its provider with so many members."""
    page = ServicePageFactory(**fields)
    ListingAssuranceFactory(page=page, checked_on=due_on - 182 * DAY, next_due_on=due_on)
    for _ in range(members):
        member(page.provider, role=role)
    return page


def hiding(on=True):
    AuthoritySettings.objects.update_or_create(
        pk=AuthoritySettings.load().pk, defaults={"hides_unconfirmed": on}
    )


def run(first, last, every=1):
    """The clock of each day, or of every so many, both ends included."""
    day = first
    while day <= last:
        run_review_clock(day)
        day += every * DAY


def is_warned(page, on):
    assurance = ListingAssurance.objects.get(page_id=page.pk)
    return bool(checked(assurance, None, on).warning)


def can_be_found(page):
    return ServicePage.objects.for_search().filter(pk=page.pk).exists()


def mails(kind="reminder"):
    return OutgoingMail.objects.filter(kind=kind)


def test_the_whole_life_of_a_listing_over_a_year(today):
    hiding()
    begin = today - relativedelta(years=1)
    page = ServicePageFactory(title="Swimming club")
    member(page.provider, role="manager")
    record_check(page, organisation="Swimming Trust", source=CheckSource.PROVIDER, on=begin)
    due = begin + relativedelta(months=6)
    seen = {}

    day = begin
    while day < due + 70 * DAY:
        report = run_review_clock(day)
        events = [name for name in ("mails", "tasks", "hidden") if getattr(report, name)]
        if is_warned(page, day) and not is_warned(page, day - DAY):
            events.append("warning")
        if events:
            seen[(day - due).days] = events
        day += DAY

    assert seen == {
        -14: ["mails"],
        0: ["mails"],
        14: ["mails"],
        28: ["mails"],
        35: ["tasks"],
        42: ["warning"],
        56: ["hidden"],
    }
    assert not can_be_found(page)

    record_check(page, organisation="Swimming Trust", source=CheckSource.PROVIDER, on=day)

    assert can_be_found(page)
    assert not is_warned(page, day)
    assert not ReviewTask.objects.open().exists()
    assert ReviewTask.objects.get().outcome == "checked"
    before = mails().count()
    run(day, day + 60 * DAY, every=20)
    assert mails().count() == before
    history = PageLogEntry.objects.filter(page_id=page.pk).values_list("action", flat=True)
    assert [one for one in reversed(history) if one.startswith("services_directory")] == [
        "services_directory.check",
        *["services_directory.remind"] * 4,
        "services_directory.review_task",
        "services_directory.hide",
        "services_directory.check",
    ]


@pytest.mark.parametrize("must_be", ["school", "early-years", "post-16", "nhs", "council-statutory"])
def test_a_listing_that_must_be_in_the_offer_is_never_hidden_and_its_body_is_asked(must_be):
    hiding()
    page = listing(must_be_in_offer=must_be)
    ReviewContact.objects.create(page=page.provider, role="SEN team", email="sen@body.example.org")

    run(DUE - 14 * DAY, DUE + 196 * DAY, every=7)

    assert can_be_found(page)
    assert ListingAssurance.objects.get().hidden_on is None
    assert is_warned(page, DUE + 42 * DAY)
    task = ReviewTask.objects.get()
    assert task.opened_on == task.contact_asked_on == DUE + 35 * DAY
    assert mails().filter(to="sen@body.example.org").count() == 1


def test_a_listing_that_came_to_be_needed_in_the_offer_is_found_even_if_it_was_hidden(today):
    page = ServicePageFactory()
    ListingAssuranceFactory(page=page, hidden_on=today)
    assert not can_be_found(page)

    page.must_be_in_offer = "school"
    page.save_revision().publish()

    assert can_be_found(page)


def test_nothing_is_hidden_where_the_policy_does_not_say_so():
    page = listing()

    run(DUE, DUE + 98 * DAY, every=7)

    assert can_be_found(page)
    assert ReviewTask.objects.open().count() == 1


def test_a_clock_that_starts_late_hides_nothing_that_nobody_was_asked_about():
    hiding()
    page = listing()
    start = DUE + 300 * DAY

    run_review_clock(start)

    assert [one.stage for one in ReviewReminder.objects.all()] == [ReminderStage.AFTER_28]
    assert not ReviewTask.objects.exists()
    run(start + DAY, start + 7 * DAY)
    assert ReviewTask.objects.get().opened_on == start + 7 * DAY
    run(start + 8 * DAY, start + 27 * DAY, every=19)
    assert can_be_found(page)
    run_review_clock(start + 28 * DAY)
    assert not can_be_found(page)


def test_sixty_listings_of_one_person_are_one_mail():
    provider = ProviderPageFactory()
    manager = member(provider, role="manager")
    for number in range(60):
        ListingAssuranceFactory(
            page=ServicePageFactory(provider=provider, title=f"Club {number}"),
            checked_on=DUE - 182 * DAY,
            next_due_on=DUE,
        )

    report = run_review_clock(DUE)

    mail = mails().get()
    assert (report.mails, report.reminders) == (1, 60)
    assert mail.to == manager.user.email
    assert mail.subject == "Are these still right? 60 listings to check"
    assert mail.text.count("/provider/check/") == 60


def test_a_person_of_two_providers_gets_one_mail():
    first, second = listing(members=0), listing(members=0)
    user = UserFactory()
    for page in (first, second):
        member(page.provider, user=user)

    run_review_clock(DUE)

    assert mails().get().to == user.email
    assert ReviewReminder.objects.count() == 2


def test_command_can_be_run_twice(capsys):
    listing(datetime.date.today())

    call_command("send_review_reminders")
    call_command("send_review_reminders")

    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("1 mails with 1 reminders written")
    assert second.startswith("0 mails with 0 reminders written")
    assert mails().count() == 1


def test_a_day_that_was_missed_is_made_up_once_with_the_stage_that_has_come():
    listing()

    run_review_clock(DUE + 20 * DAY)
    run_review_clock(DUE + 21 * DAY)

    assert [one.stage for one in ReviewReminder.objects.all()] == [ReminderStage.AFTER_14]


def test_managers_are_asked_then_editors_then_the_named_contact():
    page = listing(members=0)
    contact = ReviewContact.objects.create(page=page.provider, role="Office", email="office@example.org")
    run_review_clock(DUE)
    assert {one.address for one in ReviewReminder.objects.all()} == {contact.email}

    editor = member(page.provider, role="editor")
    run_review_clock(DUE + 14 * DAY)
    assert editor.user.email in {one.address for one in ReviewReminder.objects.all()}

    manager = member(page.provider, role="manager")
    run_review_clock(DUE + 28 * DAY)
    last = ReviewReminder.objects.filter(stage=ReminderStage.AFTER_28)
    assert [one.address for one in last] == [manager.user.email]


@pytest.mark.parametrize("why", ["left", "inactive"])
def test_somebody_who_has_left_is_not_written_to_and_an_officer_steps_in_on_the_day(why):
    page = listing(members=0)
    gone = member(page.provider, ends_on=DUE - 20 * DAY if why == "left" else None)
    if why == "inactive":
        gone.user.is_active = False
        gone.user.save()

    run(DUE - 15 * DAY, DUE)

    assert not mails().exists()
    task = ReviewTask.objects.get()
    assert (task.opened_on, task.nobody_to_ask) == (DUE, True)


def test_who_said_that_something_changed_is_not_reminded_again():
    listing()
    run_review_clock(DUE)
    answer_reminder(ReviewReminder.objects.get(), ReminderAnswer.CHANGED)

    run(DUE + DAY, DUE + 30 * DAY)
    assert ReviewReminder.objects.count() == 1

    run(DUE + 31 * DAY, DUE + 40 * DAY)
    assert ReviewTask.objects.get().opened_on == DUE + 35 * DAY


def test_a_listing_never_checked_starts_its_clock():
    page = ServicePageFactory()
    member(page.provider)

    report = run_review_clock(DUE)

    assert report.started == 1
    assert ListingAssurance.objects.get().next_due_on == DUE + 14 * DAY
    assert ReviewReminder.objects.get().stage == ReminderStage.BEFORE
    assert is_warned(page, DUE)  # nobody has checked it yet


@pytest.mark.parametrize("live", [True, False])
def test_a_withdrawn_listing_is_left_alone(live):
    page = listing()
    if not live:
        ServicePage.objects.get(pk=page.pk).unpublish()

    run(DUE, DUE + 42 * DAY, every=7)

    assert mails().exists() is live
    assert ReviewTask.objects.exists() is live


def test_the_task_of_a_withdrawn_listing_is_closed():
    page = listing()
    run(DUE, DUE + 35 * DAY, every=7)

    ServicePage.objects.get(pk=page.pk).unpublish()
    run_review_clock(DUE + 36 * DAY)

    assert ReviewTask.objects.get().outcome == "withdrawn"


def test_an_officer_may_confirm_from_another_source_and_that_is_recorded(today):
    page = listing(must_be_in_offer="school")
    run(DUE, DUE + 35 * DAY, every=7)
    officer = UserFactory()

    record_check(
        page, organisation="Get Information about Schools", source=CheckSource.OTHER, on=today, by=officer
    )

    task = ReviewTask.objects.get()
    assert (task.outcome, task.closed_by) == ("checked", officer)
    entry = PageLogEntry.objects.filter(page_id=page.pk, action="services_directory.check").get()
    assert entry.data["source"] == "other"
    assert entry.user == officer


# --- policy ---------------------------------------------------------------------------------------------
def test_the_policy_of_a_kind_sets_how_often_its_listings_are_checked(today):
    kind = KindFactory()
    ReviewPolicy.objects.create(kind=kind, months=3)
    page = ServicePageFactory(kinds=[kind])

    assurance = record_check(page, organisation="Us", source=CheckSource.OFFICER, on=today)

    assert assurance.next_due_on == today + relativedelta(months=3)


def test_a_kind_without_a_policy_follows_the_wider_one_and_the_strictest_of_several_counts():
    wide = KindFactory()
    narrow, other = KindFactory(parent=wide), KindFactory()
    ReviewPolicy.objects.create(kind=wide, months=4, hides=False)
    ReviewPolicy.objects.create(kind=other, months=12, hides=True)

    policies = Policies()

    assert policies.of_kinds([narrow.pk]) == Policy(4, False)
    assert policies.of_kinds([narrow.pk, other.pk]) == Policy(4, True)
    assert policies.of_kinds([KindFactory().pk]) == Policy(6, False)


def test_the_page_of_a_provider_is_checked_in_the_usual_time():
    assert months_between_checks(ProviderPageFactory().pk) == 6


def test_only_the_kinds_whose_policy_says_so_are_hidden():
    hides, stays = KindFactory(), KindFactory()
    ReviewPolicy.objects.create(kind=hides, months=6, hides=True)
    ReviewPolicy.objects.create(kind=stays, months=6, hides=False)
    gone, there = listing(kinds=[hides]), listing(kinds=[stays])

    run(DUE, DUE + 63 * DAY, every=7)

    assert (can_be_found(gone), can_be_found(there)) == (False, True)


# --- constraints ----------------------------------------------------------------------------------------
def reminder(**fields):
    fields = {"due_on": DUE, "stage": 0, "sent_on": DUE, "user": UserFactory(), **fields}
    return ReviewReminder.objects.create(page=fields.pop("page", None) or ServicePageFactory(), **fields)


def test_a_reminder_exists_once_for_listing_stage_and_person():
    first = reminder()
    with pytest.raises(IntegrityError):
        reminder(page=first.page, user=first.user)


def test_a_reminder_exists_once_for_listing_stage_and_role():
    first = reminder(user=None, role_email="office@example.org")
    with pytest.raises(IntegrityError):
        reminder(page=first.page, user=None, role_email="Office@example.org")


@pytest.mark.parametrize(
    "fields",
    [
        {"role_email": "office@example.org"},
        {"user": None, "role_email": ""},
        {"answer": "right"},
    ],
)
def test_a_reminder_that_cannot_be_is_refused(fields):
    with pytest.raises(IntegrityError):
        reminder(**fields)


def test_a_listing_has_one_open_task():
    page = ServicePageFactory()
    ReviewTask.objects.create(page=page, due_on=DUE, opened_on=DUE, closed_on=DUE, outcome="checked")
    ReviewTask.objects.create(page=page, due_on=DUE, opened_on=DUE)
    with pytest.raises(IntegrityError):
        ReviewTask.objects.create(page=page, due_on=DUE, opened_on=DUE)


def test_a_task_is_closed_with_an_outcome():
    with pytest.raises(IntegrityError):
        ReviewTask.objects.create(page=ServicePageFactory(), due_on=DUE, opened_on=DUE, closed_on=DUE)


@pytest.mark.parametrize("months", [0, 25])
def test_a_policy_is_between_1_and_24_months(months):
    with pytest.raises(IntegrityError):
        ReviewPolicy.objects.create(kind=KindFactory(), months=months)


# --- cost -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("rows", [1, 3])
def test_a_day_with_nothing_to_do_costs_the_same_whatever_is_due(rows, django_assert_max_num_queries):
    for _ in range(rows):
        listing()
    run_review_clock(DUE)
    OutgoingMail.objects.all().delete()

    with django_assert_max_num_queries(20):
        run_review_clock(DUE + DAY)

    assert not mails().exists()
