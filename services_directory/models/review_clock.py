"""The review clock: how often a listing is checked, who was reminded, and what an officer has to follow up.

When a listing was last checked is a fact of ``ListingAssurance``. Source: SEND code of practice 4.2, 4.7.
"""

import datetime
import uuid
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from services_directory.enums import ReminderAnswer, ReminderStage, ReviewOutcome, TaxonomyCode
from services_directory.models.providers import ProviderPage
from services_directory.models.services import ServicePage
from services_directory.models.taxonomies import TaxonomyTerm, terms_of


class ReviewPolicy(models.Model):
    """How often listings of one kind are checked, and whether one that nobody confirms leaves the search.

    A kind without a policy follows the wider kind above it, and then the authority settings. Of several policies
    that fit a listing the strictest counts: the shortest time, and hiding if any says so.
    """

    kind = models.OneToOneField(
        TaxonomyTerm,
        on_delete=models.CASCADE,
        related_name="review_policy",
        limit_choices_to=terms_of(TaxonomyCode.KINDS),
        verbose_name="kind of support",
        help_text="Narrower kinds follow it unless they have a policy of their own.",
    )
    months = models.PositiveSmallIntegerField(
        "checked every (months)", validators=[MinValueValidator(1), MaxValueValidator(24)]
    )
    hides = models.BooleanField(
        "take out of search when nobody confirms",
        default=False,
        help_text="Eight weeks after the check was due. Never a listing that must be in the offer.",
    )

    class Meta:
        verbose_name = "review policy"
        verbose_name_plural = "review policies"
        ordering = ["kind__sort_order", "kind__name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(months__range=(1, 24)),
                name="review_policy_between_1_and_24_months",
                violation_error_message="Listings are checked every 1 to 24 months.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: every {self.months} month{'' if self.months == 1 else 's'}"


class ReviewContact(models.Model):
    """Whom to ask about a listing, or about all listings of a provider, when nobody answers. Not public.

    Kept beside the page and not in its revisions, which every editor of the page can read and export.
    """

    page = models.OneToOneField(
        "wagtailcore.Page",
        on_delete=models.CASCADE,
        related_name="review_contact",
        verbose_name="service or provider",
        help_text="A provider's contact is asked about every listing that has none of its own.",
    )
    role = models.CharField(
        max_length=120, help_text="For example: SEN team, admissions. Never a person's name."
    )
    email = models.EmailField("e-mail of the role", help_text="A shared address of the team. Never shown.")

    class Meta:
        verbose_name = "named contact"
        ordering = ["page__title"]

    def __str__(self) -> str:
        return f"{self.role}, {self.page}"

    def clean(self) -> None:
        """Refuse a page that is no listing.

        Raises:
            ValidationError: beside the page.
        """
        super().clean()
        if self.page_id and not isinstance(self.page.specific, ServicePage | ProviderPage):
            raise ValidationError({"page": "Choose a service or a provider."})


class ReminderQuerySet(models.QuerySet["ReviewReminder"]):
    """Questions about reminders."""

    def of_this_round(self) -> Self:
        """Those about a check that is still due."""
        return self.filter(due_on=F("page__assurance__next_due_on"))

    def unanswered(self) -> Self:
        """Nothing was done with the link."""
        return self.filter(answer="")


class ReviewReminder(models.Model):
    """One person was asked to check one listing at one stage: the memory that makes reminding safe to run twice.

    The link in the mail names this row by ``uuid``, so that its address holds nothing of the person.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    page = models.ForeignKey(ServicePage, on_delete=models.CASCADE, related_name="review_reminders")
    due_on = models.DateField(help_text="The day the check was due when it was sent: names the round.")
    stage = models.SmallIntegerField(choices=ReminderStage.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="review_reminders",
    )
    role_email = models.EmailField("e-mail of the named contact", blank=True)
    sent_on = models.DateField()
    answer = models.CharField(max_length=7, choices=ReminderAnswer.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(ReminderQuerySet)()

    class Meta:
        verbose_name = "reminder"
        ordering = ["-sent_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "due_on", "stage", "user"],
                condition=Q(user__isnull=False),
                name="reminder_once_for_listing_stage_and_person",
            ),
            models.UniqueConstraint(
                "page",
                "due_on",
                "stage",
                Lower("role_email"),
                condition=Q(user=None),
                name="reminder_once_for_listing_stage_and_role",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, role_email="") | Q(user=None) & ~Q(role_email=""),
                name="reminder_goes_to_a_person_or_a_role",
                violation_error_message="A reminder goes to one person or to one role.",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | ~Q(answer="") & Q(answered_at__isnull=False),
                name="reminder_answer_has_its_time",
                violation_error_message="An answer has the time it was given.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page}, {self.get_stage_display()}"

    @property
    def address(self) -> str:
        """Where it went."""
        return self.user.email if self.user is not None else self.role_email


class ReviewTaskQuerySet(models.QuerySet["ReviewTask"]):
    """Questions about tasks."""

    def open(self) -> Self:
        """Those that wait for an officer, the longest waiting first."""
        return self.filter(closed_on=None).order_by("opened_on", "pk")


class ReviewTask(models.Model):
    """An officer must find out whether a listing is right, because nobody confirmed it in time."""

    page = models.ForeignKey(ServicePage, on_delete=models.CASCADE, related_name="review_tasks")
    due_on = models.DateField(help_text="The day the check was due.")
    opened_on = models.DateField()
    nobody_to_ask = models.BooleanField(
        default=False, help_text="No member of the provider and no named contact could be reminded."
    )
    contact_asked_on = models.DateField(
        null=True, blank=True, help_text="The named contact of a listing that must be in the offer was asked."
    )
    closed_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=9, choices=ReviewOutcome.choices, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = models.Manager.from_queryset(ReviewTaskQuerySet)()

    class Meta:
        verbose_name = "overdue listing"
        ordering = ["opened_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["page"],
                condition=Q(closed_on=None),
                name="review_task_open_once_for_a_listing",
                violation_error_message="This listing already has an open task.",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, outcome="") | Q(closed_on__isnull=False) & ~Q(outcome=""),
                name="review_task_closed_with_an_outcome",
                violation_error_message="A task that is closed has a day and an outcome.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page}, due {self.due_on:%d %B %Y}"

    def days_overdue(self, on: datetime.date | None = None) -> int:
        """How many days the check is late on ``on`` (today)."""
        return ((on or datetime.date.today()) - self.due_on).days
