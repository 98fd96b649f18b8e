"""The command: what it prints, what it writes, and how it ends."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from services_directory.models import IndexOutbox, ServicePage
from services_directory.search.contract import ServiceQuery
from services_directory.search.engine import get_engine
from tests.services_directory.open_referral.conftest import service

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("import_open_referral", *arguments, stdout=out, verbosity=0)
    return out.getvalue()


def test_command_says_what_became_of_the_rows(feed):
    words = run(feed(service(), service(name="Again"), service(id="2", email="www.example.org")))

    assert "Services: 1 refused, 1 repaired, 2 taken." in words
    assert "row 2, Again: Row 1 has the same id." in words


def test_command_makes_listings_findable_at_once(feed):
    run(feed(service()), "--publish")

    assert get_engine().search(ServiceQuery(text="sparks")).total == 1
    assert not IndexOutbox.objects.exists()


def test_command_names_the_source_as_it_is_told(feed):
    run(feed(service()), "--source", "The county's feed")

    assert ServicePage.objects.get().source_record.source == "The county's feed"


def test_dry_run_says_that_nothing_was_changed(feed):
    words = run(feed(service()), "--dry-run")

    assert "nothing was changed" in words
    assert not ServicePage.objects.exists()
    assert not IndexOutbox.objects.exists()


def test_report_tells_row_by_row_what_was_done(feed, tmp_path):
    report = tmp_path / "report.json"
    run(
        feed(service(minimum_age=9, maximum_age=2, email="www.example.org"), service()),
        "--report",
        str(report),
    )

    written = json.loads(report.read_text())
    rows = {(row["row"], row["entity"]): row for row in written["rows"]}
    assert written["counts"]["service"] == {"taken": 1, "refused": 1, "repaired": 1}
    assert [(note["kind"], note["field"]) for note in rows[1, "service"]["notes"]] == [
        ("repaired", "email"),
        ("repaired", "email"),
        ("dropped", "minimum_age"),
    ]
    assert rows[2, "service"]["outcome"] == "refused"
    assert "Give each service an id of its own" in rows[2, "service"]["reason"]


def test_report_of_a_second_run_after_an_edit_gives_both_values(feed, tmp_path):
    report = tmp_path / "report.json"
    file = feed(service())
    run(file, "--publish")
    page = ServicePage.objects.get()
    page.summary = "Ours."
    page.save_revision().publish()

    words = run(file, "--publish", "--report", str(report))

    (row,) = (row for row in json.loads(report.read_text())["rows"] if row["outcome"] == "edited-here")
    assert row["differences"] == {
        "summary": {"here": "Ours.", "source": "A Saturday club with games and a quiet room."}
    }
    assert "Differs in: summary." in words


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<html></html>", "web page or XML"),
        ('{"hello": 1}', "not Open Referral"),
        ('{"contents": [{"id": "1", "na', "half a file"),
        ('{"contents": []}', "No service could be taken"),
        ('{"contents": [{"id": "1", "name": " "}]}', "No service could be taken"),
    ],
)
def test_command_fails_when_nothing_can_be_taken(tmp_path, content, words):
    file = tmp_path / "feed.json"
    file.write_text(content)

    with pytest.raises(CommandError, match=words) as caught:
        run(str(file))

    assert caught.value.returncode != 0
    assert not ServicePage.objects.exists()


def test_report_of_a_file_that_cannot_be_used_gives_the_reason(tmp_path):
    report = tmp_path / "report.json"

    with pytest.raises(CommandError):
        run(str(tmp_path / "none.json"), "--report", str(report))

    assert "There is no file" in json.loads(report.read_text())["error"]


def test_report_that_cannot_be_written_stops_before_anything_is_imported(feed, tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        run(feed(service()), "--report", str(tmp_path / "none" / "report.json"))

    assert not ServicePage.objects.exists()


def test_process_ends_with_1_and_no_stack_trace(tmp_path):
    """As a shell sees it; the database is never reached."""
    done = subprocess.run(
        [sys.executable, "manage.py", "import_open_referral", str(tmp_path / "none.json")],
        cwd=Path(__file__).parents[3],
        env={"DJANGO_SETTINGS_MODULE": "localoffer.settings.test", "PATH": ""},
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert done.returncode == 1
    assert "There is no file" in done.stderr
    assert "Traceback" not in done.stderr
