"""Marks for whatever changes a listing from outside: its provider, places, assessments, checks and terms.

``ServicePage.save`` marks its own page with all its rows. Receivers run in the transaction of the change. Code
that changes rows in bulk (``update``, ``bulk_create``) sends no signals and has to mark for itself.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q
from django.db.models.signals import ModelSignal, post_delete, post_save, pre_delete, pre_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from services_directory.models import (
    AccessibilityAssessment,
    AccessibilityFinding,
    DirectoryPage,
    IndexOutbox,
    ListingAssurance,
    Location,
    OperationalStatus,
    ProviderPage,
    ServiceAtLocation,
    ServicePage,
    SourceRecord,
    TaxonomyTerm,
)

SHOWN_OF_A_PROVIDER = {"title", "live"}


def connect() -> None:
    """Connect every receiver; called once, when the app is ready."""
    for sender in (
        AccessibilityAssessment,
        AccessibilityFinding,
        ListingAssurance,
        OperationalStatus,
        SourceRecord,
    ):
        _connect(sender, post_save, post_delete)
    _connect(AccessibilityAssessment, pre_save)
    _connect(Location, post_save)  # a place in use is never deleted
    _connect(ProviderPage, post_save, pre_delete)
    _connect(TaxonomyTerm, post_save)
    _connect(PageViewRestriction, post_save, post_delete)
    _connect(ServicePage, post_delete)
    _connect(Page, post_save)
    for page_signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        page_signal.connect(_mark_below, dispatch_uid="search_index")


def _connect(sender: type[Model], *signals: ModelSignal) -> None:
    for signal in signals:
        signal.connect(_mark_affected, sender=sender, dispatch_uid=f"search_index_{sender.__name__}")


def _mark_affected(
    sender: type[Model],
    instance: Any,
    raw: bool = False,
    update_fields: Iterable[str] | None = None,
    **kwargs: Any,
) -> None:
    if raw:
        return
    if sender is ProviderPage and update_fields and SHOWN_OF_A_PROVIDER.isdisjoint(update_fields):
        return
    IndexOutbox.objects.mark(affected_services(instance))


def _mark_below(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    if issubclass(sender, ServicePage | DirectoryPage):
        IndexOutbox.objects.mark(_services_below(instance))


def affected_services(changed: Any) -> set[int]:
    """The ids of the services whose index entry may change with ``changed``, as it is saved."""
    match changed:
        case ProviderPage():
            return set(changed.services.values_list("pk", flat=True))
        case ServicePage():
            return {changed.pk}
        case Page():
            return {changed.pk} if changed.specific_class is ServicePage else set()
        case Location():
            return _services_at([changed.pk])
        case AccessibilityFinding():
            return _services_of_assessments(Q(pk=changed.assessment_id))
        case AccessibilityAssessment():
            # Its subject now, and the subject that it is taken away from.
            return _subject(changed.location_id, changed.service_id) | _services_of_assessments(
                Q(pk=changed.pk)
            )
        case ListingAssurance() | SourceRecord():
            return set(ServicePage.objects.filter(pk=changed.page_id).values_list("pk", flat=True))
        case OperationalStatus():
            return {changed.service_id}
        case PageViewRestriction():
            return _services_below(changed.page)
        case TaxonomyTerm():
            return _services_with_term(changed)
    raise TypeError(f"No service depends on a {type(changed).__name__}.")


def _subject(location_id: int | None, service_id: int | None) -> set[int]:
    if service_id is not None:
        return {service_id}
    return _services_at([location_id]) if location_id is not None else set()


def _services_at(location_ids: Iterable[int]) -> set[int]:
    places = ServiceAtLocation.objects.filter(location__in=location_ids)
    return set(places.values_list("page_id", flat=True))


def _services_of_assessments(condition: Q) -> set[int]:
    found = AccessibilityAssessment.objects.filter(condition).order_by()
    subjects = set(found.values_list("location_id", "service_id"))
    own = {service for _, service in subjects if service is not None}
    return own | _services_at({location for location, service in subjects if service is None})


def _services_below(page: Page) -> set[int]:
    return set(ServicePage.objects.descendant_of(page, inclusive=True).values_list("pk", flat=True))


def _services_with_term(term: TaxonomyTerm) -> set[int]:
    """Services that carry the term or a narrower one, and those where an access feature of it was looked at."""
    terms = {term.pk}
    narrower = {term.pk}
    while narrower:
        narrower = set(TaxonomyTerm.objects.filter(parent__in=narrower).values_list("pk", flat=True)) - terms
        terms |= narrower
    found: set[int] = set(ServicePage.objects.filter(support_level__in=terms).values_list("pk", flat=True))
    for name in ("kinds", "needs", "stages", "languages"):
        through = getattr(ServicePage, name).through
        pairs = through.objects.filter(taxonomyterm__in=terms)
        found.update(pairs.values_list("servicepage_id", flat=True))
    return found | _services_of_assessments(Q(findings__feature__in=terms))
