import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_directory.open_referral.mojibake import mend


@pytest.mark.parametrize(
    "text", ["it’s", "café", "£4.50", "– and —", "“quoted”", "naïve Ærø", "½ day", "😀 club", "Ynys Môn"]
)
def test_mend_reads_broken_text_again(text):
    broken = text.encode("utf-8").decode("latin-1")

    assert mend(broken) == text


def test_mend_reads_text_broken_through_windows_letters():
    assert mend("childrenâ€™s cafÃ©") == "children’s café"


def test_mend_reads_text_broken_twice():
    once = "café".encode().decode("cp1252")
    twice = once.encode().decode("cp1252")

    assert mend(twice) == "café"


@pytest.mark.parametrize("text", ["plain", "café", "Ærø", "“it’s”", "à la carte", "£5 – £6", "Ysgol Gŵyr"])
def test_mend_leaves_good_text(text):
    assert mend(text) == text


@given(st.text())
def test_mend_takes_any_text(text):
    assert isinstance(mend(text), str)
