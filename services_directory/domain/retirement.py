"""Places and terms that something refers to are retired, never deleted.

Deleting one would empty live services without a word: their references are ``SET_NULL``, since a draft could
not be opened if they were protected (tried). So deleting is refused here, for the desk and for any code.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.deletion import ProtectedError
from django.db.models.functions import Cast
from django.db.models.signals import pre_delete
from wagtail.models import Revision

from services_directory.models import (
    AccessibilityAssessment,
    AccessibilityFinding,
    EligibilityCriterion,
    Location,
    ServicePage,
    TaxonomyTerm,
)

Retirable = Location | TaxonomyTerm
TERM_LISTS = ("kinds", "needs", "stages", "languages")


class StillUsed(ProtectedError):
    """Something refers to it: retire it. The message says what."""

    def __init__(self, thing: Retirable, uses: list[str]) -> None:
        self.message = (
            f"'{thing}' cannot be deleted: it is used by {', '.join(uses)}. "
            "Give it a 'retired on' date: it can then no longer be chosen, and listings keep it."
        )
        super().__init__(self.message, {thing})

    def __str__(self) -> str:
        return self.message


def connect() -> None:
    """Refuse every way of deleting; called once, when the app is ready."""
    for model in (Location, TaxonomyTerm):
        pre_delete.connect(_refuse_if_used, sender=model, dispatch_uid=f"retire_{model.__name__}")


def _refuse_if_used(instance: Retirable, **kwargs: Any) -> None:
    if uses := uses_of(instance):
        raise StillUsed(instance, uses)


def retire(thing: Retirable, *, on: datetime.date | None = None) -> None:
    """From a day (today) it can no longer be chosen; whatever refers to it keeps it."""
    thing.retired_on = on or datetime.date.today()
    thing.save(update_fields=["retired_on"])


def uses_of(thing: Retirable) -> list[str]:
    """What refers to it, live or in a draft, as words such as "2 services"; empty when nothing does."""
    counts = _uses_of_place(thing) if isinstance(thing, Location) else _uses_of_term(thing)
    return [_counted(count, word) for word, count in counts.items() if count]


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _uses_of_place(place: Location) -> dict[str, int]:
    live = Q(pk__in=place.service_at_locations.values("page_id"))
    live |= Q(pk__in=EligibilityCriterion.objects.filter(location=place).values("page_id"))
    return {
        "service": _services(live, rf'"location": {place.pk}[,}}]'),
        "accessibility assessment": place.assessments.count(),
    }


def _uses_of_term(term: TaxonomyTerm) -> dict[str, int]:
    live = Q(support_level=term)
    for name in TERM_LISTS:
        live |= Q(**{name: term})
    named = EligibilityCriterion.objects.annotate(_values=Cast("values", TextField()))
    live |= Q(pk__in=named.filter(_values__contains=f'"{term.code}"').values("page_id"))
    lists = "|".join(TERM_LISTS)
    in_draft = rf'"support_level": {term.pk}[,}}]|"({lists})": \[([0-9]+, )*{term.pk}[],]'
    assessments = Q(pk__in=AccessibilityFinding.objects.filter(feature=term).values("assessment_id"))
    assessments |= Q(domains=term)
    return {
        "service": _services(live, in_draft),
        "accessibility assessment": AccessibilityAssessment.objects.filter(assessments).distinct().count(),
        "narrower term": term.children.count(),
    }


def _services(live: Q, in_draft: str) -> int:
    """How many services refer to it in their rows, or in a draft whose stored content matches."""
    drafts = ServicePage.objects.filter(has_unpublished_changes=True).values("latest_revision_id")
    content: QuerySet[Revision] = Revision.objects.annotate(_content=Cast("content", TextField()))
    found = content.filter(pk__in=drafts, _content__regex=in_draft).values_list("object_id", flat=True)
    pages: Iterable[int] = ServicePage.objects.filter(live).order_by().values_list("pk", flat=True)
    return len({*pages} | {int(page) for page in found})
