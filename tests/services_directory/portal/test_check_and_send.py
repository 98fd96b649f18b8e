"""Beginning, checking, previewing, sending, taking back and giving up; the organisation's own page; copies; status."""

import datetime
import uuid

import pytest
from django.urls import reverse

from localoffer.models import AuthoritySettings
from services_directory.domain.change_decisions import send_back
from services_directory.domain.listing_changes import save_step, start_change
from services_directory.domain.mistakes import ask_provider, report_mistake
from services_directory.enums import ChangeState, MistakeKind, OperationalState
from services_directory.models import (
    Contact,
    ListingAssurance,
    ListingChange,
    MistakeReport,
    OperationalStatus,
    ServiceAtLocation,
)
from services_directory.portal.missing import missing_by_step
from tests.factories.changes import draft_change, officer, seen, submitted_change, write
from tests.factories.directory import LocationFactory, ServicePageFactory

pytestmark = pytest.mark.django_db


def address(name, thing):
    key = "change" if isinstance(thing, ListingChange) else "listing"
    return reverse(f"portal:{name}", kwargs={key: thing.uuid})


def page_of(portal, name, thing):
    return portal.get(address(name, thing)).content.decode()


# --- Beginning --------------------------------------------------------------------------------------------


def test_change_is_begun_once_and_gone_on_with(portal, listing):
    first = portal.post(address("listing_change", listing))
    second = portal.post(address("listing_change", listing))

    assert first["Location"] == second["Location"]
    assert "As it is" in portal.get(first["Location"]).content.decode()


def test_new_listing_begins_with_its_name_and_asks_for_what_is_missing(portal, provider):
    response = portal.post(reverse("portal:listing_new"), {"title": "Robotics"})

    change = ListingChange.objects.get()
    assert response["Location"] == address("change", change)
    assert (change.title, change.provider) == ("Robotics", provider)
    html = page_of(portal, "change", change)
    assert "Families will look for: cost." in html
    assert "grade" not in html
    assert "%" not in html.partition("<main")[2].partition("</main>")[0]


def test_new_listing_without_a_name_is_asked_for_it(portal):
    response = portal.post(reverse("portal:listing_new"), {"title": ""})

    assert "Give the service a name." in response.content.decode()
    assert not ListingChange.objects.exists()


def test_person_of_two_organisations_says_whose_it_is(portal, member, provider):
    from tests.factories.people import ProviderMembershipFactory

    second = ProviderMembershipFactory(user=member).provider
    refused = portal.post(reverse("portal:listing_new"), {"title": "Robotics"})
    foreign = portal.post(reverse("portal:listing_new"), {"title": "Robotics", "provider": str(uuid.uuid4())})
    portal.post(reverse("portal:listing_new"), {"title": "Robotics", "provider": str(second.uuid)})

    assert "Choose the organisation." in refused.content.decode()
    assert "Choose one of these." in foreign.content.decode()
    assert ListingChange.objects.get().provider == second


def test_copy_is_a_new_listing_with_rows_of_its_own(portal, listing):
    response = portal.post(address("listing_copy", listing), {"title": "Chess camp"})

    change = ListingChange.objects.get()
    assert response["Location"] == address("change", change)
    assert change.is_new_listing
    assert change.title == "Chess camp"
    assert change.content["cost_options"][0]["amount"] == "3.00"
    assert change.content["cost_options"][0]["uuid"] != str(listing.cost_options.get().uuid)


# --- Checking and seeing ----------------------------------------------------------------------------------


def test_check_marks_what_changed_and_says_what_it_was(portal, listing, member):
    price = listing.cost_options.get()
    change = draft_change(
        listing,
        member,
        summary="A club for teenagers.",
        cost_options=[{"uuid": str(price.uuid), "option": "one session", "amount": "4"}],
        contacts=[{"telephone": "01632 960009"}],
    )

    sections = {section.code: section for section in portal.get(address("check", change)).context["sections"]}

    changed = {
        (code, answer.label, answer.change)
        for code, section in sections.items()
        for answer in section.answers
        if answer.change
    }
    assert changed == {
        ("about", "In one sentence", "changed"),
        ("cost", "Prices", "changed"),
        ("contact", "Contacts", "added"),
        ("contact", "Contacts", "removed"),
    }
    summary = next(answer for answer in sections["about"].answers if answer.change)
    assert (summary.lines, summary.was) == (["A club for teenagers."], ["A club for children."])


def test_preview_is_the_page_that_families_will_see(portal, listing, member):
    change = draft_change(listing, member, summary="A club for teenagers.", description="<p>New words.</p>")

    response = portal.get(address("preview", change))

    html = response.content.decode()
    assert response.templates[0].name == "services_directory/portal/preview_service.html"
    assert "services_directory/service.html" in [template.name for template in response.templates]
    assert "A club for teenagers." in html
    assert "New words." in html
    assert response["X-Robots-Tag"] == "noindex"
    assert "no-store" in response["Cache-Control"]
    listing.refresh_from_db()
    assert listing.summary == "A club for children."


