"""The one queue: what waits, in which order, for whom, and what a long one costs."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from services_directory.admin import queue_sources
from services_directory.admin.presence import look_at
from services_directory.admin.queue import waited
from services_directory.admin.queue_sources import QueueItem, register_source
from services_directory.domain.change_decisions import approve
from services_directory.domain.listing_changes import take_back_change
from services_directory.enums import Risk
from services_directory.models import DeskPresence, ListingChange
from tests.factories.changes import draft_change, new_listing, seen, submitted_change
from tests.factories.changes import officer as some_officer
from tests.factories.directory import ProviderPageFactory, ServicePageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
QUEUE = "/admin/directory/queue/"


def titles(response):
    return [row["item"].title for row in response.context["page"].object_list]


def sent_days_ago(change, days):
    ListingChange.objects.filter(pk=change.pk).update(
        submitted_at=timezone.now() - datetime.timedelta(days=days)
    )
    return change


@pytest.fixture
def three(home):
    provider = ProviderPageFactory(title="Harebell")
    sent_days_ago(
        submitted_change(
            ServicePageFactory(title="Chess club", provider=provider), website="https://a.example.org"
        ),
        2,
    )
    sent_days_ago(submitted_change(ServicePageFactory(title="Judo"), cost_options=[{"amount": 5}]), 9)
    sent_days_ago(new_listing(provider, title="Swimming"), 1)


def test_what_waits_is_listed_the_longest_first(officer, three):
    draft_change(ServicePageFactory(title="A draft"), summary="Not sent")

    response = officer.get(QUEUE)

    assert titles(response) == ["Judo", "Chess club", "Swimming"]
    page = response.content.decode()
    assert "3 waiting" in page
    assert "9 days" in page
    assert "what it costs" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("sort=newest", ["Swimming", "Chess club", "Judo"]),
        ("sort=risk", ["Judo", "Swimming", "Chess club"]),
        ("kind=new-listings", ["Swimming"]),
        ("kind=changes", ["Judo", "Chess club"]),
        ("risk=medium", ["Chess club"]),
        ("q=harebell", ["Chess club", "Swimming"]),
        ("q=chess+harebell", ["Chess club"]),
        ("provider=Harebell&sort=newest", ["Swimming", "Chess club"]),
        ("q=%22", []),
        ("kind=nonsense&risk=x&sort=y&p=99&q=%00", ["Judo", "Chess club", "Swimming"]),
    ],
)
def test_the_queue_is_filtered_and_ordered_by_the_address(officer, three, query, found):
    assert titles(officer.get(f"{QUEUE}?{query}")) == found


def test_what_is_decided_or_taken_back_leaves_the_queue(officer):
    first, second = (submitted_change(ServicePageFactory()) for _ in range(2))
    approve(first, by=some_officer(), seen=seen(first))
    take_back_change(second, by=second.started_by)

    assert "Nothing waits for you" in officer.get(QUEUE).content.decode()


def test_another_kind_of_work_joins_and_asks_for_its_own_permission(officer, monkeypatch):
    monkeypatch.setattr(queue_sources, "SOURCES", dict(queue_sources.SOURCES))
    item = QueueItem("tests", "test-1", "An application", "", timezone.now(), Risk.LOW, "/admin/somewhere/")
    register_source("tests", "Applications", lambda: [item])
    register_source("secret", "Secrets", lambda: [item], permission="auth.delete_user")

    response = officer.get(QUEUE)

    assert titles(response) == ["An application"]
    page = response.content.decode()
    assert 'href="/admin/somewhere/"' in page
    assert "Applications" in page
    assert "Secrets" not in page


def test_the_queue_names_who_has_an_item_open(officer):
    change = submitted_change(ServicePageFactory())
    other = some_officer()
    look_at(f"change-{change.pk}", other)

    page = officer.get(QUEUE).content.decode()

    assert f"{other} has had this open since" in page


def test_presence_runs_out_by_itself():
    one, other = some_officer(), some_officer()
    look_at("change-1", one)
    assert [presence.user for presence in look_at("change-1", other)] == [one]

    DeskPresence.objects.filter(user=one).update(seen_at=timezone.now() - datetime.timedelta(minutes=21))

    assert look_at("change-1", other) == []
    look_at("change-1", one)
    assert DeskPresence.objects.get(user=one).opened_at > timezone.now() - datetime.timedelta(minutes=1)


@pytest.mark.parametrize(("hours", "words"), [(0, "today"), (24, "1 day"), (24 * 12, "12 days")])
def test_how_long_it_waited(hours, words):
    now = timezone.now()

    assert waited(now - datetime.timedelta(hours=hours), now) == words


def test_the_home_page_says_how_many_wait_and_for_how_long(officer):
    sent_days_ago(submitted_change(ServicePageFactory()), 3)

    page = officer.get(reverse("wagtailadmin_home")).content.decode()

    assert "In the queue to decide" in page
    assert "the oldest for 3 days" in page


@pytest.mark.parametrize("waiting", [1, 3])
def test_the_queue_takes_few_queries_however_long_it_is(officer, waiting, django_assert_max_num_queries):
    for _ in range(waiting):
        submitted_change(ServicePageFactory())
    officer.get(QUEUE)

    with django_assert_max_num_queries(20):
        officer.get(QUEUE)
