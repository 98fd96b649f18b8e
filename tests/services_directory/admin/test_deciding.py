"""The decision page, several at once, and what an officer reads there."""

import re

import html5lib
import pytest
from django.urls import reverse

from localoffer.accounts.roles import OFFICERS
from services_directory.admin.decision_lines import sections_of
from services_directory.domain.change_decisions import approve, review_of
from services_directory.domain.listing_changes import submit_change, take_back_change
from services_directory.enums import AutoApproved, ChangeState
from services_directory.models import (
    ChangePolicy,
    Contact,
    ListingChange,
    Location,
    PlaceSchedule,
    ReasonForDecision,
    ServiceAtLocation,
    ServicePage,
)
from tests.factories.changes import draft_change, new_listing, seen, submitted_change, write
from tests.factories.directory import LocationFactory, NeedFactory, ServicePageFactory
from tests.services_directory.admin.conftest import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
NS = "{http://www.w3.org/1999/xhtml}"


def address(change):
    return reverse("desk:change", args=[change.pk])


def shown(response):
    """The hidden fields and ticks of the decision form, as a browser would send them."""
    tree = html5lib.parse(response.content.decode(), namespaceHTMLElements=True)
    data = {}
    for one in tree.iter(f"{NS}input"):
        kind = one.get("type")
        if kind == "hidden" or (kind in ("checkbox", "radio") and one.get("checked") is not None):
            data.setdefault(one.get("name"), []).append(one.get("value"))
    data.pop("csrfmiddlewaretoken", None)
    return data


def decide(client, change, act, **changes):
    return client.post(address(change), {**shown(client.get(address(change))), "act": act, **changes})


def live(service):
    return ServicePage.objects.get(pk=service.pk)


def fix_live(service, **fields):
    page = live(service)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def test_the_page_shows_live_and_proposed_with_marked_and_named_words(officer):
    service = ServicePageFactory(
        summary="A chess club for children.", contacts=[Contact(telephone="01632 960001")]
    )
    change = draft_change(service, summary="A chess club for teenagers.")
    row = change.content["contacts"][0]
    new = {"role": "Office <b>", "email": "club@example.org"}
    change = write(change, change.started_by, contacts=[{**row, "telephone": "01632 960002"}, new])
    submit_change(change, expected_version=change.version, by=change.started_by)

    page = officer.get(address(change)).content.decode()

    assert "removed: </span>children.</del>" in page
    assert "added: </span>teenagers.</ins>" in page
    assert "Contact: telephone" in page
    assert "Office &lt;b&gt;" in page
    assert "When the provider began" not in page
    assert change.provider.title in page


def test_a_third_column_shows_what_the_provider_began_from_where_live_has_moved(officer):
    service = ServicePageFactory(summary="First words")
    change = submitted_change(service, summary="Provider's words", website="https://a.example.org")
    fix_live(service, summary="Officer's words", who_decides="A panel")

    page = officer.get(address(change)).content.decode()

    assert "When the provider began" in page
    assert "First words" in page
    assert "choose one" in page
    assert "The live listing was changed since the provider began: Who decides" in re.sub(r"\s+", " ", page)


def test_words_for_keys_are_names(officer):
    need, hall = NeedFactory(name="Autism"), LocationFactory(name="Town hall")
    change = submitted_change(
        ServicePageFactory(),
        needs=[need.pk],
        service_at_locations=[
            {"location": str(hall.uuid), "schedules": [{"days": ["MO"], "opens_at": "16:00"}]}
        ],
        description='<p>See <a href="https://b.example.org">us</a></p>',
        waiting_time_as_at="2026-09-01",
    )

    page = officer.get(address(change)).content.decode()

    for words in (
        "Autism",
        "Town hall",
        "Every Monday, from 4pm",
        "https://b.example.org",
        "1 September 2026",
    ):
        assert words in page


