"""What an import does to the directory, and what a second one leaves alone."""

import datetime
import uuid
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from localoffer.models import AuthoritySettings
from services_directory.enums import CriterionKind, OperationalState, TaxonomyCode
from services_directory.models import (
    DirectoryPage,
    ListingAssurance,
    Location,
    OperationalStatus,
    ProviderPage,
    ServicePage,
    SourceRecord,
)
from services_directory.open_referral import apply
from services_directory.open_referral.errors import SourceError
from services_directory.open_referral.report import Outcome, Report
from services_directory.open_referral.run import import_listings
from tests.factories.directory import KindFactory, LocationFactory, NeedFactory, TaxonomyTermFactory
from tests.services_directory.open_referral.conftest import at_place, service

pytestmark = pytest.mark.django_db


def outcomes(report: Report, entity: str = "service") -> list[str]:
    return [str(row.outcome) for row in report.rows if row.entity == entity]


def rows_in_database() -> dict[str, int]:
    models = (ServicePage, ProviderPage, Location, SourceRecord)
    return {model.__name__: model.objects.count() for model in models}


def edit(page: ServicePage, **values: object) -> None:
    """An officer's edit, published."""
    draft = ServicePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save_revision().publish()


def test_import_makes_drafts_of_service_and_provider(feed):
    report = import_listings(feed(service()))

    page = ServicePage.objects.get()
    assert outcomes(report) == ["taken"]
    assert (page.title, page.live, page.provider.title, page.provider.live) == (
        "Saturday Sparks",
        False,
        "Sparks Play Association",
        False,
    )
    assert page.summary == "A Saturday club with games and a quiet room."
    assert str(page.uuid) == service()["id"]


def test_import_with_publish_makes_listings_live_with_a_history(feed):
    import_listings(feed(service()), publish=True)

    page = ServicePage.objects.get()
    assert (page.live, page.provider.live, page.has_unpublished_changes) == (True, True, False)
    assert page.revisions.count() == 1


def test_import_never_counts_as_a_check(feed):
    import_listings(feed(service(assured_date="2026-01-01")), source="The county's feed", publish=True)

    record = ServicePage.objects.get().source_record
    assert record.source == "The county's feed"
    assert record.imported_at.date() == datetime.date.today()
    assert not ListingAssurance.objects.exists()


def test_import_takes_everything_that_the_record_says(feed):
    kind = KindFactory(code="clubs", term_uri="https://example.org/terms/clubs")
    need = NeedFactory(code="autism", name="Autism")
    import_listings(
        feed(
            service(
                email="info@example.org",
                phones=[{"id": "p", "number": "01632960001"}],
                url="https://example.org/sparks",
                minimum_age=5,
                maximum_age=11,
                eligibility_description="You live in Northbury.",
                application_process="Ring us.\n\nWe ring back.",
                cost_options=[{"id": "c", "option": "one session", "amount": 4.5}],
                service_areas=[{"id": "a", "name": "Scotland"}],
                schedules=[
                    {"id": "s", "freq": "WEEKLY", "byday": "SA", "opens_at": "10:00", "closes_at": "12:00Z"}
                ],
                service_at_locations=at_place(latitude=51.8, longitude=-0.8),
                attributes=[
                    {"taxonomy_term": {"name": "Youth work", "term_uri": "https://example.org/terms/clubs"}},
                    {"taxonomy_term": {"name": "Autism"}},
                    {"taxonomy_term": {"name": "Wheelchair service", "code": "wcs"}},
                ],
            )
        ),
        publish=True,
    )

    page = ServicePage.objects.get()
    (contact,) = page.contacts.all()
    (criterion,) = page.eligibility_criteria.all()
    (at_location,) = page.service_at_locations.all()
    assert (contact.telephone, contact.email) == ("01632 960001", "info@example.org")
    assert (page.minimum_age, page.maximum_age, page.website) == (5, 11, "https://example.org/sparks")
    assert (criterion.kind, criterion.sentence, criterion.is_confirmed, criterion.can_decide) == (
        CriterionKind.OTHER,
        "You live in Northbury.",
        False,
        False,
    )
    assert page.application_process == "<p>Ring us.</p><p>We ring back.</p>"
    assert [cost.as_words() for cost in page.cost_options.all()] == ["£4.50 for one session"]
    assert [(area.name, area.kind) for area in page.service_areas.all()] == [("Scotland", "nation")]
    assert [time.as_words() for time in page.schedules.all()] == ["Every Saturday, 10am to midday"]
    assert at_location.location.point == (51.8, -0.8)
    assert list(page.kinds.all()) == [kind]
    assert list(page.needs.all()) == [need]
    assert (page.sectors, page.delivery) == (["health"], ["place"])


