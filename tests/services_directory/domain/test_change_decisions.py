"""What an officer decides, and what then is live."""

import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import PageLogEntry

from services_directory.domain.change_decisions import (
    AlreadyDecided,
    ChangedSinceSeen,
    MustChoose,
    approve,
    approve_fields,
    approve_with_edits,
    reject,
    review_of,
    send_back,
    undo,
)
from services_directory.domain.exceptions import InvalidTransition, NotReady
from services_directory.domain.listing_changes import submit_change, take_back_change, withdraw_change
from services_directory.domain.listing_content import content_of
from services_directory.enums import ChangeAct, ChangeState
from services_directory.models import (
    Contact,
    CostOption,
    EligibilityCriterion,
    IndexOutbox,
    ListingChange,
    Location,
    PlaceSchedule,
    ReasonForDecision,
    ServiceAtLocation,
    ServicePage,
)
from tests.factories.changes import (
    draft_change,
    member_of,
    new_listing,
    officer,
    seen,
    submitted_change,
    write,
)
from tests.factories.directory import LocationFactory, NeedFactory, ProviderPageFactory, ServicePageFactory
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


def live(page):
    return ServicePage.objects.get(pk=page.pk)


def fix_live(page, **fields):
    """An officer changes the live page."""
    page = live(page)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision(user=officer()).publish()


# --- Every transition --------------------------------------------------------------------------------------

