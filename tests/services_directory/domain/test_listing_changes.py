"""What a provider does with a change; the page is never touched."""

import datetime
import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from localoffer.media.models import Picture
from services_directory.domain.exceptions import InvalidTransition, NotReady, NotTheirs
from services_directory.domain.listing_changes import (
    ConflictingEdit,
    changes_made,
    copy_listing,
    errors_in,
    may_edit_place,
    preview_page,
    save_step,
    start_change,
    submit_change,
    take_back_change,
)
from services_directory.domain.listing_content import blank_content, content_of, put_into
from services_directory.domain.listing_fields import MODELS, OFFICERS_ONLY, PLACES, STEPS, names_of
from services_directory.enums import ChangeAct, ChangeState
from services_directory.models import (
    Contact,
    CostOption,
    EligibilityCriterion,
    ListingChange,
    PlaceSchedule,
    ProfileQuestion,
    ReferralRoute,
    ServiceArea,
    ServiceAtLocation,
    ServicePage,
    ServiceSchedule,
    SettingAnswer,
    SettingProfile,
)
from tests.factories.changes import draft_change, member_of, submitted_change, write
from tests.factories.directory import (
    KindFactory,
    LocationFactory,
    NeedFactory,
    ProviderPageFactory,
    ServicePageFactory,
)
from tests.factories.people import UserFactory
from tests.localoffer.media.test_pictures import jpeg_with_a_place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


def everything(**fields):
    """A service with a row of every kind."""
    question = ProfileQuestion.objects.create(code="q", question="How do you know?", setting_types=["school"])
    return ServicePageFactory(
        description='<p data-block-key="a1">What happens</p>',
        needs=[NeedFactory()],
        kinds=[KindFactory()],
        minimum_age=5,
        contacts=[Contact(telephone="01632 960001")],
        cost_options=[CostOption(amount=Decimal("4.50"), valid_from=datetime.date(2026, 9, 1))],
        eligibility_criteria=[EligibilityCriterion(kind="other", sentence="You like chess.")],
        referral_routes=[ReferralRoute(referrer="self")],
        service_areas=[ServiceArea(name="Northbury")],
        schedules=[ServiceSchedule(days=["MO"], opens_at=datetime.time(16))],
        service_at_locations=[
            ServiceAtLocation(location=LocationFactory(), schedules=[PlaceSchedule(days=["TU"])])
        ],
        setting_profiles=[
            SettingProfile(
                setting_type="school", answers=[SettingAnswer(question=question, answer="We look.")]
            )
        ],
        **fields,
    )


def snapshot(page):
    page = type(page).objects.get(pk=page.pk)
    return content_of(page), page.revisions.count(), page.latest_revision_id


# --- The allow-list ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("listing_type", STEPS)
def test_every_field_of_a_listing_is_a_providers_or_an_officers(listing_type):
    model = MODELS[listing_type]
    base = {field.name for field in model._meta.get_parent_list()[-1]._meta.get_fields()}
    own = {
        field.name for field in model._meta.get_fields() if field.name not in base and not field.auto_created
    }
    own |= {relation.related_name for relation in _child_relations(model)}
    own |= {"title", "slug", "seo_title", "search_description", "show_in_menus"}
    providers, officers = set(names_of(listing_type)), set(OFFICERS_ONLY[listing_type])

    assert providers & officers == set()
    assert providers - {PLACES} | officers == own - {"uuid", "page_ptr"}


def _child_relations(model):
    from modelcluster.models import get_all_child_relations

    wagtails = ("wagtail_admin_comments",)
    return [one for one in get_all_child_relations(model) if one.related_name not in wagtails]


def test_a_content_put_into_a_blank_page_reads_back_the_same():
    service = everything()
    content = content_of(ServicePage.objects.get(pk=service.pk))
    page = ServicePage()

    put_into(page, content, names_of("service"))

    assert content_of(page) == content
    assert content["description"] == "<p>What happens</p>"


