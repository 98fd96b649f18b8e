"""Listings in templates: the presenter of a service, marked words, alternatives to a withdrawn service."""

from typing import Any

from django import template
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString

from localoffer.html import clean_html
from services_directory.models import OrganisationsPage, ProviderPage, ServicePage
from services_directory.presenters.facets import Choice, FacetGroup
from services_directory.presenters.pages import PageOfLinks, page_of_links
from services_directory.presenters.service import ServicePresenter
from services_directory.search.analysis import Term, marked
from services_directory.views.eligibility import FamilyForm

register = template.Library()
MOST_ALTERNATIVES = 5
CHECKED = SafeString(" checked")


@register.simple_tag
def present(page: ServicePage) -> ServicePresenter:
    """``{% present page as service %}``."""
    return ServicePresenter(page)


@register.simple_tag
def family_questions() -> FamilyForm:
    """The questions of “could this be for us?”, not answered yet."""
    return FamilyForm()


@register.filter
def clean(html: Any) -> SafeString:
    """Stored rich text, cleaned again where it is shown."""
    return SafeString(clean_html(str(html)))


@register.simple_tag
def mark_words(text: str, terms: list[Term]) -> SafeString:
    """``text`` with the searched words marked; every piece is escaped."""
    return SafeString(
        "".join(
            f"<mark>{escape(piece)}</mark>" if found else escape(piece)
            for piece, found in marked(text, terms)
        )
    )


@register.simple_tag
def tick_boxes(group: FacetGroup, choices: list[Choice], first: int) -> SafeString:
    """The tick boxes of a filter, numbered from ``first``; made here since a page has a hundred of them."""
    return format_html_join(
        "",
        '<div class="govuk-checkboxes__item"><input class="govuk-checkboxes__input" type="checkbox" '
        'id="{0}-{1}" name="{0}" value="{2}"{3}><label class="govuk-label govuk-checkboxes__label" '
        'for="{0}-{1}">{4} ({5}<span class="govuk-visually-hidden"> services</span>)</label></div>',
        (
            (group.name, number, one.value, CHECKED if one.is_chosen else "", one.words, one.count)
            for number, one in enumerate(choices, first)
        ),
    )


@register.simple_tag
def alternatives(page: ServicePage) -> list[ServicePage]:
    """Live services of the same kinds or needs as a withdrawn one, at most five."""
    kinds = [term.pk for term in page.kinds.all()]
    needs = [term.pk for term in page.needs.all()]
    services = ServicePage.objects.for_search().exclude(pk=page.pk)
    found = list(services.filter(kinds__in=kinds).distinct().order_by("title")[:MOST_ALTERNATIVES])
    if not found:
        found = list(services.filter(needs__in=needs).distinct().order_by("title")[:MOST_ALTERNATIVES])
    return found


@register.simple_tag
def provider_services(page: ProviderPage) -> list[ServicePage]:
    """The services of a provider that families can find, by name."""
    return list(ServicePage.objects.for_search().filter(provider_id=page.pk).order_by("title"))


@register.simple_tag
def provider_list(page: OrganisationsPage, number: str | None) -> PageOfLinks:
    """One page of the live providers, by name; a number that is none gives the first page."""
    providers = ProviderPage.objects.live().child_of(page).order_by("title")
    return page_of_links(providers, number, page.url)


@register.simple_tag
def miles(distance: float) -> str:
    """A distance as families say it: “0.4 miles”, “12 miles”."""
    if distance < 0.1:
        return "Less than 0.1 miles"
    return f"{distance:.1f} miles" if distance < 10 else f"{distance:.0f} miles"
