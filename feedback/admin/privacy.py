"""The desk's pages on personal data: how long it is kept, and what one person sent."""

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access

from feedback.domain.audit_protection import is_protected
from feedback.domain.audit_verification import verify_audit
from feedback.domain.retention import last_run, purge, rules
from feedback.domain.subject_rights import erase_comment, export_comment, find_what_was_sent
from feedback.exceptions import InvalidTransition
from feedback.models import Comment

ERASE = "feedback.erase_comment"
HOURS_BEFORE_ALARM = 48


class PersonForm(forms.Form):
    """One of three ways to find what one person sent."""

    reference = forms.CharField(label="Reference", required=False, max_length=60)
    email = forms.EmailField(label="E-mail left with it", required=False)
    words = forms.CharField(
        label="Words in it",
        required=False,
        min_length=4,
        max_length=100,
        help_text="At least 4 characters. Use this only when the person has neither of the others.",
    )

    def clean(self) -> dict[str, Any]:
        """Exactly one of them.

        Raises:
            ValidationError: none or several are given.
        """
        cleaned = super().clean() or {}
        if not self.errors and sum(bool(value) for value in cleaned.values()) != 1:
            raise forms.ValidationError("Fill in one of the three.")
        return cleaned


def _allowed(request: HttpRequest) -> None:
    if not request.user.has_perm(ERASE):
        raise PermissionDenied


@require_admin_access
@never_cache
def one_person(request: HttpRequest) -> HttpResponse:
    """Find what one person sent. A POST, so that neither address nor words stand in a history or a log."""
    _allowed(request)
    form = PersonForm(request.POST if request.method == "POST" else None)
    found = None
    if request.method == "POST" and form.is_valid():
        found = find_what_was_sent(by=request.user, **form.cleaned_data)
    return render(request, "feedback/admin/one_person.html", {"form": form, "found": found})


@require_admin_access
@never_cache
@require_POST
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that is kept about one comment, as a file to hand over."""
    _allowed(request)
    comment = get_object_or_404(Comment, pk=pk)
    content = json.dumps(export_comment(comment, by=request.user), ensure_ascii=False, indent=2)
    response = HttpResponse(content, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="comment-{comment.pk}.json"'
    return response


@require_admin_access
@never_cache
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then erase what one person sent."""
    _allowed(request)
    comment = get_object_or_404(Comment, pk=pk)
    if request.method != "POST":
        return render(request, "feedback/admin/erase.html", {"comment": comment})
    try:
        erase_comment(comment, by=request.user)
    except InvalidTransition as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Erased. The audit trail keeps that it was, and nothing of it.")
    return HttpResponseRedirect(reverse("feedback_privacy:one_person"))


@require_admin_access
@never_cache
def retention(request: HttpRequest) -> HttpResponse:
    """How long everything is kept, what is due now, whether the audit trail is whole; a POST deletes what is due."""
    _allowed(request)
    if request.method == "POST":
        taken = sum(purge().values())
        messages.success(request, f"{taken} deleted." if taken else "Nothing had had its time.")
        return HttpResponseRedirect(reverse("feedback_privacy:retention"))
    today, ran_at = timezone.localdate(), last_run()
    context = {
        "rows": [(rule, rule.due(today).count()) for rule in rules()],
        "ran_at": ran_at,
        "is_late": ran_at is None or (timezone.now() - ran_at).total_seconds() > HOURS_BEFORE_ALARM * 3600,
        "audit": verify_audit(),
        "is_protected": is_protected(),
    }
    return render(request, "feedback/admin/retention.html", context)
