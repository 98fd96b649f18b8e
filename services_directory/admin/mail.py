"""Mail that could not be delivered: seen at the desk, and tried again from there. Its words are not shown."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access, user_has_any_page_permission

from localoffer.mail.models import GIVES_UP_AFTER, OutgoingMail
from localoffer.mail.outbox import try_again_now

MOST_SHOWN = 100


@require_admin_access
@require_http_methods(["GET", "HEAD", "POST"])
def undelivered(request: HttpRequest) -> HttpResponse:
    """The list; POST tries all of it again, also what was given up.

    Raises:
        PermissionDenied: for somebody who may not work on pages.
    """
    if not user_has_any_page_permission(request.user):
        raise PermissionDenied
    if request.method == "POST":
        number = try_again_now()
        messages.success(
            request, f"{number} mail{'' if number == 1 else 's'} will be tried again within a minute."
        )
        return redirect("desk:mail")
    trouble = OutgoingMail.objects.in_trouble().order_by("created_at", "pk")
    waiting = OutgoingMail.objects.waiting()
    context: dict[str, Any] = {
        "mails": trouble.defer("text")[:MOST_SHOWN],
        "number": trouble.count(),
        "waiting": waiting.count(),
        "oldest": waiting.order_by("created_at").values_list("created_at", flat=True).first(),
        "gives_up_after": GIVES_UP_AFTER,
    }
    return render(request, "services_directory/admin/mail.html", context)