def test_a_name_that_is_for_officers_is_refused():
    change = draft_change(ServicePageFactory())

    with pytest.raises(KeyError):
        save_step(
            change,
            step="about",
            content={"must_be_in_offer": "school"},
            expected_version=change.version,
            by=change.started_by,
        )


def test_what_a_row_has_for_officers_is_dropped():
    change = draft_change(
        ServicePageFactory(),
        eligibility_criteria=[{"kind": "other", "sentence": "You like chess.", "location": 1, "page": 7}],
    )

    assert not {"location", "page"} & change.content["eligibility_criteria"][0].keys()


def test_hostile_rich_text_is_cleaned():
    change = draft_change(ServicePageFactory(), description='<p onclick="x()">Hi<script>x()</script></p>')

    assert change.content["description"] == "<p>Hi</p>"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("minimum_age", "many"),
        ("waiting_time_as_at", "soon"),
        ("audiences", ["pirate"]),
        ("kinds", ["x"]),
        ("contacts", [{"uuid": "1; drop table"}]),
        ("cost_options", [{"amount": "four"}]),
        ("picture", "x"),
    ],
)
def test_a_value_that_a_field_cannot_hold_is_refused_by_path(name, value):
    change = draft_change(ServicePageFactory())

    with pytest.raises(ValidationError) as refused:
        write(change, change.started_by, **{name: value})

    assert all(path.startswith(name) for path in refused.value.message_dict)
    assert ListingChange.objects.get(pk=change.pk).content == change.content


# --- Beginning ---------------------------------------------------------------------------------------------


def test_a_change_begins_from_what_is_live_and_not_from_a_draft():
    service = ServicePageFactory(summary="Live words")
    service.summary = "An officer's draft"
    service.save_revision()

    change = draft_change(service)

    assert change.content["summary"] == "Live words"
    assert change.base == change.content
    assert change.base_revision_id == service.live_revision_id


def test_a_second_start_continues_the_open_change():
    service = ServicePageFactory()
    first = draft_change(service)

    assert start_change(service, provider=service.provider, by=UserFactory()) == first


def test_the_database_holds_one_open_change_for_page_and_provider():
    first = draft_change(ServicePageFactory())
    fields = {
        field.name: getattr(first, field.name) for field in ListingChange._meta.fields if field.name != "id"
    }

    with pytest.raises(IntegrityError), transaction.atomic():
        ListingChange.objects.create(**fields)


def test_anothers_listing_is_refused():
    service, other = ServicePageFactory(), ProviderPageFactory()

    for begin in (start_change, copy_listing):
        with pytest.raises(NotTheirs):
            begin(service, provider=other, by=member_of(other))
    with pytest.raises(NotTheirs):
        start_change(service.provider, provider=other, by=member_of(other))


def test_a_copy_is_a_new_listing_with_rows_of_its_own_at_the_same_place():
    service = everything(title="Chess club")

    change = copy_listing(service, provider=service.provider, by=member_of(service.provider))

    original = content_of(ServicePage.objects.get(pk=service.pk))
    assert change.is_new_listing
    assert change.page is None
    assert change.content["title"] == "Copy of Chess club"
    assert change.content["contacts"][0]["uuid"] != original["contacts"][0]["uuid"]
    assert change.content["contacts"][0]["telephone"] == "01632 960001"
    place, copied = original["service_at_locations"][0], change.content["service_at_locations"][0]
    assert copied["location"] == place["location"]
    assert copied["schedules"][0]["uuid"] != place["schedules"][0]["uuid"]
    assert change.base == blank_content("service")


# --- Saving ------------------------------------------------------------------------------------------------


def test_saving_and_sending_leave_the_page_as_it_is():
    service = everything()
    before = snapshot(service)

    submitted_change(service, summary="New words", contacts=[], cost_options=[{"amount": 5}])

    assert snapshot(service) == before


