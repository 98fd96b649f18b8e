"""The published year in a real browser: axe, no script, phone and desktop, and the filters by keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Group

from localoffer.accounts.roles import APPROVERS, FEEDBACK_OFFICERS
from tests.browser.conftest import DESKTOP, PHONE
from tests.factories.people import UserFactory
from tests.feedback.publishing import publish_item
from tests.feedback.views.test_you_said import published_year


@pytest.fixture
def year(live_server, settings):
    """A published year, and an answer of the running one."""
    settings.DEMO = True
    officer, approver = UserFactory(), UserFactory()
    officer.groups.add(Group.objects.get(name=FEEDBACK_OFFICERS))
    approver.groups.add(Group.objects.get(name=APPROVERS))
    text = published_year(officer, approver, introduction="Many spoke of waiting.")
    publish_item(officer, approver, heading="Buses to clubs")
    return f"{live_server.url}/you-said/{text.words['slug']}/"


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser, live_server, year, viewport):
    page = browser.new_context(viewport=viewport).new_page()
    found = {}

    for address in (f"{live_server.url}/you-said/", year, f"{year}easy-read/", f"{live_server.url}/"):
        page.goto(address)
        report = Axe().run(page)
        if report.violations_count:
            found[address] = [
                (one["id"], one["nodes"][0]["html"][:200]) for one in report.response["violations"]
            ]
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), address

    assert found == {}


def test_the_year_is_found_and_filtered_without_script(browser, live_server, year):
    page = browser.new_context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/")

    page.get_by_role("navigation", name="Main").get_by_role("link", name="You said, we did").click()
    page.get_by_role("navigation", name="Year by year").get_by_role("link").click()
    assert page.url == year
    page.get_by_role("link", name="Not possible now").press("Enter")

    assert page.get_by_role("heading", level=3).all_inner_texts() == ["A pool Not possible now"]
    assert not page.context.cookies()
