"""Every rule of the database about comments and answers is broken once, and answers in plain words."""

import datetime
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone

from feedback import models
from feedback.enums import (
    ActionState,
    CommentState,
    DraftState,
    FollowUp,
    LeavingOutReason,
    ReceiptState,
    ResponseKind,
)
from feedback.models.append_only import publishing
from tests.factories import feedback as make
from tests.factories.directory import ProviderPageFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 24)
YESTERDAY = TODAY - datetime.timedelta(days=1)


def comment(**fields: object) -> models.Comment:
    return make.CommentFactory.build(**fields)


def itself(row: Model, name: str) -> Model:
    setattr(row, f"{name}_id", row.pk)
    return row


def item(**fields: object) -> models.SummaryItem:
    period = make.FeedbackPeriodFactory()
    return make.SummaryItemFactory.build(
        period=period, theme=None, author=UserFactory(), state=DraftState.SUBMITTED, **fields
    )


def decision(**fields: object) -> models.TriageDecision:
    return models.TriageDecision(comment=make.CommentFactory(), **fields)


def worry(**fields: object) -> models.SafeguardingReferral:
    return make.SafeguardingReferralFactory.build(comment=make.CommentFactory(), **fields)


def asked(**fields: object) -> models.ConsultationAsked:
    return make.ConsultationAskedFactory.build(consultation=make.ConsultationFactory(), **fields)


def forwarding(**fields: object) -> models.ForwardingRecord:
    defaults = {
        "approved_text": make.ApprovedTextFactory(),
        "partner": make.PartnerFactory(),
        "recipient": "A body",
        "forwarded_by": UserFactory(),
    }
    return models.ForwardingRecord(**{**defaults, **fields})


def figure(**fields: object) -> models.ReportFigure:
    return make.ReportFigureFactory.build(report=make.AnnualReportFactory(), **fields)


def approved(**fields: object) -> models.ApprovedText:
    submitted = make.SubmittedTextFactory()
    names = ("kind", "item", "content", "digest", "author")
    copied = {name: getattr(submitted, name) for name in names}
    return models.ApprovedText(
        submission=submitted, shown_from=TODAY, **{**copied, "approver": UserFactory(), **fields}
    )


def by_the_same(model: type[Model], first: str, second: str, **fields: object) -> Model:
    return model(**{first: (somebody := UserFactory()), second: somebody}, **fields)


