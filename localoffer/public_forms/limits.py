"""How often a stranger may send a form: counted in the database, so that all processes share it."""

import datetime
import hashlib
import hmac
import ipaddress

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from localoffer.public_forms.models import RateCount

EVERYBODY = "everybody"


def allow(what: str, who: str, *, times: int, seconds: int) -> bool:
    """Count one more ``what`` by ``who``, and say whether it is within ``times`` in a window of ``seconds``.

    Args:
        what: the thing that is limited, for example "comment".
        who: ``sender(request)``, another keyed hash, or ``EVERYBODY``.
        times: how often in one window.
        seconds: the length of a window. Windows are fixed, so up to twice ``times`` may pass around their edge.
    """
    ends_at = _end_of_window(seconds)
    rows = RateCount.objects.filter(what=what, who=who, window_ends_at=ends_at)
    if not rows.update(count=F("count") + 1):
        RateCount.objects.bulk_create(
            [RateCount(what=what, who=who, window_ends_at=ends_at)], ignore_conflicts=True
        )
        rows.update(count=F("count") + 1)
    return rows.values_list("count", flat=True).get() <= times


def sender(request: HttpRequest) -> str:
    """A name for the network that a request comes from: a hash whose key changes each day, never the address.

    Neighbours in one /24 (IPv6: /56) share it. Behind a proxy ``TRUSTED_PROXY_COUNT`` says how many there are.
    """
    day = timezone.localdate().isoformat()
    key = hashlib.sha256(f"{settings.SECRET_KEY}:{day}".encode()).digest()
    return hmac.new(key, _network(_address(request)).encode(), hashlib.sha256).hexdigest()


def forget_old_counts() -> int:
    """Delete what no window needs any more; says how many."""
    return RateCount.objects.filter(window_ends_at__lt=timezone.now()).delete()[0]


def _end_of_window(seconds: int) -> datetime.datetime:
    ends = (int(timezone.now().timestamp()) // seconds + 1) * seconds
    return datetime.datetime.fromtimestamp(ends, tz=datetime.UTC)


def _address(request: HttpRequest) -> str:
    proxies = settings.TRUSTED_PROXY_COUNT
    forwarded = [
        part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()
    ]
    # Each proxy adds whom it heard from at the end; what stands before that anybody can write.
    if proxies and len(forwarded) >= proxies:
        return forwarded[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ipaddress.ip_network(f"{found}/{24 if found.version == 4 else 56}", strict=False))
