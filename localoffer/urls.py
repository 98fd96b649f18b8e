"""Every address of the site: our own views first, Wagtail's pages last."""

from django.contrib.sitemaps.views import sitemap as django_sitemap
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps import Sitemap
from wagtail.documents import urls as wagtaildocs_urls

from feedback.sitemaps import PublishedYears
from localoffer import health, views
from localoffer.media.views import rendition
from localoffer.sitemaps import FixedAddresses

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("brand.css", views.brand_css, name="brand_css"),
    path("robots.txt", views.robots, name="robots"),
    path(
        "sitemap.xml",
        django_sitemap,
        {"sitemaps": {"wagtail": Sitemap, "fixed": FixedAddresses, "years": PublishedYears}},
        name="sitemap",
    ),
    path("cookies/", views.cookies, name="cookies"),
    path("media/images/<path:name>", rendition, name="rendition"),
    path("", include("localoffer.accounts.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("provider/", include("services_directory.portal.urls")),
    path("", include("services_directory.urls")),
    path("", include("feedback.urls")),
    path("", include(wagtail_urls)),
]
