"""The addresses for search engines that are not pages of Wagtail."""

from django.contrib.sitemaps import Sitemap

ADDRESSES = (
    "/find/",
    "/words/",
    "/feedback/comment/",
    "/feedback/comment/young/",
    "/feedback/consultations/",
    "/feedback/where-to-go/",
    "/you-said/",
)


class FixedAddresses(Sitemap[str]):
    """What has an address of its own and is the same for everybody."""

    def items(self) -> list[str]:
        """The addresses."""
        return list(ADDRESSES)

    def location(self, item: str) -> str:
        """Each is its own."""
        return item
