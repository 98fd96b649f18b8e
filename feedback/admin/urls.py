"""Addresses of the desk's pages on comments."""

from django.urls import path

from feedback.admin.triage_comment import CommentView, UndoView, WorryView
from feedback.admin.triage_mistakes import MistakesView
from feedback.admin.triage_queue import QueueView
from feedback.admin.triage_record import RecordView
from feedback.admin.triage_spreadsheet import SpreadsheetView, TemplateView

app_name = "triage"
urlpatterns = [
    path("", QueueView.as_view(), name="queue"),
    path("<int:pk>/", CommentView.as_view(), name="comment"),
    path("<int:pk>/safeguarding/", WorryView.as_view(), name="worry"),
    path("decision/<int:pk>/undo/", UndoView.as_view(), name="undo"),
    path("record/", RecordView.as_view(), name="record"),
    path("spreadsheet/", SpreadsheetView.as_view(), name="spreadsheet"),
    path("spreadsheet/template/", TemplateView.as_view(), name="spreadsheet_template"),
    path("from-reports/", MistakesView.as_view(), name="mistakes"),
]
