"""Other ways in: written down one by one, or from a spreadsheet."""

import datetime
import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from feedback.comment_rows import COLUMNS, MOST_ROWS, template_file
from feedback.enums import ArrivedVia, Channel, FromWhom, PrivacyNotice, Subject
from feedback.models import AuditEntry, Comment, CommentContact, CommentReceipt
from tests.factories.directory import ServicePageFactory

pytestmark = pytest.mark.django_db
GOOD = {
    "Comment": "The letters are only in English.",
    "How it came": "Telephone",
    "Received on": "3/2/2026",
    "From": "A parent or carer",
    "About": "Something that is missing; Not sure",
    "Privacy notice": "Read out",
}


def xlsx(*rows, headings=COLUMNS):
    book = Workbook()
    book.active.append(headings)
    for row in rows:
        book.active.append([row.get(name) for name in headings])
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("comments.xlsx", out.getvalue())


def csv(text):
    return SimpleUploadedFile("comments.csv", text.encode() if isinstance(text, str) else text)


def check(client, file):
    return client.post(reverse("triage:spreadsheet"), {"file": file})


def store(client, page):
    return client.post(reverse("triage:spreadsheet"), {"checked": page.context["signed"]})


def written(**changed):
    return {
        "token": str(uuid.uuid4()),
        "channel": "telephone",
        "text": "Parking is poor.",
        "from_whom": "parent-carer",
        "subjects": ["service"],
        "privacy_notice": "read-out",
        **changed,
    }


def test_a_telephone_call_is_written_down_and_its_reference_shown_once(feedback_officer):
    data = written(received_on_day="3", received_on_month="2", received_on_year="2026")

    page = feedback_officer.post(reverse("triage:record"), data)
    again = feedback_officer.post(reverse("triage:record"), data)

    comment = Comment.objects.get()
    assert (comment.channel, comment.from_whom, comment.subjects) == (
        Channel.TELEPHONE,
        FromWhom.PARENT_CARER,
        [Subject.SERVICE],
    )
    assert (comment.privacy_notice, comment.arrived_via) == (PrivacyNotice.READ_OUT, ArrivedVia.OFFICER)
    assert comment.recorded_by == feedback_officer.user
    assert timezone.localdate(comment.received_at) == datetime.date(2026, 2, 3)
    assert page.context["received"].reference in page.content.decode()
    assert CommentReceipt.objects.count() == 1
    assert "stored already" in again.content.decode()


