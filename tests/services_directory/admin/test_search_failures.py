"""The report on searches that did not find, and the gaps that officers record from it."""

import datetime
from io import BytesIO

import openpyxl
import pytest

from services_directory.models import GapState, GlossaryEntry, OfferGap, SearchFailure

pytestmark = pytest.mark.django_db

REPORT = "/admin/directory/reports/search-failures/"
NOVEMBER, OCTOBER = datetime.date(2026, 11, 1), datetime.date(2026, 10, 1)


def failure(words: str, count: int = 5, month: datetime.date = NOVEMBER, **kwargs) -> SearchFailure:
    kwargs.setdefault("found_nothing", count)
    return SearchFailure.objects.create(
        month=month, words=words, words_hash=f"{words}{month}{count}", count=count, **kwargs
    )


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_report_shows_words_with_the_most_first_and_rare_ones_as_a_number(superuser_client):
    failure("hydrotherapy pool", 6)
    failure("evening swimming", 11)
    failure("", 3)
    failure("", 4, OCTOBER)

    text = text_of(superuser_client.get(REPORT))

    assert text.index("evening swimming") < text.index("hydrotherapy pool")
    assert "7 more searches for 2 other sets of words" in text


def test_report_narrows_by_month_and_by_what_was_found(superuser_client):
    failure("hydrotherapy pool")
    failure("evening swimming", month=OCTOBER, found_nothing=0, found_some_words=5)
    failure("", 3)

    text = text_of(superuser_client.get(f"{REPORT}?month=2026-10-01"))
    assert "evening swimming" in text
    assert "hydrotherapy pool" not in text
    assert "more searches" not in text
    assert "hydrotherapy pool" in text_of(superuser_client.get(f"{REPORT}?outcome=nothing"))
    assert "evening swimming" not in text_of(superuser_client.get(f"{REPORT}?outcome=nothing"))


def test_report_is_a_spreadsheet_too(superuser_client):
    failure("hydrotherapy pool", 6, narrowed=2)

    response = superuser_client.get(f"{REPORT}?export=xlsx")

    sheet = openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content))).active
    heading, row = sheet.iter_rows(values_only=True)
    assert dict(zip(heading, row, strict=True))["Words"] == "hydrotherapy pool"
    assert dict(zip(heading, row, strict=True))["With a place, age or filter"] == 2


def test_report_needs_as_many_queries_for_three_rows_as_for_one(superuser_client, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    failure("one")
    superuser_client.get(REPORT)
    with CaptureQueriesContext(connection) as for_one:
        superuser_client.get(REPORT)
    failure("two")
    failure("three")

    with django_assert_num_queries(len(for_one)):
        superuser_client.get(REPORT)


def test_one_click_begins_a_glossary_entry_with_the_words(superuser_client):
    failure("hydrotherapy pool")

    text = text_of(superuser_client.get(REPORT))
    assert "/admin/snippets/services_directory/glossaryentry/add/?term=hydrotherapy+pool" in text
    form = superuser_client.get(
        "/admin/snippets/services_directory/glossaryentry/add/?term=hydrotherapy+pool"
    )
    assert form.context["form"]["term"].value() == "hydrotherapy pool"

    GlossaryEntry.objects.create(term="Hydrotherapy pool", in_a_to_z=False)
    assert "In the glossary" in text_of(superuser_client.get(REPORT))


def test_one_click_begins_a_gap_with_the_words_and_it_is_recorded_by_whom(superuser_client, superuser, today):
    failure("hydrotherapy pool")
    assert "/admin/gaps/new/?words=hydrotherapy+pool" in text_of(superuser_client.get(REPORT))
    assert (
        superuser_client.get("/admin/gaps/new/?words=hydrotherapy+pool").context["form"]["words"].value()
        == "hydrotherapy pool"
    )

    superuser_client.post(
        "/admin/gaps/new/",
        {"words": "Hydrotherapy pool", "note": "", "state": "open", "recorded_on": today.isoformat()},
    )

    gap = OfferGap.objects.get()
    assert (gap.words, gap.recorded_by, gap.state) == ("Hydrotherapy pool", superuser, GapState.OPEN)
    assert "Gap: open" in text_of(superuser_client.get(REPORT))


def test_a_gap_that_is_decided_gets_the_day(superuser_client, today):
    gap = OfferGap.objects.create(words="Evening swimming", recorded_on=today)

    superuser_client.post(
        f"/admin/gaps/edit/{gap.pk}/",
        {
            "words": gap.words,
            "note": "Starts in May.",
            "state": "commissioned",
            "recorded_on": today.isoformat(),
        },
    )

    gap.refresh_from_db()
    assert (gap.state, gap.decided_on) == (GapState.COMMISSIONED, today)


def test_a_gap_decided_before_it_was_recorded_is_refused_in_words(superuser_client, today):
    response = superuser_client.post(
        "/admin/gaps/new/",
        {
            "words": "Evening swimming",
            "state": "commissioned",
            "recorded_on": today.isoformat(),
            "decided_on": (today - datetime.timedelta(days=1)).isoformat(),
        },
    )

    assert "The decision cannot come before the day" in text_of(response)
    assert not OfferGap.objects.exists()


def test_gaps_are_a_spreadsheet_whose_cells_are_no_formulas(superuser_client, today):
    OfferGap.objects.create(words="=1+1", recorded_on=today)

    response = superuser_client.get("/admin/gaps/?export=csv")

    heading, row = b"".join(response.streaming_content).decode().splitlines()
    assert heading == "What is missing,State,Note,Recorded,Decided"
    assert row.startswith("'=1+1,Open,")
