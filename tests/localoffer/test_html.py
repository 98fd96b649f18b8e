import ast
from pathlib import Path

import html5lib
import nh3
import pytest

from localoffer.html import ATTRIBUTES, PROTOCOLS, TAGS, clean_html, plain_text

ROOT = Path(__file__).resolve().parents[2]

HOSTILE = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<p onclick=alert(1)>x</p>",
    "<iframe src='https://example.org'></iframe>",
    "<object data='x'></object><embed src='x'>",
    "<form action='https://example.org'><input name=x></form>",
    "<style>@import 'https://example.org/x.css'</style>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><img src=x onerror=alert(1)></template>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<base href='https://example.org/'>",
    "<link rel=stylesheet href='https://example.org/x.css'>",
    "<meta http-equiv=refresh content='0;url=https://example.org'>",
    "<a href='https://example.org' onmouseover='alert(1)'>x</a>",
    "<b\x00 onclick=alert(1)>x</b>",
    "<script",
    "<title><img src=x onerror=alert(1)></title>",
    "<textarea><script>alert(1)</script></textarea>",
]
# What stands in an attribute value of nh3's and of ours differs (Wagtail's link attributes); tags may not.
ALLOWED_ATTRIBUTES = set(ATTRIBUTES["a"]) | {"rel"}


def problems(html: str) -> list[str]:
    """Whatever a browser would run or fetch, after parsing as a browser does."""
    found = []
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag == "DOCUMENT_FRAGMENT":
            continue
        if element.tag not in TAGS:
            found.append(f"<{element.tag}>")
        for name, value in element.attrib.items():
            if name not in ALLOWED_ATTRIBUTES:
                found.append(f"{element.tag}[{name}]")
            if name == "href" and ":" in value and value.split(":")[0].lower() not in PROTOCOLS:
                found.append(f"href={value}")
    return found


@pytest.mark.parametrize("html", HOSTILE)
def test_clean_html_leaves_nothing_that_runs(html):
    assert problems(clean_html(html)) == []


@pytest.mark.parametrize("html", HOSTILE)
def test_nh3_agrees_that_nothing_is_left_to_remove(html):
    cleaned = clean_html(html)

    again = nh3.clean(cleaned, tags=set(TAGS), attributes={"a": set(ATTRIBUTES["a"])}, link_rel=None)

    assert problems(again) == []
    text_of = [
        "".join(html5lib.parseFragment(one, namespaceHTMLElements=False).itertext()).split()
        for one in (cleaned, again)
    ]
    assert text_of[0] == text_of[1]


def test_the_check_itself_finds_what_runs():
    assert problems("<img src=x onerror=alert(1)>") == ["<img>", "img[src]", "img[onerror]"]


def test_clean_html_keeps_what_text_needs():
    html = '<h3>Times</h3><p>Come <strong>early</strong>.</p><ul><li><a href="https://example.org">More</a></li></ul>'

    assert clean_html(html) == html


def test_plain_text_reads_entities_and_keeps_lines():
    assert plain_text("<p>Tea &amp; toast</p><ul><li>One</li><li>Two</li></ul><script>x</script>") == (
        "Tea & toast\nOne\nTwo"
    )


def test_only_one_module_imports_bleach():
    importers = []
    for package in ("localoffer", "services_directory", "feedback"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                if any(name.partition(".")[0] == "bleach" for name in names):
                    importers.append(str(path.relative_to(ROOT)))

    assert importers == ["localoffer/html.py"]
