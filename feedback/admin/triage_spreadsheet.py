"""Comments from a spreadsheet: checked first, row by row, then stored, all or none."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from feedback.admin.strict import StrictDeskView
from feedback.comment_rows import Row, UnreadableFile, check_rows, read_file, template_file
from feedback.domain.recording import write_down_all

SALT = "comments of a spreadsheet"
HOURS = 8  # in which what was checked may be stored


class UploadForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label="Spreadsheet",
        help_text="XLSX or CSV, at most 2 MB and 500 rows, with the columns of the template.",
        error_messages={"required": "Choose a file."},
    )


class SpreadsheetView(StrictDeskView):
    """Upload and check; then a button stores what was checked. The file itself is never kept."""

    permission = "feedback.record_comment"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form."""
        return self._draw(request, UploadForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Check a file, or store what was checked."""
        return self._store(request) if "checked" in request.POST else self._check(request)

    def _check(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._draw(request, form)
        try:
            rows = read_file(form.cleaned_data["file"])
        except UnreadableFile as unreadable:
            form.add_error("file", str(unreadable))
            return self._draw(request, form)
        batch = uuid.uuid4()
        checked = check_rows(rows, batch)
        payload = {"batch": str(batch), "rows": [[row.number, _plain(row.values)] for row, _ in checked.good]}
        signed = "" if checked.wrong else signing.dumps(payload, salt=SALT, compress=True)
        return self._draw(request, UploadForm(), checked=checked, signed=signed)

    def _store(self, request: HttpRequest) -> HttpResponse:
        try:
            payload = signing.loads(request.POST["checked"], salt=SALT, max_age=HOURS * 3600)
        except signing.BadSignature:
            form = UploadForm()
            messages.error(request, "It was checked too long ago. Please choose the file again.")
            return self._draw(request, form)
        rows = [Row(number, values) for number, values in payload["rows"]]
        # Checked again: a listing may have been renamed since, or the button pressed twice.
        checked = check_rows(rows, uuid.UUID(payload["batch"]))
        if checked.wrong:
            return self._draw(request, UploadForm(), checked=checked)
        stored = write_down_all([written for _, written in checked.good], by=request.user)
        messages.success(request, f"{stored} comment{'' if stored == 1 else 's'} stored.")
        return redirect("triage:queue")

    def _draw(self, request: HttpRequest, form: UploadForm, **more: Any) -> HttpResponse:
        context = {"form": form, "here": "spreadsheet", **more}
        return render(request, "feedback/desk/spreadsheet.html", context)


def _plain(values: dict[str, Any]) -> dict[str, str]:
    """Cells as words that can be signed; a day as 2026-03-27."""
    return {
        name: value.date().isoformat() if hasattr(value, "date") else "" if value is None else str(value)
        for name, value in values.items()
    }


class TemplateView(StrictDeskView):
    """The template to fill in."""

    permission = "feedback.record_comment"

    def get(self, request: HttpRequest) -> HttpResponse:
        """As a file."""
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        response = HttpResponse(template_file(), content_type=kind)
        response["Content-Disposition"] = 'attachment; filename="comments-template.xlsx"'
        return response
