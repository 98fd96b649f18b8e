"""Rows of comments and answers. All words are invented."""

import datetime
import hashlib

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from feedback import models
from feedback.domain.receiving import new_reference, reference_hash
from feedback.enums import (
    CarriedOverReason,
    CommentState,
    ConsultationSubject,
    Consultee,
    FigureTable,
    FollowUp,
    HowSoughtRoute,
    ResponseKind,
    SignpostKind,
    TextKind,
)
from feedback.models.append_only import publishing
from tests.factories.people import UserFactory


class PartnerFactory(DjangoModelFactory):
    """A commissioner."""

    class Meta:
        model = models.Partner

    name = factory.Sequence(lambda number: f"Commissioner {number}")


class SignpostRouteFactory(DjangoModelFactory):
    """Where a complaint about the NHS goes."""

    class Meta:
        model = models.SignpostRoute

    kind = SignpostKind.COMPLAINT
    title = "A complaint about the NHS"
    body = "The NHS service itself"
    who_may_use = "Patients, and others for them"


class FeedbackPeriodFactory(DjangoModelFactory):
    """The year that holds today, from 1 September; ``year`` gives another one."""

    class Meta:
        model = models.FeedbackPeriod
        django_get_or_create = ("slug",)

    class Params:
        year = factory.LazyFunction(
            lambda: (
                (datetime.date.today() - datetime.timedelta(days=243)).year
            )  # 243 days from 1 January to 1 September
        )

    name = factory.LazyAttribute(lambda period: f"{period.year} to {period.year + 1}")
    slug = factory.LazyAttribute(lambda period: f"{period.year}-to-{period.year + 1}")
    starts_on = factory.LazyAttribute(lambda period: datetime.date(period.year, 9, 1))
    ends_on = factory.LazyAttribute(lambda period: datetime.date(period.year + 1, 8, 31))


class ThemeFactory(DjangoModelFactory):
    """A theme of this year."""

    class Meta:
        model = models.Theme

    period = factory.SubFactory(FeedbackPeriodFactory)
    title = factory.Sequence(lambda number: f"Waiting for clubs {number}")


class CommentFactory(DjangoModelFactory):
    """A comment from the website that nobody has read yet."""

    class Meta:
        model = models.Comment

    text = "The club is full every term and nobody tells us when there is room."


class InScopeCommentFactory(CommentFactory):
    """A comment that an officer has put in scope."""

    state = CommentState.IN_SCOPE


class CommentReceiptFactory(DjangoModelFactory):
    """A receipt; ``reference`` is what its sender holds."""

    class Meta:
        model = models.CommentReceipt

    class Params:
        reference = factory.LazyFunction(new_reference)

    comment = factory.SubFactory(CommentFactory)
    reference_hash = factory.LazyAttribute(lambda receipt: reference_hash(receipt.reference))


class SafeguardingReferralFactory(DjangoModelFactory):
    """A worry that the words of a comment raised."""

    class Meta:
        model = models.SafeguardingReferral

    comment = factory.SubFactory(CommentFactory)


class HowSoughtFactory(DjangoModelFactory):
    """An event at which families were asked."""

    class Meta:
        model = models.HowSought

    period = factory.SubFactory(FeedbackPeriodFactory)
    route = HowSoughtRoute.EVENT
    words = "We asked at three open mornings."
    began_on = factory.LazyFunction(datetime.date.today)


