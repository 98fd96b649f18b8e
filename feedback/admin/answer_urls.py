"""The addresses of the desk for answers and years, below ``/admin/answers/``."""

from django.urls import path

from feedback.admin.answers import AnswersView, ChooseThemeView, WriteItemView
from feedback.admin.consultations import (
    AskedView,
    ConsultationsView,
    WriteConsultationView,
    WriteOutcomeView,
)
from feedback.admin.words import WordsView
from feedback.admin.years import YearsView, YearView

app_name = "answers"
urlpatterns = [
    path("", AnswersView.as_view(), name="index"),
    path("results/", AnswersView.as_view(results_only=True), name="index_results"),
    path("new/", WriteItemView.as_view(), name="new"),
    path("new/theme/", ChooseThemeView.as_view(), name="choose_theme"),
    path("<int:pk>/", WordsView.as_view(kind="item"), name="item"),
    path("<int:pk>/edit/", WriteItemView.as_view(), name="edit"),
    path("words/<slug:kind>/<int:pk>/", WordsView.as_view(), name="words"),
    path("consultations/", ConsultationsView.as_view(), name="consultations"),
    path("consultations/new/", WriteConsultationView.as_view(), name="new_consultation"),
    path("consultations/<int:pk>/", WriteConsultationView.as_view(), name="consultation"),
    path("consultations/<int:pk>/asked/", AskedView.as_view(), name="asked"),
    path("consultations/<int:pk>/outcome/", WriteOutcomeView.as_view(), name="outcome"),
    path("years/", YearsView.as_view(), name="years"),
    path("years/<int:number>/", YearView.as_view(), name="year"),
]
