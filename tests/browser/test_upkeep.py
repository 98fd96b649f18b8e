"""Confirm from an e-mail, report a mistake, ask a place: on a phone, by keyboard, and with no script."""

import datetime
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from localoffer.mail.models import OutgoingMail
from services_directory.domain.review_links import token_for
from services_directory.models import (
    AccessQuestion,
    ListingAssurance,
    MistakeReport,
    ReviewReminder,
    ServicePage,
)
from tests.browser.conftest import PHONE


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """The server of the test runs in this process: nobody waits three seconds."""
    monkeypatch.setattr("localoffer.public_forms.guard.SHORTEST_SECONDS", 0)


def axe(page):
    report = Axe().run(page)
    assert report.violations_count == 0, report.generate_report()


def link_of(title):
    """The path in a reminder to Pia about one of her listings, made due today."""
    today = datetime.date.today()
    listing = ServicePage.objects.get(title=title)
    ListingAssurance.objects.update_or_create(
        page=listing, defaults={"next_due_on": today + datetime.timedelta(days=3)}
    )
    membership = listing.provider.memberships.get(user__email="provider@example.org")
    due_on = ListingAssurance.objects.get(page=listing).next_due_on
    ReviewReminder.objects.filter(page=listing).delete()
    reminder = ReviewReminder.objects.create(
        page=listing, due_on=due_on, stage=-14, user=membership.user, sent_on=today
    )
    return f"/provider/check/{token_for(reminder)}/", listing


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_provider_confirms_from_an_email(visit, script):
    visitor = visit(PHONE, script=script)
    page = visitor.page
    address, listing = link_of("Befriending for disabled teenagers")

    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Is everything right?")
    if script:
        axe(page)
    page.get_by_role("button", name="Everything is right").first.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    if script:
        axe(page)
    assert ListingAssurance.objects.get(page=listing).checked_on == datetime.date.today()
    assert visitor.context.cookies() == []
    assert visitor.foreign_requests() == []
    assert visitor.complaints == []


def test_provider_says_what_has_changed(visit):
    visitor = visit(PHONE, script=False)
    page = visitor.page
    address, listing = link_of("Befriending for disabled teenagers")

    page.goto(address)
    page.get_by_role("button", name="Something has changed").first.click()
    page.get_by_label("What has changed?").fill("We have a new telephone number.")
    page.get_by_role("button", name="Send to the council").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert MistakeReport.objects.filter(page=listing, source="provider").count() == 1


def test_a_link_that_does_not_work_offers_a_new_one(visit):
    visitor = visit(PHONE)
    page = visitor.page
    address, _ = link_of("Befriending for disabled teenagers")

    page.goto(f"{address[:-6]}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("This link does not work")
    axe(page)
    OutgoingMail.objects.all().delete()
    page.get_by_label("Your email address").fill("provider@example.org")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Check your email")
    assert OutgoingMail.objects.get().to == "provider@example.org"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_family_reports_a_mistake(visit, script):
    visitor = visit(PHONE, script=script)
    page = visitor.page
    before = MistakeReport.objects.count()

    page.goto("/service/wheelchair-football/")
    page.get_by_role("link", name="Something wrong? Tell us").click()
    if script:
        axe(page)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    if script:
        axe(page)
    page.get_by_role("link", name="Choose what is wrong.").click()
    page.keyboard.press("Space")
    page.get_by_label("Tell us more").fill("The number does not work.")
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert MistakeReport.objects.count() == before + 1
    assert visitor.context.cookies() == []
    assert visitor.foreign_requests() == []


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_family_asks_a_place(visit, script):
    visitor = visit(PHONE, script=script)
    page = visitor.page
    before = AccessQuestion.objects.count()

    page.goto("/service/wheelchair-football/")
    page.get_by_role("link", name=re.compile("Ask for something that is missing")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ask this place")
    if script:
        axe(page)
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Ask this place").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for asking")
    assert AccessQuestion.objects.count() == before + 1
    assert visitor.context.cookies() == []
    assert visitor.foreign_requests() == []
