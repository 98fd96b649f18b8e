import datetime

import pytest

from services_directory.models import ReferralRoute, ServiceAtLocation, ServicePage
from tests.factories.directory import (
    EligibilityCriterionFactory,
    KindFactory,
    LocationFactory,
    NeedFactory,
    ServicePageFactory,
)

pytestmark = pytest.mark.django_db

FAR = {"latitude": 52.5, "longitude": -1.5}


def section(client, page: ServicePage, name: str) -> str:
    """The part of the page from the heading with this id on; empty where there is none."""
    html = client.get(page.url).content.decode()
    return html[html.index(f'id="{name}"') :] if f'id="{name}"' in html else ""


@pytest.fixture
def autism():
    return NeedFactory(code="autism", name="Autism")


@pytest.fixture
def clinic(autism) -> ServicePage:
    return ServicePageFactory(
        title="Clinic",
        needs=[autism],
        minimum_age=5,
        maximum_age=11,
        waiting_time_weeks=40,
        waiting_time_as_at=datetime.date.today(),
    )


def ready(autism, title: str, **fields) -> ServicePage:
    return ServicePageFactory(
        title=title,
        needs=[autism],
        is_open_to_all=True,
        referral_routes=[ReferralRoute(referrer="self")],
        **fields,
    )


def test_while_waiting_shows_what_needs_nothing_first(client, index, autism, clinic):
    ready(autism, "Drop-in")
    index()

    assert "Drop-in" in section(client, clinic, "while-you-wait")


@pytest.mark.parametrize(
    "fields",
    [
        {"waiting_time_weeks": 3, "waiting_time_as_at": datetime.date.today()},
        {"minimum_age": 16},
        {
            "eligibility_criteria": [
                EligibilityCriterionFactory(kind="diagnosis", sentence="A diagnosis.", medical_reason="x")
            ]
        },
        {"eligibility_criteria": [EligibilityCriterionFactory(kind="plan", sentence="A plan.")]},
    ],
)
def test_while_waiting_leaves_out_what_cannot_be_used_today(client, index, autism, clinic, fields):
    ready(autism, "Not yet", **fields)
    index()

    assert section(client, clinic, "while-you-wait") == ""


def test_service_without_a_wait_offers_nothing_to_wait_with(client, index, autism):
    page = ready(autism, "Club")
    ready(autism, "Drop-in")
    index()

    assert section(client, page, "while-you-wait") == ""


def test_services_alike_stand_nearest_first(client, index):
    sport = KindFactory(code="sport", name="Sport")
    here = [ServiceAtLocation(location=LocationFactory())]
    page = ServicePageFactory(title="Football", kinds=[sport], service_at_locations=here)
    ServicePageFactory(
        title="Archery",
        kinds=[sport],
        service_at_locations=[ServiceAtLocation(location=LocationFactory(**FAR))],
    )
    ServicePageFactory(
        title="Tennis", kinds=[sport], service_at_locations=[ServiceAtLocation(location=LocationFactory())]
    )
    ServicePageFactory(title="Debt advice", kinds=[KindFactory(code="money")])
    index()

    shown = section(client, page, "others")

    assert shown.index("Tennis") < shown.index("Archery")
    assert "Debt advice" not in shown
    assert "Football</a>" not in shown
