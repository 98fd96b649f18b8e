"""Every decision about a comment: allowed and refused."""

import pytest

from feedback.domain.contact_keys import keep_contact
from feedback.domain.triage import (
    ALLOWED,
    REASONS,
    decide_comment,
    link_comment,
    may_be_passed_on,
    split_comment,
    undo_decision,
)
from feedback.enums import ArrivedVia, CommentState, LeavingOutReason, ReceiptState
from feedback.exceptions import FourEyesNeeded, InvalidTransition, NotReady, OutOfDate
from feedback.models import AuditEntry, HandOver, TriageDecision
from tests.factories.directory import ServicePageFactory
from tests.factories.feedback import (
    CommentFactory,
    CommentReceiptFactory,
    PartnerFactory,
    SignpostRouteFactory,
    SummaryItemFactory,
    ThemeFactory,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
S = CommentState


def comment_in(state):
    """A comment that came to ``state`` by the decisions that lead there."""
    comment, first = CommentFactory(), UserFactory()
    if state in (S.SECOND_OPINION, S.VEXATIOUS):
        decide_comment(comment, S.SECOND_OPINION, by=first, version=0)
    if state == S.WITHDRAWN:
        comment.state = state
        comment.save()
    elif state not in (S.RECEIVED, S.SECOND_OPINION):
        decide(comment, state)
    return comment


def decide(comment, outcome, **given):
    needs = {
        S.INDIVIDUAL: {"route": given.pop("route", None) or SignpostRouteFactory()},
        S.OUTSIDE: {"reason": LeavingOutReason.NOT_A_FAMILY},
        S.DUPLICATE: {"duplicate_of": CommentFactory()},
    }
    options = {
        "by": given.pop("by", None) or UserFactory(),
        "version": comment.version,
        **needs.get(outcome, {}),
        **given,
    }
    return decide_comment(comment, outcome, **options)


@pytest.mark.parametrize("outcome", list(S))
@pytest.mark.parametrize("state", list(S))
def test_a_comment_becomes_only_what_it_may(state, outcome):
    comment = comment_in(state)
    before = comment.decisions.count()

    if outcome in ALLOWED[state]:
        decision = decide(comment, outcome)
        comment.refresh_from_db()
        assert (comment.state, decision.outcome) == (outcome, outcome)
        assert comment.decisions.count() == before + 1
    else:
        with pytest.raises(InvalidTransition):
            decide(comment, outcome)
        comment.refresh_from_db()
        assert (comment.state, comment.decisions.count()) == (state, before)


def test_a_decision_leaves_one_entry_without_words():
    comment, officer = CommentFactory(), UserFactory()

    decide_comment(comment, S.SPAM, by=officer, version=0, note="They sell windows.")

    entry = AuditEntry.objects.last()
    assert (entry.action, entry.actor_id, entry.object_id) == ("comment.decided", officer.pk, str(comment.pk))
    assert entry.facts == {"outcome": "spam", "reason": "advertisement"}


@pytest.mark.parametrize("outcome", list(REASONS))
def test_a_comment_is_left_out_only_for_the_reasons_of_its_outcome(outcome):
    state = S.SECOND_OPINION if outcome == S.VEXATIOUS else S.RECEIVED
    others = set(LeavingOutReason) - set(REASONS[outcome])

    for reason in others:
        with pytest.raises(NotReady):
            decide(comment_in(state), outcome, reason=reason)


def test_outside_the_duty_needs_one_of_its_two_reasons():
    with pytest.raises(NotReady):
        decide_comment(CommentFactory(), S.OUTSIDE, by=UserFactory(), version=0)


def test_vexatious_takes_a_second_officer():
    comment, first = CommentFactory(), UserFactory()
    decide_comment(comment, S.SECOND_OPINION, by=first, version=0)

    with pytest.raises(FourEyesNeeded):
        decide_comment(comment, S.VEXATIOUS, by=first, version=comment.version)
    decision = decide_comment(comment, S.VEXATIOUS, by=UserFactory(), version=comment.version)

    assert decision.proposed_by == first


def test_of_two_officers_the_second_is_told_that_it_was_decided():
    comment = CommentFactory()
    decide_comment(comment, S.IN_SCOPE, by=UserFactory(), version=0)

    with pytest.raises(OutOfDate):
        decide_comment(comment, S.SPAM, by=UserFactory(), version=0)

    assert comment.decisions.count() == 1


def test_one_persons_support_shows_its_route_behind_the_reference():
    receipt, route = CommentReceiptFactory(), SignpostRouteFactory()

    decide(receipt.comment, S.INDIVIDUAL, route=route)

    receipt.refresh_from_db()
    assert (receipt.state, receipt.signpost) == (ReceiptState.ELSEWHERE, route)
    assert not HandOver.objects.exists()


def test_one_persons_support_needs_a_route():
    with pytest.raises(NotReady):
        decide_comment(CommentFactory(), S.INDIVIDUAL, by=UserFactory(), version=0)


def test_a_comment_is_handed_over_only_with_permission():
    comment, route = CommentFactory(), SignpostRouteFactory()

    with pytest.raises(NotReady):
        decide(comment, S.INDIVIDUAL, route=route, handed_over=True)
    assert not TriageDecision.objects.exists()
    keep_contact(comment, email="a@example.org", pass_on=True)
    decide(comment, S.INDIVIDUAL, route=route, handed_over=True)

    assert may_be_passed_on(comment)
    assert HandOver.objects.get().route == route
    assert AuditEntry.objects.filter(action="comment.handed_over").count() == 1


def test_safeguarding_opens_a_worry():
    comment = CommentFactory()

    decide(comment, S.SAFEGUARDING)

    assert comment.referrals.open().count() == 1


@pytest.mark.parametrize("outcome", sorted(ALLOWED[S.RECEIVED]))
def test_an_undone_decision_stays_in_the_trail_and_the_comment_waits_again(outcome):
    receipt = CommentReceiptFactory()
    comment = receipt.comment
    decision = decide(comment, outcome)

    undone = undo_decision(decision, by=UserFactory(), version=comment.version)

    comment.refresh_from_db()
    receipt.refresh_from_db()
    assert comment.state == S.RECEIVED
    assert (receipt.state, receipt.signpost) == (ReceiptState.RECEIVED, None)
    assert undone.undoes == decision
    assert [one.outcome for one in comment.decisions.all()] == [outcome, S.RECEIVED]


def test_undoing_after_a_second_opinion_goes_back_to_it():
    comment = comment_in(S.SECOND_OPINION)
    decision = decide(comment, S.IN_SCOPE)

    undo_decision(decision, by=UserFactory(), version=comment.version)

    comment.refresh_from_db()
    assert comment.state == S.SECOND_OPINION


def test_only_the_last_decision_is_undone_and_only_once():
    comment = CommentFactory()
    decision = decide(comment, S.IN_SCOPE)
    undo_decision(decision, by=UserFactory(), version=comment.version)
    comment.refresh_from_db()

    with pytest.raises(InvalidTransition):
        undo_decision(decision, by=UserFactory(), version=comment.version)


def test_undoing_is_refused_when_somebody_else_was_faster():
    comment = CommentFactory()
    decision = decide(comment, S.IN_SCOPE)

    with pytest.raises(OutOfDate):
        undo_decision(decision, by=UserFactory(), version=0)


def test_a_comment_behind_an_answer_is_not_undone():
    receipt = CommentReceiptFactory()
    decision = decide(receipt.comment, S.IN_SCOPE)
    receipt.items.add(SummaryItemFactory())

    with pytest.raises(InvalidTransition):
        undo_decision(decision, by=UserFactory(), version=receipt.comment.version)


def test_a_general_point_is_kept_as_a_comment_of_the_same_day():
    comment, officer = CommentFactory(), UserFactory()
    service = ServicePageFactory()
    comment.services.add(service)

    part = split_comment(comment, " Parking is poor. ", by=officer)

    assert (part.text, part.split_from, part.received_at) == (
        "Parking is poor.",
        comment,
        comment.received_at,
    )
    assert (part.state, part.arrived_via, part.recorded_by) == (S.RECEIVED, ArrivedVia.SPLIT, officer)
    assert list(part.services.all()) == [service]
    assert part.token != comment.token
    assert part.contact_token != comment.contact_token


def test_a_general_point_needs_words():
    with pytest.raises(NotReady):
        split_comment(CommentFactory(), "  ", by=UserFactory())


def test_links_replace_those_before_and_the_receipt_says_grouped():
    receipt = CommentReceiptFactory()
    comment = receipt.comment
    decide(comment, S.IN_SCOPE)
    first, second, service, partner = ThemeFactory(), ThemeFactory(), ServicePageFactory(), PartnerFactory()

    link_comment(comment, by=UserFactory(), themes=[first, second], services=[service], partners=[partner])
    link_comment(comment, by=UserFactory(), themes=[second], services=[service], partners=[])

    receipt.refresh_from_db()
    assert receipt.state == ReceiptState.GROUPED
    assert list(comment.themes.all()) == [second]
    assert list(comment.services.all()) == [service]
    assert not comment.partners.exists()
    link_comment(comment, by=UserFactory(), themes=[], services=[], partners=[])
    receipt.refresh_from_db()
    assert receipt.state == ReceiptState.READ
