"""Hostile text shown to officers in a real browser runs nothing; a page without our care shows that it would."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client

from feedback.domain.marking import mark_comment
from localoffer.accounts.roles import FEEDBACK_OFFICERS
from tests.browser.conftest import DESKTOP
from tests.factories.feedback import CommentFactory
from tests.factories.people import UserFactory

TEXTS = (Path(__file__).parents[1] / "hostile_texts.txt").read_text().splitlines()
IN_A_COMMENT = 10
COUNT = "window.count = 0; window.ran = () => { window.count += 1 }; 0"
# Unlike ``innerHTML`` it runs scripts too.
AS_HTML = "text => document.body.append(document.createRange().createContextualFragment(`<p>${text}</p>`))"


@pytest.fixture
def officer_window(visit, site):
    """A window of a feedback officer, in which ``ran()`` counts."""
    user = UserFactory()
    user.groups.add(Group.objects.get(name=FEEDBACK_OFFICERS))
    client = Client()
    client.force_login(user)
    visitor = visit(DESKTOP)
    name = settings.SESSION_COOKIE_NAME
    visitor.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])
    visitor.context.add_init_script(COUNT)
    return visitor


def test_the_texts_would_run_where_nobody_takes_care(browser):
    ran = 0
    for text in TEXTS:
        page = browser.new_page()
        page.evaluate(COUNT)
        page.evaluate(AS_HTML, text)
        page.wait_for_timeout(30)
        ran += page.evaluate("window.count") > 0
        page.close()

    assert ran >= 20


def test_hostile_text_runs_nothing_at_the_desk(officer_window):
    comments = [
        CommentFactory(text="\n".join(TEXTS[start : start + IN_A_COMMENT]))
        for start in range(0, len(TEXTS), IN_A_COMMENT)
    ]
    for comment in comments:
        mark_comment(comment)
    page = officer_window.page

    for address in ("/admin/comments/", *(f"/admin/comments/{comment.pk}/" for comment in comments)):
        assert page.goto(address).status == 200
        page.mouse.move(300, 400)
        page.wait_for_timeout(100)
        assert page.evaluate("window.count") == 0, address
        assert page.locator("blockquote script, blockquote img, td script, th img").count() == 0

    assert officer_window.complaints == []
    assert officer_window.foreign_requests() == []


def test_a_comment_is_decided_with_the_keyboard_alone(officer_window):
    first, second = CommentFactory(), CommentFactory()
    page = officer_window.page
    page.goto(f"/admin/comments/{first.pk}/")

    page.keyboard.press("i")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/admin/comments/{second.pk}/?done=*")
    first.refresh_from_db()
    assert first.state == "in-scope"
    page.keyboard.press("u")
    page.wait_for_url(f"**/admin/comments/{first.pk}/**")

    first.refresh_from_db()
    assert first.state == "received"
