"""What happened to mine? ``/feedback/follow/``: by the reference, and with no word of the comment.

The reference comes in the body of a POST, never in an address: addresses are kept in histories and logs.
"""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from feedback.domain.contact_keys import keep_contact
from feedback.domain.receiving import reference_hash
from feedback.domain.withdrawal import withdraw_comment
from feedback.enums import ReceiptState
from feedback.exceptions import InvalidTransition
from feedback.models import ApprovedText, CommentReceipt
from feedback.saying.contact import ContactForm
from feedback.views.private import private
from localoffer.public_forms.limits import allow, sender
from services_directory.views.same_origin import same_origin_post

LOOKS_AN_HOUR = 30
TOO_OFTEN = "Many references were tried from your part of the internet. Please try again in an hour."
NOT_FOUND = (
    "We do not know this reference. Look at the letters and numbers again: it looks like "
    "“ABCD-EFGH-2345-6789Z”. If you have lost it, we cannot find it for you, because we do not know who you are."
)
# The steps a comment goes through, in order, with what each means for the sender.
STEPS = (
    (ReceiptState.RECEIVED, "We have it", "We read every comment within 5 working days."),
    (ReceiptState.READ, "We have read it", "We look which other comments are like it."),
    (ReceiptState.GROUPED, "We have put it together with others like it", "We are writing the answer."),
    (ReceiptState.ANSWERED, "There is an answer", "You can read it below."),
    (ReceiptState.ACTION, "Something is being done", "What is being done stands below."),
    (ReceiptState.DONE, "Done", "What was done stands below."),
)


class ReferenceForm(forms.Form):
    """The reference, however it is typed."""

    reference = forms.CharField(
        label="Your reference",
        max_length=60,
        help_text="Letters and numbers, for example ABCD-EFGH-2345-6789Z",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}
        ),
        error_messages={"required": "Write your reference."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="%s", **kwargs)


@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Ask for the reference; a POST shows where the comment is."""
    if request.method != "POST":
        return private(render(request, "feedback/follow/ask.html", {"form": ReferenceForm()}))
    form, receipt = _find(request)
    if receipt is None:
        return private(render(request, "feedback/follow/ask.html", {"form": form}, status=_status(form)))
    return private(_shown(request, receipt, form.cleaned_data["reference"]))


@same_origin_post
@require_POST
def leave_contact(request: HttpRequest) -> HttpResponse:
    """Keep an address for the comment of a reference; what is wrong is said on the page it came from."""
    form, receipt = _find(request)
    if receipt is None:
        return private(render(request, "feedback/follow/ask.html", {"form": form}, status=_status(form)))
    reference = form.cleaned_data["reference"]
    contact = ContactForm(request.POST, reference=reference)
    if receipt.comment is None or receipt.state == ReceiptState.WITHDRAWN:
        return private(
            _shown(request, receipt, reference, said="This comment is gone, so we have kept no email.")
        )
    if not contact.is_valid():
        return private(_shown(request, receipt, reference, contact=contact))
    keep_contact(receipt.comment, email=contact.cleaned_data["email"], **contact.granted)
    return private(
        _shown(request, receipt, reference, said="We have kept your email, apart from your comment.")
    )


@same_origin_post
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Ask once more, then take the comment back."""
    form, receipt = _find(request)
    if receipt is None:
        return private(render(request, "feedback/follow/ask.html", {"form": form}, status=_status(form)))
    reference = form.cleaned_data["reference"]
    if "sure" not in request.POST:
        return private(render(request, "feedback/follow/withdraw.html", {"reference": reference}))
    try:
        withdraw_comment(receipt)
    except InvalidTransition as error:
        return private(_shown(request, receipt, reference, said=str(error)))
    receipt.refresh_from_db()
    return private(
        _shown(request, receipt, reference, said="You took your comment back. We have deleted your words.")
    )


def _find(request: HttpRequest) -> tuple[ReferenceForm, CommentReceipt | None]:
    form = ReferenceForm({"reference": request.POST.get("reference", "").replace("\x00", "")})
    if not form.is_valid():
        return form, None
    if not allow("reference", sender(request), times=LOOKS_AN_HOUR, seconds=60 * 60):
        form.add_error("reference", forms.ValidationError(TOO_OFTEN, code="too-often"))
        return form, None
    receipt = CommentReceipt.objects.filter(
        reference_hash=reference_hash(form.cleaned_data["reference"])
    ).first()
    if receipt is None:
        form.add_error("reference", NOT_FOUND)
    return form, receipt


def _status(form: ReferenceForm) -> int:
    return 429 if form.has_error("reference", "too-often") else 200


def _shown(
    request: HttpRequest,
    receipt: CommentReceipt,
    reference: str,
    *,
    contact: ContactForm | None = None,
    said: str = "",
) -> HttpResponse:
    """Where the comment is. Reads the receipt and approved words, nothing else."""
    items = receipt.items.values_list("pk", flat=True)
    context = {
        "receipt": receipt,
        "reference": reference.strip().upper(),
        "steps": _steps(receipt.state),
        "answers": list(ApprovedText.objects.shown().filter(item__in=items)),
        "form": contact or ContactForm(reference=reference),
        "can_change": receipt.comment_id is not None and receipt.state != ReceiptState.WITHDRAWN,
        "said": said,
    }
    return render(request, "feedback/follow/status.html", context)


def _steps(state: str) -> list[tuple[str, str, bool, bool]]:
    """Each step: its name, what it means, whether it was reached, whether the comment is there now."""
    order = [step for step, _, _ in STEPS]
    if state not in order:
        return []
    place = order.index(ReceiptState(state))
    return [
        (name, meaning, number <= place, number == place) for number, (_, name, meaning) in enumerate(STEPS)
    ]
