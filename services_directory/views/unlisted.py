"""Forms about one listing: nothing of them for search engines, and no address of theirs for another host."""

from django.http import HttpResponse


def unlisted(response: HttpResponse) -> HttpResponse:
    """The response with both headers."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