def test_mapping_file_finds_our_terms_for_the_service_types_of_the_nhs_list(feed):
    KindFactory(code="equipment")
    NeedFactory(code="physical")
    import_listings(
        feed(service(attributes=[{"taxonomy_term": {"name": "Wheelchair service", "code": "wcs"}}]))
    )

    page = ServicePage.objects.get()
    assert [term.code for term in (*page.kinds.all(), *page.needs.all())] == ["equipment", "physical"]


def test_term_that_we_have_not_is_reported_and_kept_in_the_source_record(feed):
    report = import_listings(feed(service(attributes=[{"taxonomy_term": {"name": "Falconry"}}])))

    assert "Falconry" in report.rows[-1].notes[0].words
    assert "Falconry" in str(ServicePage.objects.get().source_record.record)


def test_second_run_touches_nothing_and_says_so(feed, django_assert_max_num_queries):
    file = feed(service(service_at_locations=at_place()))
    import_listings(file, publish=True)
    before = {record.pk: record.imported_at for record in SourceRecord.objects.all()}
    revision = ServicePage.objects.get().latest_revision_id

    with django_assert_max_num_queries(16):
        report = import_listings(file, publish=True)

    assert {row.outcome for row in report.rows} == {Outcome.UNCHANGED}
    assert [row.entity for row in report.rows] == ["service", "organization", "location"]
    assert {record.pk: record.imported_at for record in SourceRecord.objects.all()} == before
    assert ServicePage.objects.get().latest_revision_id == revision


def test_change_in_the_source_is_brought_in_and_the_rows_keep_their_identifiers(feed):
    contacts = [{"id": "k", "title": "Bookings", "phones": [{"number": "01632 960001"}]}]
    import_listings(feed(service(contacts=contacts)), publish=True)
    first = ServicePage.objects.get()
    contact = first.contacts.get()
    contacts[0]["phones"][0]["number"] = "01632 960002"

    report = import_listings(feed(service(name="Sunday Sparks", contacts=contacts)), publish=True)

    page = ServicePage.objects.get()
    assert outcomes(report) == ["updated"]
    assert (page.pk, page.uuid, page.title, page.slug) == (first.pk, first.uuid, "Sunday Sparks", first.slug)
    assert [(row.pk, row.uuid, row.telephone) for row in page.contacts.all()] == [
        (contact.pk, contact.uuid, "01632 960002")
    ]
    assert page.revisions.count() == 2


def test_change_that_no_listing_shows_is_no_update(feed):
    import_listings(feed(service(last_modified="2026-01-01T00:00:00Z")))

    report = import_listings(feed(service(last_modified="2026-02-02T00:00:00Z")))

    assert outcomes(report) == ["unchanged"]
    assert ServicePage.objects.get().source_record.record["last_modified"].startswith("2026-02-02")
    assert ServicePage.objects.get().revisions.count() == 1


@pytest.mark.parametrize("publish", [True, False])
def test_listing_that_an_officer_edited_is_left_and_the_difference_is_reported(feed, publish):
    import_listings(feed(service()), publish=publish)
    edit(ServicePage.objects.get(), title="Sparks on Saturday")

    report = import_listings(
        feed(service(description="A club on Sundays for everyone here.")), publish=publish
    )

    (row,) = report.rows_with(Outcome.EDITED_HERE)
    page = ServicePage.objects.get()
    assert page.title == "Sparks on Saturday"
    assert page.summary == "A Saturday club with games and a quiet room."
    assert row.differences == {
        "title": {"here": "Sparks on Saturday", "source": "Saturday Sparks"},
        "summary": {
            "here": "A Saturday club with games and a quiet room.",
            "source": "A club on Sundays for everyone here.",
        },
        "description": {
            "here": "<p>A Saturday club with games and a quiet room. Brothers and sisters can come.</p>",
            "source": "<p>A club on Sundays for everyone here.</p>",
        },
    }


