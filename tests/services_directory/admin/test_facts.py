"""Checks and statuses: recorded beside the page, in its history, without touching its versions."""

import datetime

import pytest
from django.urls import reverse
from wagtail.models import PageLogEntry

from services_directory.models import IndexOutbox, ListingAssurance, OperationalStatus, ServicePage
from tests.factories.directory import ListingAssuranceFactory, ProviderPageFactory, ServicePageFactory

pytestmark = pytest.mark.django_db


def check(page):
    return reverse("desk:record_check", args=[page.pk])


def status(page):
    return reverse("desk:set_status", args=[page.pk])


@pytest.mark.parametrize("factory", [ServicePageFactory, ProviderPageFactory])
def test_a_check_is_recorded_with_its_day_and_in_the_history(officer, factory, today):
    page = factory()
    day = today - datetime.timedelta(days=3)

    officer.post(check(page), {"source": "provider", "organisation": "Acorn Trust", "on": f"{day}"})

    assurance = ListingAssurance.objects.get(page_id=page.pk)
    assert (assurance.checked_on, assurance.checked_by, assurance.source) == (day, "Acorn Trust", "provider")
    entry = PageLogEntry.objects.get(page_id=page.pk, action="services_directory.check")
    assert entry.user == officer.user
    assert page.revisions.count() == 1
    assert (
        "Check recorded"
        in officer.get(reverse("wagtailadmin_pages:history", args=[page.pk])).content.decode()
    )


def test_a_check_shows_a_hidden_listing_again_and_marks_it_for_the_index(officer, today):
    service = ServicePageFactory()
    ListingAssuranceFactory(page=service, hidden_on=today)
    IndexOutbox.objects.all().delete()

    officer.post(check(service), {"source": "officer", "organisation": "The council", "on": f"{today}"})

    assert ListingAssurance.objects.get().hidden_on is None
    assert IndexOutbox.objects.filter(service_id=service.pk).exists()


@pytest.mark.parametrize(
    ("field", "value"), [("on", "2999-01-01"), ("on", "soon"), ("organisation", " "), ("source", "nobody")]
)
def test_a_check_that_cannot_be_is_refused_beside_its_field(officer, today, field, value):
    service = ServicePageFactory()
    data = {"source": "officer", "organisation": "The council", "on": f"{today}", field: value}

    response = officer.post(check(service), data)

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert not ListingAssurance.objects.exists()


def test_a_status_is_set_and_changed_and_in_the_history(officer, today):
    service = ServicePageFactory()
    data = {"state": "full", "since": f"{today}", "until": "", "note": "Waiting list open."}

    officer.post(status(service), data)
    officer.post(status(service), {**data, "state": "open", "note": ""})

    assert OperationalStatus.objects.get(service=service).state == "open"
    entries = PageLogEntry.objects.filter(page_id=service.pk, action="services_directory.status")
    assert [entry.user for entry in entries] == [officer.user, officer.user]
    assert ServicePage.objects.get(pk=service.pk).revisions.count() == 1


def test_a_status_whose_end_comes_first_is_refused(officer, today):
    service = ServicePageFactory()
    before = today - datetime.timedelta(days=1)

    response = officer.post(status(service), {"state": "full", "since": f"{today}", "until": f"{before}"})

    assert response.context["form"].errors == {"until": ["'Expected until' must not come before 'since'."]}


def test_the_form_begins_with_the_status_of_now(officer, today):
    service = ServicePageFactory()
    OperationalStatus.objects.create(service=service, state="full", note="Ring us.", since=today)

    form = officer.get(status(service)).context["form"]

    assert (form.initial["state"], form.initial["note"]) == ("full", "Ring us.")


def test_only_a_listing_can_be_checked_and_only_a_service_has_a_status(officer, home):
    assert officer.get(check(home)).status_code == 404
    assert officer.get(status(ProviderPageFactory())).status_code == 404