def test_a_time_is_named_by_its_place(officer):
    hall = LocationFactory(name="Town hall")
    service = ServicePageFactory(
        service_at_locations=[ServiceAtLocation(location=hall, schedules=[PlaceSchedule(days=["MO"])])]
    )
    change = draft_change(service)
    row = change.content["service_at_locations"][0]
    times = [{**row["schedules"][0], "days": ["TU"]}, {"days": ["FR"]}]
    change = write(change, change.started_by, service_at_locations=[{**row, "schedules": times}])
    change = submit_change(change, expected_version=change.version, by=change.started_by)

    lines = [line for section in sections_of(review_of(change)) for line in section.lines]

    assert [(line.label, line.row) for line in lines] == [
        ("Place: time: days", f"{hall}: Every Tuesday"),
        ("Place: time", str(hall)),
    ]


def test_approving_all_that_is_ticked(officer):
    service = ServicePageFactory()
    change = submitted_change(service, summary="New words", website="https://a.example.org")

    response = decide(officer, change, "publish")

    assert response["Location"] == reverse("desk:queue")
    assert (live(service).summary, live(service).website) == ("New words", "https://a.example.org")
    change.refresh_from_db()
    assert (change.state, change.decided_by) == (ChangeState.APPROVED, officer.user)


def test_what_is_not_ticked_stays_and_is_told_on_the_page(officer):
    service = ServicePageFactory()
    change = submitted_change(service, summary="New words", website="https://a.example.org")

    decide(officer, change, "publish", take=["website"])

    assert (live(service).summary, live(service).website) == ("A club for children.", "https://a.example.org")
    page = officer.get(address(change)).content.decode()
    assert "Not taken" in page
    assert "<li>Summary</li>" in page


def test_nothing_ticked_decides_nothing(officer):
    change = submitted_change(ServicePageFactory())

    response = decide(officer, change, "publish", take=[])

    assert "Choose at least one field to take" in response.content.decode()
    change.refresh_from_db()
    assert change.state == ChangeState.SUBMITTED


def test_a_conflict_must_be_chosen_and_ticks_are_kept(officer):
    service = ServicePageFactory()
    change = submitted_change(
        service, summary="Provider's", website="https://a.example.org", who_decides="Us"
    )
    fix_live(service, summary="Officer's")

    response = decide(officer, change, "publish", take=["website"])

    assert "Choose which to keep. (Summary)" in response.content.decode()
    assert shown(response)["take"] == ["website"]
    decide(officer, change, "publish", take=["website"], **{"choice:summary": "proposed"})
    page = live(service)
    assert (page.summary, page.website, page.who_decides) == ("Provider's", "https://a.example.org", "")


def test_a_page_that_moved_is_shown_again_with_what_was_typed(officer):
    service = ServicePageFactory()
    change = submitted_change(service)
    data = shown(officer.get(address(change)))
    fix_live(service, website="https://moved.example.org", summary="Officer's words")

    response = officer.post(address(change), {**data, "act": "reject", "words": "I typed this"})

    page = response.content.decode()
    assert "This changed while you had it open" in page
    assert "I typed this" in page
    change.refresh_from_db()
    assert change.state == ChangeState.SUBMITTED


def test_changing_some_words_first(officer):
    need = NeedFactory(name="Autism")
    service = ServicePageFactory()
    change = submitted_change(
        service,
        summary="Provders words",
        description="<p>Come <b>along</b></p>",
        contacts=[{"role": "Ofice", "email": "club@example.org"}],
        needs=[need.pk],
        schedules=[{"days": ["MO"], "opens_at": "16:00"}],
    )

    form = decide(officer, change, "edit")
    assert form.status_code == 200
    fields = {bound.label: bound for bound in form.context["form"]}
    assert fields["What to expect"].initial == "Come **along**"
    data = shown(form)
    for bound in form.context["form"]:
        value = bound.initial
        if value not in (None, False):
            data[bound.html_name] = value
    data[fields["Summary"].html_name] = "Provider's words"
    data[fields["Contact, new: team or role"].html_name] = "Office"
    officer.post(address(change), {**data, "act": "publish-edited"})

    page = live(service)
    assert page.summary == "Provider's words"
    assert page.description == "<p>Come <b>along</b></p>"
    assert [contact.role for contact in page.contacts.all()] == ["Office"]
    assert list(page.needs.all()) == [need]
    change.refresh_from_db()
    assert [key.partition("/")[0] for key in change.outcome["edits"]] == ["summary", "contacts"]


