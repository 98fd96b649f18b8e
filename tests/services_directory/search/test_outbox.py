"""The index follows what is published, whatever happens meanwhile."""

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from services_directory.enums import OperationalState
from services_directory.models import (
    CostOption,
    DirectoryPage,
    IndexOutbox,
    IndexState,
    ProviderPage,
    SearchPlace,
    SearchRow,
    ServiceAtLocation,
    ServicePage,
    SourceRecord,
)
from services_directory.search import indexing
from services_directory.search.contract import ServiceQuery
from services_directory.search.database import DatabaseEngine
from services_directory.search.outbox import (
    drain,
    mark_what_an_older_version_made,
    mark_what_the_day_changes,
)
from services_directory.search.reading import read_here
from services_directory.search.version import LENGTH
from tests.factories.directory import (
    AccessFeatureFactory,
    AssessmentFactory,
    FindingFactory,
    ListingAssuranceFactory,
    LocationFactory,
    NeedFactory,
    OperationalStatusFactory,
    ProviderPageFactory,
    ServicePageFactory,
)
from tests.search_servers.odd import closed_port

pytestmark = pytest.mark.django_db


class BrokenEngine(DatabaseEngine):
    """An engine that refuses some services."""

    def __init__(self, refused):
        self.refused = refused
        self.asked = 0

    def store(self, services):
        services = list(services)
        self.asked += 1
        if any(service.id in self.refused for service in services):
            raise ConnectionError("the server is down")
        super().store(services)


def waiting() -> list[int]:
    return list(IndexOutbox.objects.order_by("service_id").values_list("service_id", flat=True))


def found(text: str = "") -> list[int]:
    return [hit.id for hit in DatabaseEngine().search(ServiceQuery(text)).hits]


@pytest.fixture
def page():
    """A live service that the index is up to date with."""
    page = ServicePageFactory(title="Swimming")
    drain()
    return page


# --- draining ------------------------------------------------------------------------------------------------


def test_drain_makes_a_published_service_findable():
    page = ServicePageFactory(title="Swimming", cost_options=[CostOption(amount=0)])

    report = drain()

    assert (report.indexed, report.removed, report.failed) == (1, 0, 0)
    assert found("swimming") == [page.pk]
    assert waiting() == []


def test_drain_takes_out_what_was_unpublished(page):
    page.unpublish()

    assert drain().removed == 1
    assert found() == []


def test_drain_takes_out_what_was_unpublished_through_its_base_page(page):
    page.page_ptr.unpublish()

    drain()

    assert found() == []


def test_drain_takes_out_what_was_deleted(page):
    page.delete()

    drain()

    assert found() == []
    assert not SearchPlace.objects.exists()


def test_drain_takes_no_more_than_its_limit_and_the_longest_waiting_first():
    pages = [ServicePageFactory() for _ in range(3)]
    IndexOutbox.objects.filter(pk=pages[2].pk).update(not_before=timezone.now() - datetime.timedelta(hours=1))

    drain(limit=1)

    assert found() == [pages[2].pk]
    assert waiting() == [pages[0].pk, pages[1].pk]


def test_drain_leaves_a_mark_that_was_made_again_meanwhile(page, monkeypatch):
    IndexOutbox.objects.mark([page.pk])

    def read_early(parts):
        for part, read in read_here(parts):
            services = read()
            page.title = "Football"
            page.save()  # after the drain has read its marks and the page
            yield part, lambda services=services: services

    assert drain(reader=read_early).handled == 0
    assert found("swimming") == [page.pk]
    assert waiting() == [page.pk]


def test_drain_goes_on_past_a_service_that_fails_and_tries_it_later():
    good, bad = ServicePageFactory(), ServicePageFactory()

    report = drain(engine=BrokenEngine({bad.pk}))

    assert (report.indexed, report.failed) == (1, 1)
    assert found() == [good.pk]
    mark = IndexOutbox.objects.get()
    assert (mark.service_id, mark.attempts) == (bad.pk, 1)
    assert mark.last_error == "ConnectionError: the server is down"
    assert mark.not_before > timezone.now()


def test_drain_puts_all_off_after_a_few_failures_in_a_row():
    pages = [ServicePageFactory() for _ in range(6)]
    engine = BrokenEngine({page.pk for page in pages})

    report = drain(engine=engine)

    assert report.failed == 6
    assert engine.asked == 1 + 3
    assert {mark.attempts for mark in IndexOutbox.objects.all()} == {1}


def test_drain_waits_longer_after_each_failure_and_at_most_an_hour(page):
    IndexOutbox.objects.mark([page.pk])
    pauses = []
    for _ in range(15):
        IndexOutbox.objects.update(not_before=timezone.now())
        drain(engine=BrokenEngine({page.pk}))
        pauses.append(round((IndexOutbox.objects.get().not_before - timezone.now()).total_seconds()))

    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[1], pauses[-1]) == (5, 10, 3600)