class _PublishedRowFactory(DjangoModelFactory):
    """Writes a row as publication does, for tests of what reads it; four eyes are tested without it."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        with publishing():
            return super()._create(model_class, *args, **kwargs)


class SummaryItemFactory(_PublishedRowFactory):
    """Something that was done, still being written."""

    class Meta:
        model = models.SummaryItem
        skip_postgeneration_save = True

    period = factory.SubFactory(FeedbackPeriodFactory)
    theme = factory.SubFactory(ThemeFactory, period=factory.SelfAttribute("..period"))
    heading = factory.Sequence(lambda number: f"Room in holiday clubs {number}")
    you_said = "Holiday clubs are full before many families hear of them."
    response_kind = ResponseKind.DID
    response = "We now show on each page whether there is room."
    author = factory.SubFactory(UserFactory)


class ConsultationFactory(_PublishedRowFactory):
    """A consultation that is open for four weeks from today."""

    class Meta:
        model = models.Consultation

    title = factory.Sequence(lambda number: f"How should we show waiting times {number}?")
    slug = factory.Sequence(lambda number: f"waiting-times-{number}")
    subject = ConsultationSubject.PUBLISHING
    question = "What would help you to see how long a wait is?"
    opens_on = factory.LazyFunction(datetime.date.today)
    closes_on = factory.LazyAttribute(lambda one: one.opens_on + datetime.timedelta(days=28))
    author = factory.SubFactory(UserFactory)


class ConsultationOutcomeFactory(_PublishedRowFactory):
    """What came of a consultation."""

    class Meta:
        model = models.ConsultationOutcome

    consultation = factory.SubFactory(ConsultationFactory)
    what_was_said = "Most people wanted weeks, not dates."
    what_changed = "Pages now show weeks."
    author = factory.SubFactory(UserFactory)


class ConsultationAskedFactory(DjangoModelFactory):
    """Academies were asked today."""

    class Meta:
        model = models.ConsultationAsked

    consultation = factory.SubFactory(ConsultationFactory)
    consultee = Consultee.ACADEMIES
    asked_on = factory.LazyFunction(datetime.date.today)


class AnnualReportFactory(_PublishedRowFactory):
    """A report that is being built."""

    class Meta:
        model = models.AnnualReport

    period = factory.SubFactory(FeedbackPeriodFactory)
    author = factory.SubFactory(UserFactory)


class ReportFigureFactory(DjangoModelFactory):
    """A figure of a theme."""

    class Meta:
        model = models.ReportFigure

    report = factory.SubFactory(AnnualReportFactory)
    table = FigureTable.THEMES
    position = factory.Sequence(int)
    label = "Waiting for clubs"
    shown = "15"
    rounded = 15


class SubmittedTextFactory(_PublishedRowFactory):
    """The words of an item, handed over by their author."""

    class Meta:
        model = models.SubmittedText

    kind = TextKind.ITEM
    item = factory.SubFactory(SummaryItemFactory)
    content = '{"heading": "Room in holiday clubs"}'
    digest = factory.LazyAttribute(lambda text: hashlib.sha256(text.content.encode()).hexdigest())
    author = factory.SubFactory(UserFactory)


class ApprovedTextFactory(_PublishedRowFactory):
    """The words of an item, approved and shown from today."""

    class Meta:
        model = models.ApprovedText

    submission = factory.SubFactory(SubmittedTextFactory)
    kind = factory.SelfAttribute("submission.kind")
    item = factory.SelfAttribute("submission.item")
    report = factory.SelfAttribute("submission.report")
    consultation = factory.SelfAttribute("submission.consultation")
    outcome = factory.SelfAttribute("submission.outcome")
    content = factory.SelfAttribute("submission.content")
    digest = factory.SelfAttribute("submission.digest")
    author = factory.SelfAttribute("submission.author")
    approver = factory.SubFactory(UserFactory)
    shown_from = factory.LazyFunction(datetime.date.today)


class TakeDownFactory(_PublishedRowFactory):
    """An item that one person took down."""

    class Meta:
        model = models.TakeDown

    item = factory.SubFactory(SummaryItemFactory)
    taken_down_by = factory.SubFactory(UserFactory)
    reason = "A family could be recognised."


class PutBackRequestFactory(_PublishedRowFactory):
    """Somebody asks to put an item back."""

    class Meta:
        model = models.PutBackRequest

    take_down = factory.SubFactory(TakeDownFactory)
    asked_by = factory.SubFactory(UserFactory)
    reason = "Nobody can be recognised."


class PutBackFactory(_PublishedRowFactory):
    """An item put back by two."""

    class Meta:
        model = models.PutBack

    take_down = factory.LazyAttribute(lambda one: one.request.take_down)
    asked_by = factory.LazyAttribute(lambda one: one.request.asked_by)
    agreed_by = factory.SubFactory(UserFactory)

    class Params:
        request = factory.SubFactory(PutBackRequestFactory)


class ForwardingRecordFactory(DjangoModelFactory):
    """Approved words sent to a commissioner."""

    class Meta:
        model = models.ForwardingRecord

    approved_text = factory.SubFactory(ApprovedTextFactory)
    partner = factory.SubFactory(PartnerFactory)
    recipient = factory.SelfAttribute("partner.name")
    forwarded_by = factory.SubFactory(UserFactory)


class CarriedOverFactory(DjangoModelFactory):
    """A comment whose answer comes next year."""

    class Meta:
        model = models.CarriedOver

    report = factory.SubFactory(AnnualReportFactory)
    comment = factory.SubFactory(InScopeCommentFactory)
    reason = CarriedOverReason.FINDING_OUT


class ActionFollowUpFactory(DjangoModelFactory):
    """A promise of the year before that was kept."""

    class Meta:
        model = models.ActionFollowUp

    report = factory.SubFactory(AnnualReportFactory)
    approved_text = factory.SubFactory(ApprovedTextFactory)
    outcome = FollowUp.KEPT


def long_ago(days: int = 60) -> datetime.datetime:
    """A moment that lies ``days`` back."""
    return timezone.now() - datetime.timedelta(days=days)
