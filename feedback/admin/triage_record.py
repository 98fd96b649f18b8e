"""Writes down a comment that came by telephone, on paper, at an event or in another way."""

import uuid
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from feedback.admin.strict import StrictDeskView
from feedback.comment_rows import CHANNELS
from feedback.domain.recording import Written, write_down
from feedback.enums import Channel, FromWhom, PrivacyNotice, Subject
from feedback.models.comments import MAX_LENGTH
from localoffer.form_fields import DayField


class RecordForm(forms.Form):
    """What an officer writes down."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    channel = forms.ChoiceField(
        label="How did it come?",
        choices=[(one.value, one.label) for one in CHANNELS],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it came."},
    )
    text = forms.CharField(
        label="What did they say?",
        max_length=MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="In their words. Of a picture or recording, what it shows or says.",
        error_messages={"required": "Write what they said."},
    )
    received_on = DayField(
        label="When did it reach the council?", required=False, help_text="Empty means today."
    )
    happened_on = DayField(
        label="Day of the event, call or letter", required=False, help_text="Only if it was another day."
    )
    from_whom = forms.ChoiceField(
        label="Who is it from?", choices=FromWhom.choices, widget=forms.RadioSelect, initial=FromWhom.NOT_SAID
    )
    subjects = forms.MultipleChoiceField(
        label="What is it about?",
        choices=Subject.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose what it is about, or “Not sure”."},
    )
    privacy_notice = forms.ChoiceField(
        label="How were they told what becomes of it?",
        choices=[(one.value, one.label) for one in PrivacyNotice if one != PrivacyNotice.ON_PAGE],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how the privacy notice was given."},
    )
    email = forms.EmailField(
        label="Their email address",
        required=False,
        help_text="Only if they want to hear from us. It is kept apart from the comment.",
    )
    contact_me = forms.BooleanField(label="They want to be told what came of it", required=False)
    quote_me = forms.BooleanField(label="They may be quoted, without a name", required=False)
    pass_on = forms.BooleanField(label="It may be passed on to whoever can help", required=False)

    def _day(self, name: str) -> Any:
        day = self.cleaned_data.get(name)
        if day and day > timezone.localdate():
            raise forms.ValidationError("This day lies in the future.")
        return day

    def clean_received_on(self) -> Any:
        """Not in the future.

        Raises:
            ValidationError: it is.
        """
        return self._day("received_on")

    def clean_happened_on(self) -> Any:
        """Not in the future.

        Raises:
            ValidationError: it is.
        """
        return self._day("happened_on")

    def written(self) -> Written:
        """The comment as typed."""
        data = self.cleaned_data
        return Written(
            text=data["text"],
            channel=Channel(data["channel"]),
            received_on=data["received_on"] or timezone.localdate(),
            privacy_notice=PrivacyNotice(data["privacy_notice"]),
            from_whom=FromWhom(data["from_whom"]),
            subjects=[Subject(one) for one in data["subjects"]],
            happened_on=data["happened_on"],
            token=data["token"],
        )


class RecordView(StrictDeskView):
    """The form; after it the reference, to be read out once."""

    permission = "feedback.record_comment"

    def get(self, request: HttpRequest) -> HttpResponse:
        """An empty form."""
        return self._draw(request, RecordForm(initial={"token": uuid.uuid4()}))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Store it, and show the reference."""
        form = RecordForm(request.POST)
        if not form.is_valid():
            return self._draw(request, form)
        data = form.cleaned_data
        permissions = {name: data[name] for name in ("contact_me", "quote_me", "pass_on")}
        received = write_down(form.written(), by=request.user, email=data["email"], **permissions)
        context = {"received": received, "here": "record"}
        return render(request, "feedback/desk/recorded.html", context)

    def _draw(self, request: HttpRequest, form: RecordForm) -> HttpResponse:
        return render(request, "feedback/desk/record.html", {"form": form, "here": "record"})
