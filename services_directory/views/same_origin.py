"""Forms without a token: a POST counts only when the browser says that it comes from this site.

The pages with *Save* buttons can be cached and set no cookie, so they carry no CSRF token.
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

READS = ("GET", "HEAD", "OPTIONS")


def is_same_origin(request: HttpRequest) -> bool:
    """Whether the browser vouches that a form of this site was sent.

    ``Sec-Fetch-Site`` is believed where it is sent, else ``Origin`` must be our own; neither means no.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc == request.get_host()


def same_origin_post(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lets a view take a POST of this site's own forms, with no token; answers 403 to any other.

    What only reads passes: a link from elsewhere may open the page.
    """

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method not in READS and not is_same_origin(request):
            raise PermissionDenied("The form was not sent from this site.")
        return view(request, *args, **kwargs)

    return guarded
