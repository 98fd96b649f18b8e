from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image

from localoffer.media.models import Picture
from localoffer.media.reencoding import reencode

pytestmark = pytest.mark.django_db

GPS = 0x8825


def jpeg_with_a_place(name: str = "party.jpg", size: tuple[int, int] = (40, 20)) -> ContentFile:
    exif = Image.Exif()
    exif[0x010F] = "A camera maker"
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(GPS)[1] = "N"
    written = BytesIO()
    Image.new("RGB", size, "red").save(written, "JPEG", exif=exif)
    return ContentFile(written.getvalue(), name=name)


def test_picture_keeps_no_place_and_no_camera():
    picture = Picture.objects.create(title="Party", file=jpeg_with_a_place())

    with Image.open(picture.file.path) as stored:
        assert dict(stored.getexif()) == {}
        assert stored.size == (20, 40)  # turned upright before the note was dropped
    assert (picture.width, picture.height) == (20, 40)


def test_picture_hides_nothing_behind_the_image():
    upload = jpeg_with_a_place()
    smuggled = ContentFile(upload.read() + b"<script>alert(1)</script>", name="party.jpg")

    assert b"<script>" not in reencode(smuggled).read()


def test_reencode_gives_the_suffix_of_what_it_is():
    assert reencode(jpeg_with_a_place(name="party.png")).name == "party.jpg"


def test_picture_of_a_telephone_keeps_only_its_first_image():
    first, second = (Image.new("RGB", (40, 20), colour) for colour in ("red", "blue"))
    written = BytesIO()
    first.save(written, "MPO", save_all=True, append_images=[second])

    stored = reencode(ContentFile(written.getvalue(), name="party.mpo"))

    assert stored.name == "party.jpg"
    with Image.open(stored) as picture:
        assert (picture.format, getattr(picture, "n_frames", 1)) == ("JPEG", 1)


@pytest.mark.parametrize(
    "content", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", b"", b"%PDF-1.7", b"<html></html>"]
)
def test_reencode_refuses_what_is_no_picture(content):
    with pytest.raises(ValidationError, match="not a JPEG, PNG or WebP picture"):
        reencode(ContentFile(content, name="party.jpg"))


def test_reencode_refuses_too_many_pixels():
    with pytest.raises(ValidationError, match="12 million pixels"):
        reencode(jpeg_with_a_place(size=(4000, 3001)))
