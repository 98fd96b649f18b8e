"""Step "School or setting": what schools, early years settings and colleges say under the headings of the code.

Source: SEND code of practice 4.32; SEND Regulations 2014, Schedule 2. The questions are a list that officers keep.
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from services_directory.enums import SettingType, YesNoUnknown
from services_directory.models import ProfileQuestion
from services_directory.portal.forms.base import ContentForm, choice, drawn, line, web_address

LONGEST_ANSWER = 3000
BLANK_PROFILE: Mapping[str, Any] = {
    "setting_type": "",
    "sen_information_report_url": "",
    "accessibility_plan_url": "",
    "admissions_url": "",
    "senco_contact": "",
    "has_separate_unit": YesNoUnknown.UNKNOWN.value,
    "separate_unit": "",
    "answers": (),
}


class SettingForm(ContentForm):
    """The profile of one setting; its questions follow from the kind of setting that is saved."""

    setting_type = choice("What kind of setting is it?", SettingType.choices)
    sen_information_report_url = web_address(
        "Web page of your SEN information report", "Schools must publish one each year."
    )
    accessibility_plan_url = web_address("Web page of your accessibility plan")
    admissions_url = web_address("Web page on how disabled pupils are admitted")
    senco_contact = line(
        "How can families reach your SENCO?",
        200,
        "A role, not a name. For example: senco@school.example.org.",
    )
    has_separate_unit = choice(
        "Do you have a separate unit or resourced provision?",
        [(YesNoUnknown.YES, "Yes"), (YesNoUnknown.NO, "No"), (YesNoUnknown.UNKNOWN, "I do not know")],
    )
    separate_unit = line("About the unit", 250, "Who it is for, and how many places there are.")

    def __init__(self, *args: Any, before: Mapping[str, Any], **kwargs: Any) -> None:
        profiles = before["setting_profiles"]
        self.profile: dict[str, Any] = {**BLANK_PROFILE, **(profiles[0] if profiles else {})}
        super().__init__(*args, before=before, **kwargs)
        self.answers = {answer["question"]: answer for answer in self.profile["answers"]}
        self.questions = list(questions_for(self.profile["setting_type"]))
        for question in self.questions:
            self.fields[answer_name(question)] = drawn(
                forms.CharField(
                    label=question.question,
                    help_text=question.help_text,
                    required=False,
                    max_length=LONGEST_ANSWER,
                    widget=forms.Textarea(attrs={"rows": 4}),
                ),
                rows=4,
                threshold=75,
                needed_later=True,
            )
            self.initial[answer_name(question)] = self.answers.get(question.pk, {}).get("answer", "")
        self.hinted = tuple(map(answer_name, self.questions))  # type: ignore[misc]

    def initial_of(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """The saved profile."""
        return {name: value for name, value in self.profile.items() if name in self.base_fields}

    def given(self) -> dict[str, Any]:
        """The profile as the one row of its relation; answers to questions that are not asked here stay."""
        said = self.cleaned_data
        profile = {**self.profile, **{name: said[name] for name in self.base_fields}}
        asked = {question.pk for question in self.questions}
        answers = [answer for answer in self.profile["answers"] if answer["question"] not in asked]
        for question in self.questions:
            if words := said[answer_name(question)]:
                row = self.answers.get(question.pk) or {"uuid": str(uuid.uuid4()), "question": question.pk}
                answers.append({**row, "answer": words})
        profile["answers"] = answers
        return {"setting_profiles": [profile, *self.before["setting_profiles"][1:]]}


def answer_name(question: ProfileQuestion) -> str:
    """The name of the field for a question."""
    return f"answer_{question.pk}"


def questions_for(setting_type: str) -> Iterable[ProfileQuestion]:
    """The questions that this kind of setting is asked; none until the kind is known."""
    if not setting_type:
        return
    for question in ProfileQuestion.objects.filter(retired_on=None):
        if setting_type in question.setting_types:
            yield question
