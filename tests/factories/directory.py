"""Rows of the directory. Pages are made live with a revision, as an officer's *Publish* leaves them."""

import datetime
from typing import Any

import factory
from factory.django import DjangoModelFactory

from services_directory import models
from services_directory.enums import (
    AssessmentMethod,
    AssessmentState,
    AssessorKind,
    CheckSource,
    CriterionKind,
    FindingResult,
    TaxonomyCode,
)


class TaxonomyFactory(DjangoModelFactory):
    """One of the managed lists, made once."""

    class Meta:
        model = models.Taxonomy
        django_get_or_create = ("code",)

    code = TaxonomyCode.NEEDS
    name = factory.LazyAttribute(lambda taxonomy: TaxonomyCode(taxonomy.code).label)


class TaxonomyTermFactory(DjangoModelFactory):
    """A term; a need unless ``taxonomy__code`` says otherwise. Made once for each code of a list."""

    class Meta:
        model = models.TaxonomyTerm
        django_get_or_create = ("taxonomy", "code")

    taxonomy = factory.SubFactory(TaxonomyFactory)
    code = factory.Sequence(lambda number: f"term-{number}")
    name = factory.LazyAttribute(lambda term: term.code.replace("-", " ").capitalize())


class NeedFactory(TaxonomyTermFactory):
    """A need."""


class KindFactory(TaxonomyTermFactory):
    """A kind of support."""

    taxonomy = factory.SubFactory(TaxonomyFactory, code=TaxonomyCode.KINDS)


class SupportLevelFactory(TaxonomyTermFactory):
    """A support level."""

    taxonomy = factory.SubFactory(TaxonomyFactory, code=TaxonomyCode.SUPPORT_LEVELS)
    code = "universal"


class AccessFeatureFactory(TaxonomyTermFactory):
    """An access feature of the building, unless ``scope`` says otherwise."""

    taxonomy = factory.SubFactory(TaxonomyFactory, code=TaxonomyCode.ACCESS_FEATURES)
    scope = "building"


class _PageFactory(DjangoModelFactory):
    """Puts the page below its only possible parent, then publishes it, or leaves it a draft (``live=False``)."""

    class Meta:
        abstract = True

    @classmethod
    def _parent(cls) -> Any:
        raise LookupError(f"{cls.__name__} names no parent.")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        live = kwargs.pop("live", True)
        page = cls._parent().add_child(instance=model_class(*args, live=False, **kwargs))
        revision = page.save_revision()
        if live:
            revision.publish()
        return model_class.objects.get(pk=page.pk)


class ProviderPageFactory(_PageFactory):
    """A live provider."""

    class Meta:
        model = models.ProviderPage

    title = factory.Sequence(lambda number: f"Provider {number}")

    @classmethod
    def _parent(cls) -> models.OrganisationsPage:
        return models.OrganisationsPage.objects.get()


class ServicePageFactory(_PageFactory):
    """A live service with a provider and nothing that a test did not ask for.

    Rows are given as lists of unsaved objects: ``contacts=[Contact(telephone="01632 960001")]``; needs, kinds
    and stages as lists of terms.
    """

    class Meta:
        model = models.ServicePage

    title = factory.Sequence(lambda number: f"Service {number}")
    summary = "A club for children."
    provider = factory.SubFactory(ProviderPageFactory)

    @classmethod
    def _parent(cls) -> models.DirectoryPage:
        return models.DirectoryPage.objects.get()


class LocationFactory(DjangoModelFactory):
    """A live place in Aylesbury."""

    class Meta:
        model = models.Location

    name = factory.Sequence(lambda number: f"Hall {number}")
    address_1 = "1 High Street"
    city = "Aylesbury"
    postal_code = "HP20 1UY"
    latitude = 51.8168
    longitude = -0.8084


class EligibilityCriterionFactory(factory.Factory):
    """An unsaved rule, to be handed to ``ServicePageFactory``."""

    class Meta:
        model = models.EligibilityCriterion

    kind = CriterionKind.OTHER
    sentence = "You live in our area."


class AssessmentFactory(DjangoModelFactory):
    """A published assessment of a building, made today by the council."""

    class Meta:
        model = models.AccessibilityAssessment

    location = factory.SubFactory(LocationFactory)
    assessed_on = factory.LazyFunction(datetime.date.today)
    next_due_on = factory.LazyAttribute(lambda one: one.assessed_on + datetime.timedelta(days=365))
    assessor_kind = AssessorKind.COUNCIL
    assessor_organisation = "The council's access team"
    method = AssessmentMethod.VISIT
    state = AssessmentState.PUBLISHED
    published_on = factory.LazyAttribute(
        lambda one: one.assessed_on if one.state == AssessmentState.PUBLISHED else None
    )


class FindingFactory(DjangoModelFactory):
    """A feature that was found to be there."""

    class Meta:
        model = models.AccessibilityFinding

    assessment = factory.SubFactory(AssessmentFactory)
    feature = factory.SubFactory(AccessFeatureFactory)
    result = FindingResult.YES


class ListingAssuranceFactory(DjangoModelFactory):
    """A listing checked today by its provider, due in half a year."""

    class Meta:
        model = models.ListingAssurance

    page = factory.SubFactory(ServicePageFactory)
    checked_on = factory.LazyFunction(datetime.date.today)
    checked_by = "Provider 1"
    source = CheckSource.PROVIDER
    next_due_on = factory.LazyAttribute(lambda one: one.checked_on + datetime.timedelta(days=182))


class OperationalStatusFactory(DjangoModelFactory):
    """A service that is open."""

    class Meta:
        model = models.OperationalStatus

    service = factory.SubFactory(ServicePageFactory)
