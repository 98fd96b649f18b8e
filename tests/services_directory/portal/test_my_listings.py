import datetime

import pytest
from django.urls import reverse

from services_directory.domain.listing_changes import start_change
from services_directory.models import ListingAssurance, ListingChange
from services_directory.portal.my_listings import Standing, matching, my_listings
from tests.factories.changes import submitted_change
from tests.factories.directory import ListingAssuranceFactory, ServicePageFactory
from tests.factories.people import ProviderMembershipFactory

pytestmark = pytest.mark.django_db


def checked(page, days_ago=10, due_in=170, **values):
    today = datetime.date.today()
    return ListingAssuranceFactory(
        page=page,
        checked_on=today - datetime.timedelta(days=days_ago),
        next_due_on=today + datetime.timedelta(days=due_in),
        **values,
    )


def sent_back(change, words):
    ListingChange.objects.filter(pk=change.pk).update(
        state="sent-back",
        words_to_provider=words,
        decided_at=change.submitted_at,
        decided_by=change.submitted_by,
    )


def standings(user):
    return {one.title: one.standings for one in my_listings(user)}


def test_listing_stands_where_its_clock_and_its_change_say(member, provider):
    for title, clock in {
        "Fine": {},
        "Due": {"due_in": 5},
        "Overdue": {"days_ago": 200, "due_in": -1},
        "Hidden": {"days_ago": 200, "due_in": -60, "hidden_on": datetime.date.today()},
    }.items():
        checked(ServicePageFactory(title=title, provider=provider), **clock)
    ServicePageFactory(title="Never", provider=provider)
    ServicePageFactory(title="Unpublished", provider=provider, live=False)
    with_draft = ServicePageFactory(title="Draft", provider=provider)
    checked(with_draft)
    start_change(with_draft, provider=provider, by=member)
    waiting = ServicePageFactory(title="Waiting", provider=provider)
    checked(waiting)
    submitted_change(waiting, member)

    found = standings(member)

    assert found == {
        "Fine": [Standing.LIVE],
        "Due": [Standing.DUE],
        "Overdue": [Standing.OVERDUE],
        "Hidden": [Standing.HIDDEN],
        "Never": [Standing.NEVER_CHECKED],
        "Unpublished": [Standing.NOT_SHOWN],
        "Draft": [Standing.DRAFT, Standing.LIVE],
        "Waiting": [Standing.WAITING, Standing.LIVE],
    }


def test_what_needs_doing_comes_first_with_the_councils_words(member, provider, portal):
    checked(ServicePageFactory(title="Art", provider=provider))
    back = ServicePageFactory(title="Zumba", provider=provider)
    checked(back)
    sent_back(submitted_change(back, member), "Please say what it costs.")

    first = my_listings(member)[0]

    assert first.title == "Zumba"
    assert first.standings == [Standing.SENT_BACK, Standing.LIVE]
    assert "Please say what it costs." in portal.get(reverse("portal:home")).content.decode()


def test_new_listing_is_there_from_its_first_word(member, provider):
    change = start_change(None, provider=provider, by=member)

    (one,) = my_listings(member)

    assert one.standings == [Standing.DRAFT]
    assert one.address == reverse("portal:change", kwargs={"change": change.uuid})


def test_listings_of_others_are_not_mine(member):
    other = ProviderMembershipFactory()
    ServicePageFactory(provider=other.provider)
    start_change(None, provider=other.provider, by=other.user)

    assert my_listings(member) == []


def test_listings_are_found_by_name_standing_and_organisation(member, provider):
    second = ProviderMembershipFactory(user=member).provider
    for title, owner in (("Chess club", provider), ("Art club", second), ("Chess camp", second)):
        ServicePageFactory(title=title, provider=owner)
    everything = my_listings(member)

    assert {one.title for one in matching(everything, words="chess CLUB")} == {"Chess club"}
    assert {one.title for one in matching(everything, provider=str(second.uuid))} == {
        "Art club",
        "Chess camp",
    }
    assert len(matching(everything, standing="to-do")) == 3
    assert matching(everything, standing="live") == []


def test_filter_that_makes_no_sense_shows_everything(portal, listing):
    response = portal.get(reverse("portal:home"), {"show": "nonsense", "provider": "nobody", "page": "x"})

    assert "Chess club" in response.content.decode()


@pytest.mark.parametrize("count", [1, 3, 60])
def test_first_page_asks_as_often_however_many_listings_there_are(
    count, portal, provider, django_assert_max_num_queries
):
    service = ServicePageFactory(title="Club 0", provider=provider)
    for number in range(1, count):
        copy = service.copy(update_attrs={"title": f"Club {number}", "slug": f"club-{number}"})
        ListingAssurance.objects.create(page=copy)

    with django_assert_max_num_queries(15):
        response = portal.get(reverse("portal:home"))

    assert response.content.decode().count("app-card__link") == min(count, 25)


def test_second_page_keeps_what_was_asked_for(portal, provider):
    service = ServicePageFactory(title="Club 0", provider=provider)
    for number in range(1, 30):
        service.copy(update_attrs={"title": f"Club {number}", "slug": f"club-{number}"})

    response = portal.get(reverse("portal:home"), {"q": "club", "show": "to-do"})

    assert "?q=club&amp;show=to-do&amp;page=2" in response.content.decode()
    assert "30 listings, page 1 of 2" in response.content.decode()
