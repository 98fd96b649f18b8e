"""The links at the top and bottom of every page: only to pages that exist."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Page

from localoffer.models import HomePage

FOOTER_SLUGS = ("accessibility", "privacy", "get-a-copy")


@dataclass(frozen=True)
class Link:
    """A link: what it says and where it leads."""

    words: str
    address: str


def _types() -> list[int]:
    """The types of pages that stand below the home page. Asked for by name: services are tens of thousands."""
    models = HomePage.allowed_subpage_models()
    return [found.pk for found in ContentType.objects.get_for_models(*models).values()]


def links() -> dict[str, list[Link]]:
    """``main_links`` and ``footer_links``. Pages that editors show in menus join the first; one query."""
    pages = list(
        Page.objects.live()
        .filter(Q(show_in_menus=True) | Q(slug__in=FOOTER_SLUGS), content_type__in=_types(), depth=3)
        .order_by("path")
        .values_list("title", "slug", "show_in_menus")
    )
    main = [
        Link("Find support", "/find/"),
        Link("Saved services", "/saved/"),
        Link("You said, we did", "/you-said/"),
    ]
    main += [Link(title, f"/{slug}/") for title, slug, in_menus in pages if in_menus]
    footer = [Link(title, f"/{slug}/") for title, slug, in_menus in pages if slug in FOOTER_SLUGS]
    return {
        "main_links": main,
        "footer_links": [
            Link("Tell us what you think", "/feedback/comment/"),
            Link("Complaints and appeals", "/feedback/where-to-go/"),
            Link("Words we use, A to Z", "/words/"),
            *footer,
            Link("Cookies", "/cookies/"),
            Link("For providers", "/provider/"),
            Link("Staff", "/admin/"),
        ],
    }
