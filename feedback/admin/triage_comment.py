"""One comment at the desk: read it with its marks, decide, link, undo."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from feedback.admin.strict import StrictDeskView
from feedback.admin.triage_forms import ReferForm, TriageForm
from feedback.admin.triage_queue import QueueForm, done, queue
from feedback.domain.audit import record
from feedback.domain.identifiers.model import is_installed
from feedback.domain.safeguarding import close_worry, raise_worry, refer_worry
from feedback.domain.triage import (
    decide_comment,
    link_comment,
    may_be_passed_on,
    split_comment,
    undo_decision,
)
from feedback.enums import CommentState
from feedback.exceptions import FourEyesNeeded, InvalidTransition, NotReady, OutOfDate
from feedback.models import AuditEntry, Comment, SafeguardingReferral, Theme, TriageDecision
from feedback.presenters.marked_text import marks, pieces

REFUSALS = (FourEyesNeeded, InvalidTransition, NotReady, OutOfDate)
FILTERS = tuple(QueueForm.base_fields)


def filters(request: HttpRequest) -> str:
    """The filters of the queue, carried from page to page."""
    asked = request.GET.copy()
    for name in set(asked) - set(FILTERS):
        del asked[name]
    return asked.urlencode()


def to_next(request: HttpRequest, comment: Comment, decision: TriageDecision) -> HttpResponse:
    """On to the next comment of the same queue, with the way to undo; back to the list where there is none."""
    following = queue(QueueForm(request.GET).query()).exclude(pk=comment.pk).first()
    address = reverse("triage:comment", args=[following.pk]) if following else reverse("triage:queue")
    asked = "&".join(part for part in (filters(request), f"done={decision.pk}") if part)
    return redirect(f"{address}?{asked}")


class CommentView(StrictDeskView):
    """Reading leaves an entry in the trail; deciding goes on to the next comment."""

    permission = "feedback.triage_comment"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The comment with its marks and the form."""
        comment = self._comment(pk)
        with transaction.atomic():
            record("comment.read", comment, by=request.user)
        form = TriageForm(
            comment=comment, find=request.GET.get("find", ""), passing_on=may_be_passed_on(comment)
        )
        return self._draw(request, comment, form)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Decide, or save the links alone."""
        comment = self._comment(pk)
        form = TriageForm(request.POST, comment=comment, passing_on=may_be_passed_on(comment))
        if not form.is_valid():
            return self._draw(request, comment, form)
        try:
            decision = self._save(request, form)
        except REFUSALS as refused:
            form.add_error(None, str(refused))
            return self._draw(request, self._comment(pk), form)
        if decision is None:
            messages.success(request, "The links are saved.")
            return redirect(f"{reverse('triage:comment', args=[pk])}?{filters(request)}")
        return to_next(request, comment, decision)

    @transaction.atomic
    def _save(self, request: HttpRequest, form: TriageForm) -> TriageDecision | None:
        """All of it or nothing."""
        by, comment, data, period = request.user, form.comment, form.cleaned_data, form.period
        themes = list(data["themes"])
        if data.get("new_theme"):
            themes.append(Theme.objects.create(period=period, title=data["new_theme"]))
        link_comment(comment, by=by, themes=themes, services=data["services"], partners=data["partners"])
        if "decide" not in request.POST:
            return None
        if data["general_point"]:
            split_comment(comment, data["general_point"], by=by)
        return decide_comment(
            comment,
            CommentState(data["outcome"]),
            by=by,
            version=data["version"],
            reason=data["reason"] if data["outcome"] == CommentState.OUTSIDE else "",
            note=data["note"],
            route=data["route"] if data["outcome"] == CommentState.INDIVIDUAL else None,
            handed_over=bool(data.get("handed_over")) and data["outcome"] == CommentState.INDIVIDUAL,
            duplicate_of=data.get("original"),
        )

    def _comment(self, pk: int) -> Comment:
        rows = Comment.objects.select_related("recorded_by", "split_from", "duplicate_of", "consultation")
        return get_object_or_404(rows.prefetch_related("themes", "services", "partners", "spans"), pk=pk)

    def _draw(self, request: HttpRequest, comment: Comment, form: TriageForm) -> HttpResponse:
        spans = list(comment.spans.all())  # type: ignore[attr-defined]
        decisions = list(
            comment.decisions.select_related("decided_by", "proposed_by", "undone_by__decided_by")  # type: ignore[attr-defined]
        )
        live = [one for one in decisions if one.undoes_id is None and not hasattr(one, "undone_by")]
        worries = list(comment.referrals.select_related("referred_by", "closed_by", "raised_by"))  # type: ignore[attr-defined]
        entries = AuditEntry.objects.filter(object_kind="feedback.comment", object_id=str(comment.pk))
        context = {
            "comment": comment,
            "form": form,
            "pieces": pieces(comment.text, spans),
            "marks": marks(comment.text, spans),
            "is_reduced": not is_installed(),
            "decisions": decisions,
            "entries": entries.order_by("-number")[:20],
            "last": live[-1] if live and live[-1].outcome == comment.state else None,
            "worries": worries,
            "is_in_danger": any(worry.closed_at is None for worry in worries),
            "refer_form": ReferForm(),
            "filters": filters(request),
            "find": request.GET.get("find", ""),
            "done": done(request),
            "parts": comment.general_points.all(),  # type: ignore[attr-defined]
            "here": "queue",
        }
        return render(request, "feedback/desk/comment.html", context)


class UndoView(StrictDeskView):
    """Takes a decision back and shows the comment again."""

    permission = "feedback.triage_comment"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Undo the decision of this number."""
        decision = get_object_or_404(TriageDecision.objects.select_related("comment"), pk=pk)
        version = request.POST.get("version", "")
        try:
            undo_decision(decision, by=request.user, version=int(version) if version.isdecimal() else -1)
        except REFUSALS as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "Undone. The comment waits again.")
        return redirect(f"{reverse('triage:comment', args=[decision.comment_id])}?{filters(request)}")


class WorryView(StrictDeskView):
    """Raise, refer and close a worry for somebody's safety."""

    permission = "feedback.refer_safeguardingreferral"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What the pressed button says."""
        comment = get_object_or_404(Comment, pk=pk)
        try:
            self._do(request, comment)
        except REFUSALS as refused:
            messages.error(request, str(refused))
        return redirect(f"{reverse('triage:comment', args=[pk])}?{filters(request)}")

    def _do(self, request: HttpRequest, comment: Comment) -> None:
        action, by = request.POST.get("action", ""), request.user
        if action == "raise":
            raise_worry(comment, by=by)
            messages.success(request, "The duty contact is being told.")
            return
        worry = get_object_or_404(SafeguardingReferral.objects.open(), comment=comment)
        if action == "refer":
            form = ReferForm(request.POST)
            if not form.is_valid():
                raise NotReady(["Enter the team or body it was referred to."])
            refer_worry(worry, to=form.cleaned_data["referred_to"], by=by)
            messages.success(request, "The referral is recorded.")
        elif action in ("close", "no-concern"):
            close_worry(worry, by=by, no_concern=action == "no-concern")
            messages.success(request, "The worry is closed.")
