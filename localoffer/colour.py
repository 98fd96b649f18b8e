"""Contrast of a colour, so that a council's own colour stays readable (WCAG 2.2, 1.4.3)."""

import re

from django.core.exceptions import ValidationError

LEAST_CONTRAST = 4.5
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio, 1 to 21, of two colours written ``#rrggbb``."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def validate_readable_with_white(colour: str) -> None:
    """Refuse a colour on which white words would be hard to read.

    Raises:
        ValidationError: not ``#rrggbb``, or a contrast with white under 4.5 to 1.
    """
    if not _HEX.fullmatch(colour):
        raise ValidationError("Write the colour as # and six digits or letters a to f, for example #1d3557.")
    ratio = contrast(colour, "#ffffff")
    if ratio < LEAST_CONTRAST:
        raise ValidationError(
            f"White words on this colour are hard to read (contrast {ratio:.1f} to 1, at least 4.5 is needed). "
            "Choose a darker colour."
        )
