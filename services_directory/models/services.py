"""The directory and its services."""

import uuid
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from modelcluster.fields import ParentalManyToManyField
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.models.pages import PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index
from wagtail.url_routing import RouteResult

from localoffer.models import BasePage
from services_directory.enums import (
    Audience,
    Coverage,
    CriterionEffect,
    CriterionKind,
    CriterionPurpose,
    Delivery,
    MustBeInOffer,
    PlanRequirement,
    Sector,
    TaxonomyCode,
    WhoseChildren,
    YesNoUnknown,
)
from services_directory.fields import ChoiceListField, labels_of
from services_directory.models.copying import CopiesWithFreshRows
from services_directory.models.providers import ProviderPage
from services_directory.models.search_index import IndexOutbox
from services_directory.models.taxonomies import TaxonomyTerm, terms_of
from services_directory.panels import service_edit_handler


class DirectoryPage(BasePage):
    """Holds the services, at ``/service/``; its own address leads to the search."""

    template = "services_directory/directory.html"
    max_count = 1
    parent_page_types = ["localoffer.HomePage"]
    subpage_types = ["services_directory.ServicePage"]

    class Meta:
        verbose_name = "directory"


class ServicePageQuerySet(PageQuerySet):
    """Questions about services."""

    def open_to_age(self, years: int) -> Self:
        """Services for a person aged ``years``; bounds inclusive, no bound means any age."""
        return self.filter(
            Q(minimum_age__lte=years) | Q(minimum_age=None),
            Q(maximum_age__gte=years) | Q(maximum_age=None),
        )

    def in_sector(self, sector: str) -> Self:
        """Services of one sector; a JSON list is matched as text, since SQLite has no containment."""
        return self.annotate(_sectors=Cast("sectors", models.TextField())).filter(
            _sectors__contains=f'"{sector}"'
        )

    def for_search(self) -> Self:
        """Services that families can find: live, and not hidden by the review clock.

        What must be in the offer is found whatever the clock says.
        """
        return self.live().exclude(assurance__hidden_on__isnull=False, must_be_in_offer="")


