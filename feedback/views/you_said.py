"""``/you-said/``: what families said, what was done, and why something was not.

These pages read approved words and frozen figures only; a test walks their queries. They may be kept by any cache, but
each use asks first whether they still hold, so what is taken down is gone at once.
"""

import csv
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from feedback.enums import Progress
from feedback.presenters.answers import Answer
from feedback.presenters.years import Year, answers_of_this_year, counted, years
from services_directory.admin.exports import harmless

View = Callable[..., HttpResponse]


def public_page(view: View) -> View:
    """For everybody and any cache, asked again at each use."""

    @require_safe
    @conditional_page
    @cache_control(public=True, max_age=0, must_revalidate=True)
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    return wrapped


@public_page
def you_said(request: HttpRequest) -> HttpResponse:
    """The answers of the running year, and the way to the published ones."""
    published = years()
    answers = answers_of_this_year(published)
    return render(
        request, "feedback/you_said/answers.html", {"years": published, **_filtered(request, answers)}
    )


@public_page
def year(request: HttpRequest, slug: str) -> HttpResponse:
    """One published year."""
    published = years()
    one = _year(published, slug)
    return render(
        request,
        "feedback/you_said/year.html",
        {"year": one, "years": published, **_filtered(request, one.answers())},
    )


@public_page
def easy_read(request: HttpRequest, slug: str) -> HttpResponse:
    """A year in easy words."""
    one = _year(years(), slug)
    if not one.words["easy_read_text"]:
        raise Http404
    return render(request, "feedback/you_said/easy_read.html", {"year": one})


@public_page
def figures_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The figures of a year, as rounded as on its page."""
    one = _year(years(), slug)
    rows = [
        (table.title, row.label, row.shown, row.includes) for table in one.tables for row in table.rows
    ] + [(table.title, "Total", table.total, "") for table in one.tables if table.total]
    return _csv(f"figures-{one.slug}", ("Table", "Class", "Number", "Includes"), rows)


@public_page
def answers_csv(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The answers of a year, or of the running one."""
    published = years()
    answers = _year(published, slug).answers() if slug else answers_of_this_year(published)
    header = (
        "Theme",
        "About",
        "You said",
        "Answer",
        "What we say",
        "Why",
        "Action",
        "Who",
        "By when",
        "How far",
        "Said by",
    )
    rows = [
        (
            one.words["theme"],
            one.words["heading"],
            one.words["you_said"],
            one.we,
            one.words["response"],
            one.words["reason"],
            one.words["action"],
            one.words["owner"],
            one.words["due_on"],
            one.progress.label,
            one.said_by,
        )
        for one in answers
    ]
    return _csv(f"answers-{slug or 'this-year'}", header, rows)


def _year(published: list[Year], slug: str) -> Year:
    for one in published:
        if one.slug == slug:
            return one
    raise Http404


def _filtered(request: HttpRequest, answers: list[Answer]) -> dict[str, Any]:
    chosen = request.GET.get("show", "")
    if chosen not in Progress.values:
        chosen = ""
    return {
        "answers": [one for one in answers if not chosen or one.progress == chosen],
        "number_of_answers": len(answers),
        "counts": [(group, group.label, number) for group, number in counted(answers).items()],
        "chosen": chosen,
        "chosen_words": Progress(chosen).label if chosen else "",
    }


def _csv(name: str, header: Iterable[str], rows: Iterable[Iterable[str]]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="you-said-{name}.csv"'
    response.write("\ufeff")  # Excel reads the letters right with it
    writer = csv.writer(response)
    writer.writerow(header)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return response
