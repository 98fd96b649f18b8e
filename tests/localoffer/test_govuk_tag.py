import html5lib
import pytest
from django import forms
from django.template import Context, Template

from localoffer.templatetags.govuk import govuk_error_summary, govuk_field


class CommentForm(forms.Form):
    who = forms.ChoiceField(
        label="Who are you?", choices=[("parent", "A parent"), ("child", "A child")], widget=forms.RadioSelect
    )
    topics = forms.MultipleChoiceField(
        label="What about?",
        choices=[("a", "A"), ("b", "B")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    text = forms.CharField(label="Say it", widget=forms.Textarea, max_length=500, help_text="No names.")
    email = forms.EmailField(label="E-mail", required=False)
    age = forms.ChoiceField(label="Age", choices=[("1", "1"), ("2", "2")])
    agree = forms.BooleanField(label="I agree")
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def tree(html):
    return html5lib.parseFragment(str(html), namespaceHTMLElements=False)


def by_id(html, wanted):
    return next(element for element in tree(html).iter() if element.attrib.get("id") == wanted)


@pytest.fixture
def refused():
    form = CommentForm({"text": "<b>x</b>", "email": "no", "age": "2"})
    form.is_valid()
    return form


def test_text_field_joins_hint_and_error_to_its_control():
    form = CommentForm({"text": ""})
    form.is_valid()

    html = govuk_field(form["text"])

    described = by_id(html, "id_text").attrib["aria-describedby"].split()
    assert all(by_id(html, one) is not None for one in described)
    assert "id_text-hint" in described
    assert "id_text-error" in described


def test_typed_text_is_kept_and_escaped(refused):
    html = govuk_field(refused["text"])

    assert "&lt;b&gt;x&lt;/b&gt;" in html
    assert "<b>x</b>" not in html


def test_tick_boxes_are_no_radios(refused):
    boxes = tree(govuk_field(refused["topics"])).iter("input")

    assert [one.attrib["type"] for one in boxes] == ["checkbox", "checkbox"]


def test_radios_stand_in_a_fieldset_with_a_legend(refused):
    root = tree(govuk_field(refused["who"]))

    (legend,) = root.iter("legend")
    assert "Who are you?" in "".join(legend.itertext())
    assert [one.attrib["id"] for one in root.iter("input")] == ["id_who_0", "id_who_1"]


def test_a_choice_of_several_is_drawn_with_tick_boxes():
    class Form(forms.Form):
        about = forms.MultipleChoiceField(
            choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple
        )

    drawn = list(tree(govuk_field(Form({"about": ["a", "b"]})["about"])).iter("input"))

    assert [one.attrib["type"] for one in drawn] == ["checkbox", "checkbox"]
    assert all("checked" in one.attrib for one in drawn)


def test_every_error_links_to_a_control_that_is_there(refused):
    page = "".join(str(govuk_field(field)) for field in refused)

    links = [one.attrib["href"] for one in tree(govuk_error_summary(refused)).iter("a")]

    assert len(links) == len(refused.errors)
    assert all(by_id(page, link.removeprefix("#")) is not None for link in links)


def test_error_of_radios_links_to_the_first(refused):
    links = [one.attrib["href"] for one in tree(govuk_error_summary(refused)).iter("a")]

    assert links[0] == "#id_who_0"


def test_summary_of_a_good_form_is_nothing():
    assert govuk_error_summary(CommentForm()) == ""


def test_chosen_option_stays_chosen(refused):
    (chosen,) = [one for one in tree(govuk_field(refused["age"])).iter("option") if "selected" in one.attrib]

    assert chosen.attrib["value"] == "2"


def test_optional_field_says_so(refused):
    assert "E-mail (optional)" in govuk_field(refused["email"])


def test_hidden_field_is_only_an_input(refused):
    assert [one.tag for one in tree(govuk_field(refused["token"]))] == ["input"]


def test_component_takes_attributes():
    html = Template('{% load govuk %}{% govuk "button" text="Go" data_kind="x" %}').render(Context())

    (button,) = tree(html).iter("button")
    assert button.attrib["data-kind"] == "x"
