"""The listings: what they show, what they find, and what they cost."""

import csv
import datetime
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from services_directory.enums import ClockState
from services_directory.models import (
    Contact,
    OperationalStatus,
    OrganisationIdentifier,
    ServiceAtLocation,
    TaxonomyTerm,
)
from tests.factories.directory import (
    AssessmentFactory,
    ListingAssuranceFactory,
    LocationFactory,
    NeedFactory,
    OperationalStatusFactory,
    ProviderPageFactory,
    ServicePageFactory,
    SupportLevelFactory,
)
from tests.factories.people import ProviderMembershipFactory

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def services(directory):
    return reverse("wagtailadmin_explore", args=[directory.pk])


@pytest.fixture
def providers(organisations):
    return reverse("wagtailadmin_explore", args=[organisations.pk])


def titles(client, address, **query):
    response = client.get(address, query)
    assert response.status_code == 200
    return {str(row.title) for row in response.context["object_list"]}


def exported(client, address, **query):
    response = client.get(address, {**query, "export": "csv"})
    text = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text)))


def clock(state, today):
    """A service in this state of the review clock."""
    service = ServicePageFactory(title=state)
    if state == ClockState.NEVER_CHECKED:
        return service
    due = {
        ClockState.CHECKED: today + 60 * DAY,
        ClockState.DUE: today + 14 * DAY,
        ClockState.OVERDUE: today - DAY,
        ClockState.HIDDEN: today - 90 * DAY,
    }[state]
    ListingAssuranceFactory(
        page=service,
        checked_on=today - 200 * DAY,
        next_due_on=due,
        hidden_on=today if state == ClockState.HIDDEN else None,
    )
    return service


def test_the_listing_shows_what_an_officer_looks_for(officer, services, today):
    provider = ProviderPageFactory(title="Acorn Trust")
    service = ServicePageFactory(
        title="Splash club", provider=provider, sectors=["health"], support_level=SupportLevelFactory()
    )
    ListingAssuranceFactory(page=service, checked_on=today - 300 * DAY, next_due_on=today - DAY)
    OperationalStatusFactory(service=service, state="full")

    page = officer.get(services).content.decode()

    for words in (
        "Splash club",
        "Acorn Trust",
        "Health",
        "Universal",
        "Full",
        "Overdue",
        "cost, how to get it",
    ):
        assert words in page


@pytest.mark.parametrize("state", ClockState)
def test_the_filter_by_check_agrees_with_the_clock(officer, services, today, state):
    for each in ClockState:
        service = clock(each, today)
        if each != ClockState.NEVER_CHECKED:
            assert service.page_ptr.assurance.clock_state(today) == each

    assert titles(officer, services, clock=state.value) == {state}
    assert titles(officer, services, clock=["overdue", "never-checked"]) == {"overdue", "never-checked"}


def test_a_service_whose_row_was_never_checked_counts_as_never_checked(officer, services):
    service = ServicePageFactory(title="Imported")
    ListingAssuranceFactory(page=service, checked_on=None, checked_by="", source="", next_due_on=None)

    assert titles(officer, services, clock="never-checked") == {"Imported"}


def test_the_other_filters(officer, services):
    provider = ProviderPageFactory()
    targeted = SupportLevelFactory(code="targeted")
    ServicePageFactory(title="A", sectors=["health", "education"], provider=provider, coverage="out")
    ServicePageFactory(title="B", sectors=["social-care"], support_level=targeted, must_be_in_offer="school")
    ServicePageFactory(title="C", live=False, contacts=[Contact(email="c@example.org")])
    OperationalStatus.objects.create(service=ServicePageFactory(title="D"), state="ended")
    gone = ServicePageFactory(title="E")
    gone.unpublish()
    changed = ServicePageFactory(title="F")
    changed.summary = "Newer words."
    changed.save_revision()

    assert titles(officer, services, sector="health") == {"A"}
    assert titles(officer, services, sector=["education", "social-care"]) == {"A", "B"}
    assert titles(officer, services, provider=provider.pk) == {"A"}
    assert titles(officer, services, support_level=targeted.pk) == {"B"}
    assert titles(officer, services, must_be_in_offer="school") == {"B"}
    assert titles(officer, services, coverage="out") == {"A"}
    assert titles(officer, services, state="draft") == {"C"}
    assert titles(officer, services, state="withdrawn") == {"E"}
    assert titles(officer, services, state="waiting") == {"C", "F"} | (
        {"E"} if gone.has_unpublished_changes else set()
    )
    assert titles(officer, services, operational_state="ended") == {"D"}
    assert "D" not in titles(officer, services, operational_state="open")
    assert "C" not in titles(officer, services, missing="contact")
    assert titles(officer, services, missing="sector") == {"D", "F"}
    assert titles(officer, services, missing="any", sector="health") == {"A"}


