"""Applications of organisations in the queue."""

from django.urls import reverse

from services_directory.admin.applications import CHANGE
from services_directory.admin.queue_sources import QueueItem, register_source
from services_directory.enums import Risk
from services_directory.models import ProviderApplication

APPLICATIONS = "applications"


def applications() -> list[QueueItem]:
    """Those that wait, in one query. A new provider is never of low risk: nobody knows it yet."""
    address = reverse("desk:application", args=[0]).replace("/0/", "/{}/")
    waiting = ProviderApplication.objects.waiting().values_list("pk", "name", "created_at")
    return [
        QueueItem(
            APPLICATIONS,
            f"application-{pk}",
            name,
            "",
            since,
            Risk.MEDIUM,
            address.format(pk),
            "Not known to us yet",
        )
        for pk, name, since in waiting
    ]


def register() -> None:
    """In the queue, for those who decide applications."""
    register_source(APPLICATIONS, "Applications", applications, permission=CHANGE)
