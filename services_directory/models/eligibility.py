"""Who can use a service, as rules that can be answered and sentences that can be read."""

import uuid

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from services_directory.enums import CriterionBasis, CriterionEffect, CriterionKind, CriterionPurpose

# Kinds whose absolute, confirmed rule may answer "not for you" (architecture, "Eligibility").
DECIDING_KINDS = frozenset({CriterionKind.AGE, CriterionKind.AREA, CriterionKind.PLAN})


class EligibilityCriterion(Orderable):
    """One rule about who can use a service, or get it paid for.

    Source: SEND code of practice 4.7, 4.44; SEND Regulations 2014, Schedule 2; NICE draft 1.17.3 (a diagnosis
    alone never decides).
    """

    page = ParentalKey(
        "services_directory.ServicePage", on_delete=models.CASCADE, related_name="eligibility_criteria"
    )
    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=18, choices=CriterionKind.choices)
    effect = models.CharField(max_length=10, choices=CriterionEffect.choices, default=CriterionEffect.MUST)
    group = models.CharField(
        max_length=40,
        blank=True,
        validators=[RegexValidator(r"^[\w -]*$", "Use letters, numbers, spaces and hyphens.")],
        help_text="Only for 'any one of a group': give the rules of one group the same short name.",
    )
    sentence = models.CharField(
        max_length=300,
        help_text="The rule as you would say it to a family, for example: You live in Northbury.",
    )
    minimum = models.PositiveSmallIntegerField(
        "from", null=True, blank=True, help_text="Of an age or school year: the lowest."
    )
    maximum = models.PositiveSmallIntegerField(
        "to", null=True, blank=True, help_text="Of an age or school year: the highest."
    )
    values = models.JSONField(
        "codes",
        default=list,
        blank=True,
        help_text="Codes the rule names: of needs, of areas (ONS codes), of plans; as a list of words.",
    )
    purpose = models.CharField(max_length=8, choices=CriterionPurpose.choices, default=CriterionPurpose.ENTRY)
    basis = models.CharField(
        "set by", max_length=13, choices=CriterionBasis.choices, default=CriterionBasis.PROVIDER
    )
    source_url = models.URLField("where the rule is published", max_length=500, blank=True)
    is_absolute = models.BooleanField(
        "no discretion", default=False, help_text="Tick only if nobody may decide otherwise."
    )
    is_confirmed = models.BooleanField(
        "confirmed by the provider or in its published rules",
        default=False,
        help_text="Only a confirmed rule can tell a family that a service is not for them.",
    )
    medical_reason = models.CharField(
        max_length=250,
        blank=True,
        help_text="Needed when the rule asks for a diagnosis: why a need alone is not enough.",
    )
    location = models.ForeignKey(
        "services_directory.Location",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="only at this place",
    )
    valid_from = models.DateField("in force from", null=True, blank=True)
    valid_to = models.DateField("in force until", null=True, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = "rule about who can use it"
        verbose_name_plural = "rules about who can use it"
        constraints = [
            models.CheckConstraint(
                condition=Q(effect=CriterionEffect.ANY_OF) & ~Q(group="")
                | ~Q(effect=CriterionEffect.ANY_OF) & Q(group=""),
                name="criterion_group_exactly_when_any_of",
                violation_error_message="Give a group name to 'any one of a group', and only to that.",
            ),
            models.CheckConstraint(
                condition=~Q(kind=CriterionKind.DIAGNOSIS)
                | ~Q(effect__in=[CriterionEffect.MUST, CriterionEffect.EXCLUDES])
                | ~Q(medical_reason=""),
                name="criterion_diagnosis_has_medical_reason",
                violation_error_message="A rule that asks for a diagnosis needs its medical reason: "
                "needs count, not only a diagnosis.",
            ),
            models.CheckConstraint(
                condition=Q(minimum__lte=F("maximum")) | Q(minimum=None) | Q(maximum=None),
                name="criterion_bounds_in_order",
                violation_error_message="'From' must not be above 'to'.",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__lte=F("valid_to")) | Q(valid_from=None) | Q(valid_to=None),
                name="criterion_dates_in_order",
                violation_error_message="The rule must not end before it begins.",
            ),
        ]

    def __str__(self) -> str:
        return self.sentence

    def clean(self) -> None:
        """Refuse codes that are not a list of words.

        Raises:
            ValidationError: ``values`` has another shape.
        """
        super().clean()
        if not isinstance(self.values, list) or not all(isinstance(value, str) for value in self.values):
            raise ValidationError({"values": 'Write a list of words, for example ["autism", "adhd"].'})

    @property
    def can_decide(self) -> bool:
        """Whether this rule alone may answer "not for you": a confirmed, absolute rule on age, area or plan."""
        return self.kind in DECIDING_KINDS and self.is_absolute and self.is_confirmed
