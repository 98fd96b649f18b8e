"""The triage desk as officers use it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from feedback.domain.contact_keys import keep_contact
from feedback.domain.marking import mark_comment
from feedback.domain.safeguarding import raise_worry
from feedback.enums import Channel, CommentState, LeavingOutReason
from feedback.models import AuditEntry, Comment, HandOver, Theme
from services_directory.domain.mistakes import report_mistake
from tests.factories.directory import ServicePageFactory
from tests.factories.feedback import (
    CommentFactory,
    FeedbackPeriodFactory,
    PartnerFactory,
    SignpostRouteFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db
QUEUE = "/admin/comments/"


def address(comment):
    return reverse("triage:comment", args=[comment.pk])


def decide(client, comment, outcome, **more):
    comment.refresh_from_db()
    data = {"version": comment.version, "outcome": outcome, "decide": "yes", **more}
    return client.post(address(comment), data)


# --- who may


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("queue", {"feedback officer", "approver"}),
        ("comment", {"feedback officer", "approver"}),
        ("record", {"feedback officer"}),
        ("spreadsheet", {"feedback officer"}),
        ("spreadsheet_template", {"feedback officer"}),
        ("mistakes", {"feedback officer"}),
    ],
)
def test_only_officers_for_comments_read_what_was_sent(everybody, name, allowed):
    comment = CommentFactory()
    page = reverse(f"triage:{name}", args=[comment.pk] if name == "comment" else [])

    opened = {who for who, client in everybody.items() if client.get(page).status_code == 200}

    assert opened == allowed


@pytest.mark.parametrize("name", ["comment", "undo", "worry", "record", "spreadsheet", "mistakes"])
def test_others_cannot_post_either(everybody, name):
    comment = CommentFactory()
    page = reverse(f"triage:{name}", args=[comment.pk] if name in ("comment", "undo", "worry") else [])

    for who in ("anonymous", "provider", "officer", "administrator"):
        assert everybody[who].post(page, {"action": "raise"}).status_code in (302, 403)
    assert not comment.referrals.exists()


def test_the_pages_keep_the_public_policy_and_no_cache(feedback_officer):
    response = feedback_officer.get(address(CommentFactory()))

    assert "unsafe-inline" not in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]
    assert b"<script>" not in response.content
    assert b" style=" not in response.content


# --- the queue


def test_danger_comes_first_and_then_the_oldest(feedback_officer):
    now = timezone.now()
    new, old, danger = (
        CommentFactory(received_at=now - datetime.timedelta(days=days)) for days in (1, 20, 0)
    )
    raise_worry(danger)

    page = feedback_officer.get(QUEUE)

    assert [comment.pk for comment, _ in page.context["rows"]] == [danger.pk, old.pk, new.pk]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"waiting", "paper", "old"}),
        ("?state=in-scope", {"decided"}),
        ("?state=all", {"waiting", "paper", "old", "decided"}),
        ("?channel=paper", {"paper"}),
        ("?waiting=14", {"old"}),
        ("?danger=on", set()),
        ("?state=nonsense&waiting=x", {"waiting", "paper", "old"}),
    ],
)
def test_the_queue_is_filtered(feedback_officer, query, shown):
    comments = {
        "waiting": CommentFactory(),
        "paper": CommentFactory(channel=Channel.PAPER),
        "old": CommentFactory(received_at=timezone.now() - datetime.timedelta(days=15)),
        "decided": CommentFactory(state=CommentState.IN_SCOPE),
    }

    page = feedback_officer.get(QUEUE + query)

    found = {comment.pk for comment, _ in page.context["rows"]}
    assert found == {comments[name].pk for name in shown}


def test_a_comment_with_an_open_worry_waits_even_when_decided(feedback_officer):
    comment = CommentFactory(state=CommentState.IN_SCOPE)
    raise_worry(comment)

    assert [row.pk for row, _ in feedback_officer.get(QUEUE).context["rows"]] == [comment.pk]


@pytest.mark.parametrize("number", [1, 3])
def test_the_queue_asks_the_same_number_of_questions_however_long(
    feedback_officer, django_assert_max_num_queries, number
):
    for _ in range(number):
        mark_comment(CommentFactory(text="my son jayden"))
    feedback_officer.get(QUEUE)

    with django_assert_max_num_queries(11):
        feedback_officer.get(QUEUE)


# --- one comment


def test_identifiers_are_marked_and_named(feedback_officer):
    comment = CommentFactory(text="my son jayden is <b>loud</b>")
    mark_comment(comment)

    page = feedback_officer.get(address(comment)).content.decode()

    assert ">jayden<span" in page
    assert "A person&#x27;s name" in page
    assert "&lt;b&gt;loud&lt;/b&gt;" in page
    assert "This tool misses about 1 comment in 10. You are the safeguard." in page
    assert "Name detection is reduced" in page


def test_invisible_characters_are_shown(feedback_officer):
    page = feedback_officer.get(address(CommentFactory(text="a\u202eb\u200bc"))).content.decode()

    assert "[U+202E right-to-left override]" in page
    assert "[U+200B zero width space]" in page
    assert "\u202e" not in page


def test_reading_leaves_an_entry(feedback_officer):
    comment = CommentFactory()

    feedback_officer.get(address(comment))

    entry = AuditEntry.objects.get(action="comment.read")
    assert (entry.object_id, entry.actor_id) == (str(comment.pk), feedback_officer.user.pk)


def test_a_decision_leads_to_the_next_comment_of_the_same_queue(feedback_officer):
    first, other, following = (
        CommentFactory(channel=channel) for channel in (Channel.PAPER, Channel.WEB, Channel.PAPER)
    )

    response = feedback_officer.post(
        f"{address(first)}?channel=paper", {"version": 0, "outcome": "in-scope", "decide": "yes"}
    )

    first.refresh_from_db()
    decision = first.decisions.get()
    assert first.state == CommentState.IN_SCOPE
    assert response["Location"] == f"{address(following)}?channel=paper&done={decision.pk}"
    assert other.state == CommentState.RECEIVED


def test_after_the_last_one_the_queue_offers_to_undo(feedback_officer):
    comment = CommentFactory()

    response = decide(feedback_officer, comment, "spam")
    page = feedback_officer.get(response["Location"])

    assert response["Location"].startswith(QUEUE + "?done=")
    assert f'action="/admin/comments/decision/{comment.decisions.get().pk}/undo/' in page.content.decode()


def test_a_slip_is_undone(feedback_officer):
    comment = CommentFactory()
    decide(feedback_officer, comment, "spam")

    comment.refresh_from_db()
    undo = reverse("triage:undo", args=[comment.decisions.get().pk])
    response = feedback_officer.post(undo, {"version": comment.version})

    comment.refresh_from_db()
    assert comment.state == CommentState.RECEIVED
    assert response["Location"].startswith(address(comment))


def test_undo_with_nonsense_changes_nothing(feedback_officer):
    comment = CommentFactory()
    decide(feedback_officer, comment, "spam")

    feedback_officer.post(reverse("triage:undo", args=[comment.decisions.get().pk]), {"version": "x"})

    comment.refresh_from_db()
    assert comment.state == CommentState.SPAM


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Choose what this comment is."),
        ({"outcome": "outside"}, "Choose why it is outside the duty."),
        ({"outcome": "individual"}, "Choose who can help this person."),
        ({"outcome": "duplicate"}, "Enter the number of the comment that was sent before."),
        ({"outcome": "duplicate", "duplicate_of": "99999"}, "There is no other comment of this number."),
        ({"outcome": "vexatious"}, "Select a valid choice"),
        ({"outcome": "in-scope", "version": "7"}, "Somebody has decided about this comment since"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(feedback_officer, data, words):
    comment = CommentFactory()
    sent = {"version": 0, "decide": "yes", "note": "A note that stays", **data}

    page = feedback_officer.post(address(comment), sent)

    assert page.status_code == 200
    assert words in page.content.decode()
    assert "A note that stays" in page.content.decode()
    comment.refresh_from_db()
    assert comment.state == CommentState.RECEIVED
    assert not comment.decisions.exists()


def test_of_two_officers_the_slower_one_is_told(feedback_officer):
    comment = CommentFactory()
    decide(feedback_officer, comment, "in-scope")

    page = feedback_officer.post(
        address(comment), {"version": 0, "outcome": "spam", "decide": "yes", "new_theme": "Lost"}
    )

    assert comment.decisions.count() == 1
    assert not Theme.objects.filter(title="Lost").exists()
    assert page.status_code == 200


def test_outside_the_duty_has_its_reason(feedback_officer):
    comment = CommentFactory()

    decide(feedback_officer, comment, "outside", reason=LeavingOutReason.NOT_A_SUBJECT.value)

    assert comment.decisions.get().reason == LeavingOutReason.NOT_A_SUBJECT


def test_one_persons_support_is_handed_over_with_permission_and_keeps_its_general_point(feedback_officer):
    comment, route = CommentFactory(), SignpostRouteFactory()
    keep_contact(comment, email="a@example.org", pass_on=True)

    decide(
        feedback_officer,
        comment,
        "individual",
        route=route.pk,
        handed_over="on",
        general_point="Letters come only in English.",
    )

    assert HandOver.objects.get().route == route
    part = Comment.objects.get(split_from=comment)
    assert (part.text, part.state) == ("Letters come only in English.", CommentState.RECEIVED)


def test_without_permission_handing_over_is_not_offered(feedback_officer):
    comment, route = CommentFactory(), SignpostRouteFactory()

    page = feedback_officer.get(address(comment)).content.decode()
    decide(feedback_officer, comment, "individual", route=route.pk, handed_over="on")

    assert "has not said that we may pass it on" in page
    assert not HandOver.objects.exists()


def test_vexatious_needs_a_colleague(feedback_officer, everybody):
    comment = CommentFactory()
    decide(feedback_officer, comment, "second-opinion")

    refused = decide(feedback_officer, comment, "vexatious").content.decode()
    decide(everybody["approver"], comment, "vexatious")

    comment.refresh_from_db()
    assert "Another officer than the one who asked" in refused
    assert comment.state == CommentState.VEXATIOUS


def test_links_are_saved_alone_or_with_a_decision(feedback_officer):
    period, service, partner = FeedbackPeriodFactory(), ServicePageFactory(), PartnerFactory()
    theme, comment = ThemeFactory(period=period), CommentFactory()

    feedback_officer.post(
        address(comment),
        {
            "version": 0,
            "links": "yes",
            "themes": [theme.pk],
            "new_theme": "Parking",
            "services": [service.pk],
            "partners": [partner.pk],
        },
    )

    assert {one.title for one in comment.themes.all()} == {theme.title, "Parking"}
    assert list(comment.services.all()) == [service]
    assert list(comment.partners.all()) == [partner]
    assert not comment.decisions.exists()


def test_services_are_found_by_name(feedback_officer):
    ServicePageFactory(title="Wheelchair football")

    page = feedback_officer.get(f"{address(CommentFactory())}?find=football").content.decode()

    assert "Wheelchair football" in page


def test_a_worry_is_raised_referred_and_closed_at_the_desk(feedback_officer):
    comment = CommentFactory()
    worry = reverse("triage:worry", args=[comment.pk])

    feedback_officer.post(worry, {"action": "raise"})
    feedback_officer.post(worry, {"action": "close"})
    assert comment.referrals.open().count() == 1
    feedback_officer.post(worry, {"action": "refer", "referred_to": "Children's social care"})
    feedback_officer.post(worry, {"action": "close"})

    referral = comment.referrals.get()
    assert (referral.referred_to, referral.closed_by) == ("Children's social care", feedback_officer.user)


def test_a_comment_whose_words_are_gone_still_opens(feedback_officer):
    comment = CommentFactory(text="", text_removed_at=timezone.now(), state=CommentState.WITHDRAWN)

    assert "The words were deleted" in feedback_officer.get(address(comment)).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_one_comment_asks_the_same_number_of_questions_however_much_is_linked(
    feedback_officer, django_assert_max_num_queries, number
):
    comment = CommentFactory(text="jayden and aisha " * number)
    mark_comment(comment)
    for _ in range(number):
        comment.services.add(ServicePageFactory())
        comment.themes.add(ThemeFactory())
    feedback_officer.get(address(comment))

    with django_assert_max_num_queries(32):
        feedback_officer.get(address(comment))


# --- reports of mistakes


def test_a_report_of_a_mistake_becomes_a_comment_once(feedback_officer):
    report = report_mistake(ServicePageFactory(), kind="access", words="There is no lift.")
    page = reverse("triage:mistakes")

    assert "There is no lift." in feedback_officer.get(page).content.decode()
    feedback_officer.post(page, {"report": report.pk})
    feedback_officer.post(page, {"report": report.pk})

    comment = Comment.objects.get()
    assert (comment.text, comment.channel) == ("There is no lift.", Channel.LISTING_REPORT)
    assert list(comment.services.all()) == [report.page]
    assert "There is no lift." not in feedback_officer.get(page).content.decode()
    assert feedback_officer.post(page, {"report": "x"}).status_code == 404