def test_edit_is_reported_when_the_source_has_not_changed(feed):
    file = feed(service())
    import_listings(file, publish=True)
    edit(ServicePage.objects.get(), summary="Ours.")

    report = import_listings(file, publish=True)

    assert [row.differences.keys() for row in report.rows_with(Outcome.EDITED_HERE)] == [{"summary"}]


def test_edit_of_a_draft_that_is_not_published_is_kept(feed):
    import_listings(feed(service()), publish=True)
    draft = ServicePage.objects.get()
    draft.title = "Not yet public"
    draft.save_revision()

    report = import_listings(feed(service(name="Sunday Sparks")), publish=True)

    page = ServicePage.objects.get()
    assert outcomes(report) == ["edited-here"]
    assert (page.title, page.get_latest_revision_as_object().title) == ("Saturday Sparks", "Not yet public")


def test_edit_without_a_revision_is_kept(feed):
    import_listings(feed(service()), publish=True)
    page = ServicePage.objects.get()
    page.summary = "Saved straight to the page."
    page.save()

    report = import_listings(feed(service(name="Sunday Sparks")), publish=True)

    assert outcomes(report) == ["edited-here"]
    assert ServicePage.objects.get().title == "Saturday Sparks"


def test_contact_that_an_officer_added_is_kept(feed):
    import_listings(feed(service(email="info@example.org")), publish=True)
    page = ServicePage.objects.get()
    page.contacts.add(page.contacts.model(telephone="01632 960009"))
    page.save_revision().publish()

    report = import_listings(feed(service(email="hello@example.org")), publish=True)

    assert [list(row.differences) for row in report.rows_with(Outcome.EDITED_HERE)] == [["contacts"]]
    assert ServicePage.objects.get().contacts.count() == 2


def test_saving_in_the_editor_without_a_change_is_no_edit(feed):
    import_listings(feed(service(description="<p>One <b>bold</b> word in it.</p><ul><li>two</li></ul>")))
    page = ServicePage.objects.get()
    # The editor writes a random key on each block, and nothing else.
    page.description = page.description.replace("<p>", '<p data-block-key="x1y2z">')
    page.save_revision()

    report = import_listings(feed(service(name="Sunday Sparks")))

    assert outcomes(report) == ["updated"]


def test_place_that_an_officer_edited_is_kept(feed):
    import_listings(feed(service(service_at_locations=at_place())), publish=True)
    place = Location.objects.get()
    place.directions = "The side door."
    place.save_revision().publish()

    report = import_listings(
        feed(service(service_at_locations=at_place(name="Northbury New Hall"))), publish=True
    )

    assert outcomes(report, "location") == ["edited-here"]
    assert Location.objects.get().name == "Northbury Hall"


def test_drafts_of_an_earlier_run_go_live_with_publish(feed):
    file = feed(service())
    import_listings(file)

    report = import_listings(file, publish=True)

    page = ServicePage.objects.get()
    assert outcomes(report) == ["updated"]
    assert (page.live, page.provider.live) == (True, True)


def test_listing_that_an_officer_withdrew_stays_withdrawn(feed):
    import_listings(feed(service()), publish=True)
    ServicePage.objects.get().unpublish()

    import_listings(feed(service(name="Sunday Sparks")), publish=True)

    assert not ServicePage.objects.get().live


@pytest.mark.parametrize("missing", ["organization", "description"])
def test_listing_without_organisation_or_description_stays_a_draft(feed, missing):
    report = import_listings(feed(service(**{missing: None})), publish=True)

    row = report.rows[-1]
    assert not ServicePage.objects.get().live
    assert [(note.kind, note.field) for note in row.notes] == [("to-do", missing)]


def test_service_of_an_organisation_is_tied_to_one_page(feed):
    report = import_listings(feed(service(), service(id="2", name="Sunday Sparks")))

    assert ProviderPage.objects.get().services.count() == 2
    assert outcomes(report, "organization") == ["taken"]


