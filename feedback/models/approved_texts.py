"""Words that two people have agreed on: all that the public ever reads of comments and answers."""

import datetime
import json
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from feedback.enums import TextKind
from feedback.models.append_only import AppendOnlyModel, AppendOnlyQuerySet

SUBJECTS = ("item", "report", "consultation", "outcome")


def one_subject() -> Q:
    """Exactly one of the subjects is given."""
    return Q(
        *(Q(**{f"{name}__isnull": name != given for name in SUBJECTS}) for given in SUBJECTS),
        _connector=Q.OR,
    )


def kind_fits_subject() -> Q:
    """The kind says which subject is given."""
    return Q(
        *(Q(kind=kind, **{f"{name}__isnull": name != kind.value for name in SUBJECTS}) for kind in TextKind),
        _connector=Q.OR,
    )


def subject_key(model: str) -> Any:
    """A foreign key to one of the subjects; the words stay, so the subject stays."""
    return models.ForeignKey(
        f"feedback.{model}", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )


class AboutSubject(AppendOnlyModel):
    """A record about exactly one subject."""

    item = subject_key("SummaryItem")
    report = subject_key("AnnualReport")
    consultation = subject_key("Consultation")
    outcome = subject_key("ConsultationOutcome")

    class Meta(AppendOnlyModel.Meta):
        abstract = True

    @property
    def subject(self) -> Any:
        """What it is about."""
        return self.item or self.report or self.consultation or self.outcome


class SubmittedText(AboutSubject):
    """The exact words as their author handed them over. ``content`` is canonical JSON, ``digest`` its SHA-256."""

    needs_publishing: ClassVar[bool] = True

    kind = models.CharField(max_length=12, choices=TextKind.choices)
    content = models.TextField()
    digest = models.CharField(max_length=64)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(default=timezone.now)

    class Meta(AboutSubject.Meta):
        verbose_name = "submitted text"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=kind_fits_subject(),
                name="submitted_text_has_the_subject_of_its_kind",
                violation_error_message="Submitted words are about exactly one thing.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.digest[:8]}"

    @property
    def words(self) -> dict[str, Any]:
        """The words by name."""
        return json.loads(self.content)


class ApprovedTextQuerySet(AppendOnlyQuerySet):
    """Questions about approved words. ``shown`` is the only door for public pages."""

    def shown(self, on: datetime.date | None = None) -> Self:
        """What the public may read on ``on`` (today): the newest words of each subject, unless taken down."""
        return self.released(on).not_replaced(on)

    def released(self, on: datetime.date | None = None) -> Self:
        """Words whose day has come and whose subject is not taken down, the newest and earlier ones."""
        down = Q()
        for name in SUBJECTS:
            down |= Q(**{f"{name}__isnull": False, name: OuterRef(name)})
        return self.filter(shown_from__lte=on or datetime.date.today()).exclude(
            Exists(TakeDown.objects.filter(put_back=None).filter(down))
        )

    def not_replaced(self, on: datetime.date | None = None) -> Self:
        """Words that no newer ones of the same subject have replaced by ``on`` (today)."""
        same = Q()
        for name in SUBJECTS:
            same |= Q(**{f"{name}__isnull": False, name: OuterRef(name)})
        newer = ApprovedText.objects.filter(
            same, pk__gt=OuterRef("pk"), shown_from__lte=on or datetime.date.today()
        )
        return self.exclude(Exists(newer))


class ApprovedText(AboutSubject):
    """An immutable copy of exact words, approved by another person than their author.

    A trigger of the database refuses any change, and any row that is not the copy of a submitted text.
    Source: SEND Regulations 2014, reg. 56(3): no individual may be identifiable.
    """

    needs_publishing: ClassVar[bool] = True

    submission = models.OneToOneField(SubmittedText, on_delete=models.PROTECT, related_name="approved")
    kind = models.CharField(max_length=12, choices=TextKind.choices)
    content = models.TextField()
    digest = models.CharField(max_length=64, db_index=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(default=timezone.now)
    shown_from = models.DateField(db_index=True, help_text="Not shown before this day.")
    checks = models.JSONField(default=list, help_text="What the approver has thought of.")
    gate_kinds = models.JSONField(default=list, blank=True, help_text="What the gate saw and was lifted for.")
    lift_reason = models.CharField(
        max_length=300, blank=True, help_text="Why the gate was lifted. Never published."
    )

    objects = models.Manager.from_queryset(ApprovedTextQuerySet)()

    class Meta(AboutSubject.Meta):
        verbose_name = "approved text"
        ordering = ["-approved_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=kind_fits_subject(),
                name="approved_text_has_the_subject_of_its_kind",
                violation_error_message="Approved words are about exactly one thing.",
            ),
            models.CheckConstraint(
                condition=~Q(approver=F("author")),
                name="approved_text_needs_four_eyes",
                violation_error_message="Nobody approves words of their own.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.digest[:8]}"

    @property
    def words(self) -> dict[str, Any]:
        """The words by name."""
        return json.loads(self.content)


class TakeDown(AboutSubject):
    """Words taken from the public by one person, at once. While it has no ``put_back`` nothing of the subject shows."""

    needs_publishing: ClassVar[bool] = True

    taken_down_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_down_at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=300, help_text="For colleagues, never published.")

    class Meta(AboutSubject.Meta):
        verbose_name = "taking down"
        verbose_name_plural = "takings down"
        ordering = ["-taken_down_at"]
        constraints = [
            models.CheckConstraint(
                condition=one_subject(),
                name="take_down_has_exactly_one_subject",
                violation_error_message="Exactly one thing is taken down.",
            ),
        ]

    def __str__(self) -> str:
        return f"Taken down on {self.taken_down_at:%d %B %Y}"


class PutBackRequest(AppendOnlyModel):
    """The first of the two who put words back."""

    needs_publishing: ClassVar[bool] = True

    take_down = models.OneToOneField(TakeDown, on_delete=models.PROTECT, related_name="put_back_request")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=300)

    class Meta(AppendOnlyModel.Meta):
        verbose_name = "request to put back"
        verbose_name_plural = "requests to put back"

    def __str__(self) -> str:
        return f"Asked on {self.asked_at:%d %B %Y}"


class PutBack(AppendOnlyModel):
    """Words put back by two people."""

    needs_publishing: ClassVar[bool] = True

    take_down = models.OneToOneField(TakeDown, on_delete=models.PROTECT, related_name="put_back")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(default=timezone.now)

    class Meta(AppendOnlyModel.Meta):
        verbose_name = "putting back"
        verbose_name_plural = "puttings back"
        constraints = [
            models.CheckConstraint(
                condition=~Q(agreed_by=F("asked_by")),
                name="put_back_needs_two_people",
                violation_error_message="Another person must agree to put it back.",
            ),
        ]

    def __str__(self) -> str:
        return f"Put back on {self.agreed_at:%d %B %Y}"
