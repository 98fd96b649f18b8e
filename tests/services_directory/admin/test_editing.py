"""Working on a listing: create, rows within rows, publish, schedule, restore, copy, preview."""

import datetime
import uuid

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from services_directory.models import (
    Contact,
    EligibilityCriterion,
    OrganisationIdentifier,
    PlaceSchedule,
    ServiceAtLocation,
    ServicePage,
)
from tests.factories.directory import (
    AssessmentFactory,
    EligibilityCriterionFactory,
    FindingFactory,
    ListingAssuranceFactory,
    LocationFactory,
    NeedFactory,
    OperationalStatusFactory,
    ProviderPageFactory,
    ServicePageFactory,
    SupportLevelFactory,
)
from tests.services_directory.admin.forms import filled_in, rows

pytestmark = pytest.mark.django_db


def edit(service):
    return reverse("wagtailadmin_pages:edit", args=[service.pk])


@pytest.fixture
def add(directory):
    return reverse("wagtailadmin_pages:add", args=["services_directory", "servicepage", directory.pk])


def posted(client, address, **changes):
    """Post the form of a page as it stands, with changes; the response."""
    return client.post(address, filled_in(client.get(address), **changes))


def test_a_service_with_rows_within_rows_is_made_and_published(officer, add):
    provider, place, need = ProviderPageFactory(), LocationFactory(), NeedFactory()
    times = rows("service_at_locations-0-schedules", {"days": ["MO"], "opens_at": "16:00", "freq": "WEEKLY"})
    times |= {
        "service_at_locations-0-schedules-0-interval": "1",
        "service_at_locations-0-schedules-0-term_time": "term",
    }

    response = posted(
        officer,
        add,
        title="Splash club",
        slug="splash-club",
        provider=provider.pk,
        summary="Swimming.",
        sectors=["health"],
        needs=[need.pk],
        **rows("contacts", {"kind": "general", "telephone": "01632 960001"}),
        **rows("service_at_locations", {"location": place.pk, "description": "Small pool"}),
        **times,
        **{"action-publish": "1"},
    )

    assert response.status_code == 302, response.context["form"].errors
    service = ServicePage.objects.get(slug="splash-club")
    assert service.live
    assert list(service.needs.all()) == [need]
    assert service.contacts.get().telephone == "01632 960001"
    assert (
        service.service_at_locations.get().schedules.get().as_words()
        == "Every Monday, from 4pm, in term time"
    )


def test_rows_within_rows_are_changed_and_added(officer):
    service = ServicePageFactory(
        service_at_locations=[
            ServiceAtLocation(location=LocationFactory(), schedules=[PlaceSchedule(days=["MO"])])
        ]
    )
    prefix = "service_at_locations-0-schedules"
    new = {
        "ORDER": 2,
        "DELETE": "",
        "id": "",
        "freq": "WEEKLY",
        "interval": 1,
        "days": ["FR"],
        "term_time": "term",
    }

    posted(
        officer,
        edit(service),
        **{
            f"{prefix}-TOTAL_FORMS": 2,
            f"{prefix}-0-days": ["TU"],
            **{f"{prefix}-1-{name}": value for name, value in new.items()},
            "action-publish": "1",
        },
    )

    times = ServicePage.objects.get(pk=service.pk).service_at_locations.get().schedules.all()
    assert [time.as_words() for time in times] == ["Every Tuesday", "Every Friday, in term time"]


def test_a_draft_leaves_the_live_page_as_it_is(officer):
    service = ServicePageFactory(summary="As it was.")

    posted(officer, edit(service), summary="Newer.")

    service.refresh_from_db()
    assert (service.summary, service.has_unpublished_changes) == ("As it was.", True)
    assert service.get_latest_revision_as_object().summary == "Newer."


def test_what_publishing_needs_is_not_needed_for_a_draft(officer, add):
    draft = posted(officer, add, title="New", slug="new")
    assert draft.status_code == 302

    page = ServicePage.objects.get(slug="new")
    refused = posted(officer, edit(page), **{"action-publish": "1"})

    assert refused.status_code == 200
    assert set(refused.context["form"].errors) == {"provider", "summary"}