def test_drain_tries_again_at_once_what_is_saved_after_a_failure(page):
    IndexOutbox.objects.mark([page.pk])
    drain(engine=BrokenEngine({page.pk}))

    page.save()

    assert drain().indexed == 1
    assert waiting() == []


def test_a_publish_that_is_rolled_back_leaves_no_mark_and_no_change(page):
    before = IndexState.objects.get().version

    with transaction.atomic():
        page.title = "Football"
        page.save()
        drain()
        transaction.set_rollback(True)

    assert waiting() == []
    assert IndexState.objects.get().version == before
    assert found("swimming") == [page.pk]
    assert found("football") == []


# --- what is marked ------------------------------------------------------------------------------------------


def rename_provider(page):
    page.provider.title = "Another name"
    page.provider.save()


def delete_provider(page):
    ProviderPage.objects.get(pk=page.provider_id).delete()


def publish_provider(page):
    page.provider.title = "Another name"
    page.provider.save_revision().publish()


def change_status(page):
    OperationalStatusFactory(service=page, state=OperationalState.FULL)


def record_check(page):
    ListingAssuranceFactory(page=page)


def record_source(page):
    SourceRecord.objects.create(
        page=page, source="feed", source_id="1", record={}, imported_at=timezone.now()
    )


def move(page):
    other = DirectoryPage(title="Other", slug="other")
    page.get_parent().get_parent().add_child(instance=other)
    page.move(other, "last-child")


def assess_the_service(page):
    FindingFactory(assessment=AssessmentFactory(location=None, service=page))


@pytest.mark.parametrize(
    "change",
    [
        rename_provider,
        delete_provider,
        publish_provider,
        change_status,
        record_check,
        record_source,
        move,
        assess_the_service,
    ],
)
def test_mark_follows_what_changes_a_listing_from_outside(page, change):
    other = ServicePageFactory()
    drain()

    change(page)

    assert waiting() == [page.pk]
    assert other.pk not in waiting()


@pytest.fixture
def hall(page):
    """A place of the service, which the index knows."""
    hall = LocationFactory()
    page.service_at_locations = [ServiceAtLocation(location=hall)]
    page.save()
    drain()
    return hall


def test_mark_follows_a_change_of_a_place(page, hall):
    hall.name = "New hall"
    hall.save()

    assert waiting() == [page.pk]


def test_mark_follows_a_place_that_is_unpublished(page, hall):
    hall.unpublish()

    assert waiting() == [page.pk]
    drain()
    assert SearchPlace.objects.get().location == ""


def test_mark_follows_an_assessment_of_the_building_and_its_findings(page, hall):
    assessment = AssessmentFactory(location=hall)
    assert waiting() == [page.pk]
    drain()

    finding = FindingFactory(assessment=assessment)
    assert waiting() == [page.pk]
    drain()

    finding.delete()
    assert waiting() == [page.pk]
    drain()

    assessment.delete()
    assert waiting() == [page.pk]


def test_mark_follows_an_assessment_that_is_taken_to_another_place(page, hall):
    assessment = AssessmentFactory(location=hall)
    drain()

    assessment.location = LocationFactory()
    assessment.save()

    assert waiting() == [page.pk]


def test_mark_follows_a_term_and_the_terms_below_it():
    wide = NeedFactory(code="wide")
    narrow = NeedFactory(code="narrow", parent=wide)
    page = ServicePageFactory(needs=[narrow])
    ServicePageFactory()
    drain()

    wide.name = "Wider still"
    wide.save()

    assert waiting() == [page.pk]


def test_mark_follows_an_access_feature(page, hall):
    lift = AccessFeatureFactory(code="lift")
    FindingFactory(assessment=AssessmentFactory(location=hall), feature=lift)
    drain()

    lift.name = "Lift or level entrance"
    lift.save()

    assert waiting() == [page.pk]


def test_mark_follows_the_address_of_the_directory(page):
    directory = page.get_parent().specific
    directory.slug = "services"
    directory.save_revision().publish()

    drain()

    assert SearchRow.objects.get().card["url"] == "/services/swimming/"


def test_mark_ignores_a_draft_of_a_provider(page):
    page.provider.title = "Drafted name"
    page.provider.save_revision()

    assert waiting() == []


def test_the_day_marks_what_it_changes(page, today):
    page.cost_options = [CostOption(amount=0, valid_to=today)]
    page.save()
    drain()
    tomorrow = today + datetime.timedelta(days=1)

    assert mark_what_the_day_changes(today) == 0
    assert mark_what_the_day_changes(tomorrow) == 1
    assert waiting() == [page.pk]


def made_by_an_older_version(page):
    row = SearchRow.objects.get(pk=page.pk)
    row.content_hash = "0" * LENGTH + row.content_hash[LENGTH:]
    row.words = "tolder"
    row.save()


