"""Organisations that provide services, and the page they are listed under."""

import uuid

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail.search import index

from localoffer.models import BasePage
from services_directory.enums import IdentifierScheme
from services_directory.models.copying import CopiesWithFreshRows
from services_directory.panels import provider_edit_handler


class OrganisationsPage(BasePage):
    """Holds the providers, at ``/organisation/``."""

    template = "services_directory/organisations.html"
    max_count = 1
    parent_page_types = ["localoffer.HomePage"]
    subpage_types = ["services_directory.ProviderPage"]

    class Meta:
        verbose_name = "list of organisations"


class ProviderPage(CopiesWithFreshRows, BasePage):
    """An organisation that provides services. Source: Open Referral UK 3.0, ``organization``."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    description = RichTextField(
        blank=True,
        features=["bold", "ul", "link"],
        help_text="What the organisation does, in two or three sentences.",
    )
    legal_status = models.CharField(
        max_length=80, blank=True, help_text="For example: charity, NHS trust, council, company."
    )
    website = models.URLField(max_length=500, blank=True)
    email = models.EmailField(blank=True, help_text="Shown to everyone. A role address, not a person's.")
    telephone = models.CharField(max_length=60, blank=True)
    logo = models.ForeignKey(
        "media.Picture", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    what_was_checked = models.CharField(
        max_length=250,
        blank=True,
        help_text="One line for families on what the council checked, and what it did not.",
    )

    exclude_fields_in_copy = ["uuid"]
    template = "services_directory/provider.html"
    parent_page_types = ["services_directory.OrganisationsPage"]
    subpage_types: list[str] = []
    search_fields = [
        *Page.search_fields,
        index.SearchField("description"),
        index.FilterField("uuid"),
    ]
    edit_handler = provider_edit_handler()

    class Meta:
        verbose_name = "provider"

    @property
    def meta_description(self) -> str:
        """One sentence for search engines."""
        return (
            self.search_description or f"Services for children and young people with SEND from {self.title}."
        )


class OrganisationIdentifier(Orderable):
    """A provider's number in a public register. Source: Open Referral UK 3.0, ``organization_identifier``."""

    page = ParentalKey(ProviderPage, on_delete=models.CASCADE, related_name="identifiers")
    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    scheme = models.CharField(max_length=12, choices=IdentifierScheme.choices)
    identifier = models.CharField(max_length=40)

    class Meta(Orderable.Meta):
        verbose_name = "register number"

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.identifier}"
