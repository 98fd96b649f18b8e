"""Some libraries are kept to a few modules, so that they can be replaced without touching a page."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("localoffer", "services_directory", "feedback")
# decisions 0004 and 0005
ALLOWED = {
    "bleach": {"localoffer/html.py"},
    "elasticsearch": {
        "services_directory/search/documents.py",
        "services_directory/search/elasticsearch.py",
        "services_directory/search/engine.py",
        "services_directory/search/server.py",
    },
    "elasticsearch_dsl": {
        "services_directory/search/documents.py",
        "services_directory/search/elasticsearch.py",
    },
    "elastic_transport": {
        "services_directory/search/server.py",
        "services_directory/search/elasticsearch.py",
    },
}
# Imports run one way: an earlier app never knows a later one.
LATER = {"localoffer": {"feedback"}, "services_directory": {"feedback"}}
COMPOSED_HERE = ("localoffer/settings/", "localoffer/urls.py")


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return {name.partition(".")[0] for name in names}


MODULES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


@pytest.mark.parametrize("library", ALLOWED)
def test_a_confined_library_is_imported_only_where_decided(library):
    users = {str(path.relative_to(ROOT)) for path in MODULES if library in imported(path)}

    assert users <= ALLOWED[library]


@pytest.mark.parametrize("package", LATER)
def test_the_directory_never_knows_a_comment(package):
    wrong = [
        str(path.relative_to(ROOT))
        for path in MODULES
        if path.relative_to(ROOT).parts[0] == package
        and imported(path) & LATER[package]
        and not str(path.relative_to(ROOT)).startswith(COMPOSED_HERE)
    ]

    assert wrong == []
