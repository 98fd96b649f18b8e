"""From the words of one officer to words that the public reads: the usual way and every refusal."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from feedback.domain.known_names import forget_names
from feedback.domain.publication import (
    agree_to_put_back,
    approve,
    ask_to_put_back,
    delete_draft,
    send_back,
    submit,
    take_down,
    write,
)
from feedback.domain.receipts import refresh_shown_today
from feedback.enums import ApprovalCheck, DraftState, ReceiptState, ResponseKind
from feedback.exceptions import FourEyesNeeded, GateClosed, InvalidTransition, NotReady, OutOfDate
from feedback.models import ApprovedText, AuditEntry, SubmittedText, SummaryItem
from tests.factories import feedback as make
from tests.factories.directory import ServicePageFactory
from tests.factories.people import UserFactory
from tests.feedback.publishing import new_item

pytestmark = pytest.mark.django_db

CHECKS = ApprovalCheck.values


@pytest.fixture
def submitted(officer):
    """Words of ``officer`` that wait for approval."""
    return submit(write(new_item(), by=officer), by=officer)


def publish(submission, by, **more):
    return approve(submission, by=by, seen=submission.digest, checks=CHECKS, **more)


def shown():
    return [text.words["heading"] for text in ApprovedText.objects.shown()]


def test_words_are_shown_once_another_person_has_approved_them(officer, approver):
    service = ServicePageFactory(title="Splash club")
    item = write(new_item(), by=officer, services=[service])
    assert (item.author, item.state, item.version) == (officer, DraftState.DRAFT, 1)
    submission = submit(item, by=officer)
    assert shown() == []

    approved = publish(submission, approver)

    item.refresh_from_db()
    assert item.state == DraftState.APPROVED
    assert (approved.author, approved.approver) == (officer, approver)
    assert approved.words["services"] == [{"title": "Splash club", "address": f"/service/{service.slug}/"}]
    assert approved.content == submission.content
    assert shown() == ["Room in clubs"]
    assert list(AuditEntry.objects.values_list("action", flat=True)) == [
        "draft.written",
        "words.submitted",
        "words.approved",
    ]
    assert "full before families" not in str(list(AuditEntry.objects.values()))


def test_an_edit_leaves_what_is_shown_until_the_new_words_are_approved(
    submitted, officer, colleague, approver
):
    publish(submitted, approver)

    item = write(submitted.item, by=colleague, heading="Places in clubs")
    assert (item.author, item.state) == (colleague, DraftState.DRAFT)
    assert shown() == ["Room in clubs"]
    publish(submit(item, by=colleague), approver)

    assert shown() == ["Places in clubs"]


def test_the_editor_becomes_the_author_and_cannot_approve(submitted, approver):
    item = write(submitted.item, by=approver, heading="Places in clubs")
    again = submit(item, by=approver)

    with pytest.raises(FourEyesNeeded):
        publish(again, approver)


def test_whoever_only_hands_in_the_words_of_another_does_not_become_their_author(officer, approver):
    item = write(new_item(), by=officer)

    submission = submit(item, by=approver)

    assert submission.author == officer
    assert publish(submission, approver).approver == approver


def test_an_edit_after_submission_makes_the_submission_worthless(submitted, officer, approver):
    write(submitted.item, by=officer, heading="Other words")

    with pytest.raises(OutOfDate):
        publish(submitted, approver)


def test_only_the_words_that_were_read_can_be_approved(submitted, approver):
    with pytest.raises(OutOfDate):
        approve(submitted, by=approver, seen="0" * 64, checks=CHECKS)


def test_a_service_that_was_renamed_since_needs_submitting_again(officer, approver):
    service = ServicePageFactory(title="Splash club")
    submission = submit(write(new_item(), by=officer, services=[service]), by=officer)
    service.title = "Water club"
    service.save()

    with pytest.raises(OutOfDate):
        publish(submission, approver)


@pytest.mark.parametrize("left_out", CHECKS)
def test_every_check_must_be_ticked(submitted, approver, left_out):
    with pytest.raises(NotReady):
        approve(
            submitted,
            by=approver,
            seen=submitted.digest,
            checks=[one for one in CHECKS if one != left_out],
        )


def test_the_gate_stays_closed_for_an_identifier(officer, approver):
    item = write(new_item(you_said="Khadija Hussain told us that clubs are full."), by=officer)
    submission = submit(item, by=officer)

    with pytest.raises(GateClosed) as refused:
        publish(submission, approver)

    (name, start, end, _, _), *_ = refused.value.spans
    assert name == "you_said"
    assert item.you_said[start:end] == "Khadija Hussain"
    assert shown() == []
    with pytest.raises(GateClosed):
        publish(submission, approver, lift_reason="ok")


def test_the_gate_knows_the_people_of_the_site(officer, approver):
    UserFactory(first_name="Wren", last_name="Ashdown")
    forget_names()
    item = write(new_item(response="Speak to wren ashdown about it."), by=officer)

    with pytest.raises(GateClosed):
        publish(submit(item, by=officer), approver)

    forget_names()


def test_a_second_officer_can_lift_the_gate_with_a_reason_that_is_kept(officer, approver):
    item = write(
        new_item(you_said="Families like Khadija Hussain, which is the name of a group."), by=officer
    )

    approved = publish(submit(item, by=officer), approver, lift_reason="It is the name of a group.")

    assert approved.lift_reason == "It is the name of a group."
    assert approved.gate_kinds


def test_incomplete_words_are_not_submitted(officer):
    item = write(new_item(response_kind=ResponseKind.CANNOT), by=officer)

    with pytest.raises(NotReady) as refused:
        submit(item, by=officer)

    assert refused.value.problems == ["Say why it cannot be done, or why the action is dropped."]


def test_words_that_are_too_long_are_refused_beside_the_field(officer):
    with pytest.raises(ValidationError) as refused:
        write(new_item(you_said="a" * 1001), by=officer)

    assert list(refused.value.message_dict) == ["you_said"]


def test_two_officers_cannot_cross(officer, colleague):
    item = write(new_item(), by=officer)
    write(item, by=officer, version=item.version, heading="First")

    with pytest.raises(OutOfDate):
        write(item, by=colleague, version=item.version, heading="Second")

    assert SummaryItem.objects.get().heading == "First"


def test_words_sent_back_tell_their_author_why(submitted, officer, approver):
    item = send_back(submitted.item, by=approver, note="Leave the town out.")

    assert (item.state, item.sent_back_note) == (DraftState.SENT_BACK, "Leave the town out.")
    with pytest.raises(OutOfDate):
        publish(submitted, approver)
    again = submit(item, by=officer)
    assert publish(again, approver)


def test_sending_back_needs_a_reason(submitted, approver):
    with pytest.raises(NotReady):
        send_back(submitted.item, by=approver, note=" ")


def test_words_show_only_weeks_after_the_last_comment_behind_them(officer, approver, today):
    make.FeedbackPeriodFactory()
    comment = make.InScopeCommentFactory(received_at=make.long_ago(days=10))
    item = write(new_item(), by=officer, comments=[comment])

    approved = publish(submit(item, by=officer), approver)

    assert approved.shown_from == today + datetime.timedelta(days=18)
    assert not ApprovedText.objects.shown().exists()
    assert ApprovedText.objects.shown(on=approved.shown_from).get() == approved


# --- taking down and putting back --------------------------------------------------------------------------


def test_one_person_takes_down_and_two_put_back(submitted, officer, colleague, approver):
    publish(submitted, approver)

    take_down(submitted.item, by=officer, reason="A family could be recognised.")
    assert shown() == []
    ask_to_put_back(submitted.item, by=officer, reason="They could not.")
    assert shown() == []
    with pytest.raises(FourEyesNeeded):
        agree_to_put_back(submitted.item, by=officer)
    assert shown() == []
    agree_to_put_back(submitted.item, by=colleague)

    assert shown() == ["Room in clubs"]


def test_new_words_do_not_show_while_the_item_is_down(submitted, officer, colleague, approver):
    publish(submitted, approver)
    take_down(submitted.item, by=officer, reason="A family could be recognised.")

    publish(submit(write(submitted.item, by=officer, heading="Places"), by=officer), approver)

    assert shown() == []


def test_earlier_words_do_not_show_when_the_newest_are_down(submitted, officer, approver):
    publish(submitted, approver)
    publish(submit(write(submitted.item, by=officer, heading="Places"), by=officer), approver)

    take_down(submitted.item, by=officer, reason="A family could be recognised.")

    assert shown() == []
    assert not ApprovedText.objects.released().exists()


def test_what_was_put_back_can_be_taken_down_again(submitted, officer, colleague, approver):
    publish(submitted, approver)
    for _ in range(2):
        take_down(submitted.item, by=officer, reason="A family could be recognised.")
        assert shown() == []
        ask_to_put_back(submitted.item, by=officer, reason="They could not.")
        agree_to_put_back(submitted.item, by=colleague)
        assert shown() == ["Room in clubs"]


def test_taking_down_other_words_changes_nothing_here(submitted, officer, approver):
    publish(submitted, approver)
    other = submit(write(new_item(heading="Buses"), by=officer), by=officer)
    publish(other, approver)

    take_down(other.item, by=officer, reason="A family could be recognised.")

    assert shown() == ["Room in clubs"]


STEPS = {
    "approve": lambda text, by: publish(text, by),
    "send back": lambda text, by: send_back(text.item, by=by, note="No."),
    "submit": lambda text, by: submit(text.item, by=by),
    "take down": lambda text, by: take_down(text.item, by=by, reason="x"),
    "ask": lambda text, by: ask_to_put_back(text.item, by=by, reason="x"),
    "agree": lambda text, by: agree_to_put_back(text.item, by=by),
    "delete": lambda text, by: delete_draft(text.item, by=by),
}
# What can be done with words as they stand; everything else is refused.
ALLOWED = {
    "draft": {"submit"},
    "submitted": {"approve", "send back"},
    "sent back": {"submit"},
    "approved": {"take down"},
    "down": {"ask"},
    "asked": {"agree"},
    "back": {"take down"},
}


def words_in(state, officer, approver, another):
    item = write(new_item(), by=officer)
    submission = submit(item, by=officer)
    if state == "draft":
        write(item, by=officer)
    elif state == "sent back":
        send_back(item, by=approver, note="No.")
    elif state != "submitted":
        publish(submission, approver)
    if state in ("down", "asked", "back"):
        take_down(item, by=another, reason="x")
    if state in ("asked", "back"):
        ask_to_put_back(item, by=another, reason="x")
    if state == "back":
        agree_to_put_back(item, by=officer)
    return submission


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", ALLOWED)
def test_each_step_is_allowed_only_where_it_belongs(state, step, officer, colleague, approver):
    submission = words_in(state, officer, approver, colleague)
    somebody = UserFactory(is_superuser=True)

    if step in ALLOWED[state]:
        STEPS[step](submission, somebody)
    else:
        with pytest.raises((InvalidTransition, OutOfDate)):
            STEPS[step](submission, somebody)


@pytest.mark.parametrize("step", STEPS)
def test_nobody_without_the_right_takes_a_step(submitted, step):
    with pytest.raises(PermissionDenied):
        STEPS[step](submitted, UserFactory())


def test_a_feedback_officer_does_not_approve(submitted, colleague):
    with pytest.raises(PermissionDenied):
        publish(submitted, colleague)


def test_a_draft_never_submitted_can_be_deleted(officer):
    item = write(new_item(), by=officer)

    delete_draft(item, by=officer)

    assert not SummaryItem.objects.exists()
    assert not SubmittedText.objects.exists()


# --- what senders read -------------------------------------------------------------------------------------


def test_receipts_follow_what_is_shown(officer, colleague, approver):
    receipt = make.CommentReceiptFactory(
        comment=make.InScopeCommentFactory(received_at=make.long_ago(days=60))
    )
    item = write(new_item(), by=officer, comments=[receipt.comment])

    publish(submit(item, by=officer), approver)
    receipt.refresh_from_db()
    assert (receipt.state, list(receipt.items.all())) == (ReceiptState.DONE, [item])

    take_down(item, by=officer, reason="A family could be recognised.")
    receipt.refresh_from_db()
    assert receipt.state == ReceiptState.GROUPED


def test_receipts_follow_words_whose_day_has_come(today):
    receipt = make.CommentReceiptFactory(comment=make.InScopeCommentFactory())
    item = make.SummaryItemFactory()
    item.comments.add(receipt.comment)
    submission = make.SubmittedTextFactory(item=item, content='{"progress":"done"}')
    make.ApprovedTextFactory(submission=submission, shown_from=today)

    assert refresh_shown_today() == 1

    receipt.refresh_from_db()
    assert receipt.state == ReceiptState.DONE
    assert refresh_shown_today() == 0
