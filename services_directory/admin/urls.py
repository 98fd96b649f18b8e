"""Addresses of the desk that no viewset makes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from wagtail.admin.auth import require_admin_access
from wagtail.models import Page

from services_directory.admin.access_questions import QuestionsReport, QuestionView
from services_directory.admin.applications import ApplicationsReport, ApplicationView
from services_directory.admin.decided import BulkApproveView, DecidedReport, JustApprovedView, UndoView
from services_directory.admin.decisions import ChangeView
from services_directory.admin.facts import RecordCheckView, SetStatusView
from services_directory.admin.invitations import InvitationsReport, InvitationView, InviteView
from services_directory.admin.mail import undelivered
from services_directory.admin.mistakes import MistakesReport, MistakeView
from services_directory.admin.quality import quality
from services_directory.admin.queue import QueueView
from services_directory.admin.reports import MissingEssentialsReport, OutOfDateReport
from services_directory.admin.review_clock import OverdueTasksReport
from services_directory.admin.search_failures import SearchFailureReport
from services_directory.admin.search_index import SearchIndexView
from services_directory.models import DirectoryPage, OrganisationsPage


def _explore(request: HttpRequest, model: type[Page]) -> HttpResponse:
    """To the listing below the only page of this type, with the filters of the address."""
    parent = model.objects.first()
    if parent is None:
        raise Http404
    response = redirect("wagtailadmin_explore", parent.pk)
    if query := request.GET.urlencode():
        response["Location"] += f"?{query}"
    return response


@require_admin_access
def services(request: HttpRequest) -> HttpResponse:
    """The listing of services."""
    return _explore(request, DirectoryPage)


@require_admin_access
def providers(request: HttpRequest) -> HttpResponse:
    """The listing of providers."""
    return _explore(request, OrganisationsPage)


app_name = "desk"
urlpatterns = [
    path("services/", services, name="services"),
    path("providers/", providers, name="providers"),
    path("listing/<int:page_id>/check/", RecordCheckView.as_view(), name="record_check"),
    path("listing/<int:page_id>/status/", SetStatusView.as_view(), name="set_status"),
    path("queue/", QueueView.as_view(), name="queue"),
    path("queue/approve/", BulkApproveView.as_view(), name="bulk_approve"),
    path("queue/approved/", JustApprovedView.as_view(), name="just_approved"),
    path("queue/undo/", UndoView.as_view(), name="undo"),
    path("changes/<int:pk>/", ChangeView.as_view(), name="change"),
    path("reports/decisions/", DecidedReport.as_view(), name="decided"),
    path("reports/decisions/results/", DecidedReport.as_view(results_only=True), name="decided_results"),
    path("search-index/", SearchIndexView.as_view(), name="search_index"),
    path("reports/out-of-date/", OutOfDateReport.as_view(), name="out_of_date"),
    path(
        "reports/out-of-date/results/", OutOfDateReport.as_view(results_only=True), name="out_of_date_results"
    ),
    path("reports/search-failures/", SearchFailureReport.as_view(), name="search_failures"),
    path(
        "reports/search-failures/results/",
        SearchFailureReport.as_view(results_only=True),
        name="search_failures_results",
    ),
    path("reports/missing-essentials/", MissingEssentialsReport.as_view(), name="missing_essentials"),
    path(
        "reports/missing-essentials/results/",
        MissingEssentialsReport.as_view(results_only=True),
        name="missing_essentials_results",
    ),
    path("tasks/overdue/", OverdueTasksReport.as_view(), name="overdue_tasks"),
    path(
        "tasks/overdue/results/", OverdueTasksReport.as_view(results_only=True), name="overdue_tasks_results"
    ),
    path("applications/", ApplicationsReport.as_view(), name="applications"),
    path("applications/results/", ApplicationsReport.as_view(results_only=True), name="applications_results"),
    path("applications/<int:pk>/", ApplicationView.as_view(), name="application"),
    path("invitations/", InvitationsReport.as_view(), name="invitations"),
    path("invitations/results/", InvitationsReport.as_view(results_only=True), name="invitations_results"),
    path("invitations/new/", InviteView.as_view(), name="invite"),
    path("invitations/<int:pk>/", InvitationView.as_view(), name="invitation"),
    path("mistakes/", MistakesReport.as_view(), name="mistakes"),
    path("mistakes/results/", MistakesReport.as_view(results_only=True), name="mistakes_results"),
    path("mistakes/<int:pk>/", MistakeView.as_view(), name="mistake"),
    path("questions/", QuestionsReport.as_view(), name="questions"),
    path("questions/results/", QuestionsReport.as_view(results_only=True), name="questions_results"),
    path("questions/<int:pk>/", QuestionView.as_view(), name="question"),
    path("quality/", quality, name="quality"),
    path("mail/", undelivered, name="mail"),
]
