"""Ask this place: a family picks one thing that nobody has said of a place. No words, no account, only a count."""

from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from localoffer.public_forms.guard import GuardedForm
from localoffer.public_forms.limits import allow, sender
from services_directory.domain.access_questions import ask, askable
from services_directory.domain.exceptions import InvalidTransition
from services_directory.models import Location, ServicePage, TaxonomyTerm
from services_directory.views.unlisted import unlisted

AN_HOUR, A_DAY = 60 * 60, 24 * 60 * 60
BY_ONE_AN_HOUR = 20
SAME_A_DAY = 1  # the same question from the same network counts once a day


class AskForm(GuardedForm):
    """What to ask: one of the features of which nobody has said anything."""

    guard_name = "ask"

    about = forms.ChoiceField(
        label="What do you need to know?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what you need to know.",
            "invalid_choice": "The answer to this is on the page already. Choose something else.",
        },
    )

    def __init__(self, features: list[TaxonomyTerm], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [(one.code, one.name) for one in features]  # type: ignore[attr-defined]


@csrf_exempt  # no cookie is set, so there is no token; a forged question is one more in a count
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def ask_place(request: HttpRequest, page_id: int) -> HttpResponse:
    """The form, or first the question which place; POST counts one more family."""
    page = _service(page_id)
    places = _places(page)
    place, is_chosen = _chosen(request.GET.get("place", ""), places)
    if not is_chosen:
        return unlisted(
            render(request, "services_directory/ask_which.html", {"page": page, "places": places})
        )
    groups = askable(page, place)
    features = [feature for _, group in groups for feature in group]
    posted = request.POST if request.method == "POST" else None
    form = AskForm(features, posted, initial={"about": request.GET.get("about", "")})
    if posted is not None and form.is_valid():
        wanted = next(one for one in features if one.code == form.cleaned_data["about"])
        if not allow("ask", sender(request), times=BY_ONE_AN_HOUR, seconds=AN_HOUR):
            form.add_error(None, "Your network has asked many questions. Try again in an hour, or call them.")
        else:
            _count(request, page, place, wanted)
            return redirect("services_directory:ask_thanks", page.pk)
    context = {"page": page, "place": place, "form": form, "groups": _drawn(form, groups)}
    return unlisted(render(request, "services_directory/ask.html", context))


@require_http_methods(["GET", "HEAD"])
@cache_control(private=True, no_store=True)
def thanks(request: HttpRequest, page_id: int) -> HttpResponse:
    """What happens next."""
    return unlisted(render(request, "services_directory/ask_thanks.html", {"page": _service(page_id)}))


def _count(request: HttpRequest, page: ServicePage, place: Location | None, feature: TaxonomyTerm) -> None:
    what = f"ask {page.pk} {place.pk if place else 0} {feature.pk}"[:40]
    if not allow(what, sender(request), times=SAME_A_DAY, seconds=A_DAY):
        return
    try:
        ask(page, place, feature)
    except InvalidTransition:
        return  # answered at this very moment: the page says so


def _drawn(
    form: AskForm, groups: list[tuple[TaxonomyTerm, list[TaxonomyTerm]]]
) -> list[tuple[str, list[dict]]]:
    """The choices under the headings of their domains, with the ids that an error links to."""
    value, number, drawn = form["about"].value(), 0, []
    for domain, features in groups:
        items = []
        for feature in features:
            items.append(
                {
                    "id": f"id_about_{number}",
                    "value": feature.code,
                    "words": feature.name,
                    "is_chosen": value == feature.code,
                }
            )
            number += 1
        drawn.append((domain.name, items))
    return drawn


def _service(page_id: int) -> ServicePage:
    page = ServicePage.objects.live().select_related("provider").filter(pk=page_id).first()
    if page is None or not page.url:
        raise Http404
    return page


def _places(page: ServicePage) -> list[Location]:
    rows = page.service_at_locations.filter(location__isnull=False).select_related("location")
    return list({row.location_id: row.location for row in rows}.values())


def _chosen(text: str, places: list[Location]) -> tuple[Location | None, bool]:
    """The place asked about, and whether it is settled: the only one is, and none where there is none.

    Raises:
        Http404: the service is not there.
    """
    if not text:
        return (places[0], True) if len(places) == 1 else (None, not places)
    try:
        wanted = UUID(text)
    except ValueError as error:
        raise Http404 from error
    for place in places:
        if place.uuid == wanted:
            return place, True
    raise Http404
