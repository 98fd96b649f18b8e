"""Addresses of the desk's pages on personal data."""

from django.urls import path

from feedback.admin import privacy

app_name = "feedback_privacy"

urlpatterns = [
    path("one-person/", privacy.one_person, name="one_person"),
    path("one-person/<int:pk>/export/", privacy.export, name="export"),
    path("one-person/<int:pk>/erase/", privacy.erase, name="erase"),
    path("retention/", privacy.retention, name="retention"),
]
