"""The questions of a comment, one subject a page, in the words for adults and in those for young people."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms

from feedback.enums import FromWhom, Subject
from feedback.models.comments import MAX_LENGTH
from feedback.saying.answers import Answers
from feedback.saying.services import MOST_SERVICES, find_services, titles_of

UNSEEN = "website"
LONGEST_ID = 10  # digits; no page has more, and a longer number is more than a database can take

FOR_ADULTS: dict[str, str] = {
    FromWhom.PARENT_CARER: "A parent or carer",
    FromWhom.YOUNG_PERSON: "A young person (16 to 25)",
    FromWhom.CHILD: "A child (under 16)",
    FromWhom.ON_BEHALF: "Writing for a child or young person, in their words",
    FromWhom.PROFESSIONAL: "Someone who works with families",
    FromWhom.NOT_SAID: "I would rather not say",
}
FOR_YOUNG_PEOPLE: dict[str, str] = {
    FromWhom.CHILD: "I am under 16",
    FromWhom.YOUNG_PERSON: "I am 16 to 25",
    FromWhom.ON_BEHALF: "Someone is helping me write this",
    FromWhom.NOT_SAID: "I do not want to say",
}
SUBJECTS: dict[str, str] = {
    Subject.SERVICE: "A service, or how services worked together",
    Subject.MISSING: "Something that is missing",
    Subject.INFORMATION: "This website: is it easy to find, read and use?",
    Subject.HOW_MADE: "How the Local Offer was made or reviewed",
    Subject.NOT_SURE: "I am not sure",
}
SUBJECTS_FOR_YOUNG_PEOPLE: dict[str, str] = {
    Subject.SERVICE: "A club, school, service or people who help me",
    Subject.MISSING: "Something I need that is not there",
    Subject.INFORMATION: "This website",
    Subject.NOT_SURE: "Something else, or I am not sure",
}


class QuestionForm(forms.Form):
    """One page of questions. The field ``website`` is not seen by people and must stay empty."""

    website = forms.CharField(required=False, label="Leave this empty")

    def __init__(self, data: Any = None, *, answers: Answers) -> None:
        self.answers = answers
        super().__init__(data, initial=self.given(answers), auto_id="%s")

    @staticmethod
    def given(answers: Answers) -> dict[str, Any]:
        """What was answered before, for the fields of this form."""
        return {}

    def unfinished(self) -> dict[str, Any]:
        """What was typed and cannot be taken as it is, kept for when the person comes back to it."""
        return {}

    @property
    def looks_like_a_machine(self) -> bool:
        """Whether the unseen field was filled."""
        return bool(self.data.get(UNSEEN))

    def values(self) -> dict[str, Any]:
        """The valid answers, as ``Answers`` holds them."""
        return {name: value for name, value in self.cleaned_data.items() if name != UNSEEN}


class WhoForm(QuestionForm):
    """Who comments. Regulation 56(2)."""

    from_whom = forms.ChoiceField(
        label="Who are you?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who you are, or “I would rather not say”."},
    )

    def __init__(self, data: Any = None, *, answers: Answers) -> None:
        super().__init__(data, answers=answers)
        choices = FOR_YOUNG_PEOPLE if answers.young else FOR_ADULTS
        question = self.fields["from_whom"]
        question.choices = list(choices.items())  # type: ignore[attr-defined]
        if answers.young:
            question.error_messages["required"] = "Choose one. You can choose “I do not want to say”."

    @staticmethod
    def given(answers: Answers) -> dict[str, Any]:
        """Who was chosen before."""
        return {"from_whom": answers.from_whom}


class AboutForm(QuestionForm):
    """What it is about. Regulation 56(1); the code's 4.21."""

    subjects = forms.MultipleChoiceField(
        label="What is it about?",
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick all that fit.",
        error_messages={"required": "Tick what it is about, or “not sure”."},
    )

    def __init__(self, data: Any = None, *, answers: Answers) -> None:
        super().__init__(data, answers=answers)
        choices = SUBJECTS_FOR_YOUNG_PEOPLE if answers.young else SUBJECTS
        self.fields["subjects"].choices = list(choices.items())  # type: ignore[attr-defined]

    @staticmethod
    def given(answers: Answers) -> dict[str, Any]:
        """What was ticked before."""
        return {"subjects": list(answers.subjects)}

    def values(self) -> dict[str, Any]:
        """The subjects; services are only kept while one of them is a service."""
        subjects = tuple(self.cleaned_data["subjects"])
        kept = {} if Subject.SERVICE in subjects else {"service_ids": ()}
        return {"subjects": subjects, **kept}


