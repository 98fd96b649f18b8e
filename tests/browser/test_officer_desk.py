"""An officer works through the queue: by role and label, with and without script, with axe on every page of it."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Page, expect

from services_directory.domain.listing_changes import submit_change
from services_directory.enums import ChangeState
from services_directory.models import Contact, ListingChange, ReasonForDecision, ServicePage
from tests.browser.conftest import DESKTOP, Visitor
from tests.factories.changes import draft_change, new_listing, officer, submitted_change
from tests.factories.directory import ServicePageFactory

TABLET = {"width": 800, "height": 1000}


@pytest.fixture
def waiting(live_server, settings) -> dict[str, ListingChange]:
    """Three changes that wait, by what is special about them; the live page of one has moved."""
    settings.DEMO = True
    ReasonForDecision.objects.create(name="Cost is missing", words="Please say what it costs.")
    chess = ServicePageFactory(title="Chess club", contacts=[Contact(telephone="01632 960001")])
    swimming = ServicePageFactory(title="Swimming")
    conflict = submitted_change(swimming, summary="Provider's words", website="https://a.example.org")
    page = ServicePage.objects.get(pk=swimming.pk)
    page.summary = "Officer's words"
    page.save_revision().publish()
    return {
        "plain": submitted_change(chess, summary="A club for teenagers who like chess."),
        "conflict": conflict,
        "new": new_listing(title="Judo", cost_options=[{"amount": 5}]),
    }


@pytest.fixture
def enter(browser, live_server, waiting) -> Iterator:
    """``enter(DESKTOP, script=False)`` opens the queue, signed in as an officer."""
    opened: list[Visitor] = []

    def open_window(viewport: dict, *, script: bool = True) -> Page:
        client = Client()
        client.force_login(officer())
        visitor = Visitor(browser, live_server.url, viewport, script=script)
        cookie = client.cookies["sessionid"].value
        visitor.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        opened.append(visitor)
        visitor.page.goto("/admin/directory/queue/")
        return visitor.page

    yield open_window
    for visitor in opened:
        visitor.context.close()


def check_page(page: Page) -> None:
    """No fault that axe finds in what is ours: the frame around it is Wagtail's."""
    report = Axe().run(page, context="#main")
    assert report.violations_count == 0, (page.url, report.generate_report())


@pytest.mark.parametrize("viewport", [TABLET, DESKTOP], ids=["tablet", "desktop"])
def test_every_page_of_deciding_is_sound(enter, waiting, viewport):
    page = enter(viewport)
    check_page(page)

    page.get_by_role("link", name="Swimming").click()
    expect(page.get_by_role("columnheader", name="When the provider began")).to_be_attached()
    check_page(page)

    page.get_by_role("button", name="Approve and publish").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose which to keep")
    check_page(page)

    page.get_by_label("Proposed", exact=True).check()
    page.get_by_role("button", name="Change some words first").click()
    expect(page.get_by_label("Summary")).to_have_value("Provider's words")
    check_page(page)

    page.get_by_label("Summary").fill("Better words")
    page.get_by_role("button", name="Publish with my changes").click()
    expect(page.get_by_text("2 waiting")).to_be_visible()
    assert ServicePage.objects.get(title="Swimming").summary == "Better words"

    page.get_by_role("link", name="Decisions so far").click()
    page.get_by_role("link", name="Swimming").click()
    expect(page.get_by_role("button", name="Undo this decision")).to_be_visible()
    check_page(page)


def test_deciding_works_with_no_script(enter, waiting):
    page = enter(DESKTOP, script=False)

    page.get_by_label("Risk").select_option("High")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", name="1 of 3 waiting")).to_be_visible()
    page.get_by_role("link", name="Judo").click()
    page.get_by_label("Reason").select_option("Cost is missing")
    page.get_by_role("button", name="Send back").click()

    waiting["new"].refresh_from_db()
    assert waiting["new"].state == ChangeState.SENT_BACK
    assert waiting["new"].words_to_provider == "Please say what it costs."


def test_several_at_once_and_undo_with_no_script(enter, waiting):
    page = enter(DESKTOP, script=False)

    for title in ("Chess club", "Judo", "Swimming"):
        page.get_by_label(f"Approve {title} with others").check()
    page.get_by_role("button", name="Approve the ticked together").click()
    expect(page.get_by_role("heading", name="2 changes would be published")).to_be_visible()
    page.get_by_role("button", name="Approve and publish all 2").click()
    assert ServicePage.objects.get(title="Judo").live

    page.get_by_role("button", name="Undo all 2").click()
    expect(page.get_by_text("3 waiting")).to_be_visible()
    assert not ServicePage.objects.filter(title="Judo").exists()


def test_two_officers_see_each_other(enter, waiting):
    first, second = enter(DESKTOP), enter(DESKTOP)
    first.get_by_role("link", name="Chess club").click()

    second.reload()
    expect(second.get_by_text("has had this open since")).to_be_visible()
    second.get_by_role("link", name="Chess club").click()
    expect(second.get_by_text("has had this open since")).to_be_visible()

    second.get_by_role("button", name="Approve and publish").click()
    first.get_by_role("button", name="Approve and publish").click()
    expect(first.get_by_text("has decided this already")).to_be_visible()


def test_a_change_can_be_approved_with_the_keyboard_alone(enter, waiting):
    service = ServicePageFactory(title="Keyboard club")
    change = draft_change(service, summary="New words")
    submit_change(change, expected_version=change.version, by=change.started_by)
    page = enter(DESKTOP)
    page.goto(f"/admin/directory/changes/{change.pk}/")

    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "publish":
            break
    page.keyboard.press("Enter")

    expect(page.get_by_text("3 waiting")).to_be_visible()
    assert ServicePage.objects.get(pk=service.pk).summary == "New words"
