"""A provider writes a listing, sends it, gets it back and sends it again: on a phone, by keyboard, without script."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Page, expect

from services_directory.domain.change_decisions import send_back
from services_directory.domain.listing_changes import save_step
from services_directory.enums import ChangeState
from services_directory.models import Contact, CostOption, ListingChange
from tests.browser.conftest import DESKTOP, PHONE, Visitor
from tests.browser.test_journeys import HAS_VISIBLE_FOCUS
from tests.factories.changes import officer, seen, submitted_change
from tests.factories.directory import KindFactory, LocationFactory, NeedFactory, ServicePageFactory
from tests.factories.people import ProviderMembershipFactory


@pytest.fixture
def membership(live_server, settings):
    """Somebody's work for a provider, on a site with a few terms and one place."""
    settings.DEMO = True
    KindFactory(name="Sport and swimming")
    NeedFactory(name="Hearing")
    LocationFactory(name="Oak Hall")
    return ProviderMembershipFactory(provider__title="Sunrise Club")


@pytest.fixture
def enter(browser, live_server, membership) -> Iterator:
    """``enter(PHONE, script=False)`` opens the portal, signed in."""
    opened: list[Visitor] = []

    def open_window(viewport: dict, *, script: bool = True, user=None) -> Visitor:
        client = Client()
        client.force_login(user or membership.user)
        visitor = Visitor(browser, live_server.url, viewport, script=script)
        cookie = client.cookies["sessionid"].value
        visitor.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        opened.append(visitor)
        visitor.page.goto("/provider/")
        return visitor

    yield open_window
    for visitor in opened:
        visitor.context.close()


def check_page(page: Page) -> None:
    """No fault that axe finds, and no scrolling sideways."""
    report = Axe().run(page)
    assert report.violations_count == 0, (page.url, report.generate_report())
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), page.url


@pytest.mark.parametrize(
    ("viewport", "script"), [(PHONE, False), (DESKTOP, True)], ids=["phone-no-script", "desktop"]
)
def test_first_submission_of_a_new_listing(enter, viewport, script):
    visitor = enter(viewport, script=script)
    page = visitor.page

    def look() -> None:
        if script:
            check_page(page)

    look()
    page.get_by_role("link", name="Add a listing").click()
    look()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("link", name="Give the service a name.")).to_be_visible()
    look()
    page.get_by_label("What is the service called?").fill("Saturday Swim")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Saturday Swim")
    look()

    page.get_by_role("link", name="What it is").click()
    page.get_by_label("What it is, in one sentence").fill("A swimming lesson for disabled children.")
    page.get_by_label("What to expect").fill("We swim.\n\n- Bring a towel\n- Bring a friend")
    page.get_by_label("Sport and swimming").check()
    look()
    page.get_by_role("button", name="Save and check my words").click()
    expect(page.get_by_role("heading", name="About your words")).to_be_visible()
    look()
    page.get_by_role("button", name="Save and continue", exact=True).last.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Who it is for")
    page.get_by_label("Youngest age").fill("5")
    page.get_by_label("Oldest age").fill("11")
    look()
    page.get_by_role("button", name="Save and continue").last.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Who can use it")
    page.get_by_role("button", name="Add a rule").click()
    page.get_by_label("What is the rule about?").select_option(label="Diagnosis")
    page.get_by_label("It is not needed.").check()
    page.get_by_label("Say it as you would to a family").fill("A diagnosis.")
    look()
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.locator("#rule")).to_contain_text("A diagnosis")
    look()
    page.get_by_role("button", name="Save and continue").last.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("How to get it")
    page.get_by_role("button", name="Add a way to ask").click()
    page.get_by_label("You can ask yourself").check()
    look()
    page.get_by_role("button", name="Save", exact=True).last.click()
    look()
    page.get_by_role("button", name="Save and continue").last.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Cost")
    page.get_by_role("button", name="Add a price").click()
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("link", name="Give a price, or say the cost in words.")).to_be_visible()
    look()
    page.get_by_label("Price").fill("4.50")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.locator("#price")).to_contain_text("£4.50")
    look()
    page.get_by_role("button", name="Save and continue").last.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Times and places")
    page.get_by_label("At a place").check()
    look()
    page.get_by_role("button", name="Add a place").click()
    page.get_by_label("Name of the place, street or postcode").fill("oak")
    page.get_by_role("button", name="Look for the place").click()
    look()
    page.get_by_role("button", name=re.compile("Use this place.*Oak Hall")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Oak Hall")
    look()
    page.get_by_role("button", name="Add a time").click()
    page.get_by_label("Saturday").check()
    page.get_by_label("Starts at").fill("10am")
    page.get_by_label("Ends at").fill("11.30am")
    look()
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.locator("#times")).to_contain_text("Every Saturday, 10am to 11:30am")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_label("At a place")).to_be_checked()
    page.get_by_role("button", name="Save and see all parts").click()

    page.get_by_role("link", name="Contact").click()
    page.get_by_role("button", name="Add a contact").click()
    page.get_by_label("Phone number").fill("01632 960001")
    look()
    page.get_by_role("button", name="Save", exact=True).last.click()
    look()
    page.get_by_role("button", name="Save and see all parts").click()
    expect(page.get_by_role("main")).not_to_contain_text("Families will look for")
    look()

    page.get_by_role("link", name="Check and send").click()
    look()
    page.get_by_role("link", name="See the page as families will see it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Saturday Swim")
    expect(page.get_by_role("main")).to_contain_text("Every Saturday, 10am to 11:30am")
    look()
    page.get_by_role("link", name="Back to check and send").click()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sent")
    look()

    change = ListingChange.objects.get()
    assert change.state == ChangeState.SUBMITTED
    assert change.submitted_content["description"].startswith("<p>We swim.</p><ul><li>Bring a towel</li>")
    assert visitor.foreign_requests() == []
    assert visitor.complaints == []


