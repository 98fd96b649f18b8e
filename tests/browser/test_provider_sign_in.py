"""A new colleague: invitation by mail, accepted, signed in by a code, at the portal; mail goes by a real server."""

import email
import email.policy
import re
import socket

import pytest
from aiosmtpd.controller import Controller
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import expect

from localoffer.mail.outbox import deliver_due
from services_directory.domain.memberships import invite
from services_directory.enums import MembershipRole
from services_directory.models import ProviderMembership
from tests.browser.conftest import DESKTOP, PHONE, Visitor
from tests.factories.directory import ProviderPageFactory, ServicePageFactory
from tests.factories.people import ProviderMembershipFactory

EMAIL = "noor@example.org"


class LetterBox:
    """What a real mail server took for one address."""

    def __init__(self):
        self.texts = []

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert message["To"] == envelope.rcpt_tos[0] == EMAIL
        assert message.get_content_type() == "text/plain"
        self.texts.append(message.get_content().replace("\r\n", "\n"))
        return "250 OK"

    def newest(self):
        """The newest mail, after the worker has been at it."""
        assert deliver_due().failed == 0
        return self.texts[-1]


@pytest.fixture
def letter_box(settings):
    """A mail server on this machine."""
    box = LetterBox()
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield box
    controller.stop()


@pytest.fixture
def provider(live_server, settings):
    """A provider with a manager and a listing."""
    cache.clear()
    settings.PUBLIC_URL = live_server.url
    page = ProviderPageFactory(title="Harebell")
    ServicePageFactory(provider=page, title="Harebell swimming")
    ProviderMembershipFactory(provider=page, role=MembershipRole.MANAGER)
    return page


@pytest.fixture
def invitation_link(provider, letter_box):
    """The link in the mail."""
    manager = ProviderMembership.objects.get().user
    invite(provider, EMAIL, MembershipRole.MANAGER, by=manager)
    return re.search(r"^(http\S+/provider/invitation/\?token=\S+)$", letter_box.newest(), re.M)[1]


def check(page):
    """axe, one heading, and nothing wider than the screen."""
    report = Axe().run(page)
    assert report.violations_count == 0, [
        (one["id"], one["nodes"][0]["html"][:200]) for one in report.response["violations"]
    ]
    assert page.get_by_role("heading", level=1).count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize(
    ("viewport", "script"),
    [(PHONE, True), (PHONE, False), (DESKTOP, True)],
    ids=["phone", "phone-no-script", "desktop"],
)
def test_from_the_invitation_to_the_portal(
    browser, live_server, letter_box, invitation_link, viewport, script
):
    visitor = Visitor(browser, live_server.url, viewport, script=script)
    page = visitor.page

    def look():
        if script:
            check(page)

    page.goto(invitation_link)
    expect(page.get_by_role("heading", level=1)).to_have_text("You are invited to Harebell")
    look()
    page.get_by_label("Your name (optional)").fill("Noor New")
    page.get_by_role("button", name="Accept").click()

    expect(page.get_by_text("You have accepted.")).to_be_visible()
    look()
    page.get_by_label("Email").fill("")
    page.get_by_role("button", name="Email me a code").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    look()
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_role("button", name="Email me a code").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Check your email")
    look()
    page.get_by_label("Code").fill("0000-0000")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    code = re.search(r"^(\d{4}-\d{4})$", letter_box.newest(), re.M)[1]
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Sign in").click()

    expect(page).to_have_url(re.compile(r"/provider/$"))
    expect(page.get_by_role("main")).to_contain_text("Harebell swimming")
    look()
    page.get_by_role("link", name="People").click()
    expect(page.get_by_role("main")).to_contain_text("Noor New (you)")
    look()
    page.get_by_role("link", name="Invite somebody").or_(
        page.get_by_role("button", name="Invite somebody")
    ).click()
    look()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/provider/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in: providers")
    assert visitor.foreign_requests() == []
    assert [one for one in visitor.complaints if "Content Security Policy" in one] == []
    visitor.context.close()


def test_with_the_keyboard_only(browser, live_server, letter_box, invitation_link):
    visitor = Visitor(browser, live_server.url, DESKTOP)
    page = visitor.page

    def go_to(role, name):
        """Tab until it has the focus."""
        wanted = page.get_by_role(role, name=name).first
        for _ in range(60):
            page.keyboard.press("Tab")
            if wanted.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError(f"The Tab key does not reach {name}")

    page.goto(invitation_link)
    go_to("button", "Accept")
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/login/code/")
    go_to("textbox", "Email")
    page.keyboard.type(EMAIL)
    page.keyboard.press("Enter")
    page.wait_for_url("**/confirm/")
    code = re.search(r"^(\d{4}-\d{4})$", letter_box.newest(), re.M)[1]
    go_to("textbox", "Code")
    page.keyboard.type(code)
    page.keyboard.press("Enter")

    page.wait_for_url("**/provider/")
    expect(page.get_by_role("main")).to_contain_text("Harebell swimming")
    visitor.context.close()


def test_typing_keeps_the_sign_in(browser, live_server, provider):
    client = Client()
    client.force_login(ProviderMembership.objects.get().user)
    visitor = Visitor(browser, live_server.url, DESKTOP)
    visitor.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page = visitor.page
    page.clock.install()
    page.goto(f"/provider/{provider.uuid}/people/invite/")
    box = page.get_by_label("Their email address")

    box.press_sequentially("a")
    assert not [one for one in visitor.requests if "still-here/" in one]
    page.clock.fast_forward("06:00")
    with page.expect_response("**/account/still-here/") as told:
        box.press_sequentially("b")

    assert told.value.status == 204
    assert visitor.complaints == []
    visitor.context.close()


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pages_for_strangers_are_accessible(browser, live_server, provider, viewport):
    visitor = Visitor(browser, live_server.url, viewport)
    for address in (
        "/provider/apply/",
        "/provider/apply/sent/",
        "/provider/invitation/?token=broken",
        "/provider/invitation/new/",
        "/account/login/code/",
        "/account/signed-out/",
    ):
        visitor.page.goto(address)
        check(visitor.page)
    visitor.page.goto("/provider/apply/")
    visitor.page.get_by_role("button", name="Send").click()
    expect(visitor.page.get_by_text("There is a problem")).to_be_visible()
    check(visitor.page)
    visitor.context.close()
