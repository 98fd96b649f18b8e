"""Machines are kept out, and a person loses nothing."""

import time

import pytest
from django import forms
from django.core import signing
from django.template.loader import render_to_string

from localoffer.public_forms.guard import LONGEST_SECONDS, SALT, TOO_FAST, TOO_OLD, GuardedForm


class Form(GuardedForm):
    guard_name = "test"
    words = forms.CharField()


def token(seconds_ago, name="test"):
    return signing.dumps([name, int(time.time()) - seconds_ago], salt=SALT)


def sent(**data):
    return Form({"words": "Our club has closed.", "opened": token(20), **data})


def test_a_person_may_send_it():
    assert sent().is_valid()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"opened": lambda: token(0)}, TOO_FAST),
        ({"website": "https://example.org"}, TOO_FAST),
        ({"opened": ""}, TOO_OLD),
        ({"opened": "forged"}, TOO_OLD),
        ({"opened": token(20, name="another")}, TOO_OLD),
        ({"opened": signing.dumps("text", salt=SALT)}, TOO_OLD),
    ],
)
def test_a_machine_is_told_what_to_do(data, words):
    form = sent(**{name: value() if callable(value) else value for name, value in data.items()})

    assert not form.is_valid()
    assert form.non_field_errors() == [words]
    assert form["words"].value() == "Our club has closed."


def test_a_form_of_yesterday_gets_a_new_token(monkeypatch):
    old = token(0)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + LONGEST_SECONDS + 60)

    form = sent(opened=old)

    assert form.non_field_errors() == [TOO_OLD]
    assert form.opened_token != old


def test_the_second_try_counts_from_the_first():
    first = token(2)

    assert sent(opened=first).opened_token == first


def test_the_unseen_field_cannot_be_reached_by_keyboard_or_ear():
    drawn = render_to_string("components/form_guard.html", {"form": Form()})

    assert 'aria-hidden="true"' in drawn
    assert 'tabindex="-1"' in drawn
