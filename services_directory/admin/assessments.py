"""Accessibility assessments at the desk: recorded, approved and published, with the history of their subject."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView
from django_filters import BooleanFilter, ChoiceFilter, MultipleChoiceFilter
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, Panel
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.views.generic import CreateView, EditView, IndexView, WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log

from services_directory.admin.assessment_forms import (
    AssessmentForm,
    OutOfOrderForm,
    SendBackForm,
    SubjectForm,
)
from services_directory.admin.columns import WordsColumn
from services_directory.admin.exports import ExportsColumns
from services_directory.domain.assessments import publish_assessment
from services_directory.domain.exceptions import InvalidTransition
from services_directory.domain.self_assessment import send_back_assessment
from services_directory.enums import AssessmentState, AssessmentSubject, Sector
from services_directory.models import (
    AccessibilityAssessment,
    AccessQuestion,
    ServiceAtLocation,
    ServicePage,
)
from services_directory.models.access_questions import WAITING

PUBLISH = "services_directory.publish_accessibilityassessment"
CHANGE = "services_directory.change_accessibilityassessment"
PUBLISHABLE = frozenset({AssessmentState.IN_PROGRESS, AssessmentState.HELD})


class FindingsPanel(Panel):
    """The rows of the features, grouped by domain."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "services_directory/admin/panels/findings.html"

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            """With ``domains``, each a heading and its rows."""
            context = super().get_context_data(parent_context)
            return {**context, "domains": self.form.domains_of_findings if self.form else []}


ASSESSMENT_HANDLER = ObjectList(
    [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("assessed_on"), FieldPanel("next_due_on")]),
                FieldRowPanel([FieldPanel("assessor_kind"), FieldPanel("method")]),
                FieldPanel("assessor_organisation"),
                FieldPanel("state"),
            ],
            "When, who and how",
        ),
        FieldPanel("domains", widget=CheckboxSelectMultiple),
        FindingsPanel(
            heading="What was found",
            help_text="Every feature has a row. Leave a row at 'Not known' where nobody looked: "
            "not known is never shown as yes.",
        ),
        InlinePanel(
            "staff_knowledge",
            heading="What the staff know",
            label="Training",
            panels=[
                FieldPanel("training"),
                FieldRowPanel([FieldPanel("level"), FieldPanel("share"), FieldPanel("trained_on")]),
            ],
        ),
        InlinePanel(
            "improvement_actions",
            heading="What will be made better",
            label="Improvement",
            panels=[
                FieldPanel("barrier"),
                FieldPanel("change"),
                FieldRowPanel([FieldPanel("due_on"), FieldPanel("done_on")]),
            ],
        ),
        MultiFieldPanel(
            [
                FieldPanel("who_was_involved"),
                FieldPanel("advised_by"),
                FieldRowPanel([FieldPanel("accreditation_scheme"), FieldPanel("accreditation_expires_on")]),
                FieldPanel("standard_used"),
                FieldPanel("report_url"),
            ],
            "Behind it",
        ),
    ],
    base_form_class=AssessmentForm,
)


class AboutFilter(ChoiceFilter):
    """Which kind of subject."""

    conditions = {
        AssessmentSubject.BUILDING: Q(service=None),
        AssessmentSubject.SERVICE_AT_LOCATION: Q(service__isnull=False, location__isnull=False),
        AssessmentSubject.SERVICE: Q(location=None),
    }

    def filter(self, rows: QuerySet[AccessibilityAssessment], value: str | None) -> Any:
        """By the conditions above."""
        return rows.filter(self.conditions[AssessmentSubject(value)]) if value else rows


class OverdueFilter(BooleanFilter):
    """Whether the next assessment should have been made by now."""

    def filter(self, rows: QuerySet[AccessibilityAssessment], value: bool | None) -> Any:
        """Against today; an assessment that is being written cannot be overdue."""
        overdue = Q(state=AssessmentState.PUBLISHED, next_due_on__lt=datetime.date.today())
        return rows if value is None else rows.filter(overdue if value else ~overdue)


