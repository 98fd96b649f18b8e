"""The yearly clock and what waits, on the first page of the desk."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from wagtail.admin.ui.components import Component

from feedback.domain.clock import publication_clock
from feedback.enums import DraftState
from feedback.models import SummaryItem
from services_directory.admin.home_panels import Waiting


class AnswersPanel(Component):
    """For those who write or approve answers."""

    name = "answers"
    template_name = "feedback/desk/answers/home_panel.html"
    order = 60

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """With ``lines`` and ``clock``; neither for anybody else."""
        user = parent_context["request"].user
        if not user.has_perm("feedback.change_summaryitem"):
            return {"lines": [], "clock": None}
        return {"lines": lines(), "clock": publication_clock(), "years_address": reverse("answers:years")}


def lines() -> list[Waiting]:
    """Every line, those with nothing to do as well."""
    index = reverse("answers:index")
    return [
        Waiting(
            SummaryItem.objects.waiting_for_approval().count(),
            "answers wait for approval",
            f"{index}?state={DraftState.SUBMITTED.value}",
        ),
        Waiting(
            SummaryItem.objects.filter(state=DraftState.SENT_BACK).count(),
            "answers were sent back to their authors",
            f"{index}?state={DraftState.SENT_BACK.value}",
        ),
        Waiting(SummaryItem.objects.overdue().count(), "actions are overdue", f"{index}?overdue=true"),
    ]