def test_identifier_that_is_no_uuid_gets_one_made_from_source_and_identifier(feed):
    import_listings(feed(service(id=17)), source="a")
    import_listings(feed(service(id=17)), source="b")

    first, second = ServicePage.objects.order_by("pk")
    assert first.uuid == uuid.uuid5(uuid.NAMESPACE_URL, "a#17")
    assert first.uuid != second.uuid


def test_place_is_shared_by_identifier_and_by_name_with_postcode(feed):
    again = at_place(id="other", name="NORTHBURY  hall")
    report = import_listings(
        feed(
            service(service_at_locations=at_place()),
            service(id="2", service_at_locations=at_place()),
            service(id="3", service_at_locations=again),
        )
    )

    assert Location.objects.get().service_at_locations.count() == 3
    assert outcomes(report, "location") == ["taken", "same-place"]


def test_place_that_officers_made_is_used_and_not_changed(feed):
    place = LocationFactory(name="Northbury Hall", directions="The side door.")

    import_listings(feed(service(service_at_locations=at_place())))

    assert Location.objects.get().directions == "The side door."
    assert ServicePage.objects.get().service_at_locations.get().location == place


def test_missing_point_comes_from_the_postcode(feed):
    import_listings(feed(service(service_at_locations=at_place())))

    place = Location.objects.get()
    assert place.point == pytest.approx((51.814, -0.812), abs=0.01)
    assert place.point_from_postcode


def test_missing_point_is_found_once_the_postcode_file_is_there(feed, settings, tmp_path):
    built, settings.POSTCODE_FILE = settings.POSTCODE_FILE, tmp_path / "none.bin"
    file = feed(service(service_at_locations=at_place()))
    import_listings(file)
    settings.POSTCODE_FILE = built

    report = import_listings(file)

    assert outcomes(report, "location") == ["updated"]
    assert Location.objects.get().point is not None


def test_duplicate_identifier_is_refused_and_names_the_other_row(feed):
    report = import_listings(feed(service(), service(name="Again")))

    assert outcomes(report) == ["taken", "refused"]
    assert "Row 1 has the same id" in report.rows[-1].reason
    assert ServicePage.objects.get().title == "Saturday Sparks"


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ("not an object", "not an object"),
        (service(id=None), "no id"),
        (service(id=""), "no id"),
        (service(name=None), "no name"),
        (service(name=" "), "no name"),
        (service(status="defunct"), "not offered now"),
    ],
)
def test_row_that_cannot_be_taken_is_refused_and_the_others_are_taken(feed, record, words):
    report = import_listings(feed(record, service(id="good")))

    assert outcomes(report) == ["refused", "taken"]
    assert words in report.rows[0].reason


def test_good_row_is_taken_after_a_refused_one_with_the_same_identifier(feed):
    report = import_listings(feed(service(name=None), service()))

    assert outcomes(report) == ["refused", "taken"]


def test_ages_upside_down_leave_the_rest_of_the_row(feed):
    report = import_listings(feed(service(minimum_age=16, maximum_age=5)))

    page = ServicePage.objects.get()
    assert (page.minimum_age, page.maximum_age) == (None, None)
    assert [note.field for note in report.rows[-1].notes] == ["minimum_age"]


def test_script_in_html_never_reaches_a_page(feed):
    html = (
        '<p onclick="x()">Come and play with us all.</p><script>alert(1)</script><img src=x onerror=alert(1)>'
    )
    report = import_listings(feed(service(description=html, eligibility_description=html)), publish=True)

    page = ServicePage.objects.get()
    assert page.description == "<p>Come and play with us all.</p>"
    assert page.eligibility_criteria.get().sentence == "Come and play with us all."
    assert "Script" in report.rows[-1].notes[0].words


def test_personal_details_are_neither_shown_nor_stored(feed):
    contact = {
        "id": "k",
        "name": "Robin Sample",
        "title": "Club leader",
        "email": "robin.sample@example.org",
        "phones": [{"number": "07700 900123"}, {"number": "01632 960001"}],
    }
    report = import_listings(feed(service(contacts=[contact], assurer_email="robin.sample@example.org")))

    page = ServicePage.objects.get()
    everything = f"{page.latest_revision.content} {page.source_record.record} {report.as_json()}"
    assert [(row.role, row.telephone, row.email) for row in page.contacts.all()] == [
        ("Club leader", "01632 960001", "")
    ]
    assert "robin" not in everything.lower()
    assert "900123" not in everything


