"""``/find/``: the search of the directory."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from localoffer.models import AuthoritySettings
from localoffer.public_forms.limits import sender
from services_directory.domain.eligibility import Answer, EntryRules, Family, could_be_for
from services_directory.domain.search_failures import count_search
from services_directory.models import UrgentHelp
from services_directory.presenters import facets
from services_directory.presenters.pages import page_links
from services_directory.search.analysis import contains_phrase, query_terms
from services_directory.search.completions import complete
from services_directory.search.contract import (
    MAX_PAGE,
    PAGE_SIZE,
    RADII,
    Facet,
    Hit,
    Searcher,
    SearchResults,
    ServiceQuery,
    Sort,
)
from services_directory.search.engine import get_engine
from services_directory.search.forgiving import search_forgivingly
from services_directory.search.query_form import FindForm, read_find_form

ONE_MINUTE = 60
FIVE_MINUTES = 300
MOST_DROPS = 6


@dataclass(frozen=True)
class Drop:
    """A choice to drop when nothing was found, and what that would find."""

    words: str
    total: int
    address: str


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """The results page. Bad input is said in words beside results; only a page out of reach is a 404."""
    words = facets.labels()
    form = read_find_form(request.GET, facets.allowed(words))
    if form.page_is_out_of_range:
        raise Http404(f"Results end at page {MAX_PAGE}.")
    engine = get_engine()
    found = search_forgivingly(engine, form.query, as_typed=form.as_typed)
    results = found.results
    last = min(MAX_PAGE, max(1, -(-results.total // PAGE_SIZE)))
    if form.query.page > last:
        raise Http404(f"These results end at page {last}.")
    count_search(form.query, results, who=sender(request))
    chips = facets.chips(form, words)
    context: dict[str, Any] = {
        "form": form,
        "typed": form.typed,
        "problems": form.problems,
        "results": results,
        "rows": _rows(form, results),
        "terms": query_terms(found.text) if found.text else [],
        "corrected": found.text if found.corrected else "",
        "as_typed": replace(form, as_typed=True, query=replace(form.query, page=1)).address(),
        "groups": facets.groups(results, words),
        "chips": chips,
        "heading": _heading(form),
        "count_words": count_words(results.total),
        "title": _title(form, results, last),
        "urgent": _urgent(form.query.text),
        "suggestion": replace(
            form, as_typed=False, query=replace(form.query, text=results.suggestion, page=1)
        ).address()
        if results.suggestion
        else "",
        "sorts": _sorts(form),
        "radii": RADII,
        "drops": _drops(engine, form, chips) if results.total == 0 else [],
        "area_note": _area_note(request, form),
        "pages": page_links(form.query.page, last, lambda number: form.address(page=number)),
        "last": last,
        "previous": form.address(page=form.query.page - 1) if form.query.page > 1 else "",
        "next": form.address(page=form.query.page + 1) if form.query.page < last else "",
    }
    response = render(request, "services_directory/find.html", context)
    if form.typed["near"]:
        patch_cache_control(response, private=True, no_store=True)
        response["Referrer-Policy"] = "no-referrer"
    else:
        patch_cache_control(response, public=True, max_age=ONE_MINUTE)
    return response


@require_safe
def count(request: HttpRequest) -> JsonResponse:
    """How many services a search would find, in a number and in words; for the live count beside the filters."""
    form = read_find_form(request.GET, facets.allowed(facets.labels()))
    (total,) = get_engine().totals([replace(form.query, page=1)])
    verb = "matches" if total == 1 else "match"
    response = JsonResponse({"total": total, "words": f"{count_words(total)} {verb} your choices"})
    patch_cache_control(response, private=True, no_store=True)
    return response


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """Searches that begin with what is typed so far, for the list of the search box; the same for everybody."""
    response = JsonResponse({"words": complete(request.GET.get("q", ""))})
    patch_cache_control(response, public=True, max_age=FIVE_MINUTES)
    response["X-Robots-Tag"] = "noindex"
    return response


def _rows(form: FindForm, results: SearchResults) -> list[tuple[Hit, Answer | None]]:
    """Each hit with whether it could be for this family, where the search says anything of it."""
    family = Family(
        age=form.query.age,
        needs=form.query.chosen(Facet.NEED),
        authority=form.point.authority if form.point else "",
    )
    if not family:
        return [(hit, None) for hit in results.hits]
    return [(hit, _fit(hit, family)) for hit in results.hits]


def _fit(hit: Hit, family: Family) -> Answer | None:
    kept = hit.card.get("fit")
    if kept is None:  # indexed by an older version of the site
        return None
    # What does not fit by age was not found.
    return could_be_for(
        EntryRules.from_json(kept), family, place=hit.place, age_is_met=family.age is not None
    )


def count_words(total: int) -> str:
    """A number of services in words."""
    return "1 service" if total == 1 else f"{total:,} services"


def _heading(form: FindForm) -> str:
    return f"Support for “{form.query.text}”" if form.query.text else "Find support"


def _title(form: FindForm, results: SearchResults, last: int) -> str:
    about = f" for {form.query.text}" if form.query.text else ""
    page = f" (page {form.query.page} of {last})" if last > 1 else ""
    problem = "Error: " if form.problems else ""
    return f"{problem}{count_words(results.total)}{about}{page}"


def _urgent(text: str) -> list[UrgentHelp]:
    """Urgent help whose words stand in the search."""
    if not text:
        return []
    return [
        one
        for one in UrgentHelp.objects.filter(is_shown=True)
        if any(contains_phrase(text, phrase) for phrase in one.phrases)
    ]


def _sorts(form: FindForm) -> list[tuple[str, str, bool]]:
    """(words, address, whether it is the one shown); nearest only where there is a place to be near to."""
    offered = [(Sort.RELEVANCE, "Best match"), (Sort.CHECKED, "Recently checked")]
    if form.point:
        offered.insert(1, (Sort.DISTANCE, "Nearest"))
    return [(words, form.address(sort=sort), form.query.sort == sort) for sort, words in offered]


def _drops(engine: Searcher, form: FindForm, chips: list[facets.Chip]) -> list[Drop]:
    """What to leave out when nothing was found: each choice alone, with what is then found, the most first."""
    options: list[tuple[str, FindForm]] = []
    if form.query.text:
        options.append((f"the words “{form.query.text}”", form.without("q")))
    if form.query.age is not None:
        options.append((f"age {form.query.age}", form.without("age")))
    if form.query.radius_miles:
        options.append((f"the {form.query.radius_miles} mile limit", form.without("radius")))
    words = facets.labels() if form.query.filters else {}
    for facet, values in form.query.filters.items():
        options += [
            (f"“{words[facet].get(value, value)}”", form.without(facet, value)) for value in sorted(values)
        ]
    options = options[: MOST_DROPS * 2]
    queries: list[ServiceQuery] = [option.query for _, option in options]
    totals = engine.totals(queries)
    drops = [
        Drop(said, total, option.address())
        for (said, option), total in zip(options, totals, strict=True)
        if total
    ]
    return sorted(drops, key=lambda drop: -drop.total)[:MOST_DROPS]


def _area_note(request: HttpRequest, form: FindForm) -> str:
    """Whether the postcode is in the authority's area, where both are known."""
    if form.point is None or not form.point.authority:
        return ""
    authority = AuthoritySettings.load(request_or_site=request)
    if not authority.area_code_set or form.point.authority in authority.area_code_set:
        return ""
    return (
        f"{form.point.name} is outside {authority.area_name}. Your own council has a Local Offer too. "
        "Some of these services are only for families in our area."
    )
