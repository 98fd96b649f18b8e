import pytest

from services_directory.saved_list import COOKIE, MOST, read_ids, signed_list
from tests.factories.directory import ServicePageFactory

pytestmark = pytest.mark.django_db

OURS = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def services(index):
    made = [ServicePageFactory(title=f"Club {number}") for number in (1, 2)]
    index()
    return made


def save(client, service, **more):
    return client.post("/saved/add/", {"service": service.pk, "next": service.url, **more}, headers=OURS)


def test_saving_sets_the_one_cookie_and_goes_back(client, services):
    response = save(client, services[0])

    assert response.headers["Location"] == services[0].url
    assert list(response.cookies) == [COOKIE]
    assert response.cookies[COOKIE]["httponly"]
    assert read_ids(response.cookies[COOKIE].value) == [services[0].pk]


def test_saved_list_compares(client, services):
    for service in services:
        save(client, service)

    text = client.get("/saved/").content.decode()

    assert "Compare 2 services" in text
    assert "Club 1" in text
    assert "Club 2" in text


def test_removed_service_is_gone_and_the_last_takes_the_cookie(client, services):
    save(client, services[0])

    response = client.post("/saved/remove/", {"service": services[0].pk}, headers=OURS)

    assert response.cookies[COOKIE].value == ""
    assert "You have not saved any services yet" in client.get("/saved/").content.decode()


def test_clear_forgets_all(client, services):
    save(client, services[0])

    client.post("/saved/clear/", headers=OURS)

    assert client.cookies[COOKIE].value == ""


@pytest.mark.parametrize(
    "headers",
    [{}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "none"}, {"origin": "https://example.org"}],
)
def test_form_of_another_site_is_refused(client, services, headers):
    response = client.post("/saved/add/", {"service": services[0].pk}, headers=headers)

    assert response.status_code == 403
    assert COOKIE not in response.cookies


def test_older_browser_is_believed_by_its_origin(client, services):
    headers = {"origin": "http://testserver"}

    assert client.post("/saved/add/", {"service": services[0].pk}, headers=headers).status_code == 302


@pytest.mark.parametrize("target", ["https://example.org/", "//example.org/", "javascript:alert(1)", ""])
def test_nobody_is_sent_to_another_site(client, services, target):
    response = save(client, services[0], next=target)

    assert response.headers["Location"] == "/saved/"


@pytest.mark.parametrize("value", ["nonsense", "W10:x:y", "", "\u00e9", "a" * 5000])
def test_tampered_cookie_counts_as_none(client, value):
    client.cookies[COOKIE] = value

    assert client.get("/saved/").status_code == 200


def test_shared_list_changes_nothing_until_it_is_saved(client, services):
    address = f"/saved/?s={signed_list([service.pk for service in services])}"

    response = client.get(address)

    assert "Opening this list has changed nothing" in response.content.decode()
    assert response.cookies == {}


def test_broken_link_says_so(client):
    assert "This link is not whole" in client.get("/saved/?s=broken").content.decode()


def test_draft_and_unknown_services_are_not_saved(client):
    draft = ServicePageFactory(live=False)

    response = client.post("/saved/add/", {"service": [draft.pk, 999_999, "x", "-1"]}, headers=OURS)

    assert response.cookies[COOKIE].value == ""


def test_withdrawn_service_is_named(client, services, index):
    save(client, services[0])
    services[0].unpublish()
    index()

    text = client.get("/saved/").content.decode()

    assert "No longer in the Local Offer" in text
    assert "Club 1" in text


def test_full_list_says_so(client, services):
    client.cookies[COOKIE] = signed_list(range(10_000, 10_000 + MOST))

    response = save(client, services[0])

    assert response.status_code == 400
    assert "Your list is full" in response.content.decode()


def test_saved_page_is_kept_by_nobody(client):
    assert "no-store" in client.get("/saved/")["Cache-Control"]


def test_get_saves_nothing(client, services):
    assert client.get(f"/saved/add/?service={services[0].pk}", headers=OURS).status_code == 405
