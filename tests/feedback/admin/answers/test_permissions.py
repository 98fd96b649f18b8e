"""Who may open what of the desk for answers: every address, walked as everybody."""

import pytest
from django.test import Client
from django.urls import reverse

from feedback.domain.publication import write
from feedback.domain.year import start_report
from localoffer.accounts.roles import APPROVERS, FEEDBACK_OFFICERS, OFFICERS
from tests.factories import feedback as make
from tests.feedback.publishing import new_item
from tests.services_directory.admin.conftest import administrator, provider_user  # noqa: F401
from tests.services_directory.admin.conftest import signed_in as signed_in_as
from tests.services_directory.admin.test_permissions import OPEN, REFUSED, SIGN_IN, ours, outcome

pytestmark = pytest.mark.django_db

LISTS = ("periods", "themes", "how_sought", "partners", "signposts")
WRITERS = {"feedback officer", "approver"}


@pytest.fixture
def people(administrator, provider_user):  # noqa: F811
    """Clients by who they are."""
    return {
        "anonymous": Client(),
        "provider": provider_user,
        "officer": signed_in_as(OFFICERS),
        "administrator": administrator,
        "approver": signed_in_as(APPROVERS),
        "feedback officer": signed_in_as(FEEDBACK_OFFICERS),
    }


def may_open(name):
    namespace, _, view = name.partition(":")
    if namespace == "answers":
        return WRITERS
    if view in ("add", "edit", "history", "history_results", "usage"):
        return {"feedback officer"}
    if view == "delete":
        return {"feedback officer"} if namespace in ("themes", "how_sought") else set()
    return WRITERS


def test_every_address_is_open_to_whom_it_should_be(people, officer):
    theme = make.ThemeFactory()
    item = write(new_item(theme=theme, period=theme.period), by=officer)
    report = start_report(theme.period, by=officer)
    things = {
        "periods": theme.period.pk,
        "themes": theme.pk,
        "how_sought": make.HowSoughtFactory().pk,
        "partners": make.PartnerFactory().pk,
        "signposts": make.SignpostRouteFactory().pk,
        "answers:year": theme.period.pk,
        **dict.fromkeys(
            ("answers:consultation", "answers:asked", "answers:outcome"), make.ConsultationFactory().pk
        ),
        "answers": item.pk,
    }
    wrong, walked = [], 0
    for name, parameters in ours(("answers", *LISTS)):
        arguments = [things.get(name, things[name.partition(":")[0]])] if parameters else []
        if name == "answers:words":
            arguments = ["report", report.pk]
        address = reverse(name, args=arguments)
        for who, client in people.items():
            walked += 1
            expected = SIGN_IN if who == "anonymous" else OPEN if who in may_open(name) else REFUSED
            if (found := outcome(client, address)) != expected:
                wrong.append(f"{who} at {address}: {found}, not {expected}")

    assert "\n".join(wrong) == ""
    assert walked > 150
