import datetime

import html5lib
import pytest
from django import forms
from django.core.exceptions import ValidationError

from localoffer.form_fields import ClockField, DayField, clock_words
from localoffer.templatetags.govuk import govuk_error_summary, govuk_field


class VisitForm(forms.Form):
    on = DayField(label="First day", required=False, help_text="For example 27 3 2026.")


def controls(html):
    root = html5lib.parseFragment(str(html), namespaceHTMLElements=False)
    return {one.attrib["id"]: one.attrib for one in root.iter("input")}


@pytest.mark.parametrize(
    ("parts", "date"),
    [
        (["27", "3", "2026"], datetime.date(2026, 3, 27)),
        ([" 1 ", "Sep", "26"], datetime.date(2026, 9, 1)),
        (["1", "september", "2026"], datetime.date(2026, 9, 1)),
        (["", "", ""], None),
        (None, None),
    ],
)
def test_day_is_read_as_people_write_it(parts, date):
    assert DayField(required=False).clean(parts) == date


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (["27", "", "2026"], "The first day must include a month."),
        (["27", "", ""], "The first day must include a month and a year."),
        (["31", "2", "2026"], "The first day must be a real date, for example 27 3 2026."),
        (["x", "2", "2026"], "The first day must be a real date, for example 27 3 2026."),
        (["1", "2", "9" * 30], "The first day must be a real date, for example 27 3 2026."),
    ],
)
def test_day_that_is_none_says_what_is_wrong(parts, message):
    with pytest.raises(ValidationError) as refused:
        DayField(label="First day", required=False).clean(parts)

    assert refused.value.messages == [message]


def test_day_that_is_needed_asks_for_it():
    with pytest.raises(ValidationError) as refused:
        DayField(label="First day").clean(["", "", ""])

    assert refused.value.messages == ["Give the first day."]


def test_day_is_drawn_in_three_labelled_boxes_with_what_was_typed():
    form = VisitForm({"on_day": "31", "on_month": "2", "on_year": "2026"})
    form.is_valid()

    html = govuk_field(form["on"])

    values = {name: one["value"] for name, one in controls(html).items()}
    assert values == {"id_on_day": "31", "id_on_month": "2", "id_on_year": "2026"}
    assert "real date" in html
    assert 'href="#id_on_day"' in govuk_error_summary(form)


@pytest.mark.parametrize("stored", [datetime.date(2026, 3, 27), "2026-03-27"])
def test_day_is_drawn_from_what_is_stored(stored):
    html = govuk_field(VisitForm(initial={"on": stored})["on"])

    assert [one["value"] for one in controls(html).values()] == ["27", "3", "2026"]


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        ("4pm", (16, 0)),
        ("4.30 PM", (16, 30)),
        ("4:30p.m.", (16, 30)),
        ("16:30", (16, 30)),
        ("09:00", (9, 0)),
        ("9:00", (9, 0)),
        ("12am", (0, 0)),
        ("12pm", (12, 0)),
        ("midday", (12, 0)),
        ("16", (16, 0)),
        ("16:30:00", (16, 30)),
    ],
)
def test_time_is_read_as_people_say_it(typed, time):
    assert ClockField(required=False).clean(typed) == datetime.time(*time)


@pytest.mark.parametrize("typed", ["25:00", "13pm", "4:75pm", "tea time", "0pm"])
def test_time_that_is_none_is_refused(typed):
    with pytest.raises(ValidationError, match="such as 4pm"):
        ClockField(required=False).clean(typed)


def test_time_that_could_be_morning_or_afternoon_is_asked_about():
    with pytest.raises(ValidationError, match="Say 4am or 4pm"):
        ClockField(required=False).clean("4")


def test_no_time_is_none():
    assert ClockField(required=False).clean("") is None


@pytest.mark.parametrize("time", [(0, 0), (9, 0), (12, 0), (16, 30)])
def test_stored_time_is_shown_as_it_is_said_and_read_back(time):
    stored = datetime.time(*time)

    shown = ClockField(required=False).prepare_value(stored.isoformat())

    assert shown == clock_words(stored)
    assert ClockField(required=False).clean(shown) == stored