def test_preview_of_a_new_listing_works_while_it_is_nearly_empty(portal, provider, member):
    change = start_change(None, provider=provider, by=member)

    assert portal.get(address("preview", change)).status_code == 200


def test_preview_shows_a_place_as_the_change_describes_it(portal, provider, member):
    place = LocationFactory(name="Oak Hall")
    page = ServicePageFactory(provider=provider, service_at_locations=[ServiceAtLocation(location=place)])
    change = start_change(page, provider=provider, by=member)
    renamed = [{**change.content["places"][0], "name": "Oak Centre"}]
    change = write(change, member, places=renamed)

    html = page_of(portal, "preview", change)

    assert "Oak Centre" in html
    assert "Oak Hall" not in html


def test_check_says_what_is_missing_but_does_not_insist(portal, listing, member):
    change = draft_change(listing, member, summary="A club for teenagers.")

    response = portal.get(address("check", change))

    assert "ages" in response.context["missing_words"]
    assert ">Send</button>" in response.content.decode()


def test_missing_essentials_are_named_by_step(listing, member):
    change = draft_change(listing, member)

    assert missing_by_step("service", change.content) == {
        "who": ["ages"],
        "eligibility": ["who can use it"],
        "how": ["how to get it"],
        "times": ["where, or how it reaches you"],
    }


def test_what_keeps_it_from_being_sent_leads_to_where_it_is_mended(portal, provider, member):
    change = start_change(None, provider=provider, by=member)
    change = save_step(
        change, step="about", content={"title": "Chess"}, expected_version=change.version, by=member
    )

    response = portal.get(address("check", change))

    html = response.content.decode()
    assert "In one sentence: this is not filled in." in html
    assert reverse("portal:step", kwargs={"change": change.uuid, "step": "about"}) in html
    assert ">Send</button>" not in html


# --- Sending ----------------------------------------------------------------------------------------------


def send(portal, change, **data):
    change.refresh_from_db()
    return portal.post(address("check", change), {"version": change.version, **data})


def test_sent_change_waits_and_says_what_happens_next(portal, listing, member):
    change = draft_change(listing, member, summary="A club for teenagers.")

    response = send(portal, change)

    assert response["Location"] == address("sent", change)
    html = page_of(portal, "sent", change)
    assert "within 5 working days" in html
    change.refresh_from_db()
    assert (change.state, change.submitted_by) == (ChangeState.SUBMITTED, member)
    assert "With the council" in portal.get(reverse("portal:home")).content.decode()
    listing.refresh_from_db()
    assert listing.summary == "A club for children."


def test_change_that_changes_nothing_is_not_sent(portal, listing, member):
    change = draft_change(listing, member)

    response = send(portal, change)

    assert response["Location"] == address("check", change)
    assert "nothing to send" in page_of(portal, "check", change)


def test_change_with_something_missing_is_not_sent(portal, provider, member):
    change = start_change(None, provider=provider, by=member)

    send(portal, change)

    change.refresh_from_db()
    assert change.state == ChangeState.DRAFT


def test_what_a_colleague_changed_meanwhile_is_looked_at_before_sending(portal, listing, member, colleague):
    change = draft_change(listing, member, summary="A club for teenagers.")
    shown = change.version
    write(change, colleague, website="https://example.org")

    response = send(portal, change, version=shown)

    assert "Sam Hill changed something" in portal.get(response["Location"]).content.decode()
    change.refresh_from_db()
    assert change.state == ChangeState.DRAFT


def test_sent_change_is_taken_back_changed_and_sent_again(portal, listing, member):
    change = submitted_change(listing, member)

    portal.post(address("take_back", change))

    change.refresh_from_db()
    assert change.is_editable
    write(change, member, summary="A club for all.")
    send(portal, change)
    change.refresh_from_db()
    assert change.submitted_content["summary"] == "A club for all."


def test_change_that_is_not_sent_cannot_be_taken_back(portal, listing, member):
    change = draft_change(listing, member)

    response = portal.post(address("take_back", change), follow=True)

    assert "It does not wait for review any more." in response.content.decode()


def test_change_sent_back_shows_the_officers_words_and_no_name(portal, listing, member):
    change = submitted_change(listing, member)
    someone = officer()
    send_back(change, by=someone, seen=seen(change), reason=None, words="Please say what it costs.")

    for html in (page_of(portal, "listing", listing), page_of(portal, "change", change)):
        assert "Please say what it costs." in html
        assert someone.email not in html
        assert str(someone) not in html


def test_change_is_given_up_after_asking(portal, listing, member):
    change = draft_change(listing, member, summary="A club for teenagers.")

    asked = portal.get(address("withdraw", change))
    change.refresh_from_db()
    still = change.state
    response = portal.post(address("withdraw", change))

    assert "Yes, give it up" in asked.content.decode()
    assert still == ChangeState.DRAFT
    assert response["Location"] == address("listing", listing)
    change.refresh_from_db()
    assert change.state == ChangeState.WITHDRAWN


