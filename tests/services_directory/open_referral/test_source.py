import json

import pytest

from services_directory.open_referral.errors import SourceError
from services_directory.open_referral.source import default_name, read_document, read_file
from tests.services_directory.open_referral.conftest import DATA, service

WHOLE = json.dumps({"contents": [service(), service(id="2")]}, indent=1)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (b"<!doctype html><html></html>", "web page or XML"),
        (b"name,email\nSparks,info@example.org\n", "is not JSON"),
        (b'{"contents": [}', "is not JSON: Expecting value at line 1, column 15"),
        (WHOLE[: len(WHOLE) // 2].encode(), "half a file"),
        (WHOLE[:-3].encode(), "half a file"),
        (b'{"contents": [{"id": "1", "name": "Spar', "half a file"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"id": ' + b"9" * 5000 + b"}", "too long"),
        (b"\x89PNG\r\n\x1a\n\xff", "not text"),
        (b'"services"', "not Open Referral"),
        (b"[1, 2]", "without one Open Referral service"),
        (b'{"hello": "world"}', "not Open Referral UK"),
        (b'{"contents": "many"}', "should be a list"),
        (b'{"openapi": "3.0.0", "paths": {}}', "an OpenAPI description"),
        (b'{"version": "HSDS-UK-3.0", "openapi_url": "https://example.org"}', "start page of a feed"),
    ],
)
def test_file_that_is_no_feed_is_refused_with_the_reason(tmp_path, content, words):
    file = tmp_path / "feed.json"
    file.write_bytes(content)

    with pytest.raises(SourceError, match=words) as caught:
        read_file(file)

    assert str(file) in str(caught.value)


def test_missing_file_and_folder_are_refused(tmp_path):
    with pytest.raises(SourceError, match="There is no file"):
        read_file(tmp_path / "none.json")
    with pytest.raises(SourceError, match="is a folder"):
        read_file(tmp_path)


@pytest.mark.parametrize("name", ["organization_full", "taxonomy_term", "service_at_location_full"])
def test_example_of_another_entity_is_refused(name):
    with pytest.raises(SourceError, match="not"):
        read_file(DATA / "examples_3.0" / f"{name}.json")


@pytest.mark.parametrize(
    ("document", "version", "count"),
    [
        ({"contents": [service()]}, 3, 1),
        ({"content": [service()]}, 1, 1),
        ({"contents": []}, 3, 0),
        ([service(), service(id="2")], 3, 2),
        (service(), 3, 1),
        (service(eligibilitys=[{"id": "1"}]), 1, 1),
        (service(service_at_locations=[{"location": {"physical_addresses": []}}]), 1, 1),
    ],
)
def test_shape_tells_the_version(document, version, count):
    page = read_document(document, "feed")

    assert (page.version, len(page.records)) == (version, count)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_file_is_read_in_any_usual_encoding(tmp_path, encoding):
    file = tmp_path / "feed.json"
    file.write_bytes(json.dumps(service(name="Café"), ensure_ascii=False).encode(encoding))

    assert read_file(file).records[0]["name"] == "Café"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("some/folder/feed.json", "feed.json"),
        ("https://user:secret@example.org/api/services?key=1", "https://example.org/api/services"),
    ],
)
def test_source_is_named_without_folder_query_or_password(given, name):
    assert default_name(given) == name
