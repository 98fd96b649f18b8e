"""Writing, approving and taking down at the desk."""

import datetime

import pytest
from django.urls import reverse

from feedback.domain.publication import submit, take_down, write
from feedback.enums import ApprovalCheck, ResponseKind
from feedback.models import ApprovedText, CommentTheme, ForwardingRecord, SummaryItem
from tests.factories import feedback as make
from tests.factories.directory import ServicePageFactory
from tests.factories.people import UserFactory
from tests.feedback.admin.answers.conftest import signed_in
from tests.feedback.publishing import new_item, publish_item

pytestmark = pytest.mark.django_db


def theme_with(*comments):
    theme = make.ThemeFactory()
    for comment in comments:
        CommentTheme.objects.create(comment=comment, theme=theme)
    return theme


def form(**more):
    return {
        "heading": "Room in clubs",
        "you_said": "Clubs are full before families hear of them.",
        "response_kind": ResponseKind.DID.value,
        "response": "Pages now show whether there is room.",
        "action_state": "none",
        **more,
    }


def do(client, item, what, **data):
    return client.post(reverse("answers:item", args=[item.pk]), {"do": what, **data}, follow=True)


def test_an_item_is_written_from_a_theme_with_its_comments_and_services(desk, officer):
    service = ServicePageFactory(title="Splash club")
    comment = make.InScopeCommentFactory()
    comment.services.add(service)
    theme = theme_with(comment)
    other = ServicePageFactory(title="Bike club")
    address = f"{reverse('answers:new')}?theme={theme.pk}"
    page = desk.get(address).content.decode()
    assert "Splash club" in page
    assert f"Comment {comment.pk}" in page

    response = desk.post(
        address,
        form(comments=[comment.pk], services=[service.pk], another_service=f"/service/{other.slug}/"),
    )

    item = SummaryItem.objects.get()
    assert response["Location"] == reverse("answers:item", args=[item.pk])
    assert (item.author, item.theme, item.period) == (officer, theme, theme.period)
    assert list(item.comments.all()) == [comment]
    assert set(item.services.all()) == {service, other}


def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(desk):
    theme = theme_with()

    page = desk.post(
        f"{reverse('answers:new')}?theme={theme.pk}", form(heading="", another_service="/service/nowhere/")
    ).content.decode()

    assert "This field is required." in page
    assert "There is no service at this address." in page
    assert "Pages now show whether there is room." in page
    assert not SummaryItem.objects.exists()


def test_without_a_theme_the_desk_asks_for_one_first(desk):
    theme = theme_with()

    page = desk.get(reverse("answers:new"), follow=True).content.decode()

    assert f"?theme={theme.pk}" in page


def test_two_officers_do_not_overwrite_each_other(desk, colleague):
    item = write(new_item(theme=theme_with()), by=colleague)
    write(item, by=colleague, heading="Newer")

    page = desk.post(reverse("answers:edit", args=[item.pk]), form(version=item.version)).content.decode()

    assert "Somebody else has changed this" in page
    assert SummaryItem.objects.get().heading == "Newer"


def test_an_item_is_submitted_approved_and_shown(desk, approving, officer):
    item = write(new_item(), by=officer)

    do(desk, item, "submit")
    seen = submit_digest(item)
    page = approving.get(reverse("answers:item", args=[item.pk])).content.decode()
    assert "Approve these exact words" in page
    do(approving, item, "approve", seen=seen, checks=ApprovalCheck.values)

    assert ApprovedText.objects.shown().get().item == item


def submit_digest(item):
    from feedback.domain.publication import latest_submission

    return latest_submission(item).digest


def test_the_author_is_offered_no_approval_and_gets_none(approving, approver):
    item = write(new_item(), by=approver)
    submit(item, by=approver)

    page = approving.get(reverse("answers:item", args=[item.pk])).content.decode()
    refused = do(approving, item, "approve", seen=submit_digest(item), checks=ApprovalCheck.values)

    assert "Approve these exact words" not in page
    assert "You wrote these words" in refused.content.decode()
    assert not ApprovedText.objects.exists()


def test_an_officer_without_the_right_cannot_approve(desk, colleague):
    item = write(new_item(), by=colleague)
    submit(item, by=colleague)

    response = desk.post(
        reverse("answers:item", args=[item.pk]),
        {"do": "approve", "seen": submit_digest(item), "checks": ApprovalCheck.values},
    )

    assert response.status_code in (302, 403)
    assert not ApprovedText.objects.exists()