def test_service_closed_for_now_says_so(feed):
    import_listings(feed(service(status="temporarily closed")))

    assert OperationalStatus.objects.get().state == OperationalState.CLOSED_FOR_NOW


def test_service_that_has_ended_since_is_left_to_an_officer(feed):
    import_listings(feed(service()), publish=True)

    report = import_listings(feed(service(status="defunct", name="Sparks that was")), publish=True)

    assert ServicePage.objects.get().live
    assert [note.field for note in report.rows[-1].notes] == ["status"]


def test_dry_run_gives_the_same_report_and_changes_nothing(feed):
    file = feed(service(service_at_locations=at_place()), service(name="Again"))
    before = rows_in_database()

    rehearsal = import_listings(file, publish=True, is_dry_run=True)
    after = rows_in_database()
    report = import_listings(file, publish=True)

    assert after == before
    assert rehearsal.as_json()["rows"] == report.as_json()["rows"]


def test_row_that_breaks_half_way_leaves_nothing_behind(feed, monkeypatch):
    before = rows_in_database()
    monkeypatch.setattr(apply.content, "fill_first_guesses", lambda *args: 1 / 0)

    report = import_listings(feed(service(service_at_locations=at_place())), publish=True)

    assert rows_in_database() == before
    assert outcomes(report) == ["refused"]
    assert report.rows[0].reason.startswith("It has a shape that cannot be read")


def test_page_that_does_not_pass_its_own_checks_is_refused_by_field(feed, monkeypatch):
    monkeypatch.setattr(
        ServicePage, "clean", lambda self: (_ for _ in ()).throw(ValidationError({"title": "No."}))
    )

    report = import_listings(feed(service()), publish=True)

    assert [row.reason for row in report.rows] == ["title: No."]
    assert not ProviderPage.objects.exists()


def test_row_after_a_broken_one_is_taken_with_the_same_organisation(feed, monkeypatch):
    original = apply.content.fill_first_guesses
    broken = iter([True, False])
    monkeypatch.setattr(
        apply.content, "fill_first_guesses", lambda *args: 1 / 0 if next(broken) else original(*args)
    )

    report = import_listings(feed(service(), service(id="2")), publish=True)

    assert outcomes(report) == ["refused", "taken"]
    assert ProviderPage.objects.get().services.count() == 1


def test_half_a_file_leaves_nothing_behind(tmp_path, feed):
    file = tmp_path / "half.json"
    file.write_text(Path(feed(service(), service(id="2"))).read_text()[:-40])
    before = rows_in_database()

    with pytest.raises(SourceError, match="half a file"):
        import_listings(str(file), publish=True)

    assert rows_in_database() == before


def test_first_page_of_several_is_said(tmp_path, feed):
    file = Path(feed(service()))
    file.write_text(file.read_text().replace('"total_items": 1', '"total_items": 9'))

    assert "one page of several" in import_listings(str(file)).remarks[0]


def test_place_outside_our_area_is_outside(feed):
    authority = AuthoritySettings.load()
    authority.area_codes = "E06000060"
    authority.save()
    import_listings(feed(service(service_at_locations=at_place())))
    authority.area_codes = "E07000004"
    authority.save()
    import_listings(feed(service(service_at_locations=at_place())), source="another")

    assert list(ServicePage.objects.order_by("pk").values_list("coverage", flat=True)) == ["in", "out"]


def test_languages_are_matched(feed):
    polish = TaxonomyTermFactory(taxonomy__code=TaxonomyCode.LANGUAGES, code="pl", name="Polish")
    import_listings(feed(service(languages=[{"id": "1", "name": "Polish"}, {"id": "2", "code": "pl"}])))

    assert list(ServicePage.objects.get().languages.all()) == [polish]


def test_same_names_get_addresses_of_their_own(feed):
    import_listings(feed(service(), service(id="2"), service(id="3")))

    slugs = list(DirectoryPage.objects.get().get_children().values_list("slug", flat=True))
    assert slugs == ["saturday-sparks", "saturday-sparks-2", "saturday-sparks-3"]
