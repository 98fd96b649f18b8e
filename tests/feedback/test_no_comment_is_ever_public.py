"""200 comments with words that stand nowhere else: none of them is ever found where somebody else could read it."""

import base64
import logging
import re

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection
from django.test import Client

from feedback.domain.publication import approve, submit, take_down, write
from feedback.domain.receiving import receive_comment
from feedback.domain.retention import purge
from feedback.domain.subject_rights import erase_comment
from feedback.domain.withdrawal import withdraw_comment
from feedback.enums import ApprovalCheck, CommentState
from feedback.models import Comment, CommentReceipt, FeedbackSettings
from feedback.saying.sending import tell_of_new_comments
from localoffer.accounts.roles import APPROVERS, FEEDBACK_OFFICERS
from localoffer.mail.models import OutgoingMail
from services_directory.search.outbox import drain
from tests.factories.directory import ServicePageFactory
from tests.factories.feedback import SummaryItemFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

CANARIES = 200
CANARY = re.compile(r"quokka\d+zebra")
FIRST = (
    "/",
    "/find/",
    "/sitemap.xml",
    "/robots.txt",
    "/feedback/comment/",
    "/feedback/consultations/",
    "/you-said/",
)
# Where the words of a comment are allowed to stand.
PRIVATE = {"feedback_comment"}


def in_group(name):
    user = UserFactory()
    user.groups.add(Group.objects.get(name=name))
    return user


@pytest.fixture
def officer(db):
    return in_group(FEEDBACK_OFFICERS)


@pytest.fixture
def approver(db):
    return in_group(APPROVERS)


@pytest.fixture
def canaries(db):
    settings = FeedbackSettings.load()
    settings.new_comments_email = settings.safeguarding_contact = "send@example.org"
    settings.save()
    services = [ServicePageFactory(), ServicePageFactory()]
    comments = []
    for number in range(CANARIES):
        received = receive_comment(
            text=f"We think quokka{number}zebra about it.",
            subjects=["service"],
            services=services[number % 2 :],
        )
        comments.append(received.comment)
    tell_of_new_comments()
    drain()
    return comments


def crawl(client):
    """Every page that can be reached from the first ones, what they hold, and how many there were."""
    waiting, seen, found = list(FIRST), set(), set()
    while waiting and len(seen) < 400:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        response = client.get(address)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        text = content.decode(errors="replace") + str(response.headers)
        found |= set(CANARY.findall(text))
        links = re.findall(r'(?:href|src|action)="(/[^"#]*)', text) + re.findall(
            r"<loc>https?://[^/]+(/[^<]*)", text
        )
        waiting += [
            link.replace("&amp;", "&") for link in links if not link.startswith(("/admin", "/static"))
        ]
    return found, len(seen)


def stored_elsewhere():
    """Canaries in any table but the private one, those that are packed in the cache included."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table in PRIVATE:
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                text = " ".join(map(str, row))
                if table == "django_cache":
                    text += base64.b64decode(row[1]).decode(errors="replace")
                found |= set(CANARY.findall(text))
    return found


def anywhere(caplog):
    caplog.set_level(logging.DEBUG)
    public, pages = crawl(Client())
    assert pages > len(FIRST)
    mails = " ".join(f"{mail.subject} {mail.text}" for mail in OutgoingMail.objects.all())
    return public | stored_elsewhere() | set(CANARY.findall(caplog.text)) | set(CANARY.findall(mails))


def publish(comments, officer, approver):
    item = write(SummaryItemFactory(author=officer), by=officer, comments=comments)
    submitted = submit(item, by=officer)
    return approve(
        submitted,
        by=approver,
        seen=submitted.digest,
        checks=ApprovalCheck.values,
        lift_reason="Nobody is named here.",
    )


def test_the_harness_sees_a_canary_that_is_public(canaries, caplog):
    ServicePageFactory(title="Club quokka1zebra")
    drain()

    assert "quokka1zebra" in anywhere(caplog)


def test_no_word_of_a_comment_leaves_its_table_from_sending_to_erasing(canaries, officer, approver, caplog):
    assert anywhere(caplog) == set()

    Comment.objects.filter(pk__in=[one.pk for one in canaries[:120]]).update(state=CommentState.IN_SCOPE)
    text = publish(list(Comment.objects.in_scope()), officer, approver)
    cache.clear()
    assert anywhere(caplog) == set()

    take_down(text.item, by=approver, reason="Looked at again.")
    for receipt in CommentReceipt.objects.filter(comment__in=[one.pk for one in canaries[:20]]):
        withdraw_comment(receipt)
    for comment in canaries[120:140]:
        erase_comment(comment, by=officer)
    purge()
    assert anywhere(caplog) == set()
    kept = set(CANARY.findall(" ".join(Comment.objects.values_list("text", flat=True))))
    assert len(kept) == CANARIES - 40
