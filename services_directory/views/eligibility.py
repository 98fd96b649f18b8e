"""“Could this be for us?” on a service's page: asked by POST, answered on the page, kept nowhere."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from services_directory.domain.eligibility import Family, could_be_for
from services_directory.domain.geography import Point, PostcodeError, PostcodesNotBuilt, locate
from services_directory.enums import TaxonomyCode
from services_directory.models import ServicePage, TaxonomyTerm
from services_directory.presenters.service import ServicePresenter
from services_directory.search.contract import OLDEST
from services_directory.views.same_origin import same_origin_post

HAS_PLAN = {"yes": True, "no": False}


def _needs() -> list[tuple[str, str]]:
    terms = TaxonomyTerm.objects.of(TaxonomyCode.NEEDS).in_use().filter(parent=None)
    return list(terms.order_by("sort_order", "name").values_list("code", "name"))


class FamilyForm(forms.Form):
    """What a family says of itself. A diagnosis is never asked for."""

    age = forms.TypedChoiceField(
        label="How old is the child or young person?",
        choices=[
            ("", "Choose an age"),
            ("0", "Under 1"),
            *((str(one), str(one)) for one in range(1, OLDEST + 1)),
        ],
        coerce=int,
        empty_value=None,
        required=False,
    )
    near = forms.CharField(
        label="Your postcode",
        required=False,
        max_length=12,
        help_text="Only to see which council's area you live in. We do not keep it.",
    )
    needs = forms.MultipleChoiceField(
        label="What do they need help with?",
        choices=_needs,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick all that fit. You do not need a diagnosis.",
    )
    plan = forms.ChoiceField(
        label="Do they have an EHC plan?",
        choices=[("yes", "Yes"), ("no", "No"), ("", "Not sure, or rather not say")],
        required=False,
        widget=forms.RadioSelect,
    )
    point: Point | None = None

    def clean_near(self) -> str:
        """Look the postcode up.

        Raises:
            ValidationError: in words for the person.
        """
        typed: str = self.cleaned_data["near"]
        if typed:
            try:
                self.point = locate(typed)
            except PostcodeError as error:
                raise forms.ValidationError(str(error)) from error
            except PostcodesNotBuilt as error:
                raise forms.ValidationError(
                    "We cannot use postcodes at the moment. Leave it empty."
                ) from error
        return typed

    def clean(self) -> None:
        """Ask for at least one answer.

        Raises:
            ValidationError: every question was left out.
        """
        super().clean()
        if not self.errors and not any(self.data.get(name) for name in ("age", "near", "needs", "plan")):
            self.add_error("age", "Answer at least one question.")

    def family(self) -> Family:
        """What was said, of a valid form."""
        return Family(
            age=self.cleaned_data["age"],
            needs=frozenset(self.cleaned_data["needs"]),
            authority=self.point.authority if self.point else "",
            has_plan=HAS_PLAN.get(self.cleaned_data["plan"]),
        )


@same_origin_post
@require_http_methods(["POST"])
@cache_control(private=True, no_store=True)
def could_be_for_us(request: HttpRequest, page_id: int) -> HttpResponse:
    """The page of the service with the answer, or with what was wrong and everything that was typed."""
    page = ServicePage.objects.live().filter(pk=page_id).first()
    if page is None:
        raise Http404
    form = FamilyForm(request.POST)
    answer = could_be_for(ServicePresenter(page).rules, form.family()) if form.is_valid() else None
    context = {**page.get_context(request), "family_form": form, "answer": answer}
    response = render(request, page.template, context)
    response["Referrer-Policy"] = "no-referrer"
    return response


def back_to_service(request: HttpRequest, page_id: int) -> HttpResponse:
    """The address of an answer typed in by hand, or read again: to the page and its questions."""
    page = ServicePage.objects.live().filter(pk=page_id).first()
    if page is None or not page.url:
        raise Http404
    return HttpResponseRedirect(f"{page.url}#for-us")


def for_us(request: HttpRequest, page_id: int) -> HttpResponse:
    """POST asks, anything else leads back."""
    return (could_be_for_us if request.method == "POST" else back_to_service)(request, page_id)


for_us.csrf_exempt = True  # type: ignore[attr-defined]  # a POST counts only from this site, see could_be_for_us
