"""Deciding about one change: what is live beside what is proposed, and the buttons."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from services_directory.admin.decision_edits import EditForm
from services_directory.admin.decision_lines import fixed_meanwhile, sections_of
from services_directory.admin.presence import in_words, leave, look_at
from services_directory.admin.queue_changes import key_of
from services_directory.admin.queue_sources import DECIDE
from services_directory.domain.change_decisions import (
    AlreadyDecided,
    ChangedSinceSeen,
    MustChoose,
    Review,
    approve_fields,
    approve_with_edits,
    refuse_decided,
    reject,
    review_of,
    send_back,
)
from services_directory.domain.exceptions import InvalidTransition, NotReady
from services_directory.domain.listing_labels import label_of_key
from services_directory.enums import ChangeState
from services_directory.models import ListingChange, ReasonForDecision
from services_directory.models.changes import PUBLISHED


class RefusalForm(forms.Form):
    """Why a change goes back, or is rejected."""

    reason = forms.ModelChoiceField(
        ReasonForDecision.objects.none(), required=False, empty_label="No reason of the list"
    )
    words = forms.CharField(
        label="Words to the provider",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Leave it empty to send the words of the reason.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].queryset = ReasonForDecision.objects.filter(retired_on=None)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The words of the reason where none are typed.

        Raises:
            ValidationError: neither words nor a reason.
        """
        data: dict[str, Any] = super().clean() or self.cleaned_data
        reason = data.get("reason")
        words = (data.get("words") or "").strip() or (reason.words if reason else "")
        if not words:
            raise forms.ValidationError(
                "Choose a reason, or say in your own words what the provider should do."
            )
        return {**data, "words": words}