def test_a_draft_is_measured_as_it_was_last_written(officer, services):
    service = ServicePageFactory(live=False)
    service.sectors = ["health"]
    service.contacts = [Contact(telephone="01632 960001")]
    service.save_revision()

    (row,) = exported(officer, services)

    assert "sector" not in row["Missing"].split(", ")
    assert "contact" not in row["Missing"].split(", ")


def test_search_finds_by_name_summary_provider_and_place(officer, services):
    place = LocationFactory(name="Northbury Baths", postal_code="HP20 1UY")
    ServicePageFactory(
        title="Splash",
        summary="Swimming for all.",
        provider=ProviderPageFactory(title="Acorn Trust"),
        service_at_locations=[ServiceAtLocation(location=place)],
    )
    ServicePageFactory(title="Other")

    for words in ("splash", "swimming", "acorn", "baths", "HP20", "acorn splash"):
        assert titles(officer, services, q=words) == {"Splash"}
    assert titles(officer, services, q="acorn other") == set()


def test_export_holds_the_useful_columns_and_no_formula(officer, services):
    ServicePageFactory(title="=HYPERLINK(1)", sectors=["health"])

    (row,) = exported(officer, services)

    assert row["Title"] == "'=HYPERLINK(1)"
    assert row["Sectors"] == "Health"
    assert row["State of the check"] == "Not yet checked"
    assert row["Status"] == "Published"


