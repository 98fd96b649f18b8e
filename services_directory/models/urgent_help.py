"""Urgent help: which searched words bring it up, and what it says."""

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.fields import RichTextField


class UrgentHelp(models.Model):
    """Help that stands first when somebody searches for certain words. The list is the editors'."""

    title = models.CharField(max_length=120, help_text="For example: If a child is in danger now, call 999.")
    words = models.TextField(
        help_text="Words or phrases that bring it up, one on a line. Endings do not matter: harm finds harming."
    )
    advice = RichTextField(features=["bold", "ul", "link"])
    telephone = models.CharField(max_length=40, blank=True)
    url = models.URLField("web page", max_length=500, blank=True)
    sort_order = models.PositiveSmallIntegerField(default=0)
    is_shown = models.BooleanField("in use", default=True)

    class Meta:
        verbose_name = "urgent help"
        verbose_name_plural = "urgent help"
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse an entry that no word can bring up.

        Raises:
            ValidationError: there is no word.
        """
        super().clean()
        if not self.phrases:
            raise ValidationError({"words": "Write at least one word or phrase."})

    @property
    def phrases(self) -> list[str]:
        """The words and phrases, one by one."""
        return [line.strip() for line in self.words.splitlines() if line.strip()]