def test_a_save_that_changes_nothing_makes_no_version():
    change = draft_change(ServicePageFactory(summary="Same"))

    assert write(change, change.started_by, summary=" Same ").version == change.version


def test_steps_that_two_people_save_side_by_side_do_not_meet():
    change = draft_change(ServicePageFactory())
    other = UserFactory()
    save_step(change, step="cost", content={"personal_budget": "yes"}, expected_version=1, by=other)

    saved = save_step(
        change, step="about", content={"summary": "Mine"}, expected_version=1, by=change.started_by
    )

    assert (saved.content["personal_budget"], saved.content["summary"]) == ("yes", "Mine")


def test_the_second_of_two_is_shown_what_the_first_changed_and_loses_nothing():
    service = ServicePageFactory(contacts=[Contact(telephone="01632 960001", note="mornings")])
    change = draft_change(service)
    row = change.content["contacts"][0]
    first = UserFactory(first_name="Ann", last_name="First")
    theirs = {"website": "https://a.example.org", "contacts": [{**row, "telephone": "01632 960002"}]}
    save_step(change, step="contact", content=theirs, expected_version=1, by=first)
    mine = {"website": "", "contacts": [{**row, "telephone": "01632 960003", "note": "evenings"}]}

    with pytest.raises(ConflictingEdit) as refused:
        save_step(change, step="contact", content=mine, expected_version=1, by=change.started_by)

    error = refused.value
    assert [one.by for one in error.others] == ["Ann First"]
    assert "Ann First" in str(error)
    shown = {one.path[-1]: (one.base, one.proposed, one.is_conflict) for one in error.theirs}
    assert shown == {
        "telephone": ("01632 960001", "01632 960002", True),
        "website": ("", "https://a.example.org", False),
    }
    again = error.merged["contacts"][0]
    assert (again["telephone"], again["note"]) == ("01632 960003", "evenings")
    assert error.merged["website"] == "https://a.example.org"
    saved = save_step(
        change, step="contact", content=error.merged, expected_version=error.version, by=change.started_by
    )
    assert saved.content["contacts"][0]["telephone"] == "01632 960003"


def test_what_was_sent_cannot_be_edited():
    change = submitted_change(ServicePageFactory())

    with pytest.raises(InvalidTransition):
        write(change, change.started_by, summary="Other")
    change.refresh_from_db()
    assert change.submitted_content == change.content


# --- Places ------------------------------------------------------------------------------------------------


def at(location):
    return [ServiceAtLocation(location=location)]


def test_the_details_of_a_place_that_another_provider_uses_are_refused():
    hall = LocationFactory(name="Hall")
    service = ServicePageFactory(service_at_locations=at(hall))
    ServicePageFactory(service_at_locations=at(hall))
    change = draft_change(service)
    place = {**change.content["places"][0], "city": "Elsewhere"}

    with pytest.raises(NotTheirs, match="Hall"):
        write(change, change.started_by, places=[place])
    assert not may_edit_place(str(hall.uuid), service.provider)


def test_the_details_of_a_place_of_ones_own_can_be_proposed():
    hall = LocationFactory()
    service = ServicePageFactory(service_at_locations=at(hall))
    ServicePageFactory(provider=service.provider, service_at_locations=at(hall))
    change = draft_change(service)

    change = write(change, change.started_by, places=[{**change.content["places"][0], "city": "Elsewhere"}])

    assert [one.key for one in changes_made(change)] == [f"places/{hall.uuid}/city"]
    assert may_edit_place(str(hall.uuid), service.provider)


def test_a_place_that_no_row_names_is_not_kept():
    change = draft_change(ServicePageFactory())
    lost = {"uuid": str(uuid.uuid4()), "name": "Nowhere"}

    assert write(change, change.started_by, places=[lost]).content["places"] == []


def test_a_row_needs_its_place():
    change = draft_change(ServicePageFactory(), service_at_locations=[{"location": None}])

    assert [path.split("/")[2] for path in errors_in(change)] == ["location"]


