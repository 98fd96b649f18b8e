"""The saved services of a device: a signed cookie and nothing on the server."""

from collections.abc import Iterable

from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "saved"
SALT = "services_directory.saved"
MOST = 50  # services
ONE_YEAR = 365 * 24 * 60 * 60  # seconds


def saved_ids(request: HttpRequest) -> list[int]:
    """The page ids saved on this device, in the order they were saved; a tampered cookie counts as none."""
    return read_ids(request.COOKIES.get(COOKIE, ""))


def read_ids(signed: str) -> list[int]:
    """The ids in a signed list; whatever is not ours gives none."""
    try:
        ids = signing.loads(signed, salt=SALT) if signed else []
    except signing.BadSignature:
        return []
    return [one for one in ids if isinstance(one, int)][:MOST] if isinstance(ids, list) else []


def signed_list(ids: Iterable[int]) -> str:
    """A list that can be kept in a cookie or shared in an address: page ids, which are public, and a signature."""
    return signing.dumps(list(dict.fromkeys(ids))[:MOST], salt=SALT)


def keep(response: HttpResponse, ids: list[int], *, is_secure: bool) -> None:
    """Keep ``ids`` on the device; none left means no cookie."""
    if not ids:
        response.delete_cookie(COOKIE, path="/", samesite="Lax")
        return
    response.set_cookie(
        COOKIE, signed_list(ids), max_age=ONE_YEAR, path="/", secure=is_secure, httponly=True, samesite="Lax"
    )
