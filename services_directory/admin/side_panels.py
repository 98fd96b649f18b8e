"""What stands beside the form of a listing: the check, whether it can be used now, what is missing, access."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from wagtail.admin.ui.side_panels import BaseSidePanel

from services_directory.admin.clock import assurance_of, state_of
from services_directory.domain.essentials import missing_essentials
from services_directory.models import AccessibilityAssessment, Location, ServicePage


def subjects_of(service: ServicePage) -> list[tuple[str, dict[str, Any], list[AccessibilityAssessment]]]:
    """What can be assessed about a service: (words, subject as field values, its assessments, newest first).

    The building of each place, the service at each place, and the service itself when it has no place.
    """
    pks = [place.location_id for place in service.service_at_locations.all() if place.location_id]
    places = list(Location.objects.filter(pk__in=pks).order_by("name"))
    found = list(
        AccessibilityAssessment.objects.filter(
            Q(location__in=places, service=None) | Q(service_id=service.pk)
        ).order_by("-assessed_on", "-pk")
    )

    def of(location: int | None, service_pk: int | None) -> list[AccessibilityAssessment]:
        return [one for one in found if (one.location_id, one.service_id) == (location, service_pk)]

    subjects = []
    for place in places:
        subjects.append((f"{place.name}: the building", {"location": place.pk}, of(place.pk, None)))
        subject = {"location": place.pk, "service": service.pk}
        subjects.append((f"{place.name}: this service there", subject, of(place.pk, service.pk)))
    own = of(None, service.pk)
    if own or not places:
        subjects.append(("The service itself, with no place", {"service": service.pk}, own))
    return subjects


class ListingSidePanel(BaseSidePanel):
    """The facts of a listing that do not belong to its revisions, each with the button that changes it."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = "Toggle the state of the listing"
        icon_name = "list-ul"
        counter_classname = "w-bg-critical-200"

        def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
            """With the number of essentials that are missing."""
            context = super().get_context_data(parent_context)
            context["count"] = len(self.panel.missing)
            return context

    name = "listing"
    title = "State of the listing"
    template_name = "services_directory/admin/side_panels/listing.html"
    order = 50

    def __init__(self, service: ServicePage, request: Any) -> None:
        super().__init__(service, request)
        self.missing = missing_essentials(service)

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """With ``missing``, ``assurance``, ``state``, ``status`` and ``subjects``."""
        saved = ServicePage.objects.select_related("assurance", "operational_status").get(pk=self.object.pk)
        return {
            **super().get_context_data(parent_context),
            "missing": self.missing,
            "assurance": assurance_of(saved),
            "state": state_of(saved, datetime.date.today()).label,
            "status": getattr(saved, "operational_status", None),
            "subjects": subjects_of(self.object),
            "may_decide": saved.permissions_for_user(self.request.user).can_publish(),
            "may_assess": self.request.user.has_perm("services_directory.change_accessibilityassessment"),
            "today": datetime.date.today(),
        }
