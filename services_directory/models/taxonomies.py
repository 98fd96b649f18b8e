"""Managed lists: kinds of support, needs, support levels, stages of life, access features, languages."""

import uuid
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.search import index

from services_directory.enums import FeatureScope, TaxonomyCode


class Taxonomy(models.Model):
    """A managed list. Source: Open Referral UK 3.0, ``taxonomy``."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)

    class Meta:
        verbose_name = "list of terms"
        verbose_name_plural = "lists of terms"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class TaxonomyTermQuerySet(models.QuerySet["TaxonomyTerm"]):
    """Questions about terms."""

    def of(self, taxonomy: TaxonomyCode) -> Self:
        """Terms of one list, in its order."""
        return self.filter(taxonomy__code=taxonomy)

    def in_use(self) -> Self:
        """Terms that may still be chosen."""
        return self.filter(retired_on=None)


class TaxonomyTerm(index.Indexed, models.Model):
    """One term of a managed list: the words families use, and the official one.

    A term that anything refers to is retired and not deleted: ``SET_NULL`` would empty live services.
    Source: Open Referral UK 3.0, ``taxonomy_term``.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    taxonomy = models.ForeignKey(Taxonomy, on_delete=models.PROTECT, related_name="terms")
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        help_text="The wider term that this one belongs to. Of an access feature: its domain.",
    )
    code = models.SlugField(
        max_length=80, help_text="Stands in addresses and never changes, for example autism."
    )
    name = models.CharField(max_length=120, help_text="In the words that families use.")
    official_name = models.CharField(
        max_length=160, blank=True, help_text="The official word, shown in brackets."
    )
    family_words = models.TextField(
        blank=True, help_text="Other words people search with, one on a line, for example: can't sit still."
    )
    description = models.TextField(
        blank=True, help_text="What it means in plain words. Of an access feature: what to look for."
    )
    scope = models.CharField(
        max_length=10,
        choices=FeatureScope.choices,
        blank=True,
        help_text="Only for access features: found on the building, or with the staff and session.",
    )
    unit = models.CharField(
        max_length=20, blank=True, help_text="Only for access features: unit, for example cm."
    )
    term_uri = models.URLField(blank=True, help_text="Address of the term in a published vocabulary.")
    sort_order = models.PositiveSmallIntegerField(default=0)
    retired_on = models.DateField(
        null=True, blank=True, help_text="From this day it can no longer be chosen. Listings keep it."
    )

    objects = models.Manager.from_queryset(TaxonomyTermQuerySet)()

    search_fields = [
        index.SearchField("name"),
        index.SearchField("official_name"),
        index.SearchField("family_words"),
        index.AutocompleteField("name"),
        index.FilterField("taxonomy_id"),
        index.FilterField("retired_on"),
    ]

    class Meta:
        verbose_name = "term"
        ordering = ["taxonomy", "sort_order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["taxonomy", "code"],
                name="term_code_unique_in_its_list",
                violation_error_message="This list already has a term with this code.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a parent of another list, and a term above itself.

        Raises:
            ValidationError: the parent does not fit.
        """
        super().clean()
        ancestor = self.parent
        while ancestor is not None:
            if ancestor.taxonomy_id != self.taxonomy_id:
                raise ValidationError({"parent": "The wider term must be in the same list."})
            if ancestor.pk == self.pk:
                raise ValidationError({"parent": "A term cannot stand above itself."})
            ancestor = ancestor.parent

    @property
    def words(self) -> str:
        """Every word that a search may find the term by."""
        return " ".join(filter(None, [self.name, self.official_name, self.family_words.replace("\n", " ")]))


def terms_of(taxonomy: TaxonomyCode) -> dict[str, Any]:
    """For ``limit_choices_to``: the terms of one list."""
    return {"taxonomy__code": taxonomy.value}
