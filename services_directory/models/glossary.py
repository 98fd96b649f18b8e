"""The words of SEND in plain English: for readers, and for search."""

import secrets
from collections.abc import Iterator
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.text import slugify
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.search import index

from services_directory.models.search_index import IndexState


class SynonymDirection(models.TextChoices):
    """Which way a search goes from a word to others."""

    BOTH = "both", "Both ways: all of them mean the same"
    ONE_WAY = (
        "one-way",
        "One way: who searches for the word also finds the others, but not the other way round",
    )


class GlossaryQuerySet(models.QuerySet["GlossaryEntry"]):
    """Questions to the glossary."""

    def in_a_to_z(self) -> Self:
        """What the public A to Z shows."""
        return self.filter(in_a_to_z=True)

    def explained(self) -> Self:
        """What explains itself on pages."""
        return self.filter(explain_on_pages=True)

    def synonym_pairs(self) -> Iterator[tuple[str, list[str]]]:
        """(phrase, phrases that it also stands for) for search; one query."""
        for entry in self.only("term", "expansion", "synonyms", "direction"):
            yield from entry.synonym_pairs()


class GlossaryEntry(index.Indexed, models.Model):
    """A word, what it means, and what else people say for it."""

    term = models.CharField(
        "word or phrase", max_length=80, help_text="As people write it, for example SENCO."
    )
    term_key = models.CharField(max_length=80, unique=True, editable=False)
    expansion = models.CharField(
        "in full",
        max_length=150,
        blank=True,
        help_text="What the letters stand for, if it is a set of initials.",
    )
    meaning = models.TextField(
        "what it means", blank=True, help_text="One or two short sentences that a ten-year-old could read."
    )
    synonyms = models.TextField(
        "other words for it",
        blank=True,
        help_text="One on each line. A search for the word also finds services that say these.",
    )
    direction = models.CharField(
        max_length=10, choices=SynonymDirection.choices, default=SynonymDirection.BOTH
    )
    in_a_to_z = models.BooleanField("show in the A to Z", default=True)
    explain_on_pages = models.BooleanField(
        "explain on pages",
        default=False,
        help_text="The first time the word stands on a page, it explains itself.",
    )
    is_acronym = models.BooleanField(
        "is a set of initials",
        default=False,
        help_text="Then only the same capital letters are explained on pages.",
    )
    updated_at = models.DateTimeField(auto_now=True)

    objects = models.Manager.from_queryset(GlossaryQuerySet)()

    panels = [
        FieldPanel("term"),
        FieldPanel("expansion"),
        FieldPanel("meaning"),
        MultiFieldPanel([FieldPanel("synonyms"), FieldPanel("direction")], heading="In searches"),
        MultiFieldPanel(
            [FieldPanel("in_a_to_z"), FieldPanel("explain_on_pages"), FieldPanel("is_acronym")],
            heading="On pages",
        ),
    ]
    search_fields = [index.SearchField("term"), index.SearchField("expansion"), index.SearchField("synonyms")]

    class Meta:
        ordering = ["term_key"]
        verbose_name = "glossary word"
        verbose_name_plural = "glossary"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(in_a_to_z=False) & models.Q(explain_on_pages=False)
                | ~models.Q(meaning=""),
                name="glossary_word_shown_has_a_meaning",
                violation_error_message="Say what the word means, or do not show it to families.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.term} ({self.expansion})" if self.expansion else self.term

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and let every process read the synonyms again."""
        self.term_key = self.term.casefold()
        super().save(*args, **kwargs)
        glossary_has_changed()

    @property
    def anchor(self) -> str:
        """Where it stands on the page of words."""
        return slugify(self.term) or f"word-{self.pk}"

    @property
    def also_said(self) -> list[str]:
        """Other words for the same thing; what a search only goes to from here means something else."""
        return self.synonym_list if self.direction == SynonymDirection.BOTH else []

    @property
    def synonym_list(self) -> list[str]:
        """The other words, one each."""
        return [line.strip() for line in self.synonyms.splitlines() if line.strip()]

    def synonym_pairs(self) -> Iterator[tuple[str, list[str]]]:
        """(phrase, phrases that it also stands for)."""
        if self.direction == SynonymDirection.ONE_WAY:
            yield self.term, self.synonym_list
            return
        phrases = [self.term, *filter(None, [self.expansion]), *self.synonym_list]
        for phrase in phrases:
            yield phrase, [other for other in phrases if other != phrase]

    def clean(self) -> None:
        """Refuse a word that is there already, however it is written."""
        super().clean()
        self.term = " ".join(self.term.split())
        twin = GlossaryEntry.objects.filter(term_key=self.term.casefold()).exclude(pk=self.pk).first()
        if twin is not None:
            raise ValidationError(
                {"term": f"“{twin.term}” is in the glossary already. Change that entry instead."}
            )

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete, and let every process read the synonyms again."""
        deleted = super().delete(*args, **kwargs)
        glossary_has_changed()
        return deleted


def glossary_has_changed() -> None:
    """Give the glossary another version."""
    IndexState.objects.update_or_create(pk=1, defaults={"glossary_version": secrets.randbits(62) or 1})