def test_a_missing_check_is_named_and_nothing_is_published(approving, officer):
    item = write(new_item(), by=officer)
    submit(item, by=officer)

    page = do(approving, item, "approve", seen=submit_digest(item), checks=["staff"]).content.decode()

    assert "Think about this first" in page
    assert not ApprovedText.objects.exists()


def test_the_gate_shows_what_it_sees_and_can_be_lifted_with_a_reason(approving, officer):
    item = write(new_item(you_said="Khadija Hussain told us that clubs are full."), by=officer)
    submit(item, by=officer)
    page = approving.get(reverse("answers:item", args=[item.pk])).content.decode()
    assert "These words could tell who is meant" in page

    refused = do(approving, item, "approve", seen=submit_digest(item), checks=ApprovalCheck.values)
    assert "Somebody could be identified" in refused.content.decode()
    do(
        approving,
        item,
        "approve",
        seen=submit_digest(item),
        checks=ApprovalCheck.values,
        lift_reason="It is the name of a group.",
    )

    assert ApprovedText.objects.get().lift_reason == "It is the name of a group."


def test_what_was_changed_since_the_last_approval_is_marked(approving, officer, approver):
    text = publish_item(officer, approver)
    submit(write(text.item, by=officer, response="Pages now say whether there is space."), by=officer)

    page = approving.get(reverse("answers:item", args=[text.item_id])).content.decode()

    assert "<del>" in page
    assert "<ins>" in page
    assert "Changed</span>" in page


def test_one_officer_takes_down_and_another_agrees_to_put_back(desk, officer, colleague, approver):
    text = publish_item(officer, approver)

    do(desk, text.item, "take-down", reason="A family could be recognised.")
    assert not ApprovedText.objects.shown().exists()
    do(desk, text.item, "ask", reason="They could not.")
    assert "Somebody else must agree" in do(desk, text.item, "agree").content.decode()
    assert not ApprovedText.objects.shown().exists()
    do(signed_in(colleague), text.item, "agree")

    assert ApprovedText.objects.shown().exists()


def test_taking_down_needs_a_reason(desk, officer, approver):
    text = publish_item(officer, approver)

    page = do(desk, text.item, "take-down", reason="").content.decode()

    assert "This field is required." in page
    assert ApprovedText.objects.shown().exists()


def test_approved_words_are_sent_on_and_the_answer_is_kept(desk, officer, approver):
    service = ServicePageFactory()
    text = publish_item(officer, approver, services=[service])
    board = make.PartnerFactory(name="Health and Wellbeing Board")

    do(desk, text.item, "forward", partners=[board.pk], providers=[service.provider_id])
    sent = ForwardingRecord.objects.get(partner=board)
    page = do(
        desk,
        text.item,
        "answer",
        sent=sent.pk,
        answer="We will look at it.",
        on=datetime.date.today().isoformat(),
    ).content.decode()

    assert {one.recipient for one in ForwardingRecord.objects.all()} == {str(board), str(service.provider)}
    assert "We will look at it." in page
    again = do(desk, text.item, "forward", partners=[board.pk]).content.decode()
    assert "has these words already" in again


def test_unknown_deeds_and_kinds_are_not_found(desk, officer):
    item = write(new_item(), by=officer)

    assert do(desk, item, "publish").status_code == 404
    assert desk.get(reverse("answers:words", args=["comment", 1])).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_list_makes_the_same_queries_however_long(
    desk, officer, approver, number, django_assert_max_num_queries
):
    for _ in range(number):
        publish_item(officer, approver, theme=make.ThemeFactory())
    desk.get(reverse("answers:index"))

    with django_assert_max_num_queries(24):
        page = desk.get(reverse("answers:index")).content.decode()

    assert page.count("Room in clubs") >= number


def test_list_is_filtered_and_says_what_is_down(desk, officer, approver):
    text = publish_item(officer, approver, heading="Shown no more")
    take_down(text.item, by=officer, reason="x")
    write(new_item(heading="Not shown yet"), by=officer)

    page = desk.get(f"{reverse('answers:index')}?state=approved").content.decode()

    assert "Shown no more" in page
    assert "Taken down" in page
    assert "Not shown yet" not in page


def test_nobody_else_sees_any_of_it(officer):
    item = write(new_item(), by=officer)
    somebody = signed_in(UserFactory())

    for address in ("index", "new", "choose_theme", "years"):
        assert somebody.get(reverse(f"answers:{address}")).status_code in (302, 403)
    assert somebody.get(reverse("answers:item", args=[item.pk])).status_code in (302, 403)