def test_an_edit_that_breaks_a_rule_is_said_and_keeps_what_was_typed(officer):
    change = submitted_change(ServicePageFactory(), cost_options=[{"amount": 5}])
    form = decide(officer, change, "edit")
    fields = {bound.label: bound.html_name for bound in form.context["form"]}

    response = officer.post(
        address(change),
        {
            **shown(form),
            "act": "publish-edited",
            fields["Cost, new: amount (£)"]: "",
            fields["Cost, new: for what"]: "a day",
        },
    )

    page = response.content.decode()
    assert "Give an amount, or say the cost in words." in page
    assert "a day" in page
    assert not ListingChange.objects.published().exists()


def test_sending_back_takes_the_words_of_the_reason(officer):
    reason = ReasonForDecision.objects.create(name="Cost", words="Please say what it costs.")
    change = submitted_change(ServicePageFactory())

    decide(officer, change, "send-back", reason=reason.pk, words="")

    change.refresh_from_db()
    assert (change.state, change.reason) == (ChangeState.SENT_BACK, reason)
    assert change.words_to_provider == "Please say what it costs."


@pytest.mark.parametrize("act", ["send-back", "reject"])
def test_refusing_without_words_is_refused(officer, act):
    change = submitted_change(ServicePageFactory())

    response = decide(officer, change, act)

    assert "say in your own words" in response.content.decode()
    change.refresh_from_db()
    assert change.state == ChangeState.SUBMITTED


def test_the_second_officer_sees_the_first_and_is_told_of_the_decision(officer):
    change = submitted_change(ServicePageFactory())
    other = signed_in(OFFICERS)
    data = shown(other.get(address(change)))
    assert f"{other.user} has had this open since" in officer.get(address(change)).content.decode()
    assert str(officer.user) in other.get(address(change)).content.decode()

    decide(officer, change, "publish")
    response = other.post(address(change), {**data, "act": "publish"}, follow=True)

    assert f"{officer.user} has decided this already" in " ".join(messages_of(response))


def test_what_the_provider_took_back_cannot_be_opened(officer):
    change = submitted_change(ServicePageFactory())
    data = shown(officer.get(address(change)))
    take_back_change(change, by=change.started_by)

    assert officer.get(address(change)).status_code == 404
    assert officer.post(address(change), {**data, "act": "publish"}).status_code == 404


def test_the_details_of_a_shared_place_cannot_be_ticked(officer):
    hall = LocationFactory(city="Aylesbury")
    service = ServicePageFactory(service_at_locations=[ServiceAtLocation(location=hall)])
    change = draft_change(service, summary="New words")
    change = write(change, change.started_by, places=[{**change.content["places"][0], "city": "Thame"}])
    submit_change(change, expected_version=change.version, by=change.started_by)
    ServicePageFactory(service_at_locations=[ServiceAtLocation(location=hall)])

    assert "Other providers use this place" in officer.get(address(change)).content.decode()
    decide(officer, change, "publish", take=["summary", f"places/{hall.uuid}/city"])

    assert Location.objects.get(pk=hall.pk).city == "Aylesbury"


def test_a_new_listing_is_decided_with_its_place(officer):
    place = {"uuid": "6f1c1c0c-0f0a-4a63-8a5c-5a2a6b1ea111", "name": "Scout hut", "city": "Thame"}
    change = new_listing(service_at_locations=[{"location": place["uuid"]}], places=[place])
    assert "Scout hut" in officer.get(address(change)).content.decode()

    decide(officer, change, "publish")

    change.refresh_from_db()
    assert change.page.specific.service_at_locations.get().location.name == "Scout hut"


def test_an_unknown_act_does_nothing(officer):
    change = submitted_change(ServicePageFactory())

    assert "Choose what to do" in decide(officer, change, "delete everything").content.decode()


# --- Several at once ---------------------------------------------------------------------------------------


