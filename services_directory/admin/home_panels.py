"""What waits for an officer, on the first page of the desk."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Min, Q
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.ui.components import Component

from localoffer.accounts.models import User
from localoffer.mail.models import OutgoingMail
from services_directory.admin.clock import in_state
from services_directory.admin.queue_sources import waiting_items
from services_directory.admin.reports import OUT_OF_DATE
from services_directory.domain.essentials import incomplete, without_essential
from services_directory.domain.quality import without_response
from services_directory.models import (
    AccessibilityAssessment,
    IndexOutbox,
    MistakeReport,
    ReviewTask,
    ServicePage,
)

BEHIND = datetime.timedelta(minutes=5)


@dataclass(frozen=True)
class Waiting:
    """Something to do: how many, what, where; ``oldest`` in words, if that is known."""

    count: int
    words: str
    address: str
    oldest: str = ""


class WaitingPanel(Component):
    """The work that waits, each line a link to it."""

    name = "waiting"
    template_name = "services_directory/admin/home/waiting.html"
    order = 50

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """With ``lines``; none for somebody who may not work on pages."""
        user = parent_context["request"].user
        if not user_has_any_page_permission(user):
            return {"lines": []}
        return {"lines": [in_the_queue(user), *waiting()]}


def in_the_queue(user: User) -> Waiting:
    """All of the queue that somebody may see, as one number."""
    items = waiting_items(user)
    oldest = _age(items[0].waiting_since) if items else ""
    return Waiting(len(items), "in the queue to decide", reverse("desk:queue"), oldest)


def _age(since: datetime.datetime | None) -> str:
    return _days(timezone.localdate(), timezone.localtime(since).date() if since else None)


def _days(today: datetime.date, since: datetime.date | None) -> str:
    days = (today - since).days if since else 0
    return f"the oldest for {days} day{'' if days == 1 else 's'}" if days else ""


def waiting(today: datetime.date | None = None) -> list[Waiting]:
    """Every line, those with nothing to do as well: an empty line is good news."""
    day = today or datetime.date.today()
    services = reverse("desk:services")
    drafts = ServicePage.objects.filter(has_unpublished_changes=True)
    oldest = drafts.aggregate(oldest=Min("latest_revision_created_at"))["oldest"]
    late = Q()
    for state in OUT_OF_DATE:
        late |= in_state(state, day)
    tasks = ReviewTask.objects.open()
    mistakes = MistakeReport.objects.open()
    lines = [
        Waiting(
            drafts.count(),
            "drafts and changes not published yet",
            f"{services}?state=waiting",
            _age(oldest),
        ),
        Waiting(
            ServicePage.objects.live().filter(late).count(),
            "published listings out of date or never checked",
            reverse("desk:out_of_date"),
        ),
        Waiting(
            tasks.count(),
            "overdue listings for you to find out about",
            f"{reverse('desk:overdue_tasks')}?is_open=true",
            _days(day, tasks.aggregate(oldest=Min("opened_on"))["oldest"]),
        ),
        Waiting(
            mistakes.count(),
            "reports of mistakes",
            f"{reverse('desk:mistakes')}?open=open",
            _age(mistakes.aggregate(oldest=Min("received_at"))["oldest"]),
        ),
        Waiting(
            incomplete(ServicePage.objects.live()).count(),
            "published listings that leave out something essential",
            reverse("desk:missing_essentials"),
        ),
        Waiting(
            without_response(ServicePage.objects.live()).count(),
            "published listings whose provider answers no reminder",
            f"{reverse('desk:out_of_date')}?no_response=true",
        ),
        Waiting(
            without_essential(ServicePage.objects.live(), "who").count(),
            "published listings that do not say who can use them",
            f"{reverse('desk:missing_essentials')}?missing=who",
        ),
        Waiting(
            AccessibilityAssessment.objects.overdue(day).count(),
            "accessibility assessments overdue",
            f"{reverse('assessments:index')}?overdue=true",
        ),
    ]
    undelivered = OutgoingMail.objects.in_trouble()
    if count := undelivered.count():
        oldest_mail = undelivered.aggregate(oldest=Min("created_at"))["oldest"]
        lines.append(
            Waiting(count, "mails that could not be delivered", reverse("desk:mail"), _age(oldest_mail))
        )
    behind = IndexOutbox.objects.filter(marked_at__lt=timezone.now() - BEHIND)
    if count := behind.count():
        lines.append(
            Waiting(
                count, "services whose search entry is over 5 minutes behind", reverse("desk:search_index")
            )
        )
    return lines
