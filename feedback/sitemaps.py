"""The addresses of published years, for search engines."""

import datetime

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from feedback.presenters.years import Year, years


class PublishedYears(Sitemap[Year]):
    """Each published year."""

    def items(self) -> list[Year]:
        """The newest first."""
        return years()

    def location(self, item: Year) -> str:
        """Its page."""
        return reverse("feedback:year", args=[item.slug])

    def lastmod(self, item: Year) -> datetime.date:
        """When these words were published."""
        return item.published_on