def test_several_are_approved_after_a_page_that_asks_and_undone_by_one_button(officer):
    services = [ServicePageFactory() for _ in range(3)]
    changes = [submitted_change(service, summary="New words") for service in services]
    fix_live(services[2], summary="Officer's words")
    ticked = {"item": [f"change-{change.pk}" for change in changes]}

    asked = officer.post(reverse("desk:bulk_approve"), ticked)

    page = asked.content.decode()
    assert "2 changes would be published" in page
    assert "must be looked at by itself" in page
    assert live(services[0]).summary == "A club for children."

    done = officer.post(reverse("desk:bulk_approve"), {**shown(asked), "confirm": "yes"}, follow=True)
    assert [live(service).summary for service in services] == ["New words", "New words", "Officer's words"]

    officer.post(reverse("desk:undo"), shown(done))
    assert [live(service).summary for service in services] == [
        "A club for children.",
        "A club for children.",
        "Officer's words",
    ]
    assert ListingChange.objects.waiting().count() == 3


def test_several_at_once_publish_what_the_page_that_asked_showed(officer):
    service = ServicePageFactory()
    change = submitted_change(service, summary="New words")
    asked = shown(officer.post(reverse("desk:bulk_approve"), {"item": f"change-{change.pk}"}))
    again = write(take_back_change(change, by=change.started_by), change.started_by, summary="Slipped in")
    submit_change(again, expected_version=again.version, by=change.started_by)

    response = officer.post(reverse("desk:bulk_approve"), {**asked, "confirm": "yes"}, follow=True)

    assert "was not approved" in " ".join(messages_of(response))
    assert live(service).summary == "A club for children."


@pytest.mark.parametrize("items", [[], ["change-x"], ["change-99999999999999999999"], ["task-1"]])
def test_nothing_ticked_asks_for_a_tick(officer, items):
    response = officer.post(reverse("desk:bulk_approve"), {"item": items}, follow=True)

    assert "Tick at least one change first" in " ".join(messages_of(response))


# --- Afterwards --------------------------------------------------------------------------------------------


def test_what_a_rule_published_is_listed_and_can_be_undone(officer):
    service = ServicePageFactory()
    for number in range(5):
        change = submitted_change(service, website=f"https://a{number}.example.org")
        approve(change, by=officer.user, seen=seen(change))
    policy = ChangePolicy.load()
    policy.auto_approved = [AutoApproved.WAITING]
    policy.save()
    change = submitted_change(service, waiting_time="No wait", waiting_time_as_at="2026-11-01")
    assert change.state == ChangeState.APPROVED

    report = officer.get(reverse("desk:decided"), {"decided_by_rule": "true"})
    assert [one.pk for one in report.context["object_list"]] == [change.pk]
    assert "A rule" in report.content.decode()
    assert "with no officer" in officer.get(address(change)).content.decode()

    officer.post(reverse("desk:undo"), {"item": f"change-{change.pk}"})
    assert live(service).waiting_time == ""


def test_the_report_takes_the_same_queries_for_one_and_for_three(officer, django_assert_max_num_queries):
    for _ in range(3):
        change = submitted_change(ServicePageFactory())
        decide(officer, change, "publish")

    with django_assert_max_num_queries(20):
        officer.get(reverse("desk:decided"))


def test_only_officers_and_administrators_decide(everybody):
    change = submitted_change(ServicePageFactory())
    for who in ("anonymous", "provider", "approver", "feedback officer"):
        for name, data in (("desk:bulk_approve", {}), ("desk:undo", {})):
            assert everybody[who].post(reverse(name), data).status_code in (302, 403)
        response = everybody[who].post(address(change), {"act": "reject", "words": "No", "token": "x"})
        assert response.status_code in (302, 403)
    change.refresh_from_db()
    assert change.state == ChangeState.SUBMITTED

    decide(everybody["administrator"], change, "publish")
    change.refresh_from_db()
    assert change.state == ChangeState.APPROVED


def test_the_history_of_the_page_names_provider_and_officer(officer):
    service = ServicePageFactory()
    change = submitted_change(service)
    decide(officer, change, "publish")

    page = officer.get(reverse("wagtailadmin_pages:history", args=[service.pk])).content.decode()

    assert str(change.submitted_by) in page
    assert str(officer.user) in page
    assert "change approved" in page
