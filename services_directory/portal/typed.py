"""What somebody typed when their session had ended: kept until they have signed in again, and shown to them then."""

from django.http import HttpRequest, QueryDict

_KEY = "portal_typed"
MOST_BYTES = 64_000


def keep(request: HttpRequest) -> bool:
    """Keep the words of a form that was sent without a session; whether they could be kept. Files are not."""
    data = request.POST.copy()
    data.pop("csrfmiddlewaretoken", None)
    typed = data.urlencode()
    if not typed or len(typed) > MOST_BYTES:
        return False
    request.session[_KEY] = {"path": request.path, "typed": typed}
    return True


def take(request: HttpRequest) -> QueryDict | None:
    """What was kept for this address, once; words of another address are forgotten."""
    if _KEY not in request.session:
        return None
    kept = request.session.pop(_KEY)
    return QueryDict(kept["typed"]) if kept["path"] == request.path else None