@pytest.mark.parametrize(
    ("prefix", "row"),
    [
        ("contacts", {"kind": "general"}),
        ("cost_options", {"option": "one session"}),
        ("cost_options", {"amount": "-1"}),
        ("service_areas", {"name": "Here", "kind": "district", "latitude": "51"}),
        ("eligibility_criteria", {"kind": "age", "effect": "any-of", "sentence": "x"}),
        ("eligibility_criteria", {"kind": "diagnosis", "effect": "must", "sentence": "x"}),
        ("schedules", {"freq": "WEEKLY", "interval": "1", "term_time": "term"}),
        ("schedules", {"freq": "WEEKLY", "interval": "0", "days": ["MO"], "term_time": "term"}),
        ("schedules", {"interval": "1", "days": ["MO"], "opens_at": "12:00", "closes_at": "11:00"}),
    ],
)
@pytest.mark.parametrize("action", [{}, {"action-publish": "1"}], ids=["draft", "publish"])
def test_a_row_that_breaks_a_rule_is_refused_beside_its_field(officer, prefix, row, action):
    service = ServicePageFactory()
    defaults = {"purpose": "entry", "basis": "provider", "term_time": "all-year"}

    response = posted(officer, edit(service), **rows(prefix, {**defaults, **row}), **action)

    assert response.status_code == 200
    assert any(response.context["form"].formsets[prefix].errors)


def test_the_same_row_twice_is_no_server_error(officer):
    provider = ProviderPageFactory()
    row = {"scheme": "GB-CHC", "identifier": "1012345"}

    response = posted(officer, edit(provider), **rows("identifiers", row, row), **{"action-publish": "1"})

    assert response.status_code == 302
    assert provider.identifiers.count() == 2


def test_swapped_rows_are_no_server_error(officer):
    provider = ProviderPageFactory(
        identifiers=[OrganisationIdentifier(scheme="GB-CHC", identifier=number) for number in ("1", "2")]
    )

    response = posted(
        officer,
        edit(provider),
        **{"identifiers-0-identifier": "2", "identifiers-1-identifier": "1", "action-publish": "1"},
    )

    assert response.status_code == 302
    assert [one.identifier for one in provider.identifiers.order_by("sort_order")] == ["2", "1"]


def test_codes_of_a_rule_are_written_as_lines_or_with_commas(officer):
    service = ServicePageFactory(
        eligibility_criteria=[EligibilityCriterionFactory(values=["autism", "adhd"])]
    )
    page = officer.get(edit(service))
    assert "autism\nadhd" in filled_in(page)["eligibility_criteria-0-values"][0]

    posted(
        officer,
        edit(service),
        **{"eligibility_criteria-0-values": "E1, E2\n E3,,\nE1", "action-publish": "1"},
    )

    assert EligibilityCriterion.objects.get().values == ["E1", "E2", "E3"]


def test_terms_are_ticked_below_their_wider_term_and_retired_ones_are_gone(officer):
    wide = NeedFactory(code="communication", name="Communication")
    NeedFactory(code="autism", name="Autism", parent=wide)
    NeedFactory(code="old", name="Old word", retired_on=datetime.date(2026, 1, 1))
    kept = NeedFactory(code="kept", name="Kept word", retired_on=datetime.date(2026, 1, 1))
    level = SupportLevelFactory(code="gone", name="Gone level", retired_on=datetime.date(2026, 1, 1))
    service = ServicePageFactory(needs=[kept])

    page = officer.get(edit(service)).content.decode()

    assert "<legend>Communication</legend>" in page
    assert "Old word" not in page
    assert "Kept word (retired)" in page
    assert level.name not in page