def tab_to(page: Page, name: str, role: str = "") -> None:
    """Press Tab until the control of this name has the focus, which must be seen."""
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate_handle("document.activeElement").as_element()
        words = focused.evaluate("e => (e.labels && e.labels[0] ? e.labels[0] : e).textContent.trim()")
        if words.startswith(name) and (not role or focused.evaluate("e => e.tagName.toLowerCase()") == role):
            assert focused.evaluate(HAS_VISIBLE_FOCUS), name
            return
    raise AssertionError(f"Tab does not reach {name}")


def press_enter(page: Page) -> None:
    """Press Enter, and wait for the page it leads to."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_what_is_sent_back_is_put_right_by_keyboard_and_sent_again(enter, membership):
    page_of_club = ServicePageFactory(
        title="Chess club",
        provider=membership.provider,
        contacts=[Contact(telephone="01632 960001")],
        cost_options=[CostOption(amount=3)],
    )
    change = submitted_change(page_of_club, membership.user, summary="Chess for teenagers.")
    send_back(change, by=officer(), seen=seen(change), reason=None, words="Please say what a term costs.")
    visitor = enter(PHONE)
    page = visitor.page

    expect(page.get_by_role("main")).to_contain_text("Please say what a term costs.")
    tab_to(page, "Chess club")
    press_enter(page)
    expect(page.get_by_role("main")).to_contain_text("Sent back to you")
    check_page(page)
    tab_to(page, "Put it right")
    press_enter(page)
    tab_to(page, "Cost")
    press_enter(page)
    tab_to(page, "Add another price", "button")
    press_enter(page)
    tab_to(page, "What is it for?")
    page.keyboard.type("a term")
    tab_to(page, "Price")
    page.keyboard.type("30")
    # Enter in a field saves.
    press_enter(page)
    expect(page.locator("#price")).to_contain_text("£30 for a term")
    tab_to(page, "Save and see all parts", "button")
    press_enter(page)
    tab_to(page, "Check and send")
    press_enter(page)
    expect(page.get_by_role("main")).to_contain_text("£30 for a term")
    check_page(page)
    tab_to(page, "Send", "button")
    press_enter(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sent")

    change.refresh_from_db()
    assert change.state == ChangeState.SUBMITTED
    assert [one["option"] for one in change.submitted_content["cost_options"]] == ["", "a term"]
    assert visitor.complaints == []


def test_second_of_two_people_loses_nothing_and_hints_come_while_typing(enter, membership):
    page_of_club = ServicePageFactory(title="Chess club", provider=membership.provider)
    colleague = ProviderMembershipFactory(
        provider=membership.provider, user__first_name="Sam", user__last_name="Hill"
    ).user
    visitor = enter(DESKTOP)
    page = visitor.page

    page.get_by_role("link", name="Chess club").click()
    check_page(page)
    page.get_by_role("button", name="Change this listing").click()
    page.get_by_role("link", name="What it is").click()
    change = ListingChange.objects.get(page=page_of_club)
    save_step(
        change,
        step="about",
        content={"summary": "Sam’s sentence."},
        expected_version=change.version,
        by=colleague,
    )
    page.get_by_label("What to expect").fill("We commence at nine.")
    expect(page.locator("[data-hints-for=id_description]")).to_contain_text("you could say: start")
    page.get_by_label("What it is, in one sentence").fill("My sentence.")
    page.get_by_role("button", name="Save and see all parts").click()

    expect(page.get_by_role("alert")).to_contain_text("Sam Hill")
    expect(page.get_by_role("alert")).to_contain_text("Sam’s sentence.")
    expect(page.get_by_label("What it is, in one sentence")).to_have_value("My sentence.")
    check_page(page)
    page.get_by_role("button", name="Save and see all parts").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Chess club"))

    change.refresh_from_db()
    assert change.content["summary"] == "My sentence."
    assert change.content["description"] == "<p>We commence at nine.</p>"
    assert visitor.complaints == []
