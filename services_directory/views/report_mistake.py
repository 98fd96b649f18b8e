"""“Something wrong?”: anybody reports a mistake in a listing, in three fields, with no account and no cookie."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from localoffer.public_forms.guard import GuardedForm
from localoffer.public_forms.limits import EVERYBODY, allow, sender
from services_directory.domain.mistakes import report_mistake
from services_directory.enums import MistakeKind
from services_directory.models import ServicePage
from services_directory.models.mistakes import LONGEST_REPORT
from services_directory.views.unlisted import unlisted

AN_HOUR, A_DAY = 60 * 60, 24 * 60 * 60
BY_ONE_AN_HOUR, BY_ONE_A_DAY, BY_ALL_AN_HOUR = 5, 20, 200


class MistakeForm(GuardedForm):
    """What is wrong, in words, and perhaps where to send the outcome."""

    guard_name = "mistake"

    kind = forms.ChoiceField(
        label="What is wrong?",
        choices=MistakeKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is wrong."},
    )
    words = forms.CharField(
        label="Tell us more",
        widget=forms.Textarea,
        max_length=LONGEST_REPORT,
        help_text="What does the page say, and what should it say? Do not write a child’s name or health.",
        error_messages={"required": "Tell us what the page should say."},
    )
    email = forms.EmailField(
        label="Your email address",
        required=False,
        help_text="Only if you want to hear what we did. We delete it from your report after that.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"invalid": "Enter an email address like name@example.org, or leave it empty."},
    )


@csrf_exempt  # no cookie is set, so there is no token; what a forged report could do is what anybody may
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def report(request: HttpRequest, page_id: int) -> HttpResponse:
    """The form; POST keeps the report."""
    page = _service(page_id)
    form = MistakeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if _is_within_limits(request):
            said = form.cleaned_data
            report_mistake(page, kind=MistakeKind(said["kind"]), words=said["words"], email=said["email"])
            return redirect("services_directory:mistake_thanks", page.pk)
        form.add_error(None, "We have had many reports from your network. Try again in an hour, or call us.")
    context = {"page": page, "form": form}
    return unlisted(render(request, "services_directory/mistake.html", context))


@require_http_methods(["GET", "HEAD"])
@cache_control(private=True, no_store=True)
def thanks(request: HttpRequest, page_id: int) -> HttpResponse:
    """What happens next."""
    return unlisted(render(request, "services_directory/mistake_thanks.html", {"page": _service(page_id)}))


def _service(page_id: int) -> ServicePage:
    page = ServicePage.objects.live().select_related("provider").filter(pk=page_id).first()
    if page is None or not page.url:
        raise Http404
    return page


def _is_within_limits(request: HttpRequest) -> bool:
    who = sender(request)
    limits = (
        (who, BY_ONE_AN_HOUR, AN_HOUR),
        (who, BY_ONE_A_DAY, A_DAY),
        (EVERYBODY, BY_ALL_AN_HOUR, AN_HOUR),
    )
    return all(allow("mistake", name, times=times, seconds=seconds) for name, times, seconds in limits)
