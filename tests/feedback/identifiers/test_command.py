"""``manage.py find_identifiers`` on files of an authority."""

import io
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError


def run(path, *arguments):
    out = io.StringIO()
    call_command("find_identifiers", str(path), *arguments, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_each_text_is_answered_with_its_marks(tmp_path):
    path = tmp_path / "comments.jsonl"
    path.write_text(
        '{"id": 1, "text": "my son jayden is in year 3"}\n\n{"id": "b", "text": "Nothing here."}\n'
    )

    assert run(path) == [
        {"id": 1, "spans": [[7, 13, "person"], [20, 26, "school_year"]]},
        {"id": "b", "spans": []},
    ]
    assert run(path, "--mode", "gate")[0]["spans"] == [[7, 13, "person"]]


def test_a_dash_reads_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'{"id": 1, "text": "Hello"}')))

    assert run("-") == [{"id": 1, "spans": []}]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"not json", "Line 2 is not JSON"),
        (b'{"id": 1}', 'Line 2 must be an object with "id" and "text"'),
        (b'{"id": 1, "text": 5}', 'Line 2 must be an object with "id" and "text"'),
        (b"[1]", 'Line 2 must be an object with "id" and "text"'),
        (b"\xff\xfe", "Line 2 is not UTF-8"),
        (b"[" * 100_000, "Line 2 is not JSON"),
    ],
)
def test_a_bad_line_is_named_by_its_number(tmp_path, line, message):
    path = tmp_path / "comments.jsonl"
    path.write_bytes(b'{"id": 1, "text": "Hello"}\n' + line + b"\n")

    with pytest.raises(CommandError, match=message):
        run(path)


def test_a_missing_file_is_an_error_in_words(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "none.jsonl")