class ServicePage(CopiesWithFreshRows, BasePage):
    """Something a provider offers to children and young people with SEND, or to their families.

    Source: Open Referral UK 3.0, ``service``; SEND Regulations 2014, Schedule 2; code of practice 4.7, 4.30.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    provider = models.ForeignKey(
        ProviderPage,
        null=True,
        on_delete=models.SET_NULL,
        related_name="services",
        help_text="The organisation that runs it. Needed to publish.",
    )
    summary = models.CharField(
        max_length=250,
        help_text="What it is and for whom, in one sentence a family would use. Needed to publish.",
    )
    description = RichTextField(
        "what to expect",
        blank=True,
        features=["h3", "bold", "ul", "ol", "link"],
        help_text="What happens there, in short sentences.",
    )
    picture = models.ForeignKey(
        "media.Picture", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    picture_text = models.CharField(
        "what the picture shows", max_length=250, blank=True, help_text="For people who cannot see it."
    )
    # Open Referral UK says ``url``; on a page that name is its own address, which Wagtail needs.
    website = models.URLField("web page of the service", max_length=500, blank=True)

    # For whom
    sectors = ChoiceListField(choices_class=Sector, help_text="Tick all that apply. Families filter by it.")
    kinds = ParentalManyToManyField(
        TaxonomyTerm,
        blank=True,
        related_name="+",
        limit_choices_to=terms_of(TaxonomyCode.KINDS),
        verbose_name="kinds of support",
    )
    needs = ParentalManyToManyField(
        TaxonomyTerm,
        blank=True,
        related_name="+",
        limit_choices_to=terms_of(TaxonomyCode.NEEDS),
        help_text="Leave empty if it is for everyone.",
    )
    support_level = models.ForeignKey(
        TaxonomyTerm,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        limit_choices_to=terms_of(TaxonomyCode.SUPPORT_LEVELS),
        help_text="Universal, targeted or specialist (code of practice 4.31). Families filter by it.",
    )
    stages = ParentalManyToManyField(
        TaxonomyTerm,
        blank=True,
        related_name="+",
        limit_choices_to=terms_of(TaxonomyCode.STAGES),
        verbose_name="stages of life",
    )
    languages = ParentalManyToManyField(
        TaxonomyTerm,
        blank=True,
        related_name="+",
        limit_choices_to=terms_of(TaxonomyCode.LANGUAGES),
        verbose_name="languages spoken",
    )
    interpretation_services = models.CharField(
        "interpreters",
        max_length=200,
        blank=True,
        help_text="For example: BSL and spoken languages on request.",
    )
    audiences = ChoiceListField("who it speaks to", choices_class=Audience)
    minimum_age = models.PositiveSmallIntegerField(
        "youngest age (years)", null=True, blank=True, help_text="Empty means from birth."
    )
    maximum_age = models.PositiveSmallIntegerField(
        "oldest age (years)",
        null=True,
        blank=True,
        help_text="11 means until the 12th birthday. Empty: no limit.",
    )
    is_open_to_all = models.BooleanField(
        "open to all",
        default=False,
        help_text="Tick if there are no rules about who can use it, apart from age.",
    )
    whose_children = models.CharField(
        max_length=18, choices=WhoseChildren.choices, default=WhoseChildren.BOTH
    )
    coverage = models.CharField(
        "in or outside the area", max_length=8, choices=Coverage.choices, default=Coverage.IN_AREA
    )
    delivery = ChoiceListField("how it reaches you", choices_class=Delivery)

    # Who runs and pays for it
    commissioner = models.CharField(
        max_length=160, blank=True, help_text="The body that buys or funds it, if it is not the provider."
    )
    accountable_body = models.CharField(max_length=160, blank=True, help_text="The body that answers for it.")
    must_be_in_offer = models.CharField(
        "must be in the offer as",
        max_length=17,
        choices=MustBeInOffer.choices,
        blank=True,
        help_text="Such a listing is never hidden when it is out of date.",
    )
    is_statutory_assessment = models.BooleanField(
        "a statutory assessment",
        default=False,
        help_text="For example an EHC needs assessment. Families can always ask, so it is never 'not for you'.",
    )
    is_short_break = models.BooleanField("a short break", default=False)
    personal_budget = models.CharField(
        "can be bought with a personal budget",
        max_length=8,
        choices=YesNoUnknown.choices,
        default=YesNoUnknown.UNKNOWN,
    )

    # How to get it
    application_process = RichTextField(
        "how to get it",
        blank=True,
        features=["bold", "ol", "ul", "link"],
        help_text="The steps, one after the other, and when a family will hear back.",
    )
    waiting_time = models.CharField(
        max_length=160, blank=True, help_text="In words, for example: about 12 weeks to the first visit."
    )
    waiting_time_weeks = models.PositiveSmallIntegerField(
        "waiting time (weeks)", null=True, blank=True, help_text="0 if there is no wait."
    )
    waiting_time_as_at = models.DateField("waiting time as at", null=True, blank=True)
    who_decides = models.CharField(
        max_length=250, blank=True, help_text="The body or panel that decides, and how. No names."
    )
    how_to_challenge = models.CharField(
        "what if we are turned down", max_length=300, blank=True, help_text="Whom to ask and by when."
    )
    adjustments = models.CharField(
        "asking for adjustments",
        max_length=250,
        blank=True,
        help_text="What can be changed for a child, and whom to ask.",
    )

    objects = PageManager.from_queryset(ServicePageQuerySet)()

    exclude_fields_in_copy = ["uuid"]
    template = "services_directory/service.html"
    parent_page_types = ["services_directory.DirectoryPage"]
    subpage_types: list[str] = []
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.FilterField("provider_id"),
        index.FilterField("coverage"),
        index.FilterField("must_be_in_offer"),
    ]
    edit_handler = service_edit_handler()

    class Meta:
        verbose_name = "service"
        constraints = [
            models.CheckConstraint(
                condition=Q(minimum_age__lte=F("maximum_age")) | Q(minimum_age=None) | Q(maximum_age=None),
                name="service_age_bounds_in_order",
                violation_error_message="The youngest age must not be above the oldest age.",
            ),
            models.CheckConstraint(
                condition=Q(waiting_time="", waiting_time_weeks=None) | Q(waiting_time_as_at__isnull=False),
                name="service_waiting_time_has_its_date",
                violation_error_message="Say on which day the waiting time was right.",
            ),
        ]

    def clean(self) -> None:
        """Refuse ages in the wrong order and a waiting time without its date, beside the field to mend.

        Raises:
            ValidationError: by field.
        """
        super().clean()
        if (
            self.minimum_age is not None
            and self.maximum_age is not None
            and self.minimum_age > self.maximum_age
        ):
            raise ValidationError({"minimum_age": "The youngest age must not be above the oldest age."})
        if (self.waiting_time or self.waiting_time_weeks is not None) and not self.waiting_time_as_at:
            raise ValidationError({"waiting_time_as_at": "Say on which day the waiting time was right."})

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the page and its rows, and note in the same transaction that the index must follow."""
        super().save(*args, **kwargs)
        IndexOutbox.objects.mark([self.pk])

    @property
    def meta_description(self) -> str:
        """One sentence for search engines."""
        return self.search_description or self.summary

    @property
    def delivery_words(self) -> list[str]:
        """How it reaches the family, in words."""
        return labels_of(self.delivery, Delivery)

    @property
    def has_waiting_time(self) -> bool:
        """Whether a family has to wait; words without a number of weeks are a wait, 0 weeks is none."""
        return bool(self.waiting_time_weeks or (self.waiting_time and self.waiting_time_weeks is None))

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was once in the offer and no longer is."""
        return not self.live and self.first_published_at is not None

    @property
    def plan_requirement(self) -> PlanRequirement:
        """Whether an EHC plan is needed, from the criteria; a service open to all needs none.

        A previewed page's rows are no real queryset, so the rows are walked in Python.
        """
        effects = {
            criterion.effect
            for criterion in self.eligibility_criteria.all()
            if criterion.kind == CriterionKind.PLAN and criterion.purpose == CriterionPurpose.ENTRY
        }
        if CriterionEffect.MUST in effects:
            return PlanRequirement.NEEDED
        if self.is_open_to_all or effects & {
            CriterionEffect.NOT_NEEDED,
            CriterionEffect.HELPS,
            CriterionEffect.ANY_OF,
        }:
            return PlanRequirement.NOT_NEEDED
        return PlanRequirement.UNKNOWN

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """As Wagtail's, but a withdrawn service answers for itself (410) in place of a 404."""
        if not path_components and self.is_withdrawn:
            return RouteResult(self)
        return super().route(request, path_components)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, or the notice (410) of a service that has been withdrawn."""
        if self.is_withdrawn and not getattr(request, "is_preview", False):
            return TemplateResponse(request, "410.html", {"page": self}, status=410)
        return super().serve(request, *args, **kwargs)
