import pytest
from django.core.exceptions import ValidationError

from localoffer.colour import contrast, validate_readable_with_white


def test_contrast_of_black_and_white_is_the_greatest():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_dark_colour_is_taken():
    validate_readable_with_white("#1d3557")


@pytest.mark.parametrize("colour", ["#ffdd00", "#999999"])
def test_light_colour_is_refused_with_its_contrast(colour):
    with pytest.raises(ValidationError, match=r"at least 4\.5 is needed"):
        validate_readable_with_white(colour)


@pytest.mark.parametrize("colour", ["red", "#fff", "#1d3557; } body { display: none", ""])
def test_what_is_no_colour_is_refused(colour):
    with pytest.raises(ValidationError, match="six digits"):
        validate_readable_with_white(colour)
