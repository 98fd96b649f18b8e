"""A real browser against a real server with the demonstration; skipped by name where there is no Chromium."""

import shutil
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from services_directory.domain.postcode_file import read_source, source_files, write_postcode_file

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
PHONE, DESKTOP = {"width": 375, "height": 800}, {"width": 1280, "height": 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here, and skip it without a browser."""
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True))
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium (Debian: apt-get install chromium)"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def postcode_file(tmp_path_factory):
    """The postcodes of the demonstration's district and its neighbours."""
    path = tmp_path_factory.mktemp("postcodes") / "postcodes.bin"
    files = [file for file in source_files() if any(letter in file.name for letter in ("_H.", "_M.", "_O."))]
    write_postcode_file(path, (read_source(file) for file in files))
    return path


@pytest.fixture
def site(live_server, settings, postcode_file) -> str:
    """The address of a server that holds the demonstration."""
    settings.DEMO = True
    settings.POSTCODE_FILE = postcode_file
    call_command("load_demo", verbosity=0)
    return live_server.url


class Visitor:
    """Somebody with a browser: a size, script on or off, and a note of every request and complaint."""

    def __init__(self, browser: Browser, site: str, viewport: dict, *, script: bool = True) -> None:
        self.site = site
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.context: BrowserContext = browser.new_context(
            viewport=viewport, java_script_enabled=script, base_url=site
        )
        self.page: Page = self.context.new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def foreign_requests(self) -> list[str]:
        """Requests to any other host."""
        return [one for one in self.requests if not one.startswith((self.site, "data:"))]


@pytest.fixture
def visit(browser, site) -> Iterator:
    """``visit(PHONE, script=False)`` opens a browser window on the demonstration."""
    opened: list[Visitor] = []

    def open_window(viewport: dict, *, script: bool = True) -> Visitor:
        opened.append(Visitor(browser, site, viewport, script=script))
        return opened[-1]

    yield open_window
    for visitor in opened:
        visitor.context.close()
