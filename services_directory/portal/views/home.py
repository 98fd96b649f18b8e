"""The first page of the portal: everything the person looks after, what needs doing first."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from services_directory.portal.access import memberships_of
from services_directory.portal.forms.base import drawn
from services_directory.portal.my_listings import Mine, Standing, matching, my_listings
from services_directory.presenters.pages import PageOfLinks

LISTINGS_A_PAGE = 25
FILTER_FROM = 6  # with fewer listings a search box is only in the way


class FilterForm(forms.Form):
    """Find one listing among many."""

    q = drawn(forms.CharField(label="Name", required=False, max_length=100), type="search", needed_later=True)
    show = drawn(
        forms.ChoiceField(
            label="Show",
            required=False,
            choices=[
                ("", "All"),
                ("to-do", "Something to do"),
                *((one.value, one.words) for one in Standing),
            ],
        ),
        needed_later=True,
    )
    provider = drawn(forms.ChoiceField(label="Organisation", required=False), needed_later=True)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """My listings, one page of them."""
    memberships = list(memberships_of(request.user))
    everything = my_listings(request.user)
    form = FilterForm(request.GET)
    form.fields["provider"].choices = [  # type: ignore[attr-defined]
        ("", "All"),
        *((str(one.provider.uuid), one.provider.title) for one in memberships),
    ]
    asked = form.cleaned_data if form.is_valid() else {}
    found = matching(
        everything,
        words=asked.get("q", ""),
        standing=asked.get("show", ""),
        provider=asked.get("provider", ""),
    )
    context = {
        "memberships": memberships,
        "several": len(memberships) > 1,
        "everything": everything,
        "to_do": sum(one.needs_doing for one in everything),
        "has_filter": len(everything) >= FILTER_FROM,
        "is_filtered": any(asked.values()),
        "filter": form,
        "total": len(found),
        "listings": _page(found, request, asked),
    }
    return render(request, "services_directory/portal/home.html", context)


def _page(found: list[Mine], request: HttpRequest, asked: dict[str, str]) -> PageOfLinks:
    page = Paginator(found, LISTINGS_A_PAGE).get_page(request.GET.get("page"))
    kept = {name: value for name, value in asked.items() if value}
    return PageOfLinks(
        list(page),
        page.number,
        page.paginator.num_pages,
        lambda to: f"{request.path}?{urlencode({**kept, 'page': to})}",
    )
