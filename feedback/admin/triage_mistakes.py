"""Reports of mistakes on listings that say something about content or accessibility: a comment with one click."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from feedback.admin.strict import StrictDeskView
from feedback.admin.triage_queue import ON_A_PAGE
from feedback.domain.recording import take_report
from feedback.models import Comment
from services_directory.models import MistakeReport


class MistakesView(StrictDeskView):
    """Reports of readers that are no comment yet, the newest first."""

    permission = "feedback.record_comment"

    def get(self, request: HttpRequest) -> HttpResponse:
        """A page of them."""
        reports = MistakeReport.objects.about_content().select_related("page").order_by("-received_at", "-pk")
        # The report's own id is the comment's token: what was taken is in the list no more.
        waiting = reports.exclude(uuid__in=Comment.objects.values("token"))
        page = Paginator(waiting, ON_A_PAGE).get_page(request.GET.get("page"))
        return render(request, "feedback/desk/mistakes.html", {"page": page, "here": "mistakes"})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take one in."""
        number = request.POST.get("report", "")
        known = number.isdecimal() and len(number) < 18
        report = get_object_or_404(MistakeReport.objects.about_content(), pk=number if known else 0)
        received = take_report(report, by=request.user)
        if received is None:
            messages.info(request, "This report is a comment already.")
        else:
            messages.success(request, f"It is comment {received.comment.pk} now.")
        return redirect("triage:mistakes")