class SentFilter(BooleanFilter):
    """Whether a provider has sent it and waits for an officer."""

    def filter(self, rows: QuerySet[AccessibilityAssessment], value: bool | None) -> Any:
        """Held, and sent."""
        sent = Q(state=AssessmentState.HELD, submitted_at__isnull=False)
        return rows if value is None else rows.filter(sent if value else ~sent)


class SectorFilter(MultipleChoiceFilter):
    """Assessments of the services of any of these sectors, and of the buildings they use."""

    def filter(self, rows: QuerySet[AccessibilityAssessment], values: list[str]) -> Any:
        """By the service itself, or a live service at the place."""
        if not values:
            return rows
        condition = Q()
        for sector in values:
            services = ServicePage.objects.live().in_sector(sector).order_by()
            places = ServiceAtLocation.objects.filter(page__in=services.values("pk")).values("location")
            condition |= Q(service__in=services.values("pk")) | Q(service=None, location__in=places)
        return rows.filter(condition)


class AssessmentFilterSet(WagtailFilterSet):
    """The filters of the listing."""

    sent = SentFilter(label="Sent by a provider, waits for you")
    sector = SectorFilter(label="Sector", choices=Sector.choices, widget=CheckboxSelectMultiple)

    about = AboutFilter(label="About", choices=AssessmentSubject.choices, empty_label="All")
    overdue = OverdueFilter(label="Overdue")

    class Meta:
        model = AccessibilityAssessment
        fields = ["state", "assessor_kind"]


def _overdue(assessment: AccessibilityAssessment) -> str:
    is_overdue = assessment.state == AssessmentState.PUBLISHED and assessment.is_overdue()
    return "Overdue" if is_overdue else ""


def asked_of_subject() -> QuerySet[Any]:
    """How many families wait for an answer about the subject of the outer assessment: demand orders the work."""
    waiting = AccessQuestion.objects.filter(state__in=WAITING).order_by()
    same_place = Q(location=OuterRef("location"), service=None) & Q(location__isnull=False)
    about = (
        Q(service=OuterRef("service"), location=OuterRef("location"))
        | Q(service=OuterRef("service"), location=None)
        | same_place
    )
    return waiting.filter(about).values(nothing=Value(1)).annotate(number=Sum("asked")).values("number")


class AssessmentIndexView(ExportsColumns, IndexView):
    """All assessments, newest first."""

    page_title = "Accessibility"
    add_item_label = "Record an assessment"
    is_searchable = True
    export_columns = {
        "Subject": lambda one: one.subject_name,
        "About": lambda one: one.subject.label,
        "Assessed on": lambda one: one.assessed_on,
        "Next due on": lambda one: one.next_due_on,
        "Who assessed": lambda one: one.get_assessor_kind_display(),
        "Organisation": lambda one: one.assessor_organisation,
        "State": lambda one: one.get_state_display(),
        "Overdue": _overdue,
        "Families asked": lambda one: one.asked or 0,
    }

    def get_base_queryset(self) -> Any:
        """With place and service, so that rows make no query of their own."""
        rows = super().get_base_queryset().select_related("location", "service")
        return rows.annotate(asked=Subquery(asked_of_subject()))

    def search_queryset(self, queryset: Any) -> Any:
        """By the name of the place or service, the postcode, or who assessed."""
        for word in self.search_query.split()[:10] if self.is_searching else ():
            queryset = queryset.filter(
                Q(location__name__icontains=word)
                | Q(location__postal_code__icontains=word)
                | Q(service__title__icontains=word)
                | Q(assessor_organisation__icontains=word)
            )
        return queryset


