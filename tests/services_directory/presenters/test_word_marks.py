"""Marked words."""

import pytest

from services_directory.presenters.word_marks import marked


def plain(html):
    for tag in ("del", "ins"):
        html = html.replace(f"</{tag}>", "]").replace(f'<{tag} class="desk-removed">', "[-")
        html = html.replace(f'<{tag} class="desk-added">', "[+")
    return html.replace('<span class="w-sr-only">removed: </span>', "").replace(
        '<span class="w-sr-only">added: </span>', ""
    )


@pytest.mark.parametrize(
    ("old", "new", "left", "right"),
    [
        ("A club for girls", "A club for boys", "A club for [-girls]", "A club for [+boys]"),
        ("A club", "A chess club", "A club", "A [+chess] club"),
        ("", "New", "", "[+New]"),
        ("Old", "", "[-Old]", ""),
        ("one two", "three four", "[-one two]", "[+three four]"),
        ("same", "same", "same", "same"),
        ("a <b>", "a <i>", "a [-&lt;b&gt;]", "a [+&lt;i&gt;]"),
        ("Line one\nLine two", "Line one\nLine three", "Line one\nLine [-two]", "Line one\nLine [+three]"),
    ],
)
def test_words_are_marked_where_they_differ_and_escaped(old, new, left, right):
    assert tuple(map(plain, marked(old, new))) == (left, right)


def test_very_long_texts_are_marked_whole():
    old, new = "word " * 1500, "word " * 1499 + "other"

    left, right = marked(old, new)

    assert left.count("<del") == right.count("<ins") == 1
