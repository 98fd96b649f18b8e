"""What a school, early years setting or college says about its support for SEND."""

import uuid

from django.db import models
from django.db.models import Q
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from services_directory.enums import SettingType, YesNoUnknown
from services_directory.fields import ChoiceListField


class ProfileQuestion(models.Model):
    """A heading that settings answer: the list of code of practice 4.32 and Schedule 2, open to change."""

    code = models.SlugField(unique=True)
    question = models.CharField(max_length=200)
    help_text = models.CharField(max_length=300, blank=True)
    setting_types = ChoiceListField(choices_class=SettingType, blank=False)
    source = models.CharField(max_length=80, blank=True, help_text="For example: code of practice 4.32.")
    sort_order = models.PositiveSmallIntegerField(default=0)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "question to settings"
        verbose_name_plural = "questions to settings"
        ordering = ["sort_order", "code"]

    def __str__(self) -> str:
        return self.question


class SettingProfile(ClusterableModel, Orderable):
    """The profile of one setting. Source: SEND code of practice 4.32 to 4.36, 4.39; Schedule 2."""

    page = ParentalKey(
        "services_directory.ServicePage", on_delete=models.CASCADE, related_name="setting_profiles"
    )
    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    setting_type = models.CharField(max_length=12, choices=SettingType.choices)
    sen_information_report_url = models.URLField("SEN information report", max_length=500, blank=True)
    accessibility_plan_url = models.URLField("accessibility plan", max_length=500, blank=True)
    admissions_url = models.URLField("admissions of disabled pupils", max_length=500, blank=True)
    senco_contact = models.CharField(
        "how to reach the SENCO",
        max_length=200,
        blank=True,
        help_text="By role, for example: senco@school.example.org. No names.",
    )
    has_separate_unit = models.CharField(
        "has a separate unit or resourced provision",
        max_length=8,
        choices=YesNoUnknown.choices,
        default=YesNoUnknown.UNKNOWN,
    )
    separate_unit = models.CharField("about the unit", max_length=250, blank=True)
    is_section_41 = models.CharField(
        "approved under section 41",
        max_length=8,
        choices=YesNoUnknown.choices,
        default=YesNoUnknown.UNKNOWN,
        help_text="Children and Families Act 2014: families may ask for it to be named in a plan.",
    )
    section_41_checked_on = models.DateField("section 41 list checked on", null=True, blank=True)

    panels = [
        FieldPanel("setting_type"),
        MultiFieldPanel(
            [
                FieldPanel("sen_information_report_url"),
                FieldPanel("accessibility_plan_url"),
                FieldPanel("admissions_url"),
                FieldPanel("senco_contact"),
            ],
            "Links that must be there",
        ),
        FieldPanel("has_separate_unit"),
        FieldPanel("separate_unit"),
        FieldPanel("is_section_41"),
        FieldPanel("section_41_checked_on"),
        InlinePanel("answers", heading="Answers", label="Answer"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "setting profile"
        constraints = [
            models.CheckConstraint(
                condition=Q(is_section_41=YesNoUnknown.UNKNOWN) | Q(section_41_checked_on__isnull=False),
                name="profile_section_41_has_date_checked",
                violation_error_message="Say on which day the section 41 list was checked.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_setting_type_display()} profile"


class SettingAnswer(Orderable):
    """What a setting says under one heading."""

    profile = ParentalKey(SettingProfile, on_delete=models.CASCADE, related_name="answers")
    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    question = models.ForeignKey(
        ProfileQuestion, null=True, on_delete=models.SET_NULL, related_name="answers"
    )
    answer = models.TextField()

    panels = [FieldPanel("question"), FieldPanel("answer")]

    class Meta(Orderable.Meta):
        verbose_name = "answer"

    def __str__(self) -> str:
        return str(self.question or "")
