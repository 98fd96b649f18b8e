import pytest

from services_directory.open_referral.rich_text import as_rich_text, cut_at_word, first_sentence

FEATURES = ["h3", "bold", "ul", "ol", "link"]


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("One line.", "<p>One line.</p>"),
        ("One.\n\nTwo.\nThree.", "<p>One.</p><p>Two.<br/>Three.</p>"),
        ("<h2>Where</h2><p>Here</p>", "<h3>Where</h3><p>Here</p>"),
        ("<p>Safe</p><script>alert(1)</script>", "<p>Safe</p>"),
        ('<p onclick="x()">Safe</p><style>p{}</style>', "<p>Safe</p>"),
        ("<ul><li>One</li><li>Two</li></ul>", "<ul><li>One</li><li>Two</li></ul>"),
        ("<p><strong>Bold</strong> and <em>not</em></p>", "<p><b>Bold</b> and not</p>"),
        ('<a href="https://example.org/">Us</a>', '<p><a href="https://example.org/">Us</a></p>'),
        ("", ""),
    ],
)
def test_text_becomes_what_the_field_holds(source, html):
    assert as_rich_text(source, FEATURES) == html


def test_link_that_runs_script_is_not_kept():
    assert "javascript" not in as_rich_text('<a href="javascript:alert(1)">Us</a>', FEATURES)


@pytest.mark.parametrize(
    "source", ["One.\n\nTwo", "<h2>A</h2><ul><li>B</li></ul>C", "<p>A<ul><li>B</li></ul></p>"]
)
def test_text_passed_again_stays_the_same(source):
    once = as_rich_text(source, FEATURES)

    assert as_rich_text(once, FEATURES) == once


def test_first_sentence_is_the_first_whole_one():
    source = "<ul><li>Loan</li><li>Training</li></ul><p>We lend communication aids. Ring us.</p>"

    assert first_sentence(source, 250) == "We lend communication aids."


def test_first_sentence_is_the_first_line_where_there_is_none():
    assert first_sentence("A club for all\n\nwith games", 250) == "A club for all"


def test_first_sentence_is_cut_at_a_word():
    sentence = first_sentence("word " * 100, 250)

    assert len(sentence) <= 250
    assert sentence.endswith("word…")


def test_cut_leaves_short_words():
    assert cut_at_word("short", 10) == "short"
