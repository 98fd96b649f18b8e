"""Step "Picture": a photograph or logo, re-encoded when it is stored, with words for people who cannot see it."""

import uuid
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError

from localoffer.media.models import Picture
from localoffer.media.reencoding import MAX_BYTES, reencode
from services_directory.portal.forms.base import ContentForm, lines

KEPT = "portal.picture"
A_DAY = 24 * 60 * 60  # seconds
ACCEPTED = "image/jpeg,image/png,image/webp"


class PictureForm(ContentForm):
    """A new picture, or none; the one that is there stays unless it is replaced or taken away."""

    subject = "picture"  # the name of the content that holds its key
    upload = forms.FileField(
        label="Choose a picture",
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        help_text="A JPEG, PNG or WebP file of at most 8 MB and 12 megapixels. "
        "We store a fresh copy without the place and time hidden in the file.",
    )
    no_child = forms.BooleanField(
        label="No child in the picture can be recognised",
        required=False,
        help_text="Or you hold written consent for it to be on a public website.",
    )
    stored = forms.CharField(required=False, widget=forms.HiddenInput)
    take_away = forms.BooleanField(label="Remove this picture", required=False)

    def __init__(self, *args: Any, before: Any, **kwargs: Any) -> None:
        super().__init__(*args, before=before, **kwargs)
        self.picture = (
            Picture.objects.filter(pk=before[self.subject]).first() if before[self.subject] else None
        )
        if self.picture is None:
            del self.fields["take_away"]
        else:
            self.fields["upload"].label = "Choose another picture"

    def clean(self) -> None:
        """Refuse a file that is no picture, and one that may show a child."""
        super().clean()
        upload = self.cleaned_data.get("upload")
        if upload is None:
            return
        if upload.size > MAX_BYTES:
            self.add_error("upload", "The picture is larger than 8 MB. Save it smaller and try again.")
        if not self.cleaned_data.get("no_child"):
            self.add_error(
                "no_child", "Tick this to send the picture. If you cannot tick it, choose another picture."
            )

    def store(self) -> int | None:
        """The key of the picture that the listing shall have; a new file is stored, with a name that says nothing.

        Raises:
            ValidationError: the file is no picture that may be kept.
        """
        upload = self.cleaned_data.get("upload")
        if upload is not None:
            # The name of a file often names a child, and an address that can be guessed would show it before its time.
            upload.name = uuid.uuid4().hex
            # Before anything else looks into the file: only our own decoder says in words what is wrong with it.
            picture = Picture(
                title=self.title(),
                file=reencode(upload),
                shows_no_identifiable_child=True,
                uploaded_by_user=self.by,
            )
            picture.save()
            return picture.pk
        if self.cleaned_data.get("take_away"):
            return None
        return self._kept() or self.before[self.subject]

    def keep(self, picture: int | None) -> None:
        """Let the form that is shown again carry a picture that was sent with it, and could not be saved yet."""
        if picture is not None:
            self.initial["stored"] = signing.dumps([picture, self.by.pk if self.by else None], salt=KEPT)

    def _kept(self) -> int | None:
        """The picture that the form carries, if this person sent it."""
        try:
            picture, by = signing.loads(self.cleaned_data.get("stored", ""), salt=KEPT, max_age=A_DAY)
        except (signing.BadSignature, ValueError, TypeError):
            return None
        return picture if self.by is not None and by == self.by.pk else None

    def title(self) -> str:
        """What the picture is called among the pictures of the desk."""
        return str(self.cleaned_data.get("picture_text") or "Picture of a service")[:250]

    def given(self) -> dict[str, Any]:
        """The picture's key and its words."""
        said = super().given()
        said[self.subject] = self.key
        return said

    def full_clean(self) -> None:
        """As Django's; a file that passes is stored, since only decoding it shows what it is."""
        super().full_clean()
        self.key: int | None = None
        if self.is_bound and not self._errors:
            try:
                self.key = self.store()
            except ValidationError as error:
                self.add_error("upload", error)


class ServicePictureForm(PictureForm):
    """The picture of a service, with what it shows."""

    picture_text = lines(
        "What does the picture show?",
        250,
        "For people who cannot see it. For example: A swimming pool with a ramp and a hoist.",
        rows=2,
    )
    field_order = ("upload", "picture_text", "no_child", "take_away")

    def clean(self) -> None:
        """Ask what the picture shows."""
        super().clean()
        said = self.cleaned_data
        stays = said.get("upload") or (self.picture is not None and not said.get("take_away"))
        if stays and "picture_text" in said and not said["picture_text"]:
            self.add_error("picture_text", "Say what the picture shows, for people who cannot see it.")
        if not stays and not said.get("upload") and "picture_text" in said:
            said["picture_text"] = ""


class LogoForm(PictureForm):
    """The logo of an organisation."""

    subject = "logo"

    def title(self) -> str:
        """As above."""
        return "Logo of an organisation"