def test_what_an_older_version_made_is_indexed_again(page):
    made_by_an_older_version(page)
    other = ServicePageFactory()
    drain()

    assert mark_what_an_older_version_made() == 1
    assert waiting() == [page.pk]
    assert other.pk not in waiting()
    drain()
    assert found("swimming") == [page.pk]
    assert mark_what_an_older_version_made() == 0


def test_an_index_of_an_older_version_is_left_to_a_rebuild_where_there_is_a_search_server(page, settings):
    made_by_an_older_version(page)
    settings.SEARCH_URL = closed_port()

    assert mark_what_an_older_version_made() == 0


# --- commands ------------------------------------------------------------------------------------------------


def run(command: str, *args: str) -> str:
    out = StringIO()
    call_command(command, *args, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_drain_search_outbox_says_what_it_did():
    ServicePageFactory()

    assert run("drain_search_outbox") == "1 services indexed, 0 taken out, 0 failed, 0 left.\n"


def test_rebuild_search_index_indexes_everything_and_takes_out_what_is_gone(page):
    SearchRow.objects.create(
        service_id=999_999, title="Gone", title_words="gone", words="tgone", facets="", card={}
    )
    SearchRow.objects.filter(pk=page.pk).delete()

    said = run("rebuild_search_index")

    assert said == "1 services indexed, 1 taken out.\n"
    assert found() == [page.pk]
    assert IndexState.objects.get().rebuilt_at is not None


def test_rebuild_search_index_writes_everything_whatever_is_held(page):
    SearchRow.objects.update(words="tspoilt")

    run("rebuild_search_index")

    assert found("swimming") == [page.pk]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_rebuild_search_index_reads_in_several_processes(monkeypatch):
    monkeypatch.setattr("services_directory.search.rebuilding.FEWEST_FOR_PROCESSES", 2)
    monkeypatch.setattr("services_directory.search.outbox.TOGETHER", 2)
    pages = [ServicePageFactory(title=f"Swimming {number}") for number in range(7)]
    pages[3].unpublish()

    assert run("rebuild_search_index", "--processes=2") == "6 services indexed, 1 taken out.\n"
    assert sorted(found("swimming")) == sorted(page.pk for page in pages if page != pages[3])
    assert waiting() == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_rebuild_search_index_says_which_service_another_process_could_not_read(monkeypatch):
    monkeypatch.setattr("services_directory.search.rebuilding.FEWEST_FOR_PROCESSES", 2)
    good, bad = ServicePageFactory(title="Swimming"), ServicePageFactory(title="Football")
    made = indexing._indexed

    def refuse(rows):
        if rows.page.pk == bad.pk:
            raise ValueError("a row that nobody can read")
        return made(rows)

    monkeypatch.setattr(indexing, "_indexed", refuse)

    with pytest.raises(
        CommandError, match=f"1 services could not .* {bad.pk}, ValueError: a row that nobody"
    ):
        run("rebuild_search_index", "--processes=2")
    assert found() == [good.pk]


def test_rebuild_search_index_of_an_empty_directory_leaves_an_index():
    run("rebuild_search_index")

    assert IndexState.objects.get().version > 0


def test_rebuild_search_index_says_which_service_failed(page, monkeypatch):
    engine = BrokenEngine({page.pk})
    monkeypatch.setattr("services_directory.search.outbox.embedded_engine", lambda: engine)

    with pytest.raises(CommandError, match="1 services could not be indexed"):
        run("rebuild_search_index")


def test_check_search_index_is_content_with_a_right_index(page):
    assert "0 missing" in run("check_search_index")


def spoil(page):
    """A row changed, a row lost, and a row too many, with nothing in the outbox."""
    lost = ServicePageFactory()
    drain()
    SearchRow.objects.filter(pk=page.pk).update(content_hash="x")
    SearchRow.objects.filter(pk=lost.pk).delete()
    SearchRow.objects.create(
        service_id=999_999, title="Gone", title_words="gone", words="tgone", facets="", card={}
    )
    return lost


def test_check_search_index_names_what_differs_and_fails(page, capsys):
    lost = spoil(page)

    with pytest.raises(CommandError):
        call_command("check_search_index")

    assert capsys.readouterr().out.splitlines() == [
        "embedded index:",
        f"1 missing from the index: {lost.pk}",
        "1 in the index and not in the directory: 999999",
        f"1 different: {page.pk}",
        "0 waiting in the outbox",
    ]


def test_check_search_index_mends(page):
    lost = spoil(page)

    run("check_search_index", "--mend")

    assert found() == sorted(
        [page.pk, lost.pk], key=lambda pk: ServicePage.objects.get(pk=pk).title.casefold()
    )
    run("check_search_index")


def test_check_search_index_does_not_count_what_waits(page):
    page.title = "Football"
    page.save()

    assert "1 waiting in the outbox" in run("check_search_index")


def test_a_provider_without_services_marks_nothing():
    ProviderPageFactory()

    assert waiting() == []