class AssessmentCreateView(CreateView):
    """Asks for the subject first; then shows the form with the features that belong to it."""

    @cached_property
    def subject_form(self) -> SubjectForm:
        """What the address says that it is about."""
        asked = {name: self.request.GET[name] for name in SubjectForm.base_fields if name in self.request.GET}
        # The choosers cannot draw what is no number.
        numbers = {name: value for name, value in asked.items() if value.isdecimal() and len(value) < 19}
        return SubjectForm(numbers if asked else None)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The question, until it is answered."""
        if not request.user.has_perm("services_directory.add_accessibilityassessment"):
            raise PermissionDenied
        if not self.subject_form.is_valid():
            return SubjectView.as_view()(request, form=self.subject_form)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_initial_form_instance(self) -> AccessibilityAssessment:
        """An assessment of the subject, made today by the council."""
        data = self.subject_form.cleaned_data
        return AccessibilityAssessment(location=data["location"], service=data["service"])

    def get_page_subtitle(self) -> str:
        """The subject."""
        return self.get_initial_form_instance().subject_name

    def get_add_url(self) -> str:
        """The form comes back with its subject."""
        return f"{super().get_add_url()}?{self.request.GET.urlencode()}"

    def get_success_url(self) -> str:
        """The assessment itself, where it can be published."""
        return self.get_edit_url()


class SubjectView(WagtailAdminTemplateMixin, TemplateView):
    """The question what an assessment is about."""

    template_name = "services_directory/admin/assessments/subject.html"
    page_title = "Record an assessment"
    header_icon = "clipboard-list"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Back to the listing."""
        index = {"url": reverse("assessments:index"), "label": "Accessibility"}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With ``form``."""
        form = kwargs["form"]
        return {**super().get_context_data(**kwargs), "media": form.media}


class HistorySidePanel(BaseSidePanel):
    """The other assessments of the same subject."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = "Toggle other assessments"
        icon_name = "list-ul"

    name = "subject-history"
    title = "Assessments of this subject"
    template_name = "services_directory/admin/side_panels/assessment_history.html"
    order = 50

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """With ``assessments``, newest first, this one among them."""
        same = AccessibilityAssessment.objects.filter(
            location_id=self.object.location_id, service_id=self.object.service_id
        )
        return {**super().get_context_data(parent_context), "assessments": same}


