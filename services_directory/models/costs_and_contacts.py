"""What a service costs, whom to ask, and who may ask for it."""

import uuid

from django.db import models
from django.db.models import F, Q
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from services_directory.enums import ContactKind, Referrer


class CostOption(Orderable):
    """One price. Source: Open Referral UK 3.0, ``cost_option``; amounts in pounds."""

    page = ParentalKey(
        "services_directory.ServicePage", on_delete=models.CASCADE, related_name="cost_options"
    )
    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    option = models.CharField("for what", max_length=120, blank=True, help_text="For example: one session.")
    amount = models.DecimalField(
        "amount (£)", max_digits=8, decimal_places=2, null=True, blank=True, help_text="0 if it is free."
    )
    amount_description = models.CharField(
        "in words", max_length=200, blank=True, help_text="For example: pay what you can, or help with costs."
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = "cost"
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0) | Q(amount=None),
                name="cost_option_amount_not_negative",
                violation_error_message="A price cannot be below 0.",
            ),
            models.CheckConstraint(
                condition=~Q(amount=None) | ~Q(amount_description=""),
                name="cost_option_says_something",
                violation_error_message="Give an amount, or say the cost in words.",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__lte=F("valid_to")) | Q(valid_from=None) | Q(valid_to=None),
                name="cost_option_dates_in_order",
                violation_error_message="A price must not end before it begins.",
            ),
        ]

    def __str__(self) -> str:
        return self.as_words()

    def as_words(self) -> str:
        """The price as a family would say it, for example “£4.50 for one session”."""
        if self.amount is None:
            price = self.amount_description
        elif self.amount == 0:
            price = "Free"
        else:
            pounds = f"{self.amount:.2f}".removesuffix(".00")
            price = f"£{pounds}"
        if self.option:
            price = f"{price} for {self.option}" if self.amount is not None else f"{self.option}: {price}"
        if self.amount is not None and self.amount_description:
            price = f"{price} ({self.amount_description})"
        return price


class Contact(Orderable):
    """Whom to ask: a role and never a person. Source: Open Referral UK 3.0, ``contact`` and ``phone``."""

    page = ParentalKey("services_directory.ServicePage", on_delete=models.CASCADE, related_name="contacts")
    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=ContactKind.choices, default=ContactKind.GENERAL)
    role = models.CharField(
        "team or role",
        max_length=120,
        blank=True,
        help_text="For example: Admissions team. No names of people.",
    )
    telephone = models.CharField(max_length=60, blank=True)
    textphone = models.CharField("text relay or SMS", max_length=60, blank=True)
    email = models.EmailField(blank=True)
    url = models.URLField("web page", max_length=500, blank=True)
    note = models.CharField(max_length=200, blank=True, help_text="For example: weekday mornings.")

    class Meta(Orderable.Meta):
        verbose_name = "contact"
        constraints = [
            models.CheckConstraint(
                condition=~Q(telephone="") | ~Q(textphone="") | ~Q(email="") | ~Q(url=""),
                name="contact_reaches_somebody",
                violation_error_message="Give a telephone number, an e-mail address or a web page.",
            ),
        ]

    def __str__(self) -> str:
        return self.role or self.get_kind_display()


class ReferralRoute(Orderable):
    """One way to get the service: who may ask, and how."""

    page = ParentalKey(
        "services_directory.ServicePage", on_delete=models.CASCADE, related_name="referral_routes"
    )
    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    referrer = models.CharField("who can ask", max_length=12, choices=Referrer.choices)
    how = models.CharField(
        max_length=300,
        blank=True,
        help_text="What to do first, for example: ring us or fill in the form online.",
    )
    url = models.URLField("form or page", max_length=500, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = "way to ask for it"
        verbose_name_plural = "ways to ask for it"

    def __str__(self) -> str:
        return self.get_referrer_display()
