import hashlib
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "static/vendor/govuk-frontend"
LOCK = json.loads((VENDOR / "frontend.lock").read_text())


@pytest.mark.parametrize("name", LOCK["sha256"])
def test_built_file_is_the_one_of_the_lock(name):
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == LOCK["sha256"][name]


@pytest.mark.parametrize("brand", ["@font-face", "GDS Transport", "crest", "url(h", 'url("h', "url(//"])
def test_stylesheet_carries_no_branding_and_no_other_host(brand):
    assert brand not in (VENDOR / "govuk-frontend.min.css").read_text()


def test_licence_is_beside_it():
    assert "MIT License" in (VENDOR / "LICENSE.txt").read_text()


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_template_has_no_inline_script_or_style(path):
    text = path.read_text().lower()

    assert "<style" not in text
    assert " style=" not in text
    assert "<script>" not in text
    assert " onclick=" not in text
