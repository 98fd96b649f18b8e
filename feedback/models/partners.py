"""Bodies that the authority works with or points families to."""

from django.db import models

from feedback.enums import PartnerKind, SignpostKind


class Partner(models.Model):
    """A body that approved words are sent to: a commissioner, a neighbouring authority, the board."""

    name = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=26, choices=PartnerKind.choices, default=PartnerKind.COMMISSIONER)
    email = models.EmailField("shared mailbox", blank=True, help_text="Of a team, not of a person.")
    is_in_use = models.BooleanField("in use", default=True)

    class Meta:
        verbose_name = "partner body"
        verbose_name_plural = "partner bodies"
        ordering = ["kind", "name"]

    def __str__(self) -> str:
        return self.name


class SignpostRoute(models.Model):
    """Where to take what a comment cannot settle: a complaint, an appeal, an urgent worry.

    Source: SEND code of practice 4.25, 11.1 to 11.111.
    """

    code = models.SlugField(
        max_length=40, unique=True, null=True, editable=False, help_text="Of those the site brings."
    )
    kind = models.CharField(max_length=12, choices=SignpostKind.choices)
    title = models.CharField(max_length=120, help_text="In a family's words: A complaint about the NHS.")
    body = models.CharField("who deals with it", max_length=160)
    who_may_use = models.CharField("who may use it", max_length=250)
    how = models.CharField("how to start", max_length=400, blank=True)
    time_limit = models.CharField(
        max_length=250, blank=True, help_text="In words. Empty means there is none, and the page says so."
    )
    legal_source = models.CharField(max_length=250, blank=True)
    url = models.URLField("web page", max_length=500, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    checked_on = models.DateField("date checked", null=True, blank=True)
    is_shown = models.BooleanField("in use", default=True)
    sort_order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "signpost"
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return self.title
