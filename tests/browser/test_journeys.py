"""A family finds, filters, opens, saves, compares and shares: on a phone and a desk, with script and without."""

import re

import pytest
from playwright.sync_api import expect

from services_directory.search.engine import get_engine
from tests.browser.conftest import DESKTOP, PHONE
from tests.search_servers.running import SERVERS, site_on

# A tick box draws its ring on its label.
HAS_VISIBLE_FOCUS = """element => {
  const label = element.labels && element.labels[0]
  const styles = [getComputedStyle(element), ...(label ? [getComputedStyle(label, '::before')] : [])]
  return styles.some(style => style.outlineStyle !== 'none' || style.boxShadow !== 'none')
}"""


@pytest.fixture(
    autouse=True,
    params=["database", *(pytest.param(name, marks=pytest.mark.search_server) for name in SERVERS)],
)
def engine(request, settings, monkeypatch):
    """The site on the embedded engine, and on each search server: a family must not see which."""
    if request.param == "database":
        yield
        return
    with site_on(SERVERS[request.param], settings, monkeypatch):
        yield
        assert (
            get_engine().way.breaker.lets_through()
        )  # the server has answered, and not the engine behind it


@pytest.mark.parametrize(
    ("viewport", "script"),
    [(PHONE, True), (PHONE, False), (DESKTOP, True), (DESKTOP, False)],
    ids=["phone", "phone-no-script", "desktop", "desktop-no-script"],
)
def test_family_finds_and_keeps_a_service(visit, viewport, script):
    visitor = visit(viewport, script=script)
    page = visitor.page

    page.goto("/")
    page.get_by_label("What do you need help with?").fill("swimming")
    page.get_by_label("Age").select_option("7")
    page.get_by_label("Postcode or town (optional)").fill("HP20 1UY")
    page.get_by_role("button", name="Find support").click()
    expect(page).to_have_title(re.compile(r"^\d+ services? for swimming"))

    filters = page.locator("summary", has_text="Filter results")
    if viewport == PHONE:
        filters.click()
    autism = page.get_by_label(re.compile("^Autism"))
    autism.check()
    if script:
        expect(page.locator("[data-filter-status]")).to_have_text(re.compile("match"))
    page.locator("[data-filter-button]").click()
    expect(page).to_have_url(re.compile("need=autism"))
    page.get_by_role("link", name=re.compile("Remove filter: Autism")).click()
    expect(page).not_to_have_url(re.compile("need=autism"))
    assert visitor.context.cookies() == []

    page.get_by_role("link", name="Swimming lessons for disabled children").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Swimming lessons for disabled children")
    page.get_by_role("button", name="Save").first.click()
    assert [cookie["name"] for cookie in visitor.context.cookies()] == ["saved"]

    page.goto("/find/?q=wheelchair+football")
    page.get_by_role("button", name="Save Wheelchair football").click()
    expect(page).to_have_url(re.compile(r"/find/\?q=wheelchair"))

    page.get_by_role("navigation", name="Main").get_by_role("link", name="Saved services").click()
    expect(page.locator("table")).to_contain_text("Wheelchair football")
    expect(page.locator("table")).to_contain_text("Swimming lessons")
    link = page.get_by_label(re.compile("Link to this list")).input_value()

    other = visit(viewport, script=script)
    other.page.goto(link)
    expect(other.page.locator("table")).to_contain_text("Wheelchair football")
    assert other.context.cookies() == []
    other.page.get_by_role("button", name="Save these").click()
    assert [cookie["name"] for cookie in other.context.cookies()] == ["saved"]

    page.get_by_role("button", name="Remove Wheelchair football").click()
    expect(page.locator("table")).not_to_contain_text("Wheelchair football")
    page.get_by_role("button", name="Clear my list").click()
    expect(page.locator("main")).to_contain_text("You have not saved any services yet")
    assert visitor.context.cookies() == []

    assert visitor.foreign_requests() == []
    assert visitor.complaints == []


def test_family_is_shown_urgent_help_first_and_what_to_leave_out(visit):
    page = visit(PHONE).page

    page.goto("/find/?q=my+son+is+hurting+himself")
    help_top = page.get_by_role("region", name="Urgent help").first.bounding_box()["y"]
    form_top = page.locator("#find-form").bounding_box()["y"]
    assert help_top < form_top

    page.goto("/find/?q=nursery&age=17")
    page.get_by_role("link", name="age 17").click()
    expect(page.get_by_role("link", name="Little Acorns Nursery")).to_be_visible()


def test_search_can_be_used_with_the_keyboard_alone(visit):
    page = visit(DESKTOP).page
    page.goto("/")

    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to main content")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("name", "q")
    page.keyboard.type("speech")
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("services for speech"))

    seen = []
    page.locator("#q").focus()
    for _ in range(120):
        page.keyboard.press("Tab")
        focus = page.locator(":focus")
        outline = focus.evaluate(HAS_VISIBLE_FOCUS)
        name = focus.evaluate("e => (e.innerText || e.name || e.tagName).trim().slice(0, 40)")
        assert outline, name
        seen.append(name)
        if name == "Show results":
            break
    assert seen[-1] == "Show results"