class WhichForm(QuestionForm):
    """Which services: those chosen so far with a tick, and a search for others."""

    services = forms.MultipleChoiceField(
        label="Which service?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick the services you mean. You can also leave this empty.",
    )
    words = forms.CharField(
        label="Find a service by its name",
        required=False,
        max_length=120,
        help_text="For example: Saturday club",
    )

    def __init__(self, data: Any = None, *, answers: Answers) -> None:
        super().__init__(data, answers=answers)
        self.searched = self._words()
        ticked = page_ids(data.getlist("services")) if data is not None else answers.service_ids
        self.found = find_services(self.searched) if self.searched else []
        known = {**titles_of(ticked), **dict(self.found)}
        self.fields["services"].choices = list(known.items())  # type: ignore[attr-defined]
        self.has_choices = bool(known)

    def _words(self) -> str:
        return str(self.data.get("words", "")).strip()[:120] if self.is_bound else ""

    @staticmethod
    def given(answers: Answers) -> dict[str, Any]:
        """The services chosen before."""
        return {"services": list(answers.service_ids)}

    def clean_services(self) -> list[str]:
        """Refuse more than a comment can be about.

        Raises:
            ValidationError: too many.
        """
        ticked: list[str] = self.cleaned_data["services"]
        if len(ticked) > MOST_SERVICES:
            raise forms.ValidationError(f"Tick {MOST_SERVICES} services at most.")
        return ticked

    def values(self) -> dict[str, Any]:
        """The services by page id."""
        return {"service_ids": page_ids(self.cleaned_data["services"])}


class WordsField(forms.CharField):
    """Words as typed, with one kind of line end, so that 5,000 characters are the same in every browser."""

    def to_python(self, value: Any) -> Any:
        """Without carriage returns and without the one character that no database keeps."""
        return super().to_python(str(value or "").replace("\r\n", "\n").replace("\x00", ""))


class WordsForm(QuestionForm):
    """The comment itself."""

    text = WordsField(
        label="What do you want to tell us?",
        max_length=MAX_LENGTH,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=(
            "Please leave out names, addresses and health details. We never publish your own words: "
            "we write a summary that nobody can be known from."
        ),
        error_messages={
            "required": "Write what you want to tell us.",
            "max_length": "Your comment is too long. It can have %(limit_value)s characters and has %(show_value)s.",
        },
    )

    def __init__(self, data: Any = None, *, answers: Answers) -> None:
        super().__init__(data, answers=answers)
        if answers.young:
            self.fields["text"].help_text = (
                "You can write a little or a lot. Please do not write names. "
                "We never show your words to others."
            )

    @staticmethod
    def given(answers: Answers) -> dict[str, Any]:
        """What was written before."""
        return {"text": answers.text}

    def unfinished(self) -> dict[str, Any]:
        """The words, also when they are too many."""
        return {"text": str(self.data.get("text", ""))[: 4 * MAX_LENGTH]}


def page_ids(values: Iterable[Any]) -> tuple[int, ...]:
    """Those of ``values`` that can be the id of a page, each once."""
    typed = dict.fromkeys(str(value) for value in values)
    return tuple(int(one) for one in typed if one.isascii() and one.isdigit() and len(one) < LONGEST_ID)


@dataclass(frozen=True)
class Question:
    """One page: its name in the form, its class, and its heading for adults and for young people."""

    name: str
    form: type[QuestionForm]
    heading: str
    young_heading: str


QUESTIONS = (
    Question("who", WhoForm, "Who are you?", "Who are you?"),
    Question("about", AboutForm, "What is it about?", "What do you want to talk about?"),
    Question("which", WhichForm, "Which service is it?", "Which one is it?"),
    Question("words", WordsForm, "What do you want to tell us?", "What do you want to tell us?"),
)
BY_NAME = {question.name: question for question in QUESTIONS}


def asked(answers: Answers) -> list[Question]:
    """The questions for these answers: no subject where a consultation gave it, a service only where one is meant."""
    wanted = []
    for question in QUESTIONS:
        if question.name == "about" and answers.consultation:
            continue
        if question.name == "which" and Subject.SERVICE not in answers.subjects:
            continue
        wanted.append(question)
    return wanted


def next_question(answers: Answers) -> Question | None:
    """The first question that was not answered, or ``None`` when all were."""
    return next((question for question in asked(answers) if question.name not in answers.seen), None)
