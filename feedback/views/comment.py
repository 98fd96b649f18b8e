"""Saying it: ``/feedback/comment/``. Question pages, check your answers, and a reference at the end."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from feedback.enums import ArrivedVia, Subject
from feedback.models import SignpostRoute
from feedback.saying.answers import Answers
from feedback.saying.consultations import shown_consultation
from feedback.saying.contact import ContactForm
from feedback.saying.questions import (
    BY_NAME,
    FOR_ADULTS,
    FOR_YOUNG_PEOPLE,
    SUBJECTS,
    SUBJECTS_FOR_YOUNG_PEOPLE,
    UNSEEN,
    Question,
    QuestionForm,
    asked,
    next_question,
    page_ids,
)
from feedback.saying.sending import Refusal, send
from feedback.saying.services import titles_of
from feedback.views.private import private
from services_directory.views.same_origin import same_origin_post

CHECK = "check"
LARGEST_BYTES, MOST_FIELDS = 256 * 1024, 60
REFUSALS = {
    Refusal.TOO_FAST: "That was very quick, so we want to be sure that you are a person. "
    "Wait a moment, then press the button again.",
    Refusal.TOO_OFTEN: "Many comments have come from your part of the internet in a short time, so we have not "
    "taken this one yet. Nothing is lost while this page is open: try again in an hour, or call us.",
    Refusal.SENT_BEFORE: "You have sent this comment before, with other words. If these words are another comment, "
    "press the button again.",
}
STARTED_OVER = (
    "This page was open for over a day. What you wrote on this page is still here. Please go on from here."
)


@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: HttpRequest, young: bool = False) -> HttpResponse:
    """The next question, what to mend, the answers to check, or the confirmation."""
    if request.method != "POST":
        return private(_next_page(request, _started(request, young)))
    if int(request.headers.get("Content-Length") or 0) > LARGEST_BYTES or len(request.POST) > MOST_FIELDS:
        return private(render(request, "feedback/comment/too_large.html", status=413))
    return private(_go_on(request, young))


def _started(request: HttpRequest, young: bool) -> Answers:
    """Answers that were given by where the person comes from: a listing, a search that found nothing."""
    answers = Answers(young=young)
    service = request.GET.get("service", "")
    consultation = request.GET.get("consultation", "")
    if titles_of(ids := page_ids([service])):
        answers = answers.answered("about", subjects=(Subject.SERVICE,)).answered(
            "which", service_ids=ids, via=ArrivedVia.LISTING
        )
    elif request.GET.get("missing"):
        answers = answers.answered("about", subjects=(Subject.MISSING,), via=ArrivedVia.EMPTY_SEARCH)
    elif consultation and (shown := shown_consultation(consultation)) and shown.is_open:
        answers = answers.answered("about", consultation=consultation, via=ArrivedVia.CONSULTATION)
    return answers


def _go_on(request: HttpRequest, young: bool) -> HttpResponse:
    sent = Answers.read(request.POST.get("answers", ""))
    answers = sent or Answers(young=young)
    name = request.POST.get("question", "")
    if name == CHECK and sent:
        return _after_check(request, answers)
    question = BY_NAME.get(name)
    if question is None:
        return _next_page(request, answers)
    form = question.form(request.POST, answers=answers)
    is_valid = form.is_valid()
    if is_valid:
        answers = answers.answered(question.name, **form.values())
    if "go" in request.POST:  # Back: what stands on this page is kept and never in the way
        kept = answers if is_valid else answers.unanswered(question.name, **form.unfinished())
        return _named_page(request, kept, request.POST["go"])
    if sent is None:
        form.add_error(None, STARTED_OVER)
    # The button *Find* asks for the same page again, with what was found.
    if not is_valid or sent is None or form.looks_like_a_machine or "find" in request.POST:
        return _question_page(request, answers, question, form)
    return _next_page(request, answers)


def _after_check(request: HttpRequest, answers: Answers) -> HttpResponse:
    if "go" in request.POST:
        return _named_page(request, answers, request.POST["go"])
    if next_question(answers) is not None:
        return _next_page(request, answers)
    if request.POST.get(UNSEEN):
        return _check_page(request, answers, Refusal.TOO_FAST)
    sent = send(answers, request)
    if sent.refusal is Refusal.SENT_BEFORE:
        answers = answers.as_another()
    if sent.refusal:
        return _check_page(request, answers, sent.refusal)
    context = {
        "reference": sent.reference,
        "young": answers.young,
        "form": ContactForm(reference=sent.reference),
    }
    return render(request, "feedback/comment/sent.html", context)


def _named_page(request: HttpRequest, answers: Answers, name: str) -> HttpResponse:
    question = BY_NAME.get(name)
    return _question_page(request, answers, question) if question else _next_page(request, answers)


def _next_page(request: HttpRequest, answers: Answers) -> HttpResponse:
    question = next_question(answers)
    return _question_page(request, answers, question) if question else _check_page(request, answers)


def _question_page(
    request: HttpRequest, answers: Answers, question: Question, form: QuestionForm | None = None
) -> HttpResponse:
    form = form or question.form(answers=answers)
    questions = asked(answers)
    place = questions.index(question) if question in questions else 0
    heading = question.young_heading if answers.young else question.heading
    # The heading of the page asks the question; the legend and label say it again for those who hear the form.
    unseen = {"text": heading, "classes": "govuk-visually-hidden"}
    context: dict[str, Any] = {
        "form": form,
        "question": question.name,
        "heading": heading,
        "fieldset": {"legend": unseen},
        "label": unseen,
        "answers": answers,
        "signed": answers.signed(),
        "back": questions[place - 1].name if place else "",
        "is_first": place == 0,
        "consultation": shown_consultation(answers.consultation) if answers.consultation else None,
        "routes": SignpostRoute.objects.filter(is_shown=True) if question.name == "words" else (),
    }
    return render(request, f"feedback/comment/{question.name}.html", context)


def _check_page(request: HttpRequest, answers: Answers, refusal: Refusal | None = None) -> HttpResponse:
    who = FOR_YOUNG_PEOPLE if answers.young else FOR_ADULTS
    subjects = SUBJECTS_FOR_YOUNG_PEOPLE if answers.young else SUBJECTS
    context = {
        "answers": answers,
        "signed": answers.signed(),
        "who": who.get(answers.from_whom) or FOR_ADULTS.get(answers.from_whom, ""),
        "subjects": [subjects.get(one) or SUBJECTS[one] for one in answers.subjects],
        "services": list(titles_of(answers.service_ids).values()),
        "consultation": shown_consultation(answers.consultation) if answers.consultation else None,
        "problem": REFUSALS[refusal] if refusal else "",
    }
    status = 429 if refusal is Refusal.TOO_OFTEN else 200
    return render(request, "feedback/comment/check.html", context, status=status)
