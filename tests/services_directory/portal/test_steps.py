"""Every step shown and saved; what is typed is kept; two people at once; a session that ends."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from localoffer.accounts.session_limits import SEEN_AT
from services_directory.domain.listing_changes import save_step, start_change
from services_directory.domain.listing_fields import SERVICE_STEPS
from services_directory.enums import ChangeState
from services_directory.models import Contact, CostOption, ListingChange, ProfileQuestion, SettingProfile
from tests.factories.changes import write
from tests.factories.directory import KindFactory, NeedFactory, ServicePageFactory

pytestmark = pytest.mark.django_db


def step_address(change, step):
    return reverse("portal:step", kwargs={"change": change.uuid, "step": step})


@pytest.fixture
def change(listing, member):
    return start_change(listing, provider=listing.provider, by=member)


def post(portal, change, step, **data):
    change.refresh_from_db()
    return portal.post(step_address(change, step), {"version": change.version, **data})


def saved(change):
    change.refresh_from_db()
    return change.content


ANSWERS = {
    "about": (
        {"title": "Chess", "summary": "Chess for all.", "description": "Bring:\r\n- a friend"},
        {
            "title": "Chess",
            "summary": "Chess for all.",
            "description": "<p>Bring:</p><ul><li>a friend</li></ul>",
            "kinds": [],
        },
    ),
    "who": (
        {"minimum_age": "5", "maximum_age": "11", "audiences": ["child"], "coverage": "in"},
        {"minimum_age": 5, "maximum_age": 11, "audiences": ["child"], "coverage": "in"},
    ),
    "eligibility": ({"is_open_to_all": "on"}, {"is_open_to_all": True}),
    "how": (
        {
            "application_process": "1. Ring us",
            "waiting_time": "2 weeks",
            "waiting_time_as_at_day": "1",
            "waiting_time_as_at_month": "9",
            "waiting_time_as_at_year": "2026",
        },
        {
            "application_process": "<ol><li>Ring us</li></ol>",
            "waiting_time": "2 weeks",
            "waiting_time_as_at": "2026-09-01",
        },
    ),
    "cost": ({"personal_budget": "yes"}, {"personal_budget": "yes"}),
    "times": ({"delivery": ["online", "home"]}, {"delivery": ["home", "online"]}),
    "accessibility": (
        {"adjustments": "We can turn the music off.", "interpretation_services": "BSL"},
        {"adjustments": "We can turn the music off.", "interpretation_services": "BSL"},
    ),
    "contact": ({"website": "www.example.org/chess"}, {"website": "https://www.example.org/chess"}),
}


@pytest.mark.parametrize("step", ANSWERS)
def test_step_is_saved_in_the_change_and_not_on_the_page(step, portal, change, listing):
    typed, kept = ANSWERS[step]

    response = post(portal, change, step, **typed)

    assert response.status_code == 302
    content = saved(change)
    assert {name: content[name] for name in kept} == kept
    assert portal.get(step_address(change, step)).status_code == 200
    listing.refresh_from_db()
    assert listing.title == "Chess club"


@pytest.mark.parametrize("step", [step.code for step in SERVICE_STEPS if not step.for_settings_only])
def test_step_that_is_saved_as_it_was_shown_changes_nothing(step, portal, change):
    need, kind = NeedFactory(), KindFactory()
    change = write(
        change,
        change.started_by,
        description="<p>One <b>two</b></p>",
        needs=[need.pk],
        kinds=[kind.pk],
        waiting_time="2 weeks",
        waiting_time_as_at="2026-09-01",
        minimum_age=5,
    )
    before = change.content
    form = portal.get(step_address(change, step)).context["form"]
    typed = {}
    for field in form:
        value = field.value()
        if field.name == "waiting_time_as_at":
            typed |= {
                "waiting_time_as_at_day": 1,
                "waiting_time_as_at_month": 9,
                "waiting_time_as_at_year": 2026,
            }
        elif value not in (None, False):
            typed[field.html_name] = value

    response = post(portal, change, step, **typed)

    assert response.status_code == 302
    assert saved(change) == before


@pytest.mark.parametrize(
    ("step", "typed", "message"),
    [
        ("about", {"title": "", "summary": "Chess for everybody"}, "Give the service a name."),
        (
            "who",
            {"minimum_age": "12", "maximum_age": "5", "coverage": "in"},
            "must not be below the youngest",
        ),
        ("who", {"minimum_age": "twelve", "coverage": "in"}, "Write a whole number"),
        ("how", {"waiting_time": "2 weeks"}, "on which day you last checked"),
        ("contact", {"website": "not a web page"}, "Write a web address"),
        ("times", {"delivery": ["by pigeon"]}, "Tick only what is in the list."),
        ("about", {"title": "x", "kinds": ["999999"]}, "999999"),
    ],
)
def test_what_is_wrong_is_said_first_and_what_was_typed_is_kept(step, typed, message, portal, change):
    before = change.content

    response = post(portal, change, step, **typed)

    html = response.content.decode()
    assert response.status_code == 200
    assert html.index("There is a problem") < html.index("<h1")
    assert "<title>Error: " in html
    assert message in html
    assert all(value in html for value in typed.values() if isinstance(value, str) and value)
    assert saved(change) == before


def test_buttons_lead_on_back_to_my_words_or_to_a_row(portal, change):
    answer = {"personal_budget": "no"}
    leads = {
        "next": step_address(change, "times"),
        "tasks": reverse("portal:change", kwargs={"change": change.uuid}),
        "words": step_address(change, "cost") + "?words=1#hints",
        "add:price": reverse("portal:row_new", kwargs={"change": change.uuid, "kind": "price"}),
        "add:contact": step_address(change, "times"),  # not of this step
        "row:price:nonsense": step_address(change, "cost"),
    }

    found = {then: post(portal, change, "cost", then=then, **answer)["Location"] for then in leads}

    assert found == leads


def test_step_that_does_not_exist_is_not_found(portal, change):
    assert portal.get(step_address(change, "sectors")).status_code == 404


def test_hints_are_friendly_and_block_nothing(portal, change):
    post(portal, change, "about", title="Chess", summary="We facilitate ASDT.", then="words")

    html = portal.get(step_address(change, "about") + "?words=1").content.decode()

    assert "you decide" in html
    assert "ASDT" in html
    assert "facilitate" in html


def test_hints_while_typing_come_from_our_own_server(portal):
    response = portal.post(reverse("portal:hints"), {"text": "We commence at 9."})

    assert response.json() == {"hints": ["For “commence” you could say: start."]}


# --- Settings ---------------------------------------------------------------------------------------------


def test_school_is_asked_the_questions_for_schools(portal, provider, member):
    school = ServicePageFactory(provider=provider, setting_profiles=[SettingProfile(setting_type="school")])
    change = start_change(school, provider=provider, by=member)
    asked = ProfileQuestion.objects.create(code="q-s", question="What for schools?", setting_types=["school"])
    ProfileQuestion.objects.create(code="q-c", question="What for colleges?", setting_types=["college"])

    html = portal.get(step_address(change, "setting")).content.decode()
    post(
        portal,
        change,
        "setting",
        setting_type="school",
        has_separate_unit="no",
        **{f"answer_{asked.pk}": "We ask the child."},
    )

    assert "What for schools?" in html
    assert "What for colleges?" not in html
    (profile,) = saved(change)["setting_profiles"]
    assert [answer["answer"] for answer in profile["answers"]] == ["We ask the child."]


def test_club_is_not_asked_what_schools_are_asked(portal, change):
    assert portal.get(step_address(change, "setting")).status_code == 404


# --- Two people -------------------------------------------------------------------------------------------


def test_second_of_two_sees_what_the_first_changed_and_loses_nothing(portal, change, colleague):
    shown = change.version
    save_step(
        change, step="about", content={"summary": "Sam’s sentence."}, expected_version=shown, by=colleague
    )

    response = portal.post(
        step_address(change, "about"),
        {
            "version": shown,
            "title": "Chess club",
            "summary": "Robin’s sentence.",
            "description": "Robin’s text.",
        },
    )

    html = response.content.decode()
    assert "Sam Hill" in html
    assert "Sam’s sentence." in html
    assert "Robin’s sentence.</textarea>" in html
    assert "Robin’s text.</textarea>" in html
    assert saved(change)["summary"] == "Sam’s sentence."

    again = portal.post(
        step_address(change, "about"),
        {
            "version": response.context["version"],
            "title": "Chess club",
            "summary": "Robin’s sentence.",
            "description": "Robin’s text.",
        },
    )

    assert again.status_code == 302
    assert saved(change)["summary"] == "Robin’s sentence."


def test_another_step_saved_meanwhile_is_no_conflict(portal, change, colleague):
    shown = change.version
    save_step(change, step="cost", content={"personal_budget": "yes"}, expected_version=shown, by=colleague)

    response = portal.post(step_address(change, "about"), {"version": shown, "title": "Chess"})

    assert response.status_code == 302
    assert saved(change)["title"] == "Chess"
    assert saved(change)["personal_budget"] == "yes"


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40, "٣"])
def test_version_that_is_none_is_no_error(version, portal, change):
    response = portal.post(step_address(change, "about"), {"version": version, "title": "Chess"})

    assert response.status_code in (200, 302)


# --- A session that ends ----------------------------------------------------------------------------------


def test_words_typed_after_the_session_ended_wait_behind_the_sign_in(change, member, settings):
    settings.DEMO = True
    client = Client()
    typed = {"version": change.version, "title": "Chess club", "summary": "A long thought."}

    response = client.post(step_address(change, "about"), typed)

    assert response["Location"].startswith(reverse("account_request_login_code"))
    assert step_address(change, "about").replace("/", "%2F") in response["Location"]
    client.force_login(member)
    html = client.get(step_address(change, "about")).content.decode()
    assert "We kept what you typed" in html
    assert "A long thought.</textarea>" in html
    assert saved(change)["summary"] != "A long thought."
    assert "A long thought." not in client.get(step_address(change, "about")).content.decode()


def test_words_typed_in_a_session_that_has_been_idle_too_long_are_kept(change, member, settings):
    settings.DEMO = True
    client = Client(enforce_csrf_checks=True)
    client.force_login(member)
    html = client.get(step_address(change, "about")).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)[1]
    session = client.session
    session[SEEN_AT] -= settings.SESSION_IDLE_SECONDS + 1
    session.save()

    typed = {"version": change.version, "title": "Chess club", "summary": "A long thought."}
    response = client.post(step_address(change, "about"), {**typed, "csrfmiddlewaretoken": token})

    assert response["Location"].startswith(reverse("account_request_login_code"))
    client.force_login(member)
    assert "A long thought.</textarea>" in client.get(step_address(change, "about")).content.decode()


def test_words_of_one_person_are_not_shown_to_another(change, listing):
    client = Client()
    client.post(step_address(change, "about"), {"version": 1, "title": "x", "summary": "A long thought."})
    other = ServicePageFactory()
    from tests.factories.changes import member_of

    client.force_login(member_of(other.provider))

    assert client.get(step_address(change, "about")).status_code == 404


# --- What cannot be edited --------------------------------------------------------------------------------


def test_change_that_waits_is_not_edited(portal, change):
    ListingChange.objects.filter(pk=change.pk).update(
        state=ChangeState.SUBMITTED,
        submitted_by=change.started_by,
        submitted_at=change.started_at,
        submitted_content=change.content,
    )

    response = post(portal, change, "about", title="Chess")

    assert response["Location"] == reverse("portal:change", kwargs={"change": change.uuid})
    assert saved(change)["title"] == "Chess club"


# --- Cost -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("step", ["cost", "contact", "times"])
def test_step_asks_at_most_25_times_however_long_the_listing_is(
    rows, step, portal, provider, member, django_assert_max_num_queries
):
    page = ServicePageFactory(
        provider=provider,
        contacts=[Contact(telephone=f"01632 96{number:04}") for number in range(rows)],
        cost_options=[CostOption(amount=number) for number in range(rows)],
    )
    change = start_change(page, provider=provider, by=member)
    address = step_address(change, step)
    portal.get(address)
    typed = {
        "cost": {"personal_budget": "yes"},
        "contact": {"website": "www.example.org"},
        "times": {"delivery": ["home"]},
    }

    with django_assert_max_num_queries(25):
        assert portal.get(address).status_code == 200
    with django_assert_max_num_queries(25):
        assert portal.post(address, {"version": change.version, **typed[step]}).status_code == 302