BREACHES: dict[str, Callable[[], Model]] = {
    "comment_text_at_most_5000_characters": lambda: comment(text="a" * 5001),
    "comment_has_text_until_it_is_removed": lambda: comment(text=""),
    "comment_is_no_duplicate_of_itself": lambda: itself(
        make.CommentFactory(state=CommentState.DUPLICATE), "duplicate_of"
    ),
    "comment_names_another_only_when_sent_twice": lambda: comment(duplicate_of=make.CommentFactory()),
    "comment_contact_reaches_somebody": lambda: models.CommentContact(
        token=make.CommentFactory().contact_token, key_id="1", purge_on=TODAY
    ),
    "receipt_signpost_only_when_somebody_else_helps": lambda: make.CommentReceiptFactory.build(
        comment=make.CommentFactory(), signpost=make.SignpostRouteFactory(), state=ReceiptState.READ
    ),
    "comment_span_ends_after_it_starts": lambda: models.CommentSpan(
        comment=make.CommentFactory(), start=3, end=3, kind="name"
    ),
    "comment_span_once": lambda: models.CommentSpan(
        comment=models.CommentSpan.objects.create(
            comment=make.CommentFactory(), start=0, end=3, kind="name"
        ).comment,
        start=0,
        end=3,
        kind="name",
    ),
    "triage_reason_exactly_when_left_out": lambda: decision(
        outcome=CommentState.OUTSIDE, decided_by=UserFactory()
    ),
    "triage_vexatious_needs_a_second_officer": lambda: by_the_same(
        models.TriageDecision,
        "proposed_by",
        "decided_by",
        comment=make.CommentFactory(),
        outcome=CommentState.VEXATIOUS,
        reason=LeavingOutReason.VEXATIOUS,
    ),
    "safeguarding_open_once_for_a_comment": lambda: models.SafeguardingReferral(
        comment=make.SafeguardingReferralFactory().comment
    ),
    "safeguarding_to_whom_when_and_by_whom_together": lambda: worry(referred_to="Front door team"),
    "safeguarding_closed_by_somebody": lambda: worry(closed_at=timezone.now(), no_concern=True),
    "safeguarding_closed_only_when_referred_or_no_concern": lambda: worry(
        closed_at=timezone.now(), closed_by=UserFactory()
    ),
    "period_days_in_order": lambda: make.FeedbackPeriodFactory.build(
        name="x", slug="x", starts_on=TODAY, ends_on=YESTERDAY
    ),
    "theme_once_in_a_period": lambda: models.Theme(
        period=(first := make.ThemeFactory()).period, title=first.title
    ),
    "comment_once_in_a_theme": lambda: models.CommentTheme(
        comment=(
            first := models.CommentTheme.objects.create(
                comment=make.CommentFactory(), theme=make.ThemeFactory()
            )
        ).comment,
        theme=first.theme,
    ),
    "item_is_answered_before_approval": lambda: item(response=""),
    "item_says_why_it_cannot_be_done": lambda: item(response_kind=ResponseKind.CANNOT),
    "item_intended_action_has_owner_day_and_state": lambda: item(
        response_kind=ResponseKind.WILL, action="Add weeks.", action_state=ActionState.PLANNED
    ),
    "item_does_not_continue_itself": lambda: itself(make.SummaryItemFactory(), "continues"),
    "consultation_days_in_order": lambda: make.ConsultationFactory.build(
        author=UserFactory(), opens_on=TODAY, closes_on=YESTERDAY
    ),
    "consultee_once_in_a_consultation": lambda: models.ConsultationAsked(
        consultation=(first := make.ConsultationAskedFactory()).consultation,
        consultee=first.consultee,
        asked_on=TODAY,
    ),
    "consultee_answer_has_its_day": lambda: asked(answer="Yes."),
    "consultee_answers_after_being_asked": lambda: asked(
        answer="Yes.", asked_on=TODAY, answered_on=YESTERDAY
    ),
    "forwarded_to_one_body": lambda: forwarding(provider=ProviderPageFactory()),
    "forwarding_answer_has_its_day": lambda: forwarding(answer="Thank you."),
    "forwarded_once_to_a_partner": lambda: forwarding(
        approved_text=(first := make.ForwardingRecordFactory()).approved_text, partner=first.partner
    ),
    "forwarded_once_to_a_provider": lambda: forwarding(
        approved_text=(
            first := make.ForwardingRecordFactory(
                partner=None, provider=ProviderPageFactory(), recipient="A club"
            )
        ).approved_text,
        provider=first.provider,
        partner=None,
    ),
    "figure_is_hidden_or_rounded": lambda: figure(rounded=13),
    "figure_once_at_each_position": lambda: models.ReportFigure(
        report=(first := make.ReportFigureFactory()).report,
        table=first.table,
        position=first.position,
        label="Twice",
        shown="15",
    ),
    "report_gathers_words_once": lambda: models.ReportItem(
        report=(
            first := models.ReportItem.objects.create(
                report=make.AnnualReportFactory(), approved_text=make.ApprovedTextFactory()
            )
        ).report,
        approved_text=first.approved_text,
    ),
    "comment_carried_over_once": lambda: models.CarriedOver(
        report=(first := make.CarriedOverFactory()).report, comment=first.comment, reason="late"
    ),
    "action_followed_up_once": lambda: models.ActionFollowUp(
        report=(first := make.ActionFollowUpFactory()).report,
        approved_text=first.approved_text,
        outcome=FollowUp.KEPT,
    ),
    "action_late_or_dropped_says_why": lambda: models.ActionFollowUp(
        report=make.AnnualReportFactory(), approved_text=make.ApprovedTextFactory(), outcome=FollowUp.LATE
    ),
    "feedback_smallest_number_from_5_to_20": lambda: models.FeedbackSettings(smallest_number=4),
    "feedback_rounding_base_5_or_10": lambda: models.FeedbackSettings(rounding_base=1),
    "submitted_text_has_the_subject_of_its_kind": lambda: make.SubmittedTextFactory.build(
        item=None, author=UserFactory()
    ),
    "approved_text_has_the_subject_of_its_kind": lambda: approved(report=make.AnnualReportFactory()),
    "approved_text_needs_four_eyes": lambda: by_the_same_author(),
    "take_down_has_exactly_one_subject": lambda: models.TakeDown(taken_down_by=UserFactory(), reason="x"),
    "put_back_needs_two_people": lambda: models.PutBack(
        take_down=(request := make.PutBackRequestFactory()).take_down,
        asked_by=request.asked_by,
        agreed_by=request.asked_by,
    ),
}


def by_the_same_author() -> models.ApprovedText:
    one = approved()
    one.approver = one.author
    return one


@pytest.mark.parametrize("name", BREACHES)
def test_database_refuses_what_breaks(name):
    broken = BREACHES[name]()

    with pytest.raises(IntegrityError), transaction.atomic(), publishing():
        broken.save()


@pytest.mark.parametrize("name", BREACHES)
def test_form_explains_what_breaks(name):
    broken = BREACHES[name]()
    constraint = next(one for one in broken._meta.constraints if one.name == name)

    with pytest.raises(ValidationError) as refused:
        broken.validate_constraints()

    assert constraint.violation_error_message in refused.value.messages
    assert "onstraint" not in constraint.violation_error_message


def test_every_constraint_is_broken_once():
    from django.apps import apps

    names = {
        one.name for model in apps.get_app_config("feedback").get_models() for one in model._meta.constraints
    }

    assert names == set(BREACHES)


def test_period_refuses_days_of_another():
    first = make.FeedbackPeriodFactory()
    second = make.FeedbackPeriodFactory.build(
        name="x", slug="x", starts_on=first.ends_on, ends_on=first.ends_on + datetime.timedelta(days=9)
    )

    with pytest.raises(ValidationError) as refused:
        second.clean()

    assert refused.value.message_dict == {"starts_on": [f"It shares days with the period {first.name}."]}
