"""Numbers of freshness and quality: right, leading to their lists, and harmless in a workbook."""

import datetime
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from localoffer.mail.models import GIVES_UP_AFTER, OutgoingMail
from localoffer.mail.outbox import queue_mail
from services_directory.admin.queue_sources import waiting_items
from services_directory.domain.access_questions import answer, ask
from services_directory.domain.mistakes import report_mistake
from services_directory.domain.quality import (
    AccessOfSector,
    Share,
    Waits,
    access_by_sector,
    stale_by_kind,
    stale_by_provider,
    waits_for_decision,
    without_response,
)
from services_directory.enums import FindingResult, Risk
from services_directory.models import (
    ListingChange,
    ReviewReminder,
    ReviewTask,
    ServiceAtLocation,
    ServicePage,
)
from tests.factories.changes import submitted_change
from tests.factories.directory import (
    AccessFeatureFactory,
    AssessmentFactory,
    KindFactory,
    ListingAssuranceFactory,
    LocationFactory,
    ProviderPageFactory,
    ServicePageFactory,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def listing(today, late=True, **fields):
    page = ServicePageFactory(**fields)
    due = today - 40 * DAY if late else today + 40 * DAY
    ListingAssuranceFactory(page=page, checked_on=due - 180 * DAY, next_due_on=due)
    return page


def test_stale_listings_by_provider_and_kind(today):
    first, second = ProviderPageFactory(title="First"), ProviderPageFactory(title="Second")
    sport, talk = KindFactory(name="Sport"), KindFactory(name="Talk")
    listing(today, provider=first, kinds=[sport])
    listing(today, provider=first, kinds=[sport, talk], late=False)
    listing(today, provider=second, kinds=[talk], late=False)
    ServicePageFactory(provider=first, live=False)
    ServicePageFactory(provider=first)  # never checked

    assert stale_by_provider(today) == [Share(str(first.pk), "First", 2, 3)]
    assert stale_by_kind(today) == [Share(str(sport.pk), "Sport", 1, 2)]
    assert stale_by_provider(today)[0].percent == 67


def test_no_response_is_the_last_reminder_and_no_answer(today):
    silent, answered, early, fresh = (listing(today) for _ in range(4))
    for page, stage, said, days_ago in (
        (silent, 28, "", 8),
        (answered, 28, "changed", 8),
        (early, 14, "", 8),
        (fresh, 28, "", 6),
    ):
        ReviewReminder.objects.create(
            page=page,
            due_on=page.assurance.next_due_on,
            stage=stage,
            user=UserFactory(),
            sent_on=today - days_ago * DAY,
            answer=said,
            answered_at=timezone.now() if said else None,
        )

    assert list(without_response(ServicePage.objects.live())) == [silent]


def test_access_by_sector_counts_the_building_for_each_service_there(today):
    hall = LocationFactory()
    for _ in range(2):
        ServicePageFactory(sectors=["health"], service_at_locations=[ServiceAtLocation(location=hall)])
    alone = ServicePageFactory(sectors=["health", "education"])
    AssessmentFactory(location=hall, assessed_on=today - 400 * DAY, next_due_on=today - 35 * DAY)
    AssessmentFactory(location=None, service=alone, state="held", published_on=None)

    assert access_by_sector(today) == [
        AccessOfSector("education", "Education", services=1, held=1, in_date=1, published=0),
        AccessOfSector("health", "Health", services=3, held=3, in_date=1, published=2),
        AccessOfSector("social-care", "Social care", services=0, held=0, in_date=0, published=0),
    ]


def test_waits_are_the_median_and_a_wait_that_somebody_had(home):
    now = timezone.make_aware(datetime.datetime(2026, 6, 20, 12))
    assert waits_for_decision(now) == [Waits("Last 12 months", 0, None, None)]
    changes = [submitted_change(ServicePageFactory()) for _ in range(4)]
    for number, change in enumerate(changes, start=1):
        ListingChange.objects.filter(pk=change.pk).update(
            submitted_at=now - (number + 1) * DAY,
            decided_at=now - DAY,
            decided_by=UserFactory(),
            state="rejected",
            words_to_provider="No.",
        )

    assert waits_for_decision(now) == [
        Waits("Last 12 months", 4, 2.5, 4.0),
        Waits("June 2026", 4, 2.5, 4.0),
    ]


def test_every_number_leads_to_a_list_of_as_many(officer, today):
    listing(today)
    listing(today, late=False)
    ServicePageFactory()

    page = officer.get(reverse("desk:quality"))

    for number in page.context["numbers"]:
        shown = officer.get(number.address).context["object_list"]
        assert len(shown) == number.number, number
    for table in page.context["tables"][:2]:
        for bar in table.bars:
            assert len(officer.get(bar.address).context["object_list"]) == bar.cells[0]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_whatever_there_is(officer, today, rows, django_assert_max_num_queries):
    for _ in range(rows):
        listing(today)
    officer.get(reverse("desk:quality"))

    with django_assert_max_num_queries(32):
        officer.get(reverse("desk:quality"))


def test_the_workbook_holds_no_formula(officer, today):
    listing(today, provider=ProviderPageFactory(title='=HYPERLINK("https://evil.example.org")'))

    response = officer.get(reverse("desk:quality"), {"export": "xlsx"})

    book = load_workbook(BytesIO(response.content))
    sheet = book["Out of date by provider"]
    assert sheet["A2"].value.startswith("=HYPERLINK")
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_what_follows_up_is_in_the_queue(officer, today):
    page = listing(today, must_be_in_offer="school", title="School")
    hall = LocationFactory(name="Hall")
    club = ServicePageFactory(title="Club", service_at_locations=[ServiceAtLocation(location=hall)])
    ReviewTask.objects.create(page=page, due_on=today - 40 * DAY, opened_on=today)
    report_mistake(club, kind="ended", words="x")
    AssessmentFactory(
        location=hall, state="held", published_on=None, submitted_at=timezone.now(), provider=club.provider
    )
    question = ask(club, hall, AccessFeatureFactory(parent=AccessFeatureFactory(scope="")))
    answer(question, provider=club.provider, by=officer.user, result=FindingResult.YES)

    items = {item.kind: item for item in waiting_items(officer.user)}

    assert {kind: item.risk for kind, item in items.items()} == {
        "overdue": Risk.HIGH,
        "mistakes": Risk.HIGH,
        "assessments": Risk.MEDIUM,
        "answers": Risk.LOW,
    }
    for item in items.values():
        assert officer.get(item.address).status_code == 200
    text = officer.get(reverse("desk:queue")).content.decode()
    assert "School: 40 days overdue" in text


def test_undelivered_mail_is_seen_without_its_words_and_tried_again(officer):
    mail = queue_mail(to="a@example.org", subject="Hello", text="A secret link", kind="reminder")
    OutgoingMail.objects.filter(pk=mail.pk).update(
        attempts=GIVES_UP_AFTER, last_error="SMTPServerDisconnected: gone"
    )
    assert "mails that could not be delivered" in officer.get("/admin/").content.decode().lower()
    text = officer.get(reverse("desk:mail")).content.decode()
    assert "SMTPServerDisconnected" in text
    assert "Given up" in text
    assert "A secret link" not in text

    officer.post(reverse("desk:mail"))

    mail.refresh_from_db()
    assert mail.attempts == 0
    assert OutgoingMail.objects.due().count() == 1