def test_contact_details_are_kept_apart_with_their_permissions(feedback_officer):
    feedback_officer.post(reverse("triage:record"), written(email="a@example.org", contact_me="on"))

    contact = CommentContact.objects.get()
    assert (contact.contact_me, contact.quote_me, contact.pass_on) == (True, False, False)
    assert contact.token == Comment.objects.get().contact_token


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"text": ""}, "Write what they said."),
        ({"text": "x" * 5001}, "5000"),
        ({"channel": "web"}, "Select a valid choice"),
        ({"privacy_notice": ""}, "Choose how the privacy notice was given."),
        ({"subjects": []}, "Choose what it is about"),
        ({"email": "nobody"}, "valid email"),
        ({"received_on_day": "3", "received_on_month": "2", "received_on_year": "2099"}, "future"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(feedback_officer, changed, words):
    page = feedback_officer.post(reverse("triage:record"), written(**changed))

    assert words in page.content.decode()
    assert not Comment.objects.exists()


@pytest.mark.parametrize("kind", ["xlsx", "csv", "csv with semicolons", "csv of Excel"])
def test_a_spreadsheet_is_checked_and_then_stored(feedback_officer, kind):
    comma = ";" if "semicolons" in kind else ","
    lines = "\r\n".join(
        [comma.join(GOOD), comma.join(f'"{value.replace(";", ";")}"' for value in GOOD.values())]
    )
    files = {
        "xlsx": xlsx(GOOD),
        "csv of Excel": csv(lines.replace("English", "Welsh – “Cymraeg”").encode("cp1252")),
    }

    page = check(feedback_officer, files.get(kind) or csv("\ufeff" + lines))
    assert not Comment.objects.exists()
    assert "Nothing is stored yet" in page.content.decode()
    store(feedback_officer, page)
    store(feedback_officer, page)

    comment = Comment.objects.get()
    assert comment.subjects == [Subject.MISSING, Subject.NOT_SURE]
    assert (comment.arrived_via, comment.channel) == (ArrivedVia.SPREADSHEET, Channel.TELEPHONE)
    assert AuditEntry.objects.filter(action="comment.received").count() == 1


def test_days_of_excel_and_names_of_services_are_read(feedback_officer):
    service = ServicePageFactory(title="Daisy Club")
    row = {**GOOD, "Received on": datetime.datetime(2026, 2, 3), "Services": "daisy club"}

    store(feedback_officer, check(feedback_officer, xlsx(row)))

    comment = Comment.objects.get()
    assert list(comment.services.all()) == [service]
    assert timezone.localdate(comment.received_at) == datetime.date(2026, 2, 3)


def test_every_wrong_row_is_named_and_nothing_is_stored(feedback_officer):
    rows = [
        GOOD,
        {**GOOD, "Comment": ""},
        {**GOOD, "How it came": "Pigeon", "Received on": "soon"},
        {**GOOD, "Comment": "y" * 5001},
        {**GOOD, "Comment": "Tomorrow", "Received on": "1/1/2099"},
        {**GOOD, "Comment": "Who", "From": "An alien"},
        {**GOOD, "Comment": "What", "About": "Weather"},
        {**GOOD, "Comment": "Where", "Services": "No such club"},
        GOOD,
    ]

    page = check(feedback_officer, xlsx(*rows))

    wrong = dict(page.context["checked"].wrong)
    assert sorted(wrong) == [3, 4, 5, 6, 7, 8, 9, 10]
    assert len(wrong[4]) == 2
    assert wrong[10] == ["The same comment is in the file above."]
    assert page.context["signed"] == ""
    assert not Comment.objects.exists()


def test_what_is_stored_already_is_a_wrong_row(feedback_officer):
    store(feedback_officer, check(feedback_officer, xlsx(GOOD)))

    page = check(feedback_officer, xlsx(GOOD))

    assert page.context["checked"].wrong == [(2, ["This comment is stored already."])]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (csv(b"PK\x03\x04 broken"), "not a spreadsheet"),
        (csv(b"\x00\x01\x02"), "not a spreadsheet"),
        (csv("Comment,Who\nHello,me"), "These columns are missing"),
        (csv(",".join(GOOD)), "no rows"),
        (csv("x" * 3_000_000), "larger than 2 MB"),
        (csv("Comment,How it came,Received on,Privacy notice\n" + "a,b,c,d\n" * (MOST_ROWS + 1)), "At most 500"),
        (csv(b""), "empty"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_an_error_at_its_field(feedback_officer, file, words):
    page = check(feedback_officer, file)

    assert page.status_code == 200
    assert words in page.content.decode()


def test_what_was_checked_cannot_be_changed(feedback_officer):
    page = check(feedback_officer, xlsx(GOOD))

    feedback_officer.post(reverse("triage:spreadsheet"), {"checked": page.context["signed"] + "x"})

    assert not Comment.objects.exists()


def test_the_template_has_the_columns_and_no_formula(feedback_officer):
    response = feedback_officer.get(reverse("triage:spreadsheet_template"))
    book = load_workbook(io.BytesIO(response.content))

    assert [cell.value for cell in book["Comments"][1]] == list(COLUMNS)
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert template_file()


def test_formulas_of_a_spreadsheet_stay_words(feedback_officer):
    row = {**GOOD, "Comment": "+44 is not a formula, and =1+1 is none either"}

    store(feedback_officer, check(feedback_officer, xlsx(row)))

    assert Comment.objects.get().text == row["Comment"]
