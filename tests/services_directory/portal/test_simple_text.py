import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_directory.portal.simple_text import as_html, as_text

WHOLE = (
    "<p>We play in the <b>big</b> hall.</p><ul><li>Bring a drink</li><li>Wear soft shoes</li></ul>"
    '<h3>Getting ready</h3><ol><li>Ring us</li><li>See <a href="https://example.org/a">our page</a></li></ol>'
    '<p>First line<br/>second line, and <a id="3" linktype="page">a guide</a>.</p>'
)
WHOLE_TYPED = """We play in the **big** hall.

- Bring a drink
- Wear soft shoes

### Getting ready

1. Ring us
2. See [our page](https://example.org/a)

First line
second line, and [a guide](page:3)."""


def test_html_is_read_as_marks():
    assert as_text(WHOLE) == WHOLE_TYPED


def test_marks_are_written_as_html_that_reads_the_same():
    assert as_text(as_html(WHOLE_TYPED)) == WHOLE_TYPED


def test_text_left_as_it_was_leaves_the_html_as_it_was():
    before = '<p data-block-key="abc">We play.</p>\n<p data-block-key="def">Come along &amp; see.</p>'

    assert as_html(as_text(before).replace("\n", "\r\n") + "\r\n", before) == before


def test_list_right_below_a_line_is_a_list():
    assert as_html("Bring:\n- a drink\n- shoes\nSee you") == (
        "<p>Bring:</p><ul><li>a drink</li><li>shoes</li></ul><p>See you</p>"
    )


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("[press](javascript:alert(1))", "<p>[press](javascript:alert(1))</p>"),
        (
            '[a](https://example.org/"onclick="x)',
            '<p><a href="https://example.org/&quot;onclick=&quot;x">a</a></p>',
        ),
        ("2 ** 3 ** 4", "<p>2 ** 3 ** 4</p>"),
        ("", ""),
    ],
)
def test_what_is_no_mark_stays_text(typed, html):
    assert as_html(typed) == html


@given(st.text(max_size=200))
def test_any_text_is_kept_and_stable(typed):
    once = as_html(typed)

    assert as_html(as_text(once), once) == once
    assert "<script" not in once.lower()
