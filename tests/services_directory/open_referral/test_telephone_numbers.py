import pytest

from services_directory.open_referral.telephone_numbers import read_number


@pytest.mark.parametrize(
    ("written", "number", "note"),
    [
        ("01632960001", "01632 960001", ""),
        ("+44 (0)1632 960 001", "01632 960001", ""),
        ("0044 1632 960001", "01632 960001", ""),
        ("0207 946 0123", "020 7946 0123", ""),
        ("0113 496 0123", "0113 496 0123", ""),
        ("0808 157 0123", "0808 157 0123", ""),
        ("07700900123", "07700 900123", ""),
        ("111", "111", ""),
        ("116 123", "116123", ""),
        ("01632 960001 (Referrals)", "01632 960001", "Referrals"),
        ("01632 960001 ext 7160", "01632 960001", "Extension 7160"),
        ("01632 960001 x12, weekdays", "01632 960001", "Extension 12. weekdays"),
        ("01632 960001/2", "01632 960001", "or 01632 960002"),
        ("01632 960001/960300", "01632 960001", "or 01632 960300"),
        ("01632 960001 or 0808 157 0123", "01632 960001", "or 0808 157 0123"),
        ("Tel: 01632 960001", "01632 960001", ""),
        ("Office 01632 960001", "01632 960001", "Office"),
        ("+353 1 496 0123", "+35314960123", ""),
    ],
)
def test_number_is_read(written, number, note):
    read = read_number(written)

    assert read is not None
    assert (read.number, read.note, read.is_textphone) == (number, note, False)


def test_text_relay_number_is_for_text():
    assert read_number("18001 01632 960001") == ("18001 01632 960001", "", True)


@pytest.mark.parametrize(
    "written", ["", "ask at the desk", "12", "0163", "01632 960001 01632 960002", "www.example.org"]
)
def test_number_that_cannot_be_dialled_is_refused(written):
    assert read_number(written) is None
