"""Pictures and documents of the site; ours from the first migration, since a later change is painful."""

from typing import Any

from django.db import models
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage

from localoffer.media.reencoding import reencode


class Picture(AbstractImage):
    """A picture, re-encoded when it is stored; the public only ever gets its renditions."""

    admin_form_fields = (*WagtailImage.admin_form_fields, "shows_no_identifiable_child")

    shows_no_identifiable_child = models.BooleanField(
        "no child can be recognised",
        default=False,
        help_text="Tick when no child in the picture can be recognised, or when there is written consent.",
    )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the picture; a file that has just been given is re-encoded first.

        Raises:
            ValidationError: the file is no picture that may be kept.
        """
        upload: Any = self.file
        if upload and not upload._committed:
            self.file: Any = reencode(upload.file)
            self.file_hash = ""
            self._set_image_file_metadata()
        super().save(*args, **kwargs)


class PictureRendition(AbstractRendition):
    """One size of a picture, made when first shown."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="rendition_once_for_each_size"
            ),
        ]


class File(AbstractDocument):
    """A document to download: pdf, docx, odt or xlsx, always sent as an attachment from our own host."""

    admin_form_fields = WagtailDocument.admin_form_fields