# --- The organisation's own page --------------------------------------------------------------------------


def test_organisation_is_changed_in_the_same_way(portal, provider):
    begun = portal.post(reverse("portal:organisation_change", kwargs={"provider": provider.uuid}))
    change = ListingChange.objects.get()

    assert begun["Location"] == address("change", change)
    step = reverse("portal:step", kwargs={"change": change.uuid, "step": "organisation"})
    portal.post(
        step, {"version": change.version, "title": "Sunrise Club", "description": "We play **chess**."}
    )
    change.refresh_from_db()
    assert change.content["description"] == "<p>We play <b>chess</b>.</p>"
    assert "We play" in page_of(portal, "preview", change)
    assert page_of(portal, "check", change)
    assert "About Sunrise Club" in portal.get(reverse("portal:home")).content.decode()
    response = send(portal, change)
    assert response["Location"] == address("sent", change)


# --- Whether it can be used now ---------------------------------------------------------------------------


def say(portal, listing, **data):
    return portal.post(address("listing_status", listing), {"state": "full", **data})


def test_provider_says_that_it_is_full_and_it_shows_at_once(portal, listing, member):
    until = datetime.date.today() + datetime.timedelta(days=30)
    parts = {"until_day": until.day, "until_month": until.month, "until_year": until.year}

    say(portal, listing, note="Join the waiting list.", **parts)

    status = OperationalStatus.objects.get(service=listing)
    assert (status.state, status.until, status.note) == (
        OperationalState.FULL,
        until,
        "Join the waiting list.",
    )
    assert "Join the waiting list." in portal.get(listing.url).content.decode()


def test_open_again_has_no_end(portal, listing):
    say(portal, listing, note="Wait.")

    say(portal, listing, state="open", until_day="1", until_month="1", until_year="2020")

    assert OperationalStatus.objects.get(service=listing).state == OperationalState.OPEN


def test_end_in_the_past_is_refused(portal, listing):
    response = say(portal, listing, until_day="1", until_month="1", until_year="2020", note="Kept.")

    assert "This day is over." in response.content.decode()
    assert "Kept." in response.content.decode()
    assert not OperationalStatus.objects.exists()


def test_where_the_authority_wishes_an_officer_decides_on_the_status(portal, listing):
    AuthoritySettings.objects.update_or_create(pk=1, defaults={"providers_set_status": False})

    say(portal, listing, note="Join the waiting list.")

    assert not OperationalStatus.objects.exists()
    report = MistakeReport.objects.get()
    assert (report.page, report.source) == (listing, "provider")
    assert "Full" in report.words
    assert "Join the waiting list." in report.words


# --- Everything is right ----------------------------------------------------------------------------------


def confirm(portal, listing, **data):
    return portal.post(address("listing_confirm", listing), data)


def test_everything_is_right_is_said_in_the_name_of_the_provider(portal, listing):
    html = page_of(portal, "listing_confirm", listing)
    response = confirm(portal, listing, seen=listing.live_revision_id)

    assert "01632 960001" in html
    assert "Everything is right" in html
    assert response["Location"] == address("listing", listing)
    assurance = ListingAssurance.objects.get(page=listing)
    assert (assurance.checked_by, assurance.source) == ("Sunrise Club", "provider")
    assert assurance.checked_on == datetime.date.today()


@pytest.mark.parametrize("seen_revision", ["", "x", "1", "9" * 30])
def test_what_was_published_since_is_looked_at_before_it_is_confirmed(seen_revision, portal, listing):
    response = confirm(portal, listing, seen=seen_revision)

    assert "This listing has changed since you opened it." in response.content.decode()
    assert not ListingAssurance.objects.exists()


def test_what_the_council_asks_stands_first(portal, listing, member):
    report = report_mistake(listing, kind=MistakeKind.COST, words="Wrong price, says a named child.")
    ask_provider(report, by=officer(), request="Is it still £3?")

    home = portal.get(reverse("portal:home")).content.decode()

    assert "The council asks" in home
    assert "Is it still £3?" in home
    assert "Is it still £3?" in page_of(portal, "listing", listing)
    assert "named child" not in home


# --- Cost -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("name", ["check", "change", "preview"])
def test_page_of_a_change_asks_as_often_however_long_the_listing_is(
    rows, name, portal, provider, member, django_assert_max_num_queries
):
    contacts = [Contact(telephone=f"01632 96{number:04}") for number in range(rows)]
    page = ServicePageFactory(provider=provider, contacts=contacts)
    change = start_change(page, provider=provider, by=member)
    most = {"check": 30, "change": 15, "preview": 45}[name]
    portal.get(address(name, change))

    with django_assert_max_num_queries(most):
        assert portal.get(address(name, change)).status_code == 200