class AssessmentEditView(EditView):
    """The form of one assessment, with approval and what is broken as actions of their own."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What families already read may be changed only by those who may publish."""
        published = get_object_or_404(AccessibilityAssessment, pk=self.object_pk)
        if published.state == AssessmentState.PUBLISHED and not request.user.has_perm(PUBLISH):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_success_url(self) -> str:
        """The form again: publishing comes next."""
        return self.get_edit_url()

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Publish, and out of order."""
        buttons = list(super().header_more_buttons)
        if self.object.state in PUBLISHABLE and self.request.user.has_perm(PUBLISH):
            address = reverse("assessments:publish", args=[self.object.pk])
            buttons.append(Button("Approve and publish", url=address, icon_name="upload", priority=1))
        if self.object.submitted_at and self.object.state == AssessmentState.HELD:
            address = reverse("assessments:send_back", args=[self.object.pk])
            buttons.append(Button("Send back to the provider", url=address, icon_name="undo", priority=2))
        if self.object.state == AssessmentState.PUBLISHED:
            address = reverse("assessments:out_of_order", args=[self.object.pk])
            buttons.append(Button("Something is out of order", url=address, icon_name="warning", priority=2))
        return buttons

    def get_side_panels(self) -> MediaContainer:
        """The history of the subject beside the form."""
        return MediaContainer([*super().get_side_panels(), HistorySidePanel(self.object, self.request)])


class _AboutOneAssessment(WagtailAdminTemplateMixin):
    """A small page about one assessment."""

    permission = CHANGE
    header_icon = "clipboard-list"
    request: HttpRequest
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Only with the permission."""
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response

    @cached_property
    def assessment(self) -> AccessibilityAssessment:
        """The one in the address."""
        return get_object_or_404(AccessibilityAssessment, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        """Subject and day."""
        return str(self.assessment)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Back to the listing and the form."""
        index = {"url": reverse("assessments:index"), "label": "Accessibility"}
        form = {"url": self.back, "label": str(self.assessment)}
        return [*self.breadcrumbs_items, index, form, {"url": "", "label": self.page_title}]

    @property
    def back(self) -> str:
        """The address of the form."""
        return reverse("assessments:edit", args=[self.assessment.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With ``assessment`` and ``back``."""
        return super().get_context_data(assessment=self.assessment, back=self.back, **kwargs)


class AssessmentPublishView(_AboutOneAssessment, TemplateView):
    """Approve an assessment and show it to families."""

    permission = PUBLISH
    page_title = "Approve and publish"
    template_name = "services_directory/admin/assessments/publish.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Publish, or say why not."""
        try:
            publish_assessment(self.assessment, by=request.user)
        except InvalidTransition as refused:
            messages.error(request, str(refused))
        else:
            log(instance=self.assessment, action="services_directory.publish_assessment", user=request.user)
            messages.success(request, f"'{self.assessment}' is published.")
        return redirect(self.back)


class SendBackView(_AboutOneAssessment, FormView):
    """Ask the provider to look again, in words that they read."""

    permission = PUBLISH
    page_title = "Send back to the provider"
    form_class = SendBackForm
    template_name = "services_directory/admin/assessments/send_back.html"

    def form_valid(self, form: SendBackForm) -> HttpResponse:
        """Send it back, or say why not."""
        try:
            send_back_assessment(self.assessment, by=self.request.user, reason=form.cleaned_data["reason"])
        except InvalidTransition as refused:
            messages.error(self.request, str(refused))
        else:
            messages.success(self.request, f"'{self.assessment}' is sent back.")
        return redirect("assessments:index")


class OutOfOrderView(_AboutOneAssessment, FormView):
    """A lift is broken, or works again: families see it at once."""

    page_title = "Out of order"
    form_class = OutOfOrderForm
    template_name = "services_directory/admin/assessments/out_of_order.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Only what was found to be there can break."""
        return {**super().get_form_kwargs(), "assessment": self.assessment}

    def form_valid(self, form: OutOfOrderForm) -> HttpResponse:
        """Save, and write it into the history of the assessment."""
        finding = form.save()
        days = {"feature": finding.feature.name, "out": finding.is_out_of_order()}
        log(
            instance=self.assessment,
            action="services_directory.out_of_order",
            user=self.request.user,
            data=days,
        )
        messages.success(self.request, f"'{finding.feature}' is up to date.")
        return redirect(self.back)


class AssessmentViewSet(ModelViewSet):
    """Assessments at the desk."""

    model = AccessibilityAssessment
    name = "assessments"
    icon = "clipboard-list"
    menu_label = "Accessibility"
    menu_order = 140
    add_to_admin_menu = True
    copy_view_enabled = False
    list_per_page = 50
    list_display = [
        "subject_name",
        WordsColumn("subject", lambda one: one.subject.label, label="About"),
        DateColumn("assessed_on", label="Assessed", sort_key="assessed_on"),
        DateColumn("next_due_on", label="Next due", sort_key="next_due_on"),
        WordsColumn("who", lambda one: one.get_assessor_kind_display(), label="Who assessed"),
        WordsColumn("state", lambda one: one.get_state_display(), label="State", sort_key="state"),
        WordsColumn("overdue", _overdue, label="Overdue"),
        WordsColumn("asked", lambda one: one.asked or "", label="Families asked", sort_key="asked"),
    ]
    filterset_class = AssessmentFilterSet
    export_filename = "accessibility-assessments"
    index_view_class = AssessmentIndexView
    add_view_class = AssessmentCreateView
    edit_view_class = AssessmentEditView
    edit_handler = ASSESSMENT_HANDLER

    def get_urlpatterns(self) -> list[Any]:
        """With the two actions."""
        return [
            *super().get_urlpatterns(),
            path("publish/<int:pk>/", AssessmentPublishView.as_view(), name="publish"),
            path("send-back/<int:pk>/", SendBackView.as_view(), name="send_back"),
            path("out-of-order/<int:pk>/", OutOfOrderView.as_view(), name="out_of_order"),
        ]


assessment_viewset = AssessmentViewSet()