def test_scheduled_publishing_publishes_what_was_scheduled(officer, monkeypatch):
    service = ServicePageFactory(live=False, summary="Draft.")
    soon = timezone.localtime() + datetime.timedelta(hours=1)

    posted(
        officer,
        edit(service),
        go_live_at=f"{soon:%Y-%m-%d %H:%M}",
        summary="On time.",
        **{"action-publish": "1"},
    )
    assert not ServicePage.objects.get(pk=service.pk).live
    later = timezone.now() + datetime.timedelta(hours=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    call_command("publish_scheduled")

    page = ServicePage.objects.get(pk=service.pk)
    assert (page.live, page.summary) == (True, "On time.")


def test_restoring_an_older_version_touches_no_assessment_check_or_status(officer, today):
    place = LocationFactory()
    service = ServicePageFactory(summary="First.", service_at_locations=[ServiceAtLocation(location=place)])
    first = service.latest_revision
    service.summary = "Second."
    service.save_revision().publish()
    assurance = ListingAssuranceFactory(page=service)
    assessment = FindingFactory(assessment=AssessmentFactory(location=place, service=service)).assessment
    OperationalStatusFactory(service=service, state="full")

    address = reverse("wagtailadmin_pages:revisions_revert", args=[service.pk, first.pk])
    response = officer.post(
        edit(service), {**filled_in(officer.get(address)), "revision": first.pk, "action-publish": "1"}
    )

    assert response.status_code == 302
    page = ServicePage.objects.get(pk=service.pk)
    assert page.summary == "First."
    assert page.assurance == assurance
    assert page.assurance.checked_on == today
    assert page.operational_status.state == "full"
    assert list(page.assessments.all()) == [assessment]
    assert assessment.findings.count() == 1


def test_versions_can_be_compared(officer):
    service = ServicePageFactory(summary="First.", contacts=[Contact(telephone="01632 960001")])
    first = service.latest_revision
    service.summary = "Second."
    second = service.save_revision()

    page = officer.get(
        reverse("wagtailadmin_pages:revisions_compare", args=[service.pk, first.pk, second.pk])
    ).content.decode()

    assert "First" in page
    assert "Second" in page


def test_copying_at_the_desk_gives_every_row_a_new_identifier(officer):
    service = ServicePageFactory(
        title="Splash",
        contacts=[Contact(telephone="01632 960001")],
        service_at_locations=[ServiceAtLocation(schedules=[PlaceSchedule(days=["MO"])])],
    )
    address = reverse("wagtailadmin_pages:copy", args=[service.pk])
    form = officer.get(address).context["form"]
    assert {"alias", "copy_subpages"}.isdisjoint(form.fields)

    response = officer.post(
        address,
        {
            "new_title": "Splash two",
            "new_slug": "splash-two",
            "new_parent_page": service.get_parent().pk,
            "publish_copies": "on",
            "alias": "on",
        },
    )

    copied = ServicePage.objects.get(slug="splash-two")
    assert response["Location"] == edit(copied)
    assert (copied.live, copied.alias_of, copied.owner) == (True, None, officer.user)
    before = {
        service.uuid,
        service.contacts.get().uuid,
        service.service_at_locations.get().schedules.get().uuid,
    }
    after = {copied.uuid, copied.contacts.get().uuid, copied.service_at_locations.get().schedules.get().uuid}
    assert before.isdisjoint(after)
    assert copied.latest_revision.content["contacts"][0]["uuid"] == str(copied.contacts.get().uuid)


def test_the_preview_is_the_public_page_with_the_rows_of_the_draft(officer):
    service = ServicePageFactory(
        title="Splash",
        contacts=[Contact(telephone="01632 960001")],
        service_at_locations=[ServiceAtLocation(location=LocationFactory(name="Northbury Baths"))],
    )
    service.contacts = [Contact(telephone="01632 960999")]
    service.save_revision()
    draft = service.get_latest_revision_as_object()

    response = draft.make_preview_request()

    page = response.render().content.decode() if hasattr(response, "render") else response.content.decode()
    assert response.status_code == 200
    assert "01632 960999" in page
    assert "01632 960001" not in page
    assert "Northbury Baths" in page


def test_the_preview_panel_shows_what_is_being_typed(officer):
    service = ServicePageFactory(summary="As it was.")
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[service.pk])

    stored = officer.post(address, filled_in(officer.get(edit(service)), summary="Being typed."))
    preview = officer.get(address)

    assert stored.json()["is_valid"]
    assert preview.status_code == 200
    assert "Being typed." in preview.content.decode()
    assert "frame-ancestors 'self'" in preview["Content-Security-Policy"]


@pytest.mark.parametrize("factory", [ServicePageFactory, ProviderPageFactory])
def test_a_page_of_a_provider_or_service_can_be_previewed(factory):
    assert factory().make_preview_request().status_code == 200


@pytest.mark.parametrize("action", ["delete", "unpublish"])
def test_the_directory_itself_stays(officer, directory, action):
    address = reverse(f"wagtailadmin_pages:{action}", args=[directory.pk])

    response = officer.post(address, follow=True)

    directory.refresh_from_db()
    assert directory.live
    assert "holds part of the site together" in response.content.decode()


@pytest.mark.parametrize("action", ["delete", "unpublish"])
def test_the_directory_itself_stays_in_a_bulk_action(administrator, directory, action):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])

    administrator.post(f"{address}?id={directory.pk}&next=/admin/")

    directory.refresh_from_db()
    assert directory.live


def test_a_listing_has_no_button_for_a_workflow(officer):
    service = ServicePageFactory()

    page = officer.get(edit(service)).content.decode()

    assert "action-publish" in page
    assert "action-submit" not in page


def test_the_side_panel_says_what_is_missing_and_what_was_assessed(officer, today):
    place = LocationFactory(name="Northbury Baths")
    service = ServicePageFactory(service_at_locations=[ServiceAtLocation(location=place)])
    AssessmentFactory(location=place, assessed_on=today - datetime.timedelta(days=400))

    page = officer.get(edit(service)).content.decode()

    assert "<li>Sector</li>" in page
    assert "Northbury Baths: the building" in page
    assert "<strong>overdue</strong>" in page
    assert f"?location={place.pk}&amp;service={service.pk}" in page


def test_every_row_has_an_identifier_of_its_own_after_an_edit(officer):
    service = ServicePageFactory(contacts=[Contact(telephone="01632 960001")])
    before = service.contacts.get().uuid

    posted(officer, edit(service), summary="Newer.", **{"action-publish": "1"})

    assert ServicePage.objects.get(pk=service.pk).contacts.get().uuid == before
    assert isinstance(before, uuid.UUID)
