"""Two small forms beside a service: a check, and whether it can be used now. Neither touches the page's revisions."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page

from localoffer.models import AuthoritySettings
from services_directory.domain.assurance import record_check, set_operational_status
from services_directory.enums import CheckSource, OperationalState
from services_directory.models import ProviderPage, ServicePage


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CheckForm(forms.Form):
    """Who confirmed a listing, and when."""

    source = forms.ChoiceField(label="Who stands behind it", choices=CheckSource.choices)
    organisation = forms.CharField(
        max_length=160,
        help_text="Families read: 'Checked by …'. An organisation or a team, never a person's name.",
    )
    on = forms.DateField(label="Day", widget=_day())

    def clean_on(self) -> datetime.date:
        """Refuse a day in the future.

        Raises:
            ValidationError: it has not come yet.
        """
        day: datetime.date = self.cleaned_data["on"]
        if day > datetime.date.today():
            raise forms.ValidationError("A check cannot be in the future.")
        return day


class StatusForm(forms.Form):
    """Whether a service can be used now."""

    state = forms.ChoiceField(label="Now", choices=OperationalState.choices, widget=forms.RadioSelect)
    since = forms.DateField(widget=_day())
    until = forms.DateField(label="Expected until", required=False, widget=_day())
    note = forms.CharField(
        max_length=250,
        required=False,
        help_text="What families can do meanwhile, for example: waiting list open.",
    )

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning.

        Raises:
            ValidationError: beside "until".
        """
        data: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", "'Expected until' must not come before 'since'.")
        return data


class _AboutOneListing(WagtailAdminTemplateMixin, FormView):
    """A small form about a page, for those who may publish it."""

    template_name = "services_directory/admin/listing_form.html"
    models: tuple[type[Page], ...] = (ServicePage,)
    explanation = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Only for a listing, and only with the right to publish it."""
        if not self.page.permissions_for_user(request.user).can_publish():
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def page(self) -> Page:
        """The listing in the address."""
        page = get_object_or_404(Page, pk=self.kwargs["page_id"]).specific
        return get_object_or_404(type(page) if isinstance(page, self.models) else self.models[0], pk=page.pk)

    @property
    def back(self) -> str:
        """The address of its form."""
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])

    def get_page_subtitle(self) -> str:
        """The listing."""
        return self.page.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Back to the form."""
        return [
            *self.breadcrumbs_items,
            {"url": self.back, "label": self.page.title},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With ``back``, ``explanation`` and the label of the button."""
        return super().get_context_data(back=self.back, explanation=self.explanation, **kwargs)


class RecordCheckView(_AboutOneListing):
    """Somebody confirmed that the listing is right."""

    page_title = "Record a check"
    header_icon = "check"
    form_class = CheckForm
    models = (ServicePage, ProviderPage)
    explanation = (
        "Record that somebody confirmed everything on this page. It sets the date that families see, and a "
        "listing that was hidden for being out of date is shown again."
    )

    def get_initial(self) -> dict[str, Any]:
        """The council, today."""
        council = AuthoritySettings.load(request_or_site=self.request).council_name
        return {"source": CheckSource.OFFICER, "organisation": council, "on": datetime.date.today()}

    def form_valid(self, form: CheckForm) -> HttpResponse:
        """Record it; the page's history shows who did."""
        record_check(self.page, by=self.request.user, **form.cleaned_data)
        messages.success(self.request, f"The check of '{self.page.title}' is recorded.")
        return redirect(self.back)


class SetStatusView(_AboutOneListing):
    """Open, full, closed for now or ended."""

    page_title = "Set status"
    header_icon = "time"
    form_class = StatusForm
    explanation = (
        "Families see this at the top of the page and on search results. The page itself stays as it is."
    )

    def get_initial(self) -> dict[str, Any]:
        """As it is now; from today if nothing was ever said."""
        status = getattr(self.page, "operational_status", None)
        if status is None:
            return {"state": OperationalState.OPEN, "since": datetime.date.today()}
        return {name: getattr(status, name) for name in ("state", "since", "until", "note")}

    def form_valid(self, form: StatusForm) -> HttpResponse:
        """Set it; the page's history shows who did."""
        data = {**form.cleaned_data, "state": OperationalState(form.cleaned_data["state"])}
        status = set_operational_status(self.page, by=self.request.user, **data)
        messages.success(self.request, f"'{self.page.title}' is now: {status.get_state_display().lower()}.")
        return redirect(self.back)
