"""The saved list: add, remove, compare, share, clear; no account, and nothing kept on the server."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from services_directory.models import SearchRow, ServicePage
from services_directory.saved_list import MOST, keep, read_ids, saved_ids, signed_list
from services_directory.views.same_origin import same_origin_post


def _back(request: HttpRequest, otherwise: str = "/saved/") -> HttpResponseRedirect:
    """To where the form came from, if that is on this site."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None) or not target.startswith("/"):
        target = otherwise
    return HttpResponseRedirect(target)


def _posted_ids(request: HttpRequest) -> list[int]:
    return [
        int(value)
        for value in request.POST.getlist("service")[:MOST]
        if value.isascii() and value.isdigit() and len(value) < 19
    ]


@require_safe
@cache_control(private=True, no_store=True)
def saved(request: HttpRequest) -> HttpResponse:
    """The list of this device, or the one somebody shared (``?s=``), which changes nothing until it is saved."""
    shared = request.GET.get("s", "")
    own = saved_ids(request)
    ids = read_ids(shared) if shared else own
    rows = {row.service_id: row for row in SearchRow.objects.filter(service_id__in=ids)}
    context: dict[str, Any] = {
        "rows": [rows[one] for one in ids if one in rows],
        "gone": ServicePage.objects.filter(pk__in=[one for one in ids if one not in rows]),
        "is_shared": bool(shared),
        "is_broken": bool(shared) and not ids,
        "share_address": request.build_absolute_uri(f"/saved/?s={signed_list(ids)}") if ids else "",
        "has_own": bool(own),
        "most": MOST,
    }
    return render(request, "services_directory/saved.html", context)


@same_origin_post
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Save one service, or all of a shared list; only live ones, and at most fifty."""
    ids = saved_ids(request)
    asked = [one for one in _posted_ids(request) if one not in ids]
    live = set(ServicePage.objects.live().filter(pk__in=asked).values_list("pk", flat=True))
    ids += [one for one in asked if one in live]
    if len(ids) > MOST:
        return render(request, "services_directory/saved_full.html", {"most": MOST}, status=400)
    response = _back(request)
    keep(response, ids, is_secure=request.is_secure())
    return response


@same_origin_post
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Take services off the list."""
    gone = set(_posted_ids(request))
    response = _back(request)
    keep(response, [one for one in saved_ids(request) if one not in gone], is_secure=request.is_secure())
    return response


@same_origin_post
@require_POST
def clear(request: HttpRequest) -> HttpResponse:
    """Forget the list: the cookie goes."""
    response = HttpResponseRedirect("/saved/")
    keep(response, [], is_secure=request.is_secure())
    return response