# --- Sending -----------------------------------------------------------------------------------------------


def test_what_breaks_a_rule_is_said_by_path_and_not_sent():
    change = draft_change(
        ServicePageFactory(),
        summary="",
        minimum_age=12,
        maximum_age=5,
        contacts=[{"role": "Office"}],
        service_at_locations=[{"location": str(LocationFactory().uuid), "schedules": [{"days": []}]}],
    )

    with pytest.raises(NotReady) as refused:
        submit_change(change, expected_version=change.version, by=change.started_by)

    paths = {path.partition("/")[0] for path in refused.value.errors}
    assert paths == {"summary", "minimum_age", "contacts", "service_at_locations"}
    assert ListingChange.objects.get(pk=change.pk).state == ChangeState.DRAFT


def test_a_retired_term_that_was_there_may_stay_and_cannot_be_added(today):
    old, other = NeedFactory(), NeedFactory()
    change = draft_change(ServicePageFactory(needs=[old]), summary="New")
    type(old).objects.update(retired_on=today)

    assert errors_in(change) == {}
    assert "needs" in errors_in(write(change, change.started_by, needs=[old.pk, other.pk]))


def test_a_picture_must_come_from_the_providers_own_people():
    service = ServicePageFactory()
    mine = member_of(service.provider)
    own, foreign = (
        Picture.objects.create(title="A room", file=jpeg_with_a_place(), uploaded_by_user=user)
        for user in (mine, UserFactory())
    )

    assert errors_in(draft_change(service, mine, picture=own)) == {}
    assert "picture" in errors_in(draft_change(service, mine, picture=foreign))


def test_sending_what_somebody_changed_meanwhile_is_refused():
    change = draft_change(ServicePageFactory(), summary="Mine")
    write(change, UserFactory(), website="https://a.example.org")

    with pytest.raises(ConflictingEdit):
        submit_change(change, expected_version=change.version, by=change.started_by)


def test_a_change_that_changes_nothing_is_not_sent():
    change = draft_change(ServicePageFactory())

    with pytest.raises(InvalidTransition, match="Nothing is changed"):
        submit_change(change, expected_version=change.version, by=change.started_by)


def test_taking_back_makes_it_editable_and_sending_again_is_another_version():
    change = submitted_change(ServicePageFactory())
    first = change.version

    change = take_back_change(change, by=change.started_by)
    change = write(change, change.started_by, summary="Other words")
    change = submit_change(change, expected_version=change.version, by=change.started_by)

    assert change.version > first
    assert change.submitted_content["summary"] == "Other words"
    acts = list(change.events.values_list("act", flat=True))
    assert acts[-4:] == [ChangeAct.SUBMITTED, ChangeAct.TAKEN_BACK, ChangeAct.SAVED, ChangeAct.SUBMITTED]


def test_the_preview_is_the_page_as_it_would_read():
    service = ServicePageFactory(contacts=[Contact(telephone="01632 960001")])
    change = draft_change(service, summary="New words", contacts=[{"email": "a@example.org"}])

    page = preview_page(change)

    assert page.summary == "New words"
    assert [contact.email for contact in page.contacts.all()] == ["a@example.org"]
    assert page.pk == service.pk


def test_a_step_of_a_large_listing_is_saved_in_few_queries(django_assert_max_num_queries):
    contacts = [Contact(telephone=f"01632 9600{number:02}") for number in range(40)]
    places = [ServiceAtLocation(location=LocationFactory()) for _ in range(20)]
    change = draft_change(ServicePageFactory(contacts=contacts, service_at_locations=places))
    rows = change.content["service_at_locations"]

    with django_assert_max_num_queries(10):
        save_step(
            change,
            step="times",
            content={"places": change.content["places"], "service_at_locations": rows[:10]},
            expected_version=change.version,
            by=change.started_by,
        )
