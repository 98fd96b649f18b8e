"""The short way through publication, for tests of what comes after it."""

from feedback.domain.publication import approve, submit, write
from feedback.enums import ActionState, ApprovalCheck, ResponseKind
from feedback.models import ApprovedText, SummaryItem
from tests.factories import feedback as make


def new_item(**fields):
    """An unsaved item that says what was done."""
    period = fields.pop("period", None) or make.FeedbackPeriodFactory()
    return SummaryItem(
        **{
            "period": period,
            "heading": "Room in clubs",
            "you_said": "Clubs are full before families hear of them.",
            "response_kind": ResponseKind.DID,
            "response": "Pages now show whether there is room.",
            **fields,
        }
    )


UNDER_WAY = {
    "heading": "Waiting times",
    "response_kind": ResponseKind.WILL,
    "response": "We will show waiting times.",
    "action": "Show the wait on every page.",
    "owner": "Local Offer team",
    "action_state": ActionState.UNDER_WAY,
}
NOT_POSSIBLE = {
    "heading": "A pool",
    "response_kind": ResponseKind.CANNOT,
    "response": "We cannot build another pool.",
    "reason": "There is no money for it until the next plan.",
}


def approve_words(subject, *, author, approver) -> ApprovedText:
    """Submit and approve ``subject`` as it stands."""
    submitted = submit(subject, by=author)
    return approve(
        submitted,
        by=approver,
        seen=submitted.digest,
        checks=ApprovalCheck.values,
        lift_reason="Nobody is named here.",
    )


def publish_item(author, approver, *, comments=(), services=(), **fields) -> ApprovedText:
    """Write, submit and approve an item."""
    item = write(new_item(**fields), by=author, comments=comments, services=services)
    return approve_words(item, author=author, approver=approver)