ACTS = {
    "save": lambda change, by: write(change, by, summary="Once more"),
    "submit": lambda change, by: submit_change(change, expected_version=change.version, by=by),
    "take back": lambda change, by: take_back_change(change, by=by),
    "withdraw": lambda change, by: withdraw_change(change, by=by),
    "approve": lambda change, by: approve(change, by=by, seen=seen(change)),
    "approve with edits": lambda change, by: approve_with_edits(change, by=by, seen=seen(change), edits={}),
    "approve fields": lambda change, by: approve_fields(change, by=by, seen=seen(change), keys=["summary"]),
    "send back": lambda change, by: send_back(change, by=by, seen=seen(change), reason=None, words="Mend it"),
    "reject": lambda change, by: reject(change, by=by, seen=seen(change), reason=None, words="No"),
    "undo": lambda change, by: undo(change, by=by),
}
ALLOWED = {
    ChangeState.DRAFT: {"save": "draft", "submit": "submitted", "withdraw": "withdrawn"},
    ChangeState.SUBMITTED: {
        "take back": "draft",
        "approve": "approved",
        "approve with edits": "approved",
        "approve fields": "partly-approved",
        "send back": "sent-back",
        "reject": "rejected",
    },
    ChangeState.SENT_BACK: {"save": "sent-back", "submit": "submitted", "withdraw": "withdrawn"},
    ChangeState.APPROVED: {"undo": "submitted"},
    ChangeState.PARTLY_APPROVED: {"undo": "submitted"},
    ChangeState.REJECTED: {},
    ChangeState.WITHDRAWN: {},
}
WAY_TO = {
    ChangeState.DRAFT: (),
    ChangeState.SUBMITTED: ("submit",),
    ChangeState.SENT_BACK: ("submit", "send back"),
    ChangeState.APPROVED: ("submit", "approve"),
    ChangeState.PARTLY_APPROVED: ("submit", "approve fields"),
    ChangeState.REJECTED: ("submit", "reject"),
    ChangeState.WITHDRAWN: ("withdraw",),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", ALLOWED)
def test_every_transition_is_allowed_or_refused(state, act):
    by = officer()
    service = ServicePageFactory()
    change = draft_change(service, summary="New", website="https://a.example.org")
    for step in WAY_TO[state]:
        change = ACTS[step](change, by)
    assert change.state == state
    before, words = change.version, live(service).summary

    if act in ALLOWED[state]:
        assert ACTS[act](change, by).state == ALLOWED[state][act]
        return
    with pytest.raises(InvalidTransition):
        ACTS[act](change, by)
    change.refresh_from_db()
    assert (change.state, change.version, live(service).summary) == (state, before, words)


# --- What goes live ----------------------------------------------------------------------------------------


def test_approving_publishes_the_words_and_rows_of_the_provider():
    need = NeedFactory()
    service = ServicePageFactory(
        contacts=[Contact(telephone="01632 960001"), Contact(telephone="01632 960009")]
    )
    change = draft_change(service)
    first = change.content["contacts"][0]
    change = write(
        change,
        change.started_by,
        summary="New words",
        description="<p>Come along</p>",
        needs=[need.pk],
        contacts=[{**first, "telephone": "01632 960002"}, {"email": "club@example.org"}],
        cost_options=[{"amount": Decimal("3.5"), "option": "one session"}],
    )
    change = submit_change(change, expected_version=change.version, by=change.started_by)

    approve(change, by=officer(), seen=seen(change))

    page = live(service)
    assert (page.summary, page.description) == ("New words", "<p>Come along</p>")
    assert [(one.telephone, one.email) for one in page.contacts.all()] == [
        ("01632 960002", ""),
        ("", "club@example.org"),
    ]
    assert str(page.contacts.all()[0].uuid) == first["uuid"]
    assert [str(cost) for cost in page.cost_options.all()] == ["£3.50 for one session"]
    assert list(page.needs.all()) == [need]
    assert IndexOutbox.objects.filter(pk=page.pk).exists()


def test_what_is_published_is_exactly_the_revision_of_the_provider_and_the_log_names_the_officer():
    service, by = ServicePageFactory(), officer()
    change = submitted_change(service)

    change = approve(change, by=by, seen=seen(change))

    page = live(service)
    assert page.live_revision == change.published_revision == page.latest_revision
    assert page.live_revision.user == change.submitted_by
    assert not page.has_unpublished_changes
    log = PageLogEntry.objects.filter(page=page.pk, revision=page.live_revision)
    assert {entry.action: entry.user for entry in log} == {
        "wagtail.edit": change.submitted_by,
        "wagtail.publish": by,
        "services_directory.decide_change": by,
    }
    assert (change.decided_by, change.state) == (by, ChangeState.APPROVED)


def test_the_same_page_read_from_its_revision_and_from_its_rows_says_the_same():
    hall = LocationFactory()
    service = ServicePageFactory(
        service_at_locations=[ServiceAtLocation(location=hall, schedules=[PlaceSchedule(days=["MO"])])]
    )
    change = draft_change(service)
    row = change.content["service_at_locations"][0]
    row = {**row, "schedules": [*row["schedules"], {"days": ["FR"], "opens_at": "16:00"}]}
    change = write(change, change.started_by, service_at_locations=[row])
    change = submit_change(change, expected_version=change.version, by=change.started_by)

    change = approve(change, by=officer(), seen=seen(change))

    page = live(service)
    assert content_of(page) == content_of(page.live_revision.as_object())
    assert [time.days for time in page.service_at_locations.get().schedules.all()] == [["MO"], ["FR"]]


def test_somebody_who_may_not_publish_cannot_approve():
    service = ServicePageFactory(summary="As it was")
    change = submitted_change(service)

    with pytest.raises(PermissionDenied):
        approve(change, by=UserFactory(), seen=seen(change))

    assert live(service).summary == "As it was"
    change.refresh_from_db()
    assert change.state == ChangeState.SUBMITTED


def test_words_sent_after_the_officer_looked_are_not_published():
    service = ServicePageFactory(summary="As it was")
    change = submitted_change(service, summary="What the officer saw")
    token = seen(change)
    again = write(take_back_change(change, by=change.started_by), change.started_by, summary="Slipped in")
    again = submit_change(again, expected_version=again.version, by=change.started_by)

    for decide in (
        lambda: approve(change, by=officer(), seen=token),
        lambda: send_back(change, by=officer(), seen=token, reason=None, words="No"),
    ):
        with pytest.raises(ChangedSinceSeen):
            decide()

    assert live(service).summary == "As it was"


def test_words_written_after_sending_cannot_reach_the_decision():
    service = ServicePageFactory(summary="As it was")
    change = submitted_change(service, summary="Seen")
    # As a fault elsewhere might do it.
    ListingChange.objects.filter(pk=change.pk).update(content={**change.content, "summary": "Slipped in"})

    approve(change, by=officer(), seen=seen(change))

    assert live(service).summary == "Seen"


def test_what_is_for_officers_is_never_taken_from_a_change():
    service = ServicePageFactory(must_be_in_offer="school", commissioner="The council")
    change = submitted_change(service)
    forged = {**change.submitted_content, "must_be_in_offer": "", "slug": "mine", "commissioner": "Me"}
    ListingChange.objects.filter(pk=change.pk).update(submitted_content=forged)
    change.refresh_from_db()

    approve(change, by=officer(), seen=seen(change))

    page = live(service)
    assert (page.must_be_in_offer, page.commissioner) == ("school", "The council")
    assert page.slug == service.slug


# --- The officer's fix -------------------------------------------------------------------------------------


def test_an_officers_fix_is_neither_lost_nor_carried_away():
    service = ServicePageFactory(contacts=[Contact(telephone="01632 960001")], website="")
    change = draft_change(service, summary="Provider's words")
    row = change.content["contacts"][0]
    change = write(change, change.started_by, contacts=[{**row, "email": "club@example.org"}])
    change = submit_change(change, expected_version=change.version, by=change.started_by)
    fix_live(service, website="https://fixed.example.org")
    page = live(service)
    contact = page.contacts.get()
    contact.telephone = "01632 960777"
    page.contacts = [contact]
    page.save_revision().publish()
    assert live(service).summary != "Provider's words"

    approve(change, by=officer(), seen=seen(change))

    page = live(service)
    assert (page.summary, page.website) == ("Provider's words", "https://fixed.example.org")
    assert [(one.telephone, one.email) for one in page.contacts.all()] == [
        ("01632 960777", "club@example.org")
    ]


def test_a_live_page_that_moved_under_the_officers_eyes_is_shown_again():
    service = ServicePageFactory()
    change = submitted_change(service)
    token = seen(change)
    fix_live(service, summary="A colleague's words")

    with pytest.raises(ChangedSinceSeen):
        approve(change, by=officer(), seen=token)


@pytest.mark.parametrize(
    ("choice", "words", "state"),
    [
        ("choose_proposed", "Provider's", ChangeState.APPROVED),
        ("keep_live", "Officer's", ChangeState.PARTLY_APPROVED),
    ],
)
def test_a_conflict_must_be_chosen_and_the_choice_holds(choice, words, state):
    service, by = ServicePageFactory(), officer()
    change = submitted_change(service, summary="Provider's", website="https://a.example.org")
    fix_live(service, summary="Officer's")

    with pytest.raises(MustChoose) as refused:
        approve(change, by=by, seen=seen(change))
    assert refused.value.keys == ["summary"]
    assert live(service).website == ""

    change = approve(change, by=by, seen=seen(change), **{choice: ["summary"]})

    assert (live(service).summary, live(service).website) == (words, "https://a.example.org")
    assert change.state == state


def test_an_officers_unpublished_draft_is_kept_on_top_and_not_published():
    service, author = ServicePageFactory(), officer()
    change = submitted_change(service, summary="Provider's", website="https://a.example.org")
    draft = live(service)
    draft.summary, draft.who_decides = "Draft words", "A panel"
    draft.save_revision(user=author)

    approve(change, by=officer(), seen=seen(change))

    page = live(service)
    assert (page.summary, page.who_decides) == ("Provider's", "")
    newest = page.get_latest_revision_as_object()
    assert page.has_unpublished_changes
    assert (newest.summary, newest.who_decides) == ("Draft words", "A panel")
    assert newest.website == "https://a.example.org"
    assert page.latest_revision.user == author


# --- Edits and parts ---------------------------------------------------------------------------------------


def test_approving_with_edits_publishes_the_officers_words_in_place_of_the_proposed():
    service, by = ServicePageFactory(), officer()
    change = submitted_change(service, summary="Provders words", website="https://a.example.org")

    change = approve_with_edits(change, by=by, seen=seen(change), edits={"summary": "Provider's words"})

    assert live(service).summary == "Provider's words"
    assert change.outcome["edits"] == {"summary": "Provider's words"}
    assert change.state == ChangeState.APPROVED


def test_an_officers_draft_gets_the_words_that_went_live():
    service, by = ServicePageFactory(), officer()
    change = submitted_change(service, summary="Provders words")
    draft = live(service)
    draft.who_decides = "A panel"
    draft.save_revision(user=by)

    approve_with_edits(change, by=by, seen=seen(change), edits={"summary": "Provider's words"})

    newest = live(service).get_latest_revision_as_object()
    assert (newest.summary, newest.who_decides) == ("Provider's words", "A panel")


def test_an_edit_that_breaks_a_rule_publishes_nothing():
    service = ServicePageFactory()
    change = submitted_change(service, website="https://a.example.org")

    with pytest.raises(NotReady) as refused:
        approve_with_edits(change, by=officer(), seen=seen(change), edits={"website": "not an address"})

    assert list(refused.value.errors) == ["website"]
    assert live(service).website == ""


def test_taking_fields_only_leaves_the_rest_as_it_is_live():
    service = ServicePageFactory(contacts=[Contact(telephone="01632 960001")])
    change = draft_change(service, summary="New words", website="https://a.example.org")
    row = change.content["contacts"][0]
    new = {"uuid": str(uuid.uuid4()), "email": "club@example.org"}
    change = write(change, change.started_by, contacts=[{**row, "telephone": "01632 960002"}, new])
    change = submit_change(change, expected_version=change.version, by=change.started_by)

    keys = ["website", f"contacts/{new['uuid']}"]
    change = approve_fields(change, by=officer(), seen=seen(change), keys=keys)

    page = live(service)
    assert (page.summary, page.website) == ("A club for children.", "https://a.example.org")
    assert [(one.telephone, one.email) for one in page.contacts.all()] == [
        ("01632 960001", ""),
        ("", "club@example.org"),
    ]
    assert change.state == ChangeState.PARTLY_APPROVED
    assert change.outcome["left"] == ["summary", f"contacts/{row['uuid']}/telephone"]


def test_a_rule_about_who_can_use_it_keeps_what_is_for_officers():
    hall = LocationFactory()
    service = ServicePageFactory(
        eligibility_criteria=[EligibilityCriterion(kind="other", sentence="Old words", location=hall)]
    )
    change = draft_change(service)
    row = {**change.content["eligibility_criteria"][0], "sentence": "New words"}
    change = write(change, change.started_by, eligibility_criteria=[row])
    change = submit_change(change, expected_version=change.version, by=change.started_by)

    approve(change, by=officer(), seen=seen(change))

    criterion = live(service).eligibility_criteria.get()
    assert (criterion.sentence, criterion.location) == ("New words", hall)


# --- New listings and places -------------------------------------------------------------------------------


def a_place(**fields):
    return {"uuid": str(uuid.uuid4()), "name": "Scout hut", "postal_code": "HP20 1UY", **fields}


def test_a_new_listing_becomes_a_page_with_its_new_place(directory):
    place = a_place()
    by = officer()
    change = new_listing(
        title="Chess & chat",
        service_at_locations=[{"location": place["uuid"], "schedules": [{"days": ["MO"]}]}],
        places=[place],
    )
    assert not ServicePage.objects.exists()
    assert not Location.objects.exists()

    change = approve(change, by=by, seen=seen(change))

    page = change.page.specific
    assert (page.url, page.live, page.provider_id) == ("/service/chess-chat/", True, change.provider_id)
    assert page.get_parent().specific == directory
    hut = page.service_at_locations.get().location
    assert (str(hut.uuid), hut.name, hut.live) == (place["uuid"], "Scout hut", True)
    assert page.live_revision.user == change.submitted_by
    assert page.owner == change.submitted_by


def test_a_new_place_must_be_taken_with_the_row_that_names_it():
    place = a_place()
    change = new_listing(service_at_locations=[{"location": place["uuid"]}], places=[place])
    row = change.content["service_at_locations"][0]["uuid"]
    keys = ["title", "summary", f"service_at_locations/{row}"]

    with pytest.raises(NotReady, match="take the place as well"):
        approve_fields(change, by=officer(), seen=seen(change), keys=keys)

    assert not ServicePage.objects.exists()


def test_details_of_a_place_change_with_the_decision_and_undo():
    hall = LocationFactory(city="Aylesbury", postal_code="", latitude=None, longitude=None)
    service = ServicePageFactory(service_at_locations=[ServiceAtLocation(location=hall)])
    change = draft_change(service)
    change = write(change, change.started_by, places=[{**change.content["places"][0], "city": "Thame"}])
    change = submit_change(change, expected_version=change.version, by=change.started_by)
    by = officer()

    change = approve(change, by=by, seen=seen(change))
    hall.refresh_from_db()
    assert hall.city == "Thame"
    undo(change, by=by)

    hall.refresh_from_db()
    assert hall.city == "Aylesbury"


def test_a_place_that_came_to_be_shared_while_the_change_waited_is_left_as_it_is():
    hall = LocationFactory(city="Aylesbury")
    service = ServicePageFactory(service_at_locations=[ServiceAtLocation(location=hall)])
    change = draft_change(service, summary="New words")
    change = write(change, change.started_by, places=[{**change.content["places"][0], "city": "Thame"}])
    change = submit_change(change, expected_version=change.version, by=change.started_by)
    ServicePageFactory(service_at_locations=[ServiceAtLocation(location=hall)])

    assert review_of(change).blocked == {f"places/{hall.uuid}/city"}
    change = approve(change, by=officer(), seen=seen(change))

    hall.refresh_from_db()
    assert (hall.city, live(service).summary) == ("Aylesbury", "New words")
    assert change.state == ChangeState.PARTLY_APPROVED


def test_the_organisation_itself_can_be_changed():
    provider = ProviderPageFactory(what_was_checked="We checked it.")
    change = submitted_change(provider, member_of(provider), telephone="01632 960005")

    approve(change, by=officer(), seen=seen(change))

    provider.refresh_from_db()
    assert (provider.telephone, provider.what_was_checked) == ("01632 960005", "We checked it.")


# --- Saying no ---------------------------------------------------------------------------------------------


def test_sending_back_and_rejecting_need_words_and_leave_the_page():
    service = ServicePageFactory(summary="As it was")
    reason = ReasonForDecision.objects.create(name="Cost missing", words="Say what it costs.")
    change = submitted_change(service)

    for refuse in (send_back, reject):
        with pytest.raises(ValueError, match="Say why"):
            refuse(change, by=officer(), seen=seen(change), reason=reason, words=" ")
    change = send_back(change, by=officer(), seen=seen(change), reason=reason, words="Say what it costs.")

    assert (change.state, change.words_to_provider) == (ChangeState.SENT_BACK, "Say what it costs.")
    assert change.is_editable
    assert live(service).summary == "As it was"


def test_the_second_of_two_officers_is_told_what_the_first_decided():
    change = submitted_change(ServicePageFactory())
    token = seen(change)
    first = officer()
    approve(change, by=first, seen=token)

    with pytest.raises(AlreadyDecided, match=str(first)):
        reject(change, by=officer(), seen=token, reason=None, words="No")


# --- Undoing -----------------------------------------------------------------------------------------------


def test_undo_publishes_what_was_live_and_the_change_waits_again():
    service, by = ServicePageFactory(contacts=[Contact(telephone="01632 960001")]), officer()
    before = content_of(live(service))
    change = submitted_change(service, summary="New", contacts=[])

    change = undo(approve(change, by=by, seen=seen(change)), by=by)

    assert content_of(live(service)) == before
    assert (change.state, change.decided_by) == (ChangeState.SUBMITTED, None)
    assert change.events.last().act == ChangeAct.UNDONE
    change = approve(change, by=by, seen=seen(change))
    assert live(service).summary == "New"


def test_undo_takes_the_providers_words_out_of_an_officers_draft_and_keeps_the_officers():
    service, by = ServicePageFactory(), officer()
    change = submitted_change(service, summary="Provider's")
    draft = live(service)
    draft.who_decides = "A panel"
    draft.save_revision(user=by)

    undo(approve(change, by=by, seen=seen(change)), by=by)

    newest = live(service).get_latest_revision_as_object()
    assert (newest.summary, newest.who_decides) == ("A club for children.", "A panel")
    assert (live(service).summary, live(service).who_decides) == ("A club for children.", "")


def test_undo_is_refused_once_the_listing_was_published_again():
    service, by = ServicePageFactory(), officer()
    change = approve(submitted := submitted_change(service), by=by, seen=seen(submitted))
    fix_live(service, website="https://later.example.org")

    with pytest.raises(InvalidTransition, match="published again since"):
        undo(change, by=by)

    assert live(service).website == "https://later.example.org"


def test_undo_is_refused_once_the_provider_goes_on():
    service, by = ServicePageFactory(), officer()
    change = approve(submitted := submitted_change(service), by=by, seen=seen(submitted))
    draft_change(service, change.started_by)

    with pytest.raises(InvalidTransition, match="begun another change"):
        undo(change, by=by)


def test_a_new_listing_that_is_undone_can_be_decided_again():
    by, place = officer(), a_place()
    change = new_listing(service_at_locations=[{"location": place["uuid"]}], places=[place])

    change = undo(approve(change, by=by, seen=seen(change)), by=by)

    assert not ServicePage.objects.exists()
    assert not Location.objects.exists()
    assert (change.state, change.page) == (ChangeState.SUBMITTED, None)
    assert approve(change, by=by, seen=seen(change)).page.specific.live


def test_a_page_that_was_no_draft_of_ours_is_unpublished_by_undo():
    service, by = ServicePageFactory(live=False), officer()
    change = submitted_change(service, summary="Ready now")

    change = approve(change, by=by, seen=seen(change))
    assert live(service).live
    undo(change, by=by)

    assert not live(service).live


# --- The database ------------------------------------------------------------------------------------------

NOW = timezone.now


@pytest.mark.parametrize(
    ("state", "wrong"),
    [
        ("draft", lambda change, user: {"page": None}),
        ("draft", lambda change, user: {"submitted_at": NOW()}),
        ("draft", lambda change, user: {"state": "submitted"}),
        ("draft", lambda change, user: {"decided_at": NOW(), "decided_by": user}),
        ("submitted", lambda change, user: {"submitted_content": None}),
        ("submitted", lambda change, user: {"state": "approved"}),
        ("submitted", lambda change, user: {"state": "rejected", "decided_at": NOW(), "decided_by": user}),
        ("submitted", lambda change, user: {"state": "approved", "decided_at": NOW()}),
        (
            "submitted",
            lambda change, user: {
                "state": "approved",
                "decided_at": NOW(),
                "decided_by": user,
                "decided_by_rule": True,
            },
        ),
        (
            "submitted",
            lambda change, user: {
                "state": "rejected",
                "decided_at": NOW(),
                "decided_by_rule": True,
                "words_to_provider": "No",
            },
        ),
        (
            "submitted",
            lambda change, user: {
                "state": "approved",
                "decided_at": NOW(),
                "decided_by": user,
                "is_new_listing": True,
                "page": None,
            },
        ),
    ],
)
def test_the_database_refuses_what_cannot_be(state, wrong):
    change = (draft_change if state == "draft" else submitted_change)(ServicePageFactory())

    with pytest.raises(IntegrityError), transaction.atomic():
        ListingChange.objects.filter(pk=change.pk).update(**wrong(change, officer()))


def test_a_save_keeps_what_was_before():
    change = draft_change(ServicePageFactory(), summary="New")

    with pytest.raises(IntegrityError), transaction.atomic():
        change.events.filter(act=ChangeAct.SAVED).update(before=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        change.events.filter(act=ChangeAct.STARTED).update(before={})


def test_deciding_a_large_listing_takes_a_bounded_number_of_queries(django_assert_max_num_queries):
    costs = [CostOption(amount=number + 1) for number in range(30)]
    service, by = ServicePageFactory(cost_options=costs), officer()
    change = draft_change(service)
    rows = [{**row, "option": "one session"} for row in change.content["cost_options"]]
    change = write(change, change.started_by, cost_options=rows)
    change = submit_change(change, expected_version=change.version, by=change.started_by)
    token = seen(change)

    with django_assert_max_num_queries(600):
        approve(change, by=by, seen=token)
