"""The public addresses of the directory that are not pages."""

from django.urls import path

from services_directory.views import find, saved

app_name = "services_directory"

urlpatterns = [
    path("find/", find.find, name="find"),
    path("find/count/", find.count, name="find_count"),
    path("saved/", saved.saved, name="saved"),
    path("saved/add/", saved.add, name="saved_add"),
    path("saved/remove/", saved.remove, name="saved_remove"),
    path("saved/clear/", saved.clear, name="saved_clear"),
]
