"""axe, zoom and movement on every kind of public page, at phone and desktop width."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from services_directory.models import ProviderPage
from tests.browser.conftest import DESKTOP, PHONE

ADDRESSES = (
    "/",
    "/find/",
    "/find/?q=speech&age=4&near=HP20+1UY&need=autism",
    "/find/?q=zebra&age=nonsense&near=nowhere",
    "/find/?q=hurting+himself",
    "/find/?q=footbal",
    "/saved/",
    "/saved/?s=broken",
    "/cookies/",
    "/accessibility/",
    "/ehc-plans/",
    "/get-a-copy/",
    "/organisation/",
    "/service/",
    "/service/wheelchair-football/",
    "/service/autism-unit-at-willow-brook/",
    "/service/overnight-short-breaks-at-harebell-house/",
    "/service/old-mill-youth-club/",
    "/nothing-here/",
    "/account/login/",
)


@pytest.mark.parametrize(("viewport", "script"), [(PHONE, True), (DESKTOP, True)], ids=["phone", "desktop"])
def test_axe_finds_nothing(visit, viewport, script):
    visitor = visit(viewport, script=script)
    page, axe, found = visitor.page, Axe(), {}
    provider = ProviderPage.objects.get(title="Harebell Short Breaks").get_url()

    for address in (*ADDRESSES, provider):
        page.goto(address)
        report = axe.run(page)
        if report.violations_count:
            found[address] = [
                (one["id"], one["nodes"][0]["html"][:200]) for one in report.response["violations"]
            ]
    page.goto("/service/wheelchair-football/")
    page.get_by_role("button", name="Save").first.click()
    page.goto("/saved/")
    assert axe.run(page).violations_count == 0

    assert found == {}


def test_axe_checks_something(visit):
    page = visit(PHONE).page
    page.goto("/cookies/")
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=/static/images/favicon.svg>')"
    )

    assert Axe().run(page).violations_count > 0


def test_no_page_scrolls_sideways_at_400_percent(visit):
    page = visit({"width": 320, "height": 640}).page
    wide = []

    for address in ADDRESSES:
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(address)

    assert wide == []


def test_pages_do_not_jump_while_they_load(visit):
    page = visit(PHONE).page
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => {"
        " for (const entry of list.getEntries()) window.moved += entry.value"
        " }).observe({type: 'layout-shift', buffered: true})"
    )
    moved = {}

    for address in ("/", "/find/?q=speech&age=4", "/service/wheelchair-football/"):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        moved[address] = page.evaluate("window.moved")

    assert all(one <= 0.02 for one in moved.values()), moved


def test_targets_are_large_enough_to_touch(visit):
    page = visit(PHONE).page
    page.goto("/find/?q=speech&need=autism&near=HP20+1UY")

    small = page.eval_on_selector_all(
        ".app-chip, .app-nav__link, .app-footer__links a, .app-sort a, .govuk-button, .govuk-pagination__link, summary",
        "all => all.filter("
        "e => e.offsetParent && e.getBoundingClientRect().height < 24).map(e => e.outerHTML.slice(0, 90))",
    )

    assert small == []
