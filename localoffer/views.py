"""The few addresses of the site that are not pages: colour, cookies, errors, robots."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from localoffer.models import AuthoritySettings

FIVE_MINUTES = 300


@require_safe
@cache_control(public=True, max_age=FIVE_MINUTES)
def brand_css(request: HttpRequest) -> HttpResponse:
    """The council's colour as a stylesheet; the settings refuse a colour that white cannot be read on."""
    colour = AuthoritySettings.load(request_or_site=request).brand_colour
    return HttpResponse(f":root {{ --council-brand: {colour}; }}\n", content_type="text/css; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=FIVE_MINUTES)
def cookies(request: HttpRequest) -> HttpResponse:
    """Which cookies the site sets, and when."""
    return render(request, "pages/cookies.html")


@require_safe
@cache_control(public=True, max_age=FIVE_MINUTES)
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines should leave alone; the sitemap they may read."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /account/",
        "Disallow: /provider/",
        "Disallow: /saved/",
        "Disallow: /service-report/",
        "Disallow: /service-ask/",
        "Disallow: /find/count/",
    ]
    lines.append(f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from this site."""
    return render(request, "403.html", status=403)
