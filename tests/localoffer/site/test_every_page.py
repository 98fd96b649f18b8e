"""Rules that hold on every public page, tried on the demonstration."""

import gzip
import re
from itertools import pairwise
from pathlib import Path

import html5lib
import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from benchmarks.page_weight import resources
from services_directory.models import ListingAssurance, ProviderPage, ServicePage

pytestmark = pytest.mark.django_db

ADDRESSES = (
    "/",
    "/find/",
    "/find/?q=speech&age=4&near=HP20+1UY&sort=distance",
    "/find/?q=zebra&age=nonsense&near=nowhere",
    "/find/?q=hurting+himself",
    "/find/?access=hoist&access=accessible-toilet&need=autism",
    "/saved/",
    "/words/",
    "/saved/?s=broken",
    "/cookies/",
    "/feedback/comment/",
    "/feedback/comment/young/",
    "/feedback/consultations/",
    "/feedback/follow/",
    "/feedback/where-to-go/",
    "/you-said/",
    "/accessibility/",
    "/ehc-plans/",
    "/young-people/",
    "/get-a-copy/",
    "/privacy/",
    "/organisation/",
    "/organisation/harebell/",
    "/service/",
    "/service/wheelchair-football/",
    "/service/autism-unit-at-willow-brook/",
    "/service/childminder-for-children-with-medical-needs/",
    "/service/old-mill-youth-club/",
    "/provider/apply/sent/",
    "/nothing-here/",
    "/service-report/{wheelchair football}/",
    "/service-ask/{wheelchair football}/",
    "/service-ask/{wheelchair football}/thank-you/",
    "/service-report/{wheelchair football}/thank-you/",
    "/provider/check/new/",
    "/provider/check/sent/",
    "/provider/check/a-link-that-is-none/",
)
STATUS = {
    "/service/old-mill-youth-club/": 410,
    "/nothing-here/": 404,
    "/provider/check/a-link-that-is-none/": 404,
}
MOST_BYTES, MOST_REQUESTS = 50_000, 8


def addresses() -> list[str]:
    provider = ProviderPage.objects.get(title="Harebell Short Breaks")
    football = ServicePage.objects.get(slug="wheelchair-football")
    return [
        provider.get_url()
        if one == "/organisation/harebell/"
        else one.replace("{wheelchair football}", str(football.pk))
        for one in ADDRESSES
    ]


@pytest.fixture
def pages(demo, client):
    return {address: client.get(address) for address in addresses()}


def tree(response):
    return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)


def text_of(element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_every_page_keeps_the_rules(pages):
    for address, response in pages.items():
        assert response.status_code == STATUS.get(address, 200), address
        html = response.content.decode()
        html5lib.HTMLParser(strict=True).parse(html)
        root = tree(response)
        assert root.attrib["lang"] == "en-GB", address
        assert len(list(root.iter("h1"))) == 1, address
        assert text_of(root.find("head/title")).endswith("Merrowdale Council"), address
        assert "This is a demonstration." in html, address
        _controls_are_labelled(root, address)
        _identifiers_are_unique(root, address)
        _headings_skip_no_level(root, address)


def _controls_are_labelled(root, address):
    labels = {label.attrib.get("for") for label in root.iter("label")}
    for control in [*root.iter("input"), *root.iter("select"), *root.iter("textarea")]:
        if control.attrib.get("type") not in ("hidden", "submit"):
            assert control.attrib.get("id") in labels, (address, control.attrib)


def _identifiers_are_unique(root, address):
    found = [one.attrib["id"] for one in root.iter() if isinstance(one.tag, str) and "id" in one.attrib]
    assert len(found) == len(set(found)), address
    for link in root.iter("a"):
        target = link.attrib.get("href", "")
        if target.startswith("#"):
            assert target[1:] in found, (address, target)


def _headings_skip_no_level(root, address):
    levels = [
        int(one.tag[1])
        for one in root.find("body").iter()
        if isinstance(one.tag, str) and re.fullmatch("h[1-6]", one.tag)
    ]
    for before, after in pairwise(levels):
        assert after <= before + 1, (address, levels)


def test_no_page_sets_a_cookie_or_calls_another_host(pages):
    for address, response in pages.items():
        assert response.cookies == {}, address
        root = tree(response)
        loaded = [
            one.attrib.get("src")
            for one in root.iter()
            if isinstance(one.tag, str) and one.tag in ("img", "script", "iframe")
        ]
        loaded += [one.attrib["href"] for one in root.iter("link")]
        assert all(one is None or one.startswith("/") for one in loaded), address


def test_every_page_has_the_strict_policy(pages):
    for address, response in pages.items():
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy, address
        assert "unsafe" not in policy, address
        assert "http" not in policy, address
        assert response["X-Content-Type-Options"] == "nosniff", address


def test_first_view_is_light(pages):
    for address in (
        "/find/",
        "/find/?q=speech&age=4&near=HP20+1UY&sort=distance",
        "/service/wheelchair-football/",
    ):
        html = pages[address].content
        root = Path(finders.find("css/site.css")).parents[1]
        wanted = resources(html.decode(), root)
        sizes = [len(gzip.compress(html, 9))]
        for one in wanted:
            file = root / one.removeprefix("/static/")
            body = file.read_bytes() if file.is_file() else Client().get(one).content
            sizes.append(len(gzip.compress(body, 9)))
        assert len(sizes) <= MOST_REQUESTS, (address, wanted)
        assert sum(sizes) <= MOST_BYTES, (address, sizes)


def test_every_service_page_answers(demo, client):
    for service in ServicePage.objects.live():
        response = client.get(service.get_url())
        assert response.status_code == 200, service.title
        html5lib.HTMLParser(strict=True).parse(response.content.decode())


def test_every_link_of_the_site_leads_somewhere(pages, client):
    links = set()
    for response in pages.values():
        for link in tree(response).iter("a"):
            href = link.attrib.get("href", "")
            if href.startswith("/") and not href.startswith(("/admin/", "/provider/")):
                links.add(href.partition("#")[0])
    broken = {link: client.get(link).status_code for link in sorted(links)}
    assert {link: status for link, status in broken.items() if status != 200} == {}


def test_demonstration_holds_what_it_should(demo):
    live = ServicePage.objects.live()
    assert live.count() >= 80
    assert ProviderPage.objects.live().count() >= 25
    sectors = {sector for service in live for sector in service.sectors}
    assert sectors == {"education", "health", "social-care"}
    assert {service.coverage for service in live} == {"in", "out", "regional", "national"}
    assert {service.support_level.code for service in live} == {"universal", "targeted", "specialist"}
    assert sum(service.setting_profiles.exists() for service in live) >= 6
    checked = ListingAssurance.objects.filter(checked_on__isnull=False).count()
    assert 60 < checked < live.count()
    assert all(service.contacts.exists() for service in live)
    assert all(service.referral_routes.exists() for service in live)


def test_demonstration_names_nobody_real(demo):
    drama = re.compile(r"01632 960\d{3}|0808 157 0\d{3}")
    for service in ServicePage.objects.live():
        for contact in service.contacts.all():
            assert drama.fullmatch(contact.telephone), service.title
            assert contact.email.endswith(".example.org"), service.title


def test_demonstration_is_loaded_once(demo, capsys):
    from django.core.management import call_command

    before = ServicePage.objects.count()

    call_command("load_demo", verbosity=0)

    assert ServicePage.objects.count() == before
    assert "nothing was loaded" in capsys.readouterr().out
