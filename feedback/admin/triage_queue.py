"""The queue of comments: what waits, danger first, then the oldest."""

import datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from feedback.admin.strict import StrictDeskView
from feedback.enums import Channel, CommentState, IdentifierKind
from feedback.models import Comment, SafeguardingReferral, TriageDecision
from feedback.presenters.marked_text import beginning

ON_A_PAGE = 25
WAITING = "waiting"
DIRECT = [kind.value for kind in IdentifierKind if kind.is_direct]


class QueueForm(forms.Form):
    """The filters. Nonsense in the address counts as no filter."""

    state = forms.ChoiceField(
        label="State",
        choices=[(WAITING, "To decide"), ("all", "All"), *CommentState.choices],
    )
    channel = forms.ChoiceField(label="How it came", choices=[("", "Any way"), *Channel.choices])
    waiting = forms.TypedChoiceField(
        label="Waiting",
        coerce=int,
        empty_value=0,
        choices=[("", "Any time"), (7, "Over 7 days"), (14, "Over 14 days"), (28, "Over 28 days")],
    )
    danger = forms.BooleanField(label="Only where somebody may be in danger", required=False)

    def query(self) -> dict[str, Any]:
        """What was asked, as far as it makes sense."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) for name in self.fields}


def queue(asked: dict[str, Any]) -> QuerySet[Comment]:
    """The comments of a question, danger first, then the oldest."""
    open_worries = SafeguardingReferral.objects.open().filter(comment=OuterRef("pk"))
    comments = Comment.objects.annotate(in_danger=Exists(open_worries))
    state = asked.get("state") or WAITING
    if state == WAITING:
        # A worry that is open waits too, whatever was decided about the comment.
        comments = comments.filter(
            Q(state__in=(CommentState.RECEIVED, CommentState.SECOND_OPINION)) | Q(in_danger=True)
        )
    elif state != "all":
        comments = comments.filter(state=state)
    if asked.get("channel"):
        comments = comments.filter(channel=asked["channel"])
    if asked.get("waiting"):
        comments = comments.filter(received_at__lt=timezone.now() - datetime.timedelta(days=asked["waiting"]))
    if asked.get("danger"):
        comments = comments.filter(in_danger=True)
    return comments.order_by("-in_danger", "received_at", "pk")


class QueueView(StrictDeskView):
    """The list. It shows the beginning of each comment, to officers for comments only."""

    permission = "feedback.triage_comment"

    def get(self, request: HttpRequest) -> HttpResponse:
        """A page of the list."""
        form = QueueForm(request.GET)
        asked = form.query()
        page = Paginator(queue(asked), ON_A_PAGE).get_page(request.GET.get("page"))
        # Counted for the rows of this page only.
        counted = Comment.objects.filter(pk__in=[comment.pk for comment in page]).annotate(
            direct=Count("spans", filter=Q(spans__kind__in=DIRECT))
        )
        direct = dict(counted.values_list("pk", "direct"))
        query = request.GET.copy()
        for name in ("page", "done"):
            query.pop(name, None)
        for comment in page:
            comment.beginning = beginning(comment.text)  # type: ignore[attr-defined]
        rows = [(comment, direct.get(comment.pk, 0)) for comment in page]
        context = {
            "form": QueueForm(initial={**asked, "state": asked.get("state") or WAITING}),
            "page": page,
            "rows": rows,
            "query": query.urlencode(),
            "done": done(request),
            "here": "queue",
            "not_told": SafeguardingReferral.objects.open().without_alert().exists(),
        }
        return render(request, "feedback/desk/queue.html", context)


def done(request: HttpRequest) -> TriageDecision | None:
    """The decision just taken, to be undone if it was a slip."""
    number = request.GET.get("done", "")
    if not number.isdecimal() or len(number) > 18:
        return None
    decisions = TriageDecision.objects.select_related("comment")
    return decisions.filter(pk=number, decided_by=request.user, undoes=None, undone_by=None).first()
