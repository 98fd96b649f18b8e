"""Pictures are decoded and written anew before they are kept: no location, no camera, no hidden content."""

from io import BytesIO
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from PIL import Image, ImageOps, UnidentifiedImageError

MAX_PIXELS = 12_000_000
MAX_BYTES = 8 * 1024 * 1024
SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}


def reencode(upload: File) -> ContentFile:
    """``upload`` as a new file of the same kind that holds the picture and nothing else.

    Turned upright first, because the note that says which way is up is removed with the rest.

    Raises:
        ValidationError: not a JPEG, PNG or WebP picture, over 12 million pixels, or over 8 MB.
    """
    if upload.size > MAX_BYTES:
        raise ValidationError("The picture is larger than 8 MB. Save it smaller and try again.")
    upload.seek(0)
    try:
        with Image.open(upload, formats=list(SUFFIXES)) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise ValidationError(
                    "The picture has over 12 million pixels. Save it smaller and try again."
                )
            # Many telephones put a second picture behind the first and call it MPO; the first is a JPEG.
            kind = "JPEG" if picture.format == "MPO" else picture.format or ""
            upright = ImageOps.exif_transpose(picture)
            clean = Image.new(upright.mode, upright.size)
            if upright.mode == "P" and (palette := upright.getpalette()):
                clean.putpalette(palette)
            clean.paste(upright)
    except ValidationError:
        raise
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,  # Pillow's word for a broken PNG
        ValueError,
        Image.DecompressionBombError,
    ) as error:
        raise ValidationError("This file is not a JPEG, PNG or WebP picture that can be read.") from error
    written = BytesIO()
    clean.save(written, format=kind, quality=85)
    return ContentFile(written.getvalue(), name=PurePath(upload.name or "picture").stem + SUFFIXES[kind])
