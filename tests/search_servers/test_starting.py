"""What is said where a search server cannot be started."""

import pytest

from tests.search_servers import starting


@pytest.fixture
def no_newer_java(monkeypatch):
    monkeypatch.setattr(starting, "newer_java", lambda: None)


def test_what_is_missing_is_named_with_the_command_that_adds_it(monkeypatch):
    monkeypatch.setattr(starting.shutil, "which", lambda name: None if name in ("mvn", "javac") else name)

    assert starting.missing_for_search_servers() == (
        "no search servers, javac, mvn missing (Debian: apt-get install default-jdk-headless maven unzip)"
    )


def test_a_java_too_old_for_opensearch_3_is_said_in_one_line(monkeypatch, no_newer_java):
    monkeypatch.setattr(starting.shutil, "which", lambda name: name)

    said = starting.missing_for_search_servers()

    assert "OpenSearch 3 needs a whole Java 21 or newer" in said
    assert "JAVA_21" in said
    assert "\n" not in said


def test_a_server_that_ends_at_once_is_explained_by_its_log(tmp_path):
    kind = starting.Kind("nothing", "no_such_script.sh", "1", 17)
    server = starting.SearchServer(kind, tmp_path / "nothing", 9)
    server.start()

    with pytest.raises(starting.DidNotStart, match="no_such_script"):
        server.wait()
    server.kill()
