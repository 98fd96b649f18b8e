"""What the public may fetch below ``/media/``: renditions of pictures, never an original."""

import mimetypes
import posixpath

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.utils._os import safe_join

RENDITIONS = "images"
TYPES = {"image/jpeg", "image/png", "image/webp"}


def rendition(request: HttpRequest, name: str) -> FileResponse:
    """The rendition ``name``; a name never stands for another picture, so it may be kept for a year.

    Raises:
        Http404: there is no such file, or it is not a picture.
    """
    safe_join("/" + RENDITIONS, name)  # refuses to climb out of the folder
    path = posixpath.join(RENDITIONS, name)
    content_type, _ = mimetypes.guess_type(name)
    if content_type not in TYPES or not default_storage.exists(path):
        raise Http404("There is no such picture.")
    response = FileResponse(default_storage.open(path), content_type=content_type)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Content-Security-Policy"] = "default-src 'none'"
    return response