def test_export_to_xlsx_holds_the_same_rows(officer, services):
    ServicePageFactory(title="=1+1")

    response = officer.get(services, {"export": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    heads, row = sheet.iter_rows()

    assert [cell.value for cell in heads][:3] == ["Title", "Address", "Provider"]
    assert (row[0].value, row[0].data_type) == ("=1+1", "s")


def test_providers_show_services_and_register_numbers(officer, providers):
    provider = ProviderPageFactory(
        title="Acorn", identifiers=[OrganisationIdentifier(scheme="GB-CHC", identifier="1012345")]
    )
    ServicePageFactory(provider=provider)
    ServicePageFactory(provider=provider, live=False)
    ProviderPageFactory(title="Empty")

    page = officer.get(providers).content.decode()

    assert "1 of 2 published" in page
    assert "CHARITY 1012345" in page
    assert titles(officer, providers, has_services="false") == {"Empty"}
    assert titles(officer, providers, q="1012345") == {"Acorn"}
    assert len(exported(officer, providers)) == 2


LISTINGS = (
    "/admin/pages/{directory}/",
    "/admin/pages/{organisations}/",
    "/admin/pages/search/",
    "/admin/snippets/services_directory/location/",
    "/admin/snippets/services_directory/taxonomyterm/",
    "/admin/snippets/services_directory/profilequestion/",
    "/admin/snippets/services_directory/urgenthelp/",
    "/admin/snippets/choose/services_directory/location/results/",
    "/admin/choose-page/search/",
    "/admin/assessments/",
    "/admin/memberships/",
    "/admin/images/",
    "/admin/documents/",
    "/admin/directory/reports/out-of-date/",
    "/admin/directory/reports/missing-essentials/",
)
STRANGE = ('"', '""', "'", "\x00", " ", "%", "a OR b NOT (", "𝕏" * 50, "x " * 300, "‮drow")


@pytest.mark.parametrize("address", LISTINGS)
def test_no_search_breaks_a_listing(officer, address, directory, organisations):
    ServicePageFactory(title='A "quoted" club')
    where = address.format(directory=directory.pk, organisations=organisations.pk)

    for words in STRANGE:
        assert officer.get(where, {"q": words}).status_code == 200, repr(words)


@pytest.mark.parametrize(
    "query",
    [
        {"clock": "no-such"},
        {"sector": '"'},
        {"missing": "no-such"},
        {"provider": "x"},
        {"support_level": "999999"},
        {"ordering": "password"},
        {"p": "-1"},
        {"p": "x"},
        {"state": "\x00"},
    ],
)
def test_no_filter_breaks_the_listing(officer, services, query):
    ServicePageFactory()

    assert officer.get(services, query).status_code == 200


def _make(address):
    """One more row of a listing, with all that a row shows."""
    place = LocationFactory()
    if "location" in address:
        return
    if "taxonomyterm" in address:
        NeedFactory(parent=NeedFactory())
    elif "assessments" in address:
        AssessmentFactory()
    elif "memberships" in address:
        ProviderMembershipFactory()
    elif "organisations" in address:
        ProviderPageFactory(identifiers=[OrganisationIdentifier(scheme="GB-CHC", identifier="1")])
    else:
        number = TaxonomyTerm.objects.count()
        service = ServicePageFactory(
            live=number % 3 != 2 or "reports" in address,
            sectors=["health"],
            support_level=SupportLevelFactory(),
            service_at_locations=[ServiceAtLocation(location=place)],
        )
        NeedFactory()
        ListingAssuranceFactory(
            page=service,
            checked_on=datetime.date.today() - 300 * DAY,
            next_due_on=datetime.date.today() - DAY,
        )
        OperationalStatusFactory(service=service)


@pytest.mark.parametrize(
    "address",
    [
        "/admin/pages/{directory}/",
        "/admin/pages/{organisations}/",
        "/admin/snippets/services_directory/location/",
        "/admin/snippets/services_directory/taxonomyterm/",
        "/admin/assessments/",
        "/admin/memberships/",
        "/admin/directory/reports/out-of-date/",
        "/admin/directory/reports/missing-essentials/",
    ],
)
def test_a_listing_costs_as_many_queries_with_20_rows_as_with_1(
    officer, address, directory, organisations, django_assert_max_num_queries
):
    where = address.format(directory=directory.pk, organisations=organisations.pk)
    _make(address)
    officer.get(where)
    with django_assert_max_num_queries(60) as one:
        officer.get(where)
    for _ in range(19):
        _make(address)

    with django_assert_max_num_queries(len(one)):
        response = officer.get(where)

    assert len(response.context["object_list"]) >= 20


def test_the_first_page_of_the_desk_counts_what_waits(officer, today):
    for state in ClockState:
        clock(state, today)
    ServicePageFactory(live=False)
    AssessmentFactory(assessed_on=today - 400 * DAY, next_due_on=today - DAY)

    page = officer.get("/admin/").content.decode()

    assert "Drafts and changes not published yet" in page
    lines = officer.get("/admin/").context["panels"][0].get_context_data({"request": _Request(officer.user)})
    assert [line.count for line in lines["lines"]] == [0, 1, 3, 0, 0, 5, 0, 5, 1]


class _Request:
    def __init__(self, user):
        self.user = user


def test_the_reports_list_what_is_wrong_and_nothing_else(officer, today):
    for state in ClockState:
        clock(state, today)

    late = exported(officer, "/admin/directory/reports/out-of-date/")
    missing = exported(officer, "/admin/directory/reports/missing-essentials/", missing="checked")

    assert late[0]["Service"] == "never-checked"
    assert {row["Service"] for row in late} == {"never-checked", "overdue", "hidden"}
    assert [row["Service"] for row in missing] == ["never-checked"]
    assert missing[0]["Missing: a check"] == "Yes"