class MayDecide(WagtailAdminTemplateMixin):
    """For those who decide about changes."""

    request: HttpRequest
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse everybody else.

        Raises:
            PermissionDenied: they may not decide.
        """
        if not request.user.has_perm(DECIDE):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response


class ChangeView(MayDecide, TemplateView):
    """One change. A POST decides, names what it decides about by ``token`` and never anything newer."""

    template_name = "services_directory/admin/queue/change.html"
    edit_template_name = "services_directory/admin/queue/change_edit.html"
    header_icon = "edit"

    @cached_property
    def change(self) -> ListingChange:
        """The change in the address; what nobody has sent is nobody's business here."""
        sent = ListingChange.objects.exclude(submitted_at=None).select_related(
            "provider", "page", "submitted_by", "decided_by", "reason"
        )
        return get_object_or_404(sent, pk=self.kwargs["pk"])

    @cached_property
    def review(self) -> Review:
        """What deciding would do now."""
        return review_of(self.change)

    @property
    def page_title(self) -> str:
        """What it is about."""
        return "New listing" if self.change.is_new_listing else "Change to a listing"

    def get_page_subtitle(self) -> str:
        """The listing."""
        return str(self.change)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Back to the queue."""
        queue = {"url": reverse("desk:queue"), "label": "Waiting for you"}
        return [*self.breadcrumbs_items, queue, {"url": "", "label": str(self.change)}]

    # --- Showing -------------------------------------------------------------------------------------------

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With ``sections`` of lines, who else is looking, and the form for sending it back."""
        change = self.change
        waits = change.state == ChangeState.SUBMITTED
        others = look_at(key_of(change.pk), self.request.user) if waits else []
        left = [label_of_key(change.listing_type, key) for key in change.outcome.get("left", [])]
        context = {
            "change": change,
            "page_live": change.page if change.page_id and change.page.live else None,
            "waits": waits,
            "is_published": change.state in PUBLISHED,
            "left": list(dict.fromkeys(left)),
            "others": [in_words(one) for one in others],
            "review": self.review if waits else None,
            "sections": sections_of(self.review) if waits else [],
            "fixed": fixed_meanwhile(self.review) if waits else [],
            "refusal_form": RefusalForm(),
            "reasons": ReasonForDecision.objects.filter(retired_on=None),
            "events": change.events.exclude(act="saved").select_related("by"),
            "unticked": frozenset(),
            "chosen": {},
            "errors": [],
        }
        return super().get_context_data(**{**context, **kwargs})

    # --- Deciding ------------------------------------------------------------------------------------------

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Publish what is ticked, show the form for edits, send back or reject."""
        acts = {
            "publish": self._publish,
            "edit": self._edit,
            "publish-edited": self._publish_edited,
            "send-back": self._refuse,
            "reject": self._refuse,
        }
        act = acts.get(request.POST.get("act", ""))
        if act is None:
            return self._again(["Choose what to do."])
        try:
            refuse_decided(self.change)
            return act()
        except AlreadyDecided as error:
            messages.error(request, str(error))
            return redirect("desk:change", self.change.pk)
        except ChangedSinceSeen as error:
            return self._again([str(error)])
        except MustChoose as error:
            labels = [label_of_key(self.change.listing_type, key) for key in error.keys]
            return self._again([f"{error} ({', '.join(labels)})"])
        except NotReady as error:
            return self._again(self._sentences(error))
        except InvalidTransition as error:
            return self._again([str(error)])

    def _sentences(self, error: NotReady) -> list[str]:
        sentences = []
        for key, words in error.errors.items():
            label = label_of_key(self.change.listing_type, key) if key else ""
            sentences += [f"{label}: {one}" if label else one for one in words]
        return sentences

    def _again(self, errors: list[str], **context: Any) -> HttpResponse:
        """The page as it is now, with what was ticked, chosen and typed."""
        context.setdefault("refusal_form", RefusalForm(initial=self._typed()))
        # Ticks of an older version may be for other lines: they are kept where the line is still there.
        unticked = frozenset(self._keys() - self._ticked()) if "shown" in self.request.POST else frozenset()
        return self.render_to_response(
            self.get_context_data(errors=errors, unticked=unticked, chosen=self._choices(), **context)
        )

    def _typed(self) -> dict[str, str]:
        return {name: self.request.POST.get(name, "") for name in ("reason", "words")}

    def _keys(self) -> set[str]:
        return set(self.request.POST.getlist("shown"))

    def _ticked(self) -> set[str]:
        return set(self.request.POST.getlist("take"))

    def _choices(self) -> dict[str, str]:
        """Of conflicts: ``proposed`` or ``live`` by key."""
        sides = ("proposed", "live")
        chosen = {key: self.request.POST.get(f"choice:{key}", "") for key in self._keys()}
        return {key: side for key, side in chosen.items() if side in sides}

    def _to_take(self) -> set[str]:
        """Keys that are ticked, or chosen for the proposal.

        Raises:
            ChangedSinceSeen: what was shown is not what there is now.
            MustChoose: a conflict that nobody has chosen.
        """
        if self.request.POST.get("token") != self.review.token:
            raise ChangedSinceSeen("This changed while you had it open. Look at it again, then decide.")
        chosen = self._choices()
        undecided = [
            one
            for one in self.review.conflicts
            if one.key not in chosen and one.key not in self.review.blocked
        ]
        if undecided:
            raise MustChoose(undecided)
        return self._ticked() | {key for key, side in chosen.items() if side == "proposed"}

    def _publish(self) -> HttpResponse:
        keys = self._to_take()
        decided = approve_fields(
            self.change, by=self.request.user, seen=self.review.token, keys=keys, words=self._words()
        )
        return self._done(decided)

    def _words(self) -> str:
        return self.request.POST.get("words_with_approval", "").strip()

    def _edit(self) -> HttpResponse:
        form = EditForm(self.review, self._to_take())
        return self._show_edits(form)

    def _show_edits(self, form: EditForm, errors: list[str] | None = None) -> HttpResponse:
        hidden = {"shown": self._keys(), "take": self._ticked()}
        self.template_name = self.edit_template_name
        look_at(key_of(self.change.pk), self.request.user)
        return self.render_to_response(
            super().get_context_data(
                change=self.change,
                review=self.review,
                form=form,
                errors=errors or [],
                hidden=[(name, value) for name, values in hidden.items() for value in sorted(values)],
                choices=self._choices().items(),
                words=self._words(),
                media=form.media,
            )
        )

    def _publish_edited(self) -> HttpResponse:
        keys = self._to_take()
        form = EditForm(self.review, keys, self.request.POST)
        if not form.is_valid():
            return self._show_edits(form)
        every = {one.key for one in self.review.differences}
        try:
            decided = approve_with_edits(
                self.change,
                by=self.request.user,
                seen=self.review.token,
                edits=form.edits(),
                keep_live=every - keys,
                choose_proposed=keys,
                words=self._words(),
            )
        except NotReady as error:
            return self._show_edits(form, self._sentences(error))
        return self._done(decided)

    def _refuse(self) -> HttpResponse:
        form = RefusalForm(self.request.POST)
        if not form.is_valid():
            return self._again([], refusal_form=form)
        how = send_back if self.request.POST["act"] == "send-back" else reject
        decided = how(
            self.change, by=self.request.user, seen=self.request.POST.get("token", ""), **form.cleaned_data
        )
        return self._done(decided)

    def _done(self, change: ListingChange) -> HttpResponse:
        leave(key_of(change.pk))
        address = reverse("desk:change", args=[change.pk])
        messages.success(
            self.request,
            f"'{change}': {change.get_state_display().lower()}.",
            buttons=[messages.button(address, "See or undo")],
        )
        return redirect("desk:queue")
