"""A picture through the portal's own form: re-encoded, stripped, described, and shown only as a rendition."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, ImageDraw

from localoffer.media.models import Picture
from services_directory.domain.listing_changes import errors_in, save_step, start_change
from services_directory.portal.forms.photos import MAX_BYTES
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

GPS = 0x8825
MARK = b"Camera of the Smith family"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


@pytest.fixture
def change(listing, member):
    return start_change(listing, provider=listing.provider, by=member)


def photograph(kind="JPEG", size=(60, 40), name="jonny-smith.jpg"):
    exif = Image.Exif()
    exif[0x010F] = MARK.decode()
    exif.get_ifd(GPS)[1] = "N"
    picture = Image.new("RGB", size, "green")
    ImageDraw.Draw(picture).line((0, 0, *size), fill="red")
    written = BytesIO()
    picture.save(written, kind, exif=exif)
    return SimpleUploadedFile(name, written.getvalue(), content_type="image/jpeg")


def step(change):
    return reverse("portal:step", kwargs={"change": change.uuid, "step": "photos"})


def send(portal, change, **data):
    change.refresh_from_db()
    return portal.post(step(change), {"version": change.version, **data})


GOOD = {"picture_text": "A hall with a ramp.", "no_child": "on"}


def stored_files(media):
    return [path for path in Path(media).rglob("*") if path.is_file()]


@pytest.mark.parametrize(("kind", "suffix"), [("JPEG", ".jpg"), ("PNG", ".png"), ("WEBP", ".webp")])
def test_picture_is_kept_without_its_place_its_camera_and_its_name(
    kind, suffix, portal, change, member, media
):
    response = send(portal, change, upload=photograph(kind), **GOOD)

    assert response.status_code == 302
    change.refresh_from_db()
    picture = Picture.objects.get(pk=change.content["picture"])
    assert (picture.uploaded_by_user, picture.shows_no_identifiable_child) == (member, True)
    assert Path(picture.file.name).suffix == suffix
    assert "smith" not in picture.file.name
    assert change.content["picture_text"] == "A hall with a ramp."
    html = portal.get(step(change)).content.decode()
    preview = portal.get(reverse("portal:preview", kwargs={"change": change.uuid})).content.decode()
    assert 'alt="A hall with a ramp."' in preview
    for page in (html, preview):
        (address,) = re.findall(r'<img class="app-picture" src="(/media/images/[^"]+)"', page)
        assert portal.get(address).status_code == 200
    assert portal.get(f"/media/{picture.file.name}").status_code == 404
    files = stored_files(media)
    assert len(files) >= 3
    for path in files:
        assert MARK not in path.read_bytes()
        with Image.open(path) as stored:
            assert dict(stored.getexif()) == {}


@pytest.mark.parametrize(
    ("upload", "message"),
    [
        (
            SimpleUploadedFile("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
            "not a JPEG, PNG or WebP",
        ),
        (SimpleUploadedFile("x.jpg", b"<html><script>alert(1)</script>"), "not a JPEG, PNG or WebP"),
        (SimpleUploadedFile("x.gif", b"GIF89a"), "not a JPEG, PNG or WebP"),
        (SimpleUploadedFile("x.jpg", b"\xff" * (MAX_BYTES + 1)), "larger than 8 MB"),
        (SimpleUploadedFile("x.jpg", b""), "empty"),
    ],
)
def test_file_that_is_no_picture_is_refused_and_the_words_are_kept(upload, message, portal, change):
    response = send(portal, change, upload=upload, **GOOD)

    html = response.content.decode()
    assert response.status_code == 200
    assert message in html
    assert "A hall with a ramp.</textarea>" in html
    assert not Picture.objects.exists()


def test_picture_of_too_many_pixels_is_refused(portal, change):
    response = send(portal, change, upload=photograph("PNG", size=(4000, 3001)), **GOOD)

    assert "12 million pixels" in response.content.decode()
    assert not Picture.objects.exists()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"picture_text": "A hall."}, "Tick this to send the picture."),
        ({"no_child": "on"}, "Say what the picture shows"),
    ],
)
def test_picture_needs_its_words_and_the_tick(data, message, portal, change):
    response = send(portal, change, upload=photograph(), **data)

    assert message in response.content.decode()
    assert not Picture.objects.exists()


def test_step_without_a_picture_is_saved(portal, change):
    assert send(portal, change).status_code == 302


def test_picture_is_removed_from_the_listing_with_its_words(portal, change):
    send(portal, change, upload=photograph(), **GOOD)

    send(portal, change, take_away="on", picture_text="A hall with a ramp.")

    change.refresh_from_db()
    assert (change.content["picture"], change.content["picture_text"]) == (None, "")


def test_words_of_a_picture_change_without_sending_it_again(portal, change):
    send(portal, change, upload=photograph(), **GOOD)
    change.refresh_from_db()
    picture = change.content["picture"]

    send(portal, change, picture_text="A hall.")

    change.refresh_from_db()
    assert (change.content["picture"], change.content["picture_text"]) == (picture, "A hall.")


def test_picture_survives_a_colleagues_edit_in_the_same_moment(portal, change, colleague):
    shown = change.version
    save_step(
        change, step="photos", content={"picture_text": "Theirs."}, expected_version=shown, by=colleague
    )

    response = portal.post(step(change), {"version": shown, "upload": photograph(), **GOOD})
    html = response.content.decode()
    again = portal.post(
        step(change),
        {
            "version": response.context["version"],
            "stored": re.search(r'name="stored" value="([^"]+)"', html)[1],
            **GOOD,
        },
    )

    assert "Theirs." in html
    assert again.status_code == 302
    change.refresh_from_db()
    assert change.content["picture"] == Picture.objects.get().pk


def test_picture_of_somebody_else_cannot_be_claimed(portal, change, member):
    foreign = Picture.objects.create(title="x", file=photograph(), uploaded_by_user=UserFactory())

    send(portal, change, stored=str(foreign.pk), **GOOD)
    send(portal, change, picture=str(foreign.pk), **GOOD)

    change.refresh_from_db()
    assert change.content["picture"] is None
    change = save_step(
        change, step="photos", content={"picture": foreign.pk}, expected_version=change.version, by=member
    )
    assert "picture" in errors_in(change)
