"""The public addresses of the directory that are not pages."""

from django.urls import path

from services_directory.views import eligibility, find, saved, words

app_name = "services_directory"

urlpatterns = [
    path("find/", find.find, name="find"),
    path("find/count/", find.count, name="find_count"),
    path("service-check/<int:page_id>/", eligibility.for_us, name="for_us"),
    path("words/", words.words, name="words"),
    path("saved/", saved.saved, name="saved"),
    path("saved/add/", saved.add, name="saved_add"),
    path("saved/remove/", saved.remove, name="saved_remove"),
    path("saved/clear/", saved.clear, name="saved_clear"),
]
