"""What one person sent is found, handed over and erased, and each step leaves its entry."""

import pytest

from feedback.domain.audit_verification import verify_audit
from feedback.domain.contact_keys import keep_contact
from feedback.domain.subject_rights import erase_comment, export_comment, find_what_was_sent
from feedback.enums import CommentState, ReceiptState
from feedback.exceptions import InvalidTransition
from feedback.models import AuditEntry, Comment, CommentContact, TriageDecision
from tests.factories.feedback import CommentFactory, CommentReceiptFactory, SafeguardingReferralFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory()


@pytest.fixture
def sent():
    comment = CommentFactory(text="A word of one person: quokka.")
    CommentReceiptFactory(comment=comment, reference="ABCD-EFGH-2345-6789Z")
    keep_contact(comment, email="Pat@example.org", contact_me=True)
    CommentFactory(text="Somebody else.")
    return comment


@pytest.mark.parametrize(
    "by_what", [{"reference": "abcd efgh 2345 6789z"}, {"email": "pat@EXAMPLE.org"}, {"words": "QUOKKA"}]
)
def test_it_is_found_by_reference_address_or_words(sent, officer, by_what):
    [found] = find_what_was_sent(by=officer, **by_what)

    assert found.comment == sent
    assert found.contact.email == "Pat@example.org"
    assert AuditEntry.objects.filter(action="comment.found", actor_id=officer.pk).count() == 1
    assert AuditEntry.objects.filter(action="contact.read", actor_id=officer.pk).exists()


def test_nothing_asked_finds_nothing(sent, officer):
    assert find_what_was_sent(by=officer) == []
    assert find_what_was_sent(by=officer, email="nobody@example.org") == []


def test_everything_kept_is_handed_over(sent, officer):
    TriageDecision.objects.create(
        comment=sent, outcome=CommentState.IN_SCOPE, note="Ask the team.", decided_by=officer
    )

    whole = export_comment(sent, by=officer)

    assert whole["words"] == "A word of one person: quokka."
    assert whole["contact"] == {"email": "Pat@example.org", "telephone": ""}
    assert whole["decisions"][0]["note"] == "Ask the team."
    assert AuditEntry.objects.last().action == "comment.exported"


def test_erasing_takes_everything_but_that_it_was_erased(sent, officer):
    first = TriageDecision.objects.create(
        comment=sent, outcome=CommentState.IN_SCOPE, note="quokka", decided_by=officer
    )
    TriageDecision.objects.create(
        comment=sent, outcome=CommentState.RECEIVED, decided_by=officer, undoes=first
    )

    erase_comment(sent, by=officer)

    sent.refresh_from_db()
    assert sent.text == ""
    assert not CommentContact.objects.exists()
    assert not TriageDecision.objects.exists()
    assert sent.receipt.state == ReceiptState.WITHDRAWN
    assert AuditEntry.objects.last().action == "comment.erased"
    assert "quokka" not in str(list(AuditEntry.objects.values()))
    assert verify_audit().problem == ""


def test_it_is_not_erased_while_somebody_may_be_in_danger(sent, officer):
    SafeguardingReferralFactory(comment=sent)

    with pytest.raises(InvalidTransition):
        erase_comment(sent, by=officer)

    assert Comment.objects.get(pk=sent.pk).text


def test_it_is_erased_once(sent, officer):
    erase_comment(sent, by=officer)

    with pytest.raises(InvalidTransition):
        erase_comment(sent, by=officer)
